import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '#web/api.ts';
import { count } from '#web/format/number.ts';
import { Meter } from '#web/ui/figures/meter.tsx';

export const concurrencyQuery = queryOptions({
  queryKey: ['settings', 'concurrency'],
  queryFn: ({ signal }) => api.settings.concurrency({}, { signal }),
});

/** Calls now against the limit that binds, always in sight. */
export function ConcurrencyMeter() {
  const { data } = useQuery(concurrencyQuery);
  if (!data) return <div className="h-14" />;
  const limit = Math.min(data.limit, data.system.limit);
  const text = `${count(data.active)} of ${count(limit)}`;
  return (
    <Link to="/settings" hash="calls-at-once" className="block rounded-md px-3 py-2 hover:bg-hover">
      <span className="mb-1.5 flex justify-between text-sm">
        <span className="text-text-2">Calls now</span>
        <span className="figures font-semibold">{text}</span>
      </span>
      <Meter label="Calls now" value={data.active} max={limit} text={text} />
    </Link>
  );
}
