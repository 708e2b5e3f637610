import type { CallDetail } from '#contract/calls.ts';

type CallEvent = CallDetail['events'][number];

const words: Record<string, string> = {
  claimed: 'Chosen as next',
  placing: 'Allowed to dial',
  queued: 'Taken by the provider',
  initiated: 'Dialled',
  ringing: 'Ringing',
  answered: 'Answered',
  disconnected: 'Hung up',
  ended: 'Ended',
  not_placed: 'Not dialled',
  refused: 'Refused by the provider',
  asked: 'Asked the provider',
};

const sources: Record<string, string> = {
  webhook: 'told by the provider',
  fetch: 'answered by the provider when asked',
  reconcile: 'answered by the provider when asked',
  claim: 'Carillon',
  place: 'Carillon',
};

/** What happened to a call, in words, without what came late or twice. */
export function stepsOf(events: readonly CallEvent[]): { at: Date; words: string; by: string }[] {
  return events
    .filter(({ changed }) => changed)
    .map(({ kind, source, at }) => ({ at, words: words[kind] ?? sentence(kind), by: sources[source] ?? source }));
}

function sentence(kind: string): string {
  const text = kind.replaceAll('_', ' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
