import { Check, CircleDashed, CircleSlash, Clock, OctagonAlert, Pause, Play } from 'lucide-react';
import type { Campaign } from '#contract/campaigns.ts';
import { Badge } from '#web/ui/feedback/badge.tsx';
import type { Tone } from '#web/ui/feedback/badge.tsx';
import { stateOf } from './state.ts';
import type { CampaignState } from './state.ts';

const looks: Record<CampaignState['kind'], { tone: Tone; icon: typeof Clock; className?: string }> = {
  draft: { tone: 'grey', icon: CircleDashed },
  scheduled: { tone: 'violet', icon: Clock },
  running: {
    tone: 'blue',
    icon: Play,
    className: 'fill-current motion-safe:animate-[pulse-soft_2s_ease-in-out_infinite]',
  },
  waiting: { tone: 'violet', icon: Clock },
  paused: { tone: 'yellow', icon: Pause, className: 'fill-current' },
  stopped: { tone: 'red', icon: OctagonAlert },
  completed: { tone: 'green', icon: Check },
  cancelled: { tone: 'mute', icon: CircleSlash },
  failed: { tone: 'red', icon: OctagonAlert },
};

type StatusBadgeProps = { campaign: Pick<Campaign, 'status' | 'statusReason' | 'dispatch' | 'counts'> };

/** The state of a campaign in a picture and a word. */
export function StatusBadge({ campaign }: StatusBadgeProps) {
  const { kind, words } = stateOf(campaign);
  const { tone, icon: Icon, className = '' } = looks[kind];
  return (
    <Badge tone={tone} icon={<Icon size={13} strokeWidth={2.5} aria-hidden className={className} />}>
      <span className={kind === 'cancelled' ? 'line-through' : ''}>{words}</span>
    </Badge>
  );
}
