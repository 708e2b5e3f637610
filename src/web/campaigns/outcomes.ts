import type { Campaign } from '#contract/campaigns.ts';
import type { Segment } from '#web/ui/figures/segmented-bar.tsx';

type Counts = Campaign['counts'];

/** How the people of a campaign stand, in the order and the colours of every bar and legend. */
export function outcomesOf(counts: Counts): Segment[] {
  return [
    { key: 'completed', label: 'talked with', value: counts.completed, className: 'bg-success' },
    { key: 'voicemail', label: 'voicemail', value: counts.voicemail, className: 'bg-voicemail' },
    { key: 'failed', label: 'not reached', value: counts.failed, className: 'bg-failed' },
    { key: 'left-out', label: 'left out', value: counts.cancelled + counts.suppressed, className: 'bg-no-answer' },
    { key: 'calling', label: 'being called', value: counts.calling, className: 'bg-connected' },
  ];
}

/** How many people still wait to be called, now or later. */
export function stillToCall({ pending, waiting, queued }: Counts): number {
  return pending + waiting + queued;
}
