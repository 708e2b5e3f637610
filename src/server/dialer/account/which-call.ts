import type { CallReport } from '#server/provider.ts';

/** `unclear`: one of several may be it, or it can't be looked for. That proves neither that it is there nor that it is not. */
export type Found = { kind: 'found'; report: CallReport } | { kind: 'absent' } | { kind: 'unclear' };

/**
 * Which of a provider's calls is the one whose create was never answered. One that carries our id is it. Of those that
 * carry none, and went to that number from ours since, it is the only one that is no other call's: with two of them
 * nobody is taken for another, and the slot is held.
 */
export function whichCall(callId: string, candidates: CallReport[], othersIds: ReadonlySet<string>): Found {
  const own = candidates.find((report) => report.callId === callId);
  if (own) return { kind: 'found', report: own };
  const nameless = candidates.filter((report) => report.callId === null && !othersIds.has(report.providerCallId));
  const [only, second] = nameless;
  if (!only) return { kind: 'absent' };
  return second && second.providerCallId !== only.providerCallId
    ? { kind: 'unclear' }
    : { kind: 'found', report: { ...only, callId } };
}
