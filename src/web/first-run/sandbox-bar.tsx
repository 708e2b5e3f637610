import { useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';
import { useNow } from '#web/clock.ts';
import { clockTime } from '#web/format/time.ts';
import { clockQuery } from './queries.ts';

/** Says that nobody real is called, and whose time it is. */
export function SandboxBar() {
  const { data } = useQuery(clockQuery);
  const now = useNow(1000);
  if (!data) return null;
  return (
    <div className="flex h-9 shrink-0 items-center gap-3 bg-violet-fill px-4 text-sm text-violet md:px-8">
      <strong>Sandbox</strong>
      <span className="max-md:hidden">no real calls</span>
      <span className="figures inline-flex items-center gap-1.5">
        <Clock size={14} aria-hidden />
        {clockTime(now)}
      </span>
    </div>
  );
}
