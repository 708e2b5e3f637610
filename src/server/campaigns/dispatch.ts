import type { CampaignCounts } from '#contract/campaign-counts.ts';
import type { Dispatch } from '#contract/campaigns.ts';
import type { CampaignStatus } from '#domain/campaign.ts';
import { instantText } from './moments.ts';
import type { CampaignRow } from './sql.ts';

type Facts = { campaign: CampaignRow; counts: CampaignCounts; nextDueAt: Date | null; now: Date };

/** Why a campaign calls or doesn't, and until when, from what its rows say at this moment. */
export function explainDispatch(facts: Facts): Dispatch {
  return explanations[facts.campaign.status](facts);
}

const explanations: Record<CampaignStatus, (facts: Facts) => Dispatch> = {
  draft: ({ counts }) => still('draft', counts.total > 0 ? 'Not started yet.' : 'Not started yet; it has no people.'),
  scheduled: ({ campaign }) => {
    const { startAt } = campaign;
    return { state: 'scheduled', binding: 'start_at', until: startAt, reason: `Starts ${at(campaign, startAt)}.` };
  },
  paused: ({ campaign }) => still('paused', `${sentence(campaign.statusReason ?? 'Paused')}${finishing(campaign)}`),
  failed: ({ campaign }) => still('failed', sentence(campaign.statusReason ?? 'It could not go on')),
  completed: () => still('finished', 'Everybody was called.'),
  cancelled: ({ campaign }) => still('finished', `Cancelled.${finishing(campaign)}`),
  running: explainRunning,
};

function explainRunning(facts: Facts): Dispatch {
  const { campaign, counts, nextDueAt } = facts;
  if (counts.queued > 0) return explainQueue(facts);
  return counts.waiting > 0 ? explainWaiting(campaign, nextDueAt) : explainEnd(campaign, counts);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function still(state: Dispatch['state'], reason: string): Dispatch {
  return { state, binding: null, until: null, reason };
}

function at(campaign: CampaignRow, instant: Date | null): string {
  return instant ? `at ${instantText(instant, campaign.timeZone)}` : 'soon';
}

function finishing({ slots }: CampaignRow): string {
  const calls = slots.campaign.inUse;
  return calls === 0 ? '' : ` ${calls === 1 ? '1 call is' : `${calls} calls are`} finishing; no new ones start.`;
}

/** Somebody is ready: what keeps the next call from being placed? The nearest obstacle to the person comes first. */
function explainQueue({ campaign, now }: Facts): Dispatch {
  if (campaign.accountPausedReason !== null) {
    const reason = `The provider account is paused: ${campaign.accountPausedReason}`;
    return { state: 'waiting', binding: 'account_paused', until: null, reason };
  }
  if (!campaign.hasOpenLane) return explainHours(campaign);
  const full = firstFull(campaign);
  if (full) return full;
  if (campaign.paceMode === 'interval' && campaign.nextDialAt !== null && campaign.nextDialAt > now) {
    const reason = `One call every ${campaign.gapSeconds ?? 10} s; the next ${at(campaign, campaign.nextDialAt)}.`;
    return { state: 'dialling', binding: 'pace', until: campaign.nextDialAt, reason };
  }
  return still('dialling', 'Calling as fast as the limits allow.');
}

/** Nobody's hours are open. */
function explainHours(campaign: CampaignRow): Dispatch {
  const { boundBy, opensAt: until } = campaign;
  if (boundBy === 'needs_time_zone') {
    const reason = 'Whoever is left needs a time zone: without one, no hour is surely legal.';
    return { state: 'waiting', binding: 'needs_time_zone', until: null, reason };
  }
  const isLegal = boundBy === 'legal_hours';
  const hours = isLegal ? 'legal calling hours' : 'calling hours';
  const reason = `Outside ${hours} until ${at(campaign, until).replace(/^at /, '')}.`;
  return { state: 'waiting', binding: isLegal ? 'legal_hours' : 'window', until, reason };
}

const levels = [
  { name: 'campaign', binding: 'campaign_limit', whose: "the campaign's limit" },
  { name: 'workspace', binding: 'workspace_limit', whose: "the workspace's limit" },
  { name: 'account', binding: 'account_limit', whose: "the provider account's limit" },
  { name: 'system', binding: 'system_limit', whose: "the installation's limit" },
] as const;

/** Of the limits that are reached, the smallest; equal ones from the campaign outwards. */
function firstFull(campaign: CampaignRow): Dispatch | undefined {
  const full = levels
    .flatMap((level) => {
      const slots = campaign.slots[level.name];
      return slots && slots.inUse >= slots.max ? [{ ...level, max: slots.max }] : [];
    })
    .toSorted((a, b) => a.max - b.max);
  const [tightest] = full;
  if (!tightest) return undefined;
  const calls = campaign.slots.campaign.inUse;
  return {
    state: calls > 0 ? 'dialling' : 'waiting',
    binding: tightest.binding,
    until: null,
    reason:
      tightest.max === 0
        ? `No call is placed: ${tightest.whose} is 0.`
        : `${tightest.max} at a time: ${tightest.whose} binds.`,
  };
}

function explainWaiting(campaign: CampaignRow, nextDueAt: Date | null): Dispatch {
  const calls = campaign.slots.campaign.inUse;
  const now = calls > 0 ? `${calls === 1 ? '1 call is' : `${calls} calls are`} in progress; the` : 'The';
  const reason = `${now} next person is due ${at(campaign, nextDueAt)}.`;
  return { state: calls > 0 ? 'dialling' : 'waiting', binding: 'due_at', until: nextDueAt, reason };
}

function explainEnd(campaign: CampaignRow, counts: CampaignCounts): Dispatch {
  if (counts.pending > 0) return still('dialling', 'Getting ready to call.');
  if (counts.calling > 0) return still('dialling', 'The last calls are in progress.');
  return still('dialling', 'Nobody is left to call; it is about to complete.');
}
