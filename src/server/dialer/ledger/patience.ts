import type { CallLength } from '#domain/call-length.ts';
import type { CallStatus } from '#domain/call.ts';
import type { Clock } from '#server/clock.ts';
import type { NetworkPatience } from '#server/system.ts';

/** Silence of these many seconds in a status is asked about, in a call of such length (engine.md, Settle). */
const silence: Partial<Record<CallStatus, (length: CallLength) => number>> = {
  placed: () => 60,
  ringing: ({ ringSecondsMax }) => ringSecondsMax + 20,
  // Half of the longest talk: a lost last webhook should not idle its slot for all of it, and asking is cheap.
  in_progress: ({ talkSecondsMax }) => talkSecondsMax / 2,
  disconnected: () => 180,
};

/** When to look after an unanswered create-call, counted from when it became unknown. */
const unknownLooks = [5, 20, 60, 120, 150, 210];

/** Between questions to a provider that does not answer. */
const probeWaits = [15, 30, 60, 120, 300];

/** An absence proves that a call was never placed when it was seen twice, this far apart. */
const absenceSeconds = 120;

/** The longest that a call of such length can hold its slot without a word from anybody. */
export function holdSecondsMax({ ringSecondsMax, talkSecondsMax }: CallLength): number {
  return ringSecondsMax + talkSecondsMax + 120;
}

/** The instants at which a call's silence deserves a question. Network time is real even where a clock runs fast. */
export type Patience = ReturnType<typeof patienceOf>;

export function patienceOf(clock: Clock, network: NetworkPatience) {
  const from = (at: Date, seconds: number, networkMs: number) =>
    new Date(at.getTime() + seconds * 1000 + clock.covering(networkMs));
  return {
    /** After a claim, when its place job must have been lost. */
    afterClaim: (at: Date) => from(at, 0, 15_000),
    /** After the transaction that allows a dial, when its process must have died before recording the answer. */
    afterPlacing: (at: Date) => from(at, 5, network.sendWithinMs + network.answerWithinMs),
    afterFact: ({ status, ...length }: CallLength & { status: CallStatus }, at: Date) => {
      const seconds = silence[status]?.(length);
      return seconds === undefined ? null : from(at, seconds, 1000);
    },
    /** The next look at a call whose create was never answered, after `looks` of them. */
    afterUnknown: (at: Date, looks: number) => {
      const seconds = unknownLooks[Math.min(looks, unknownLooks.length - 1)] ?? 0;
      const waited = looks === 0 ? 0 : (unknownLooks[Math.min(looks, unknownLooks.length) - 1] ?? 0);
      return from(at, Math.max(30 * Number(looks >= unknownLooks.length), seconds - waited), 250);
    },
    /** Whether a call missing since then is proven never to have been placed. */
    provesAbsence: (missingSince: Date, now: Date) =>
      now.getTime() - missingSince.getTime() >=
      Math.max(absenceSeconds * 1000, clock.covering(2 * network.answerWithinMs)),
    /** The next question to a provider that does not answer, after `probes` of them. */
    afterProbes: (at: Date, probes: number) => from(at, probeWaits[Math.min(probes, probeWaits.length - 1)] ?? 0, 1000),
    /** Before asking again about a call that could not be asked about, or still says the same. */
    again: (at: Date) => from(at, 30, 1000),
  };
}
