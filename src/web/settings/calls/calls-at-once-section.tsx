import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Concurrency } from '#contract/settings.ts';
import type * as z from 'zod';
import { count } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { useSession } from '#web/session.ts';
import { concurrencyQuery } from '#web/shell/concurrency-meter.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { Meter } from '#web/ui/figures/meter.tsx';
import { limitSetterQuery } from '../queries.ts';
import { Section } from '../section.tsx';
import { describeBinding } from './binding.ts';

/** How many calls the workspace may have at once: read here, set by whoever runs the installation. */
export function CallsAtOnceSection() {
  const { data, error, refetch } = useQuery(concurrencyQuery);
  return (
    <Section
      id="calls-at-once"
      lead="The smallest of four limits holds: the system’s, your workspace’s, the campaign’s and the provider account’s."
    >
      <div className="py-4">
        {error ? <ErrorCard what="the limits" error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <SkeletonRows rows={2} className="h-14 w-full" /> : null}
        {data ? <Limits concurrency={data} /> : null}
      </div>
    </Section>
  );
}

function Limits({ concurrency }: { concurrency: z.output<typeof Concurrency> }) {
  const { system, ...own } = concurrency;
  return (
    <div className="flex flex-col gap-5">
      <p className="font-semibold">{describeBinding(own, system)}</p>
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        <Slots title="Your workspace" slots={own} />
        <Slots title="The system, all workspaces" slots={system} />
      </div>
      <Setter />
    </div>
  );
}

function Slots({ title, slots }: { title: string; slots: { limit: number; active: number; available: number } }) {
  const text = `${count(slots.active)} of ${count(slots.limit)} in use`;
  return (
    <div>
      <h3 className="text-sm text-text-2">{title}</h3>
      <p className="figures mt-0.5 mb-2 flex items-baseline justify-between gap-3">
        <span className="text-xl font-semibold">
          {count(slots.active)} of {count(slots.limit)}
        </span>
        <span className="text-text-2">{count(slots.available)} free</span>
      </p>
      <Meter label={title} value={slots.active} max={slots.limit} text={text} className="h-2" />
    </div>
  );
}

/** Who set the limit, for those who may know, and who can change it. */
function Setter() {
  const { may, isSystemAdmin } = useSession();
  const { data: last } = useQuery({ ...limitSetterQuery, enabled: may('admin') });
  return (
    <p className="text-sm text-text-3">
      {last ? (
        <>
          Set by {last.actor.name}, <Time at={last.at} />.{' '}
        </>
      ) : null}
      {isSystemAdmin ? (
        <>
          You run this installation:{' '}
          <Link to="/admin" className="font-semibold text-accent hover:underline">
            change limits in Admin
          </Link>
          .
        </>
      ) : (
        'Whoever runs this installation sets it; it takes effect at once and cuts no call.'
      )}
    </p>
  );
}
