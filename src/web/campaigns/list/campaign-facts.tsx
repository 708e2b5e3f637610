import { Check, Clock, X } from 'lucide-react';
import type { CampaignGlance } from '#contract/campaign-list.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { useNow } from '#web/clock.ts';
import { stillToCall } from '#web/campaigns/outcomes.ts';
import { count } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { zoneOfViewer } from '#web/format/time.ts';
import { finishWords, waitOf } from './list-words.ts';

/** Why it calls or doesn't, and until when. */
export function Reason({ campaign }: { campaign: Campaign }) {
  const { dispatch, timeZone } = campaign;
  const wait = waitOf(dispatch);
  if (wait === null) return <>{dispatch.reason}</>;
  return (
    <>
      {wait.words} <Time at={wait.until} isRelative withZone={timeZone !== zoneOfViewer()} />
    </>
  );
}

type FinishProps = { campaign: Campaign; glance: CampaignGlance | undefined };

/** When it is foreseen to end, or did. */
export function Finish({ campaign, glance }: FinishProps) {
  const now = useNow(15_000);
  if (campaign.completedAt !== null)
    return (
      <>
        Done <Time at={campaign.completedAt} withZone={campaign.timeZone !== zoneOfViewer()} />
      </>
    );
  const finish = glance?.finish ?? null;
  if (finish === null || finish.p90 < now) return null;
  const words = finishWords(finish, { now });
  return (
    <>
      Done ≈ <span className="figures">{words}</span>
      {campaign.status === 'paused' ? ', had it gone on' : ''}
    </>
  );
}

/** Success, failed, queued: the three figures of every card. */
export function Tallies({ counts }: { counts: Campaign['counts'] }) {
  const tallies = [
    { icon: Check, value: counts.completed, label: 'success', className: 'text-green' },
    { icon: X, value: counts.failed, label: 'failed', className: 'text-red' },
    { icon: Clock, value: stillToCall(counts), label: 'queued', className: 'text-text-3' },
  ];
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-text-2">
      {tallies.map(({ icon: Icon, value, label, className }) => (
        <li key={label} className="flex items-center gap-1.5">
          <Icon size={14} strokeWidth={2.5} className={className} aria-hidden />
          <span className="figures">
            <span className="font-semibold text-text">{count(value)}</span> {label}
          </span>
        </li>
      ))}
    </ul>
  );
}
