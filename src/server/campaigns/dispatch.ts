import type { CampaignCounts } from '#contract/campaign-counts.ts';
import type { Dispatch } from '#contract/campaigns.ts';
import type { CampaignStatus } from '#domain/campaign.ts';
import { isPastEnd } from '#domain/dial.ts';
import { bindingLimit } from './dispatch-limits.ts';
import { instantText } from './moments.ts';
import type { CampaignRow, NextWaiting } from './sql.ts';

export type Facts = { campaign: CampaignRow; counts: CampaignCounts; next: NextWaiting | null; now: Date };

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
  paused: ({ campaign }) => still('paused', `${sentence(pausedWords(campaign))}${finishing(campaign)}`),
  failed: ({ campaign }) => still('failed', sentence(campaign.statusReason ?? 'It could not go on')),
  completed: () => still('finished', 'Everybody was called.'),
  cancelled: ({ campaign }) => still('finished', `Cancelled.${finishing(campaign)}`),
  running: explainRunning,
};

function pausedWords({ statusReason }: CampaignRow): string {
  if (statusReason === 'pilot_done')
    return 'The pilot is over: listen to its calls, then resume to call everybody else';
  return statusReason ?? 'Paused';
}

type Cause = (facts: Facts) => Dispatch | undefined;

/** What keeps the next person who is ready from being called, gravest first: the first that holds is told. */
const obstacles: Cause[] = [accountPaused, closed, bindingLimit, gap, rate, onThePhone];

function explainRunning(facts: Facts): Dispatch {
  const { campaign, counts, now } = facts;
  if (isPastEnd(campaign.endAt, now) && counts.pending + counts.waiting + counts.queued > 0)
    return still('waiting', 'Its end date has come; whoever still waits is cancelled.');
  if (counts.queued > 0) {
    const [first] = obstacles.flatMap((cause) => cause(facts) ?? []);
    return first ?? still('dialling', 'Calling as fast as the limits allow.');
  }
  return counts.waiting > 0 ? (accountPaused(facts) ?? explainWaiting(facts)) : explainEnd(facts);
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

function callsAre(calls: number): string {
  return calls === 1 ? '1 call is' : `${calls} calls are`;
}

function finishing({ slots }: CampaignRow): string {
  const calls = slots.campaign.inUse;
  return calls === 0 ? '' : ` ${callsAre(calls)} finishing; no new ones start.`;
}

/** Calls in progress go on whatever keeps the next from starting. */
function stateOf({ slots }: CampaignRow): Dispatch['state'] {
  return slots.campaign.inUse > 0 ? 'dialling' : 'waiting';
}

function accountPaused({ campaign }: Facts): Dispatch | undefined {
  if (campaign.accountPausedReason === null) return undefined;
  if (campaign.accountProbeAt !== null) {
    const until = campaign.accountProbeAt;
    const reason = `The provider does not answer: ${sentence(campaign.accountPausedReason)} It is asked again ${at(campaign, until)}.`;
    return { state: 'waiting', binding: 'account_not_answering', until, reason };
  }
  const reason = `The provider account is paused: ${sentence(campaign.accountPausedReason)} Mend it, then resume.`;
  return { state: 'waiting', binding: 'account_paused', until: null, reason };
}

function closed({ campaign }: Facts): Dispatch | undefined {
  if (campaign.hasReady) return undefined;
  const { opensAt, boundBy } = campaign;
  const state = stateOf(campaign);
  if (boundBy === 'needs_time_zone') {
    const reason = 'Whoever is left needs a time zone: without one, no hour is surely legal.';
    return { state, binding: 'needs_time_zone', until: null, reason };
  }
  const isLegal = boundBy === 'legal_hours';
  const reason =
    opensAt === null
      ? 'Its calling hours never come for those who wait: change its days or hours.'
      : `Outside ${isLegal ? 'legal calling hours' : 'calling hours'} until ${instantText(opensAt, campaign.timeZone)}.`;
  return { state, binding: isLegal ? 'legal_hours' : 'window', until: opensAt, reason };
}

function gap({ campaign, now }: Facts): Dispatch | undefined {
  const { nextDialAt } = campaign;
  if (campaign.paceMode !== 'interval' || nextDialAt === null || nextDialAt <= now) return undefined;
  const reason = `One call every ${campaign.gapSeconds ?? 10} s: the next in ${secondsTo(nextDialAt, now)} s.`;
  return { state: 'dialling', binding: 'pace', until: nextDialAt, reason };
}

function rate({ campaign, now }: Facts): Dispatch | undefined {
  const { accountNextDialAt } = campaign;
  if (accountNextDialAt === null || accountNextDialAt <= now) return undefined;
  const reason = `The provider account's calls per second bind: the next in ${secondsTo(accountNextDialAt, now)} s.`;
  return { state: 'dialling', binding: 'account_rate', until: accountNextDialAt, reason };
}

function secondsTo(instant: Date, now: Date): number {
  return Math.ceil((instant.getTime() - now.getTime()) / 1000);
}

function onThePhone({ campaign }: Facts): Dispatch | undefined {
  if (campaign.hasCallable) return undefined;
  const reason = 'Everybody who could be called now is on the phone for another campaign.';
  return { state: stateOf(campaign), binding: 'on_the_phone', until: null, reason };
}

const waits = {
  retry: 'Waiting for retries: the next',
  pace: 'Spread over its calling hours: the next call',
  due_at: 'The next person is due',
} as const;

function explainWaiting({ campaign, next }: Facts): Dispatch {
  const calls = campaign.slots.campaign.inUse;
  const binding = waitOf(campaign, next);
  const until = next ? next.dueAt : null;
  const inProgress = calls > 0 ? `${callsAre(calls)} in progress. ` : '';
  const reason = `${inProgress}${waits[binding]} ${at(campaign, until)}.`;
  return { state: stateOf(campaign), binding, until, reason };
}

function waitOf({ paceMode }: CampaignRow, next: NextWaiting | null): keyof typeof waits {
  if (next?.isRetry) return 'retry';
  return paceMode === 'spread' ? 'pace' : 'due_at';
}

function explainEnd({ campaign, counts }: Facts): Dispatch {
  if (counts.pending > 0) return still('dialling', 'Getting ready to call.');
  if (counts.calling > 0) return still('dialling', 'The last calls are in progress.');
  if (campaign.isImporting) {
    const reason = 'Everybody so far was called; a file of more people is being read.';
    return { state: 'waiting', binding: 'import', until: null, reason };
  }
  return still('dialling', 'Nobody is left to call; it is about to complete.');
}
