/** How many people of a campaign are where; together they are everybody. */
export type EnrollmentCounts = {
  pending: number;
  waiting: number;
  queued: number;
  calling: number;
  completed: number;
  voicemail: number;
  failed: number;
  cancelled: number;
  suppressed: number;
};

/** Everybody in the campaign. */
export function totalOf(counts: EnrollmentCounts): number {
  return counts.pending + counts.waiting + counts.queued + counts.calling + finishedOf(counts);
}

/** Everybody for whom nothing more will happen; a campaign whose people are all finished is complete. */
export function finishedOf(counts: EnrollmentCounts): number {
  return counts.completed + counts.failed + counts.voicemail + counts.cancelled + counts.suppressed;
}

/** Everybody who waits: now, for later, and before the start. */
export function queuedOf(counts: EnrollmentCounts): number {
  return counts.pending + counts.waiting + counts.queued;
}

/** Whole percent of all people who are finished, rounded down; 0 when there is nobody (spec section 10). */
export function progressOf(counts: EnrollmentCounts): number {
  return percent(finishedOf(counts), totalOf(counts));
}

/** Whole percent of those talked with among those talked with or failed, voicemail left out; 0 when there are none. */
export function successRateOf(counts: { completed: number; failed: number }): number {
  return percent(counts.completed, counts.completed + counts.failed);
}

/** Whole percent of placed calls that a person answered; 0 when none was placed. */
export function connectRateOf(calls: { answered: number; placed: number }): number {
  return percent(calls.answered, calls.placed);
}

/** Whole percent of answered calls that met their goal; 0 when none was answered. */
export function goalRateOf(calls: { goalsMet: number; answered: number }): number {
  return percent(calls.goalsMet, calls.answered);
}

/** A length in seconds as people read it, `m:ss`, rounded to the second. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Whole percent, rounded down; 0 of nothing. */
export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.floor((100 * part) / whole) : 0;
}
