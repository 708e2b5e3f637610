import type { Campaign } from '#contract/campaigns.ts';

/** What a badge shows: which picture and colour, and the words. */
export type CampaignState = {
  kind: 'draft' | 'scheduled' | 'running' | 'waiting' | 'paused' | 'stopped' | 'completed' | 'cancelled' | 'failed';
  words: string;
};

/** Why a campaign is paused that called as many people as its pilot has. */
export const pilotDone = 'pilot_done';

type Shown = Pick<Campaign, 'status' | 'statusReason' | 'dispatch' | 'counts'>;

const states: Record<Campaign['status'], (campaign: Shown) => CampaignState> = {
  draft: () => ({ kind: 'draft', words: 'Draft' }),
  scheduled: () => ({ kind: 'scheduled', words: 'Scheduled' }),
  running: ({ dispatch }) =>
    dispatch.state === 'waiting'
      ? { kind: 'waiting', words: 'Running · waiting' }
      : { kind: 'running', words: 'Running' },
  paused: ({ statusReason }) =>
    statusReason === pilotDone
      ? { kind: 'paused', words: 'Paused after its pilot' }
      : pausedItself(statusReason)
        ? { kind: 'stopped', words: 'Paused by safety stop' }
        : { kind: 'paused', words: 'Paused' },
  completed: ({ counts }) => ({
    kind: 'completed',
    words: counts.failed === 0 ? 'Completed' : `Completed with ${counts.failed.toLocaleString()} unreached`,
  }),
  cancelled: () => ({ kind: 'cancelled', words: 'Cancelled' }),
  failed: () => ({ kind: 'failed', words: 'Failed' }),
};

/** The state of a campaign, in the words that every screen uses. */
export function stateOf(campaign: Shown): CampaignState {
  return states[campaign.status](campaign);
}

/** A pause by a person names the person; any other reason is something that has to be mended. */
function pausedItself(reason: string | null): boolean {
  return reason !== null && !reason.startsWith('Paused by ');
}
