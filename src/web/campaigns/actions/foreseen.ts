import type { Campaign } from '#contract/campaigns.ts';

/** How a campaign will stand once a verb has been obeyed; shown at once. */
export function foresee(campaign: Campaign, verb: 'start' | 'pause' | 'resume'): Campaign {
  return verb === 'pause' ? paused(campaign) : running(campaign);
}

function paused(campaign: Campaign): Campaign {
  const reason = pausedWords(campaign.counts.calling);
  return {
    ...campaign,
    status: 'paused',
    statusReason: null,
    allowedActions: ['start', 'resume', 'cancel', 'retry', 'duplicate', 'delete', 'edit'],
    dispatch: { state: 'paused', binding: null, until: null, reason },
  };
}

function running(campaign: Campaign): Campaign {
  return {
    ...campaign,
    status: 'running',
    statusReason: null,
    allowedActions: ['pause', 'cancel', 'retry', 'duplicate', 'edit'],
    dispatch: { state: 'dialling', binding: null, until: null, reason: 'Getting ready to call.' },
  };
}

/** What a pause means for those who are on the phone. */
export function pausedWords(calling: number): string {
  if (calling === 0) return 'Paused. No new calls will start.';
  return `Paused. ${calling === 1 ? '1 call is' : `${calling} calls are`} finishing; no new ones will start.`;
}

/** What a start came to: a campaign may wait for its start, or for its calling hours. */
export function startedWords({ status, dispatch }: Pick<Campaign, 'status' | 'dispatch'>): string {
  if (status === 'scheduled') return `Scheduled. ${dispatch.reason}`;
  if (dispatch.state === 'waiting') return `Started. ${dispatch.reason}`;
  return 'Started. The first call goes out in a moment.';
}
