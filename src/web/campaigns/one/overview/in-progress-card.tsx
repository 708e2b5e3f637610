import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Phone as PhoneIcon } from 'lucide-react';
import type { Call } from '#contract/calls.ts';
import type { Campaign } from '#contract/campaigns.ts';
import type { QueueItem } from '#contract/enrollments.ts';
import type { Wait } from '#contract/forecasts.ts';
import { activeCallsQuery, nextInLineQuery } from '#web/campaigns/one/queries.ts';
import { stillToCall } from '#web/campaigns/outcomes.ts';
import { useNow } from '#web/clock.ts';
import { counted } from '#web/format/number.ts';
import { Phone } from '#web/format/phone.tsx';
import { duration, longDuration } from '#web/format/time.ts';
import { Card } from '#web/ui/card.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';

const shownMost = 6;

/** Who is on the phone, and who comes next. */
export function InProgressCard({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useQuery(activeCallsQuery(campaign.id));
  const active = data?.data.filter(({ status }) => status !== 'ended' && status !== 'disconnected');
  return (
    <Card title="In progress">
      {error && !data ? <ErrorCard what="calls in progress" error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={4} className="h-6 w-full" /> : null}
      {active ? <Calls calls={active} /> : null}
      <Next campaign={campaign} />
    </Card>
  );
}

function Calls({ calls }: { calls: readonly Call[] }) {
  const now = useNow();
  if (calls.length === 0) return <p className="text-text-2">Nobody is on the phone.</p>;
  return (
    <ul className="flex flex-col">
      {calls.slice(0, shownMost).map((call) => (
        <li key={call.id}>
          <Link
            to="."
            search={(before) => ({ ...before, call: call.id })}
            className="-mx-2 flex min-h-9 items-center gap-3 rounded-md px-2 hover:bg-hover"
          >
            <PhoneIcon size={15} aria-hidden className={call.answeredAt ? 'text-success' : 'text-text-3'} />
            <span className="min-w-0 flex-1 truncate">
              {call.name ?? <Phone number={call.phone} />}
              {call.name === null ? null : (
                <span className="ms-3 text-text-2 max-md:hidden">
                  <Phone number={call.phone} />
                </span>
              )}
            </span>
            <span className="figures text-sm whitespace-nowrap text-text-2">{standing(call, now)}</span>
          </Link>
        </li>
      ))}
      {calls.length > shownMost ? (
        <li className="pt-1 text-sm text-text-2">and {counted(calls.length - shownMost, 'more call', 'more calls')}</li>
      ) : null}
    </ul>
  );
}

function standing({ answeredAt, ringingAt, placedAt, claimedAt }: Call, now: Date): string {
  const since = (at: Date) => duration((now.getTime() - at.getTime()) / 1000);
  if (answeredAt) return `talking ${since(answeredAt)}`;
  if (ringingAt) return `ringing ${since(ringingAt)}`;
  return `dialling ${since(placedAt ?? claimedAt)}`;
}

function Next({ campaign }: { campaign: Campaign }) {
  const { data } = useQuery(nextInLineQuery(campaign.id));
  const left = stillToCall(campaign.counts);
  const [first, ...others] = data?.data ?? [];
  if (!first) return null;
  return (
    <div className="mt-3 flex flex-col gap-1 border-t border-line pt-3">
      <p className="truncate">
        <span className="text-text-2">Next: </span>
        <span className="font-semibold">{first.name ?? <Phone number={first.phone} />}</span>
        <span className="figures text-text-2"> ({placeWords(first)})</span>
      </p>
      {others.length === 0 ? null : (
        <p className="truncate text-text-2">
          Then:{' '}
          {others.map((item, place) => (
            <span key={item.enrollmentId}>
              {place > 0 ? ', ' : ''}
              {item.name ?? <Phone number={item.phone} />}
            </span>
          ))}
          {left > 3 ? `, ${counted(left - 3, 'other')}` : ''}
        </p>
      )}
      <Link
        to="/campaigns/$campaignId/queue"
        params={{ campaignId: campaign.id }}
        className="mt-1 self-start font-semibold text-accent hover:underline"
      >
        See queue
      </Link>
    </div>
  );
}

function placeWords({ position, wait, status }: QueueItem): string {
  const place = position === null ? '' : `position ${position.toLocaleString()}`;
  return [place, wait === null ? '' : waitWords(wait), status === 'waiting' && wait === null ? 'due later' : '']
    .filter((text) => text !== '')
    .join(', ');
}

function waitWords({ p10, p50, p90 }: Wait): string {
  if (p50 !== null) return `≈ ${longDuration(p50)}`;
  if (p90 < 60) return 'within a minute';
  return p10 < 60 ? `within ${longDuration(p90)}` : `${longDuration(p10)} to ${longDuration(p90)}`;
}
