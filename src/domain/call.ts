import * as z from 'zod';
import type { Disposition, Ending } from './disposition.ts';

export const CallStatus = z.enum([
  'claimed',
  'placing',
  'placed',
  'unknown',
  'ringing',
  'in_progress',
  'disconnected',
  'ended',
]);
export type CallStatus = z.infer<typeof CallStatus>;

/** What came with a fact; later facts enrich earlier ones, never erase them. Times in seconds, money in cents. */
export type CallDetails = {
  talkSeconds?: number | undefined;
  goalMet?: boolean | undefined;
  summary?: string | undefined;
  transcript?: string | undefined;
  recordingUrl?: string | undefined;
  extracted?: Record<string, unknown> | undefined;
  costCents?: number | undefined;
  /** Why it ended so, in the provider's words. */
  reason?: string | undefined;
};

/** One thing a provider says happened to a call, in our words. */
export type CallFact =
  | { kind: 'queued' | 'initiated' | 'ringing' | 'answered' | 'disconnected'; at: Date; details?: CallDetails }
  | { kind: 'ended'; disposition: Disposition; at: Date; details?: CallDetails };

/** The part of a call that facts change. */
export type CallProgress = {
  status: CallStatus;
  placedAt: Date | null;
  ringingAt: Date | null;
  answeredAt: Date | null;
  disconnectedAt: Date | null;
  endedAt: Date | null;
  disposition: Ending | null;
};

/** Statuses only go forward; a call in `placing`, `placed` or `unknown` has not been heard of since its POST. */
export const callRank: Record<CallStatus, number> = {
  claimed: 0,
  placing: 1,
  unknown: 2,
  placed: 3,
  ringing: 4,
  in_progress: 5,
  disconnected: 6,
  ended: 7,
};

const statusOf: Record<CallFact['kind'], CallStatus> = {
  queued: 'placed',
  initiated: 'placed',
  ringing: 'ringing',
  answered: 'in_progress',
  disconnected: 'disconnected',
  ended: 'ended',
};

/**
 * The call after one more fact, in whatever order facts come: status never goes back, the first ending wins, and a
 * late machine verdict turns `answered` into `voicemail` (engine.md, Settle).
 */
export function applyFact(call: CallProgress, fact: CallFact): CallProgress {
  const next: CallProgress = { ...call };
  next.placedAt ??= fact.at;
  if (fact.kind === 'ringing') next.ringingAt ??= fact.at;
  if (fact.kind === 'answered') next.answeredAt ??= fact.at;
  if (fact.kind === 'disconnected') next.disconnectedAt ??= fact.at;
  if (fact.kind === 'ended') applyEnding(next, fact.disposition, fact.at);
  else if (callRank[statusOf[fact.kind]] > callRank[call.status]) next.status = statusOf[fact.kind];
  return next;
}

function applyEnding(next: CallProgress, disposition: Disposition, at: Date): void {
  if (next.disposition === null) {
    next.status = 'ended';
    next.disposition = disposition;
    next.endedAt = at;
    return;
  }
  if (next.disposition === 'answered' && disposition === 'voicemail') next.disposition = 'voicemail';
}

/**
 * A machine that was recognised, before the end or after it, makes a conversation a voicemail. Providers tell it apart
 * from the ending at times; adapters keep it as `answered_by` among what was extracted.
 */
export function judged(disposition: Ending | null, { extracted }: CallDetails): Ending | null {
  return disposition === 'answered' && extracted?.['answered_by'] === 'machine' ? 'voicemail' : disposition;
}

/** Whether a call in this status still has a slot. */
export function holdsSlot(status: CallStatus): boolean {
  return status !== 'disconnected' && status !== 'ended';
}
