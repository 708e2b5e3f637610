import type { Analytics } from '#contract/reports.ts';
import { enough, percent } from './findings.ts';
import { wilson } from './wilson.ts';

export type Slice = { key: string; label: string; calls: number; colour: string };

const kinds = [
  { key: 'success', label: 'Goal met', colour: 'var(--success)' },
  { key: 'connected', label: 'Talked', colour: 'var(--connected)' },
  { key: 'voicemail', label: 'Voicemail', colour: 'var(--voicemail)' },
  { key: 'noAnswer', label: 'No answer', colour: 'var(--no-answer)' },
  { key: 'busy', label: 'Busy', colour: 'var(--busy)' },
  { key: 'failed', label: 'Failed', colour: 'var(--failed)' },
  { key: 'other', label: 'Other', colour: 'var(--line-strong)' },
] as const;
export const outcomeKinds = kinds;

type Day = Analytics['days'][number];
export type DayBar = Record<(typeof kinds)[number]['key'], number> & { day: string; soFar: number };

/** Days as stacked bars; a call whose goal was met is one that was answered. */
export function dayBars(days: readonly Day[]): DayBar[] {
  return days.map(({ day, answered, goalsMet, placedSoFar, voicemail, noAnswer, busy, failed, other }) => ({
    ...{ day, soFar: placedSoFar, success: goalsMet, connected: Math.max(0, answered - goalsMet) },
    ...{ voicemail, noAnswer, busy, failed, other },
  }));
}

/** All calls by how they ended, the most first. */
export function slicesOf(days: readonly Day[]): Slice[] {
  const bars = dayBars(days);
  return kinds
    .map((kind) => ({ ...kind, calls: bars.reduce((sum, bar) => sum + bar[kind.key], 0) }))
    .filter(({ calls }) => calls > 0)
    .toSorted((a, b) => b.calls - a.calls);
}

export type TrendPoint = {
  day: string;
  placed: number;
  answer: number;
  answerBand: [number, number];
  goal: number | null;
  goalBand: [number, number] | null;
  /** Too few calls to say much: drawn hollow. */
  isThin: boolean;
};

/** Rates of each day in percent, with the range in which the true rate lies. */
export function trendOf(days: readonly Day[]): TrendPoint[] {
  return days
    .filter(({ placed }) => placed > 0)
    .map(({ day, placed, answered, goalsMet }) => ({
      ...{ day, placed, isThin: placed < enough },
      answer: tenth(answered / placed),
      answerBand: band(answered, placed),
      goal: answered === 0 ? null : tenth(goalsMet / answered),
      goalBand: answered === 0 ? null : band(goalsMet, answered),
    }));
}

function band(part: number, of: number): [number, number] {
  const { low, high } = wilson(part, of);
  return [tenth(low), tenth(high)];
}

function tenth(rate: number): number {
  return Math.round(1000 * rate) / 10;
}

export type StayPoint = { seconds: number; percent: number; calls: number };

/** Percent of answered calls that go on after so many seconds, as far as anybody stays. */
export function stayOf({ calls, stillTalking }: Analytics['talk']): StayPoint[] {
  const last = stillTalking.findIndex((step) => step.calls === 0);
  const steps = last === -1 ? stillTalking : stillTalking.slice(0, last + 1);
  return steps.map((step) => ({ ...step, percent: percent(step.calls, calls) }));
}
