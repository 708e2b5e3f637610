import type { Campaign } from '#contract/campaigns.ts';
import { SegmentedBar } from '#web/ui/figures/segmented-bar.tsx';
import { outcomesOf } from './outcomes.ts';

type OutcomeBarProps = { counts: Campaign['counts']; label?: string; className?: string };

/** How far a campaign is, and how its people ended; what is left shows as track. */
export function OutcomeBar({ counts, label = 'Progress', className = 'h-2' }: OutcomeBarProps) {
  return (
    <SegmentedBar
      segments={outcomesOf(counts)}
      total={counts.total}
      done={counts.finished}
      label={label}
      className={className}
    />
  );
}
