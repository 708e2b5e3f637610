import { pilotDone } from '#web/campaigns/state.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { counted } from '#web/format/number.ts';
import { dayAndTime, fromNow, zoneName } from '#web/format/time.ts';

export type NextAction =
  | { kind: 'verb'; verb: 'start' | 'resume'; label: string }
  | { kind: 'retry' | 'export' | 'duplicate'; label: string }
  | { kind: 'tab'; to: 'queue' | 'contacts' | 'settings'; label: string }
  | { kind: 'place'; to: '/settings' | '/admin' | '/queue'; label: string };

export type Sentence = {
  tone: 'new' | 'calling' | 'waiting' | 'stopped' | 'trouble' | 'over';
  title: string;
  text: string;
  action: NextAction;
};

type Shown = Pick<
  Campaign,
  | 'status'
  | 'statusReason'
  | 'dispatch'
  | 'counts'
  | 'agentId'
  | 'timeZone'
  | 'pace'
  | 'concurrentCallsLimit'
  | 'startAt'
>;
type Facts = {
  campaign: Shown;
  now: Date;
  limits: { workspace: number; system: number } | null;
  isAdmin: boolean;
  /** Of what is over: what came of it. */
  headline?: string | null;
};

/** Why a campaign calls or doesn't, until when, and the one thing to do about it. */
export function sentenceOf(facts: Facts): Sentence {
  const { campaign } = facts;
  if (campaign.dispatch.state === 'dialling' || campaign.dispatch.state === 'waiting') return running(facts);
  return still[campaign.dispatch.state](facts);
}

const still: Record<'draft' | 'scheduled' | 'paused' | 'finished' | 'failed', (facts: Facts) => Sentence> = {
  draft: (facts) => ({ tone: 'new', title: 'Not started yet', ...draft(facts) }),
  scheduled: (facts) => ({
    tone: 'waiting',
    title: 'Scheduled',
    text: `The first call goes out ${moment(facts)}.`,
    action: { kind: 'verb', verb: 'start', label: 'Start now' },
  }),
  paused: ({ campaign: { dispatch, statusReason } }) => ({
    tone:
      statusReason === null || statusReason === pilotDone || statusReason.startsWith('Paused by')
        ? 'stopped'
        : 'trouble',
    title: 'Paused',
    text: dispatch.reason,
    action: { kind: 'verb', verb: 'resume', label: 'Resume' },
  }),
  failed: ({ campaign: { dispatch, agentId } }) => ({
    tone: 'trouble',
    title: 'It could not go on',
    text: dispatch.reason,
    action:
      agentId === null
        ? { kind: 'tab', to: 'settings', label: 'Choose another agent' }
        : { kind: 'verb', verb: 'resume', label: 'Resume once it is mended' },
  }),
  finished: ({ campaign, headline }) => finished(campaign, headline ?? campaign.dispatch.reason),
};

function draft({ campaign, now }: Facts): Pick<Sentence, 'text' | 'action'> {
  const { counts, agentId, startAt, timeZone } = campaign;
  if (counts.total === 0)
    return {
      text: 'It has no people yet. Add some, then start it.',
      action: { kind: 'tab', to: 'contacts', label: 'Add people' },
    };
  if (agentId === null)
    return {
      text: 'Nobody speaks for it yet. Choose an agent, then start it.',
      action: { kind: 'tab', to: 'settings', label: 'Choose an agent' },
    };
  if (startAt !== null && startAt > now)
    return {
      text: `${counted(counts.total, 'person', 'people')} will be called from ${dayAndTime(startAt, { timeZone, now })} ${zoneName(startAt, timeZone)} on.`,
      action: { kind: 'verb', verb: 'start', label: 'Schedule' },
    };
  return {
    text: `${counted(counts.total, 'person is', 'people are')} ready to be called.`,
    action: { kind: 'verb', verb: 'start', label: 'Start calling' },
  };
}

function finished({ status, counts }: Shown, text: string): Sentence {
  if (status === 'cancelled')
    return {
      tone: 'over',
      title: 'Cancelled',
      text,
      action: { kind: 'duplicate', label: 'Duplicate' },
    };
  const action: NextAction =
    counts.failed > 0
      ? { kind: 'retry', label: `Call ${counts.failed.toLocaleString()} unreached…` }
      : { kind: 'export', label: 'Export' };
  return { tone: 'over', title: 'Completed', text, action };
}

type Running = (facts: Facts) => { text: string; action: NextAction };

const seeQueue: NextAction = { kind: 'tab', to: 'queue', label: 'See queue' };
const changeHours: NextAction = { kind: 'tab', to: 'settings', label: 'Change hours' };

const causes: Record<NonNullable<Campaign['dispatch']['binding']>, Running> = {
  campaign_limit: ({ campaign }) => ({
    text: `The campaign’s limit of ${campaign.concurrentCallsLimit} is the bottleneck.`,
    action: { kind: 'tab', to: 'settings', label: 'Raise the limit' },
  }),
  workspace_limit: (facts) => ({ text: bottleneck(facts, 'Your workspace’s', 'workspace'), action: raise(facts) }),
  system_limit: (facts) => ({ text: bottleneck(facts, 'The installation’s', 'system'), action: raise(facts) }),
  account_limit: () => ({
    text: 'The provider account’s limit is the bottleneck.',
    action: { kind: 'place', to: '/settings', label: 'See the account' },
  }),
  account_rate: ({ campaign }) => ({
    text: campaign.dispatch.reason,
    action: { kind: 'place', to: '/settings', label: 'See the account' },
  }),
  account_paused: ({ campaign }) => ({
    text: campaign.dispatch.reason,
    action: { kind: 'place', to: '/settings', label: 'Mend the account' },
  }),
  account_not_answering: (facts) => ({
    text: `The provider does not answer. It is asked again ${moment(facts)}.`,
    action: { kind: 'place', to: '/settings', label: 'See the account' },
  }),
  on_the_phone: ({ campaign }) => ({ text: campaign.dispatch.reason, action: seeQueue }),
  pace: (facts) => ({ text: paceText(facts), action: { kind: 'tab', to: 'settings', label: 'Change pace' } }),
  window: (facts) => ({ text: closedText(facts, 'calling hours'), action: changeHours }),
  legal_hours: (facts) => ({ text: closedText(facts, 'legal calling hours'), action: changeHours }),
  needs_time_zone: ({ campaign }) => ({
    text: campaign.dispatch.reason,
    action: { kind: 'tab', to: 'contacts', label: 'Show who' },
  }),
  retry: (facts) => ({ text: `Waiting for retries: the next is ${moment(facts)}.`, action: seeQueue }),
  start_at: (facts) => ({
    text: `It starts ${moment(facts)}.`,
    action: { kind: 'verb', verb: 'start', label: 'Start now' },
  }),
  due_at: (facts) => ({ text: `The next person is due ${moment(facts)}.`, action: seeQueue }),
  import: ({ campaign }) => ({
    text: campaign.dispatch.reason,
    action: { kind: 'tab', to: 'contacts', label: 'See people' },
  }),
};

function running(facts: Facts): Sentence {
  const { dispatch, counts } = facts.campaign;
  const isTrouble = dispatch.binding === 'account_paused' || dispatch.binding === 'account_not_answering';
  const tone = isTrouble ? 'trouble' : dispatch.state === 'dialling' ? 'calling' : 'waiting';
  const title = dispatch.state === 'dialling' ? 'Dialling now' : 'Waiting';
  const calls = counts.calling === 0 ? '' : `${counted(counts.calling, 'call')} in progress. `;
  if (dispatch.binding === null) return { tone, title, text: `${calls}${dispatch.reason}`, action: seeQueue };
  // Slots that others use are told by the server, which knows who they are.
  if (dispatch.state === 'waiting' && dispatch.binding.endsWith('_limit'))
    return { tone, title, text: dispatch.reason, action: { kind: 'place', to: '/queue', label: 'See who is called' } };
  const { text, action } = causes[dispatch.binding](facts);
  return { tone, title, text: text.includes('in progress') ? text : `${calls}${text}`, action };
}

function bottleneck({ campaign, limits }: Facts, whose: string, level: 'workspace' | 'system'): string {
  if (limits === null) return `${whose} limit is the bottleneck.`;
  return `${whose} limit of ${limits[level]} is the bottleneck; the campaign allows ${campaign.concurrentCallsLimit}.`;
}

function raise({ isAdmin }: Facts): NextAction {
  return isAdmin
    ? { kind: 'place', to: '/admin', label: 'Raise it' }
    : { kind: 'place', to: '/settings', label: 'See your limit' };
}

function paceText(facts: Facts): string {
  const { campaign, now } = facts;
  const { until } = campaign.dispatch;
  if (campaign.pace.mode !== 'interval') return `Spread over its calling hours: the next call is ${moment(facts)}.`;
  const left = until === null ? 0 : Math.max(0, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return `One call every ${campaign.pace.gapSeconds} s: the next ${left === 0 ? 'goes out now' : `in ${left} s`}.`;
}

function closedText(facts: Facts, hours: string): string {
  if (facts.campaign.dispatch.until === null) return 'Its calling hours never come for those who wait.';
  return `Outside ${hours} until ${moment(facts)}.`;
}

/** Such as "tomorrow, 9:00 AM PST (in 13 h)". */
function moment({ campaign: { dispatch, timeZone }, now }: Facts): string {
  const { until } = dispatch;
  if (until === null) return 'soon';
  const away = fromNow(until, now);
  return `${dayAndTime(until, { timeZone, now })} ${zoneName(until, timeZone)}${away === null ? '' : ` (${away})`}`;
}
