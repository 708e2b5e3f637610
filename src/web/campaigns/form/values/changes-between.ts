import type { FormValues } from './form-values.ts';
import { delayInWords, hoursInWords } from './window-words.ts';

type Shown = { label: string; of: (values: FormValues) => string };

const paces = { asap: 'as fast as limits allow', spread: 'spread evenly', interval: 'fixed gap' } as const;
const onOff = (isOn: boolean) => (isOn ? 'yes' : 'no');
const days = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });

const shown: readonly Shown[] = [
  { label: 'Name', of: ({ name }) => name },
  { label: 'Start', of: ({ start, startAt }) => (start === 'now' ? 'when started' : startAt.replace('T', ' ')) },
  { label: 'Hours', of: hoursInWords },
  // 4 January 1970 was a Sunday, so the day of the month is that of the week and three.
  {
    label: 'Days',
    of: (values) => values.days.map((day) => days.format(new Date((day + 3) * 86_400_000))).join(' '),
  },
  { label: 'Time zone', of: ({ timeZone }) => timeZone.replaceAll('_', ' ') },
  { label: 'Clock', of: ({ clock }) => (clock === 'campaign' ? 'the campaign’s' : 'each person’s') },
  {
    label: 'Pace',
    of: ({ paceMode, gapSeconds }) => (paceMode === 'interval' ? `every ${gapSeconds} s` : paces[paceMode]),
  },
  { label: 'Calls at once', of: ({ concurrentCallsLimit }) => String(concurrentCallsLimit) },
  { label: 'Retries', of: ({ maxRetries }) => String(maxRetries) },
  { label: 'Wait between', of: (values) => values.delays.map(delayInWords).join(', ') },
  { label: 'Retry after', of: ({ retryOn }) => retryOn.toSorted().join(', ').replaceAll('_', ' ') || 'nothing' },
  { label: 'Retry voicemail', of: ({ voicemailRetry }) => onOff(voicemailRetry) },
  { label: 'Voicemail message', of: ({ voicemailMessage }) => voicemailMessage || 'none' },
  { label: 'Next action', of: ({ nextAction }) => nextAction || 'the agent’s own' },
];

/** What differs between two states of the form, in words; the agent by the fact alone, since its name is not in it. */
export function changesBetween(
  before: FormValues,
  after: FormValues,
): { label: string; before: string; after: string }[] {
  const differing = shown.flatMap(({ label, of }) => {
    const [was, is] = [of(before), of(after)];
    return was === is ? [] : [{ label, before: was, after: is }];
  });
  const isOther = before.agentId !== after.agentId;
  return isOther ? [...differing, { label: 'Agent', before: 'the one it has', after: 'another one' }] : differing;
}
