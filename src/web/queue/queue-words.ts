import type { QueueItem, QueueStatistics } from '#contract/enrollments.ts';
import { longDuration } from '#web/format/time.ts';

const endings: Record<NonNullable<QueueItem['lastDisposition']>, string> = {
  answered: 'answered',
  voicemail: 'voicemail',
  no_answer: 'no answer',
  busy: 'busy',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'no known end',
};

const closed: Record<NonNullable<QueueItem['waitsFor']>, string> = {
  window: 'outside calling hours',
  legal_hours: 'outside legal hours where the person lives',
  needs_time_zone: 'time zone not known well enough to call',
  never_open: 'the window never opens within legal hours',
};

type Waiting = Pick<QueueItem, 'status' | 'position' | 'waitsFor' | 'attempts' | 'lastDisposition' | 'dueAt'>;

/** Why somebody is not being called yet, in a few words; the time of a retry stands in a column of its own. */
export function whyWaiting(item: Waiting): string {
  if (item.status === 'pending') return 'not started yet';
  if (item.waitsFor !== null) return closed[item.waitsFor];
  const retry = retryOf(item);
  if (item.status === 'waiting') return retry ?? 'has a place later in the window';
  const place = placeOf(item.position);
  return retry === null ? place : `${retry}, ${place}`;
}

function retryOf({ attempts, lastDisposition }: Waiting): string | null {
  if (attempts === 0) return null;
  return lastDisposition === null ? `retry ${attempts}` : `retry ${attempts} after ${endings[lastDisposition]}`;
}

function placeOf(position: number | null): string {
  if (position === null) return 'far behind others';
  return position === 1 ? 'next free line' : `behind ${position - 1}`;
}

/** How long it takes, as a range; null where no forecast is known. */
export function waitRange(wait: QueueItem['wait']): string | null {
  if (wait === null) return null;
  if (wait.p50 !== null) return `≈ ${longDuration(wait.p50)}`;
  if (wait.p90 < 10) return 'seconds';
  const [from, to] = [longDuration(wait.p10), longDuration(wait.p90)];
  if (wait.p10 < 10) return `≤ ${to}`;
  if (from === to) return `≈ ${to}`;
  const [least = '', unit] = from.split(' ');
  return to.endsWith(` ${unit}`) && !to.slice(0, -1).includes(' h') ? `${least}–${to}` : `${from} – ${to}`;
}

/** How good past estimates were, once there are some. */
export function accuracyOf({ farWaits, nearWaits }: QueueStatistics['score']): string {
  const scored = farWaits.scored + nearWaits.scored;
  if (scored < 20) return 'Waits are estimates; how good they were is shown here once twenty have come true.';
  const held = Math.floor((100 * (farWaits.bandHeld + nearWaits.bandHeld)) / scored);
  const close =
    farWaits.scored === 0
      ? ''
      : ` Of far ones, ${Math.floor((100 * farWaits.withinTenPercent) / farWaits.scored)} % were within 10 %.`;
  return `Of ${scored} waits that came true, ${held} % fell into the range that was shown.${close}`;
}
