import type { Call, Disposition, Status } from '../call.ts';
import type { Fate } from './fate.ts';
import type { Settings } from '../settings.ts';

export type Limits = { ringSecondsMax: number; talkSecondsMax: number };

/** What becomes of a call unless somebody ends it early, settled when it is accepted; instants are Unix milliseconds. */
export type Plan = {
  announceQueued: boolean;
  /** When its turn comes to be dialled; absent where that is not told. */
  dialsAt?: number | undefined;
  ringsAt: number | null;
  answersAt: number | null;
  endsAt: number;
  disposition: Exclude<Disposition, 'cancelled'>;
  goalMet: boolean;
  /** From a hang-up to the final word; null where a hang-up is the final word. */
  lagSeconds: number | null;
};

/** One step of a call, of which one webhook tells. */
export type Turn = { at: number; status: Status; ending?: { disposition: Disposition; goalMet: boolean } };

export type Conditions = { fate: Fate; limits: Limits; settings: Settings; dialsAt: number };

export function planCall({ fate, limits, settings, dialsAt }: Conditions): Plan {
  const { announceQueued, announceDialling, disconnectBeforeEnd, endingLagSeconds } = settings;
  const connectsAt = after(dialsAt, fate.setupSeconds);
  const lagSeconds = disconnectBeforeEnd ? endingLagSeconds : null;
  const manner = { announceQueued, lagSeconds, ...(announceDialling ? { dialsAt } : {}) };
  const unanswered = { ...manner, answersAt: null, goalMet: false };
  if (fate.ending === 'busy' || fate.ending === 'failed') {
    return { ...unanswered, ringsAt: null, endsAt: connectsAt, disposition: fate.ending };
  }
  if (fate.ending === 'no_answer' || fate.ringSeconds >= limits.ringSecondsMax) {
    const endsAt = after(connectsAt, limits.ringSecondsMax);
    return { ...unanswered, ringsAt: connectsAt, endsAt, disposition: 'no_answer' };
  }
  const answersAt = after(connectsAt, fate.ringSeconds);
  const endsAt = after(answersAt, Math.min(fate.talkSeconds, limits.talkSecondsMax));
  const goalMet = fate.ending === 'answered' && fate.goalMet;
  return { ...manner, ringsAt: connectsAt, answersAt, endsAt, disposition: fate.ending, goalMet };
}

/** Every step of a call, in order; what was planned for an instant comes before a withdrawal at that instant. */
export function turnsOf(plan: Plan, createdAt: number, withdrawnAt: number | null): Turn[] {
  const { announceQueued, dialsAt, ringsAt, answersAt, disposition, goalMet } = plan;
  const endsAt = withdrawnAt ?? plan.endsAt;
  const isAnswered = answersAt !== null && answersAt <= endsAt;
  const turns: Turn[] = announceQueued ? [{ at: createdAt, status: 'queued' }] : [];
  const push = (status: Status, at: number | null | undefined) => {
    if (typeof at === 'number' && at <= endsAt) turns.push({ at, status });
  };
  push('dialling', dialsAt);
  push('ringing', ringsAt);
  push('in_progress', answersAt);
  const early = { disposition: isAnswered ? disposition : 'cancelled', goalMet: false } as const;
  pushEnding(turns, {
    at: endsAt,
    ending: withdrawnAt === null ? { disposition, goalMet } : early,
    lagSeconds: isAnswered ? plan.lagSeconds : null,
  });
  return turns;
}

type End = { at: number; ending: NonNullable<Turn['ending']>; lagSeconds: number | null };

function pushEnding(turns: Turn[], { at, ending, lagSeconds }: End): void {
  turns.push({ at, status: lagSeconds === null ? 'ended' : 'disconnected', ending });
  if (lagSeconds !== null) turns.push({ at: after(at, lagSeconds), status: 'ended' });
}

/** Leaves a call as it is after that step. */
export function apply(call: Call, { at, status, ending: end }: Turn): void {
  call.status = status;
  if (status === 'ringing') call.ringingAt = at;
  if (status === 'in_progress') call.answeredAt = at;
  if (end === undefined) return;
  call.endedAt = at;
  call.disposition = end.disposition;
  call.goalMet = end.goalMet;
}

function after(at: number, seconds: number): number {
  return Math.trunc(at + seconds * 1000);
}
