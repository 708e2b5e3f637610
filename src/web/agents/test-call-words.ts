import type { Call } from '#contract/calls.ts';
import { duration } from '#web/format/time.ts';

type Seen = Pick<Call, 'status' | 'disposition' | 'talkSeconds' | 'reason'>;

const endings: Record<string, string> = {
  voicemail: 'Voicemail answered.',
  no_answer: 'Nobody answered.',
  busy: 'The line was busy.',
  failed: 'It failed.',
  cancelled: 'It was cancelled.',
  unknown: 'Nobody knows how it ended: the provider did not say.',
  not_placed: 'It was not placed.',
};

/** How a test call stands, in a sentence. */
export function testCallWords(call: Seen | null): string {
  if (call === null) return 'Waiting for a free place…';
  return call.status === 'ended' ? endingWords(call) : (underWay[call.status] ?? 'Dialling…');
}

const underWay: Record<string, string> = {
  in_progress: 'Talking…',
  ringing: 'Ringing…',
  disconnected: 'It has ended; the provider is telling how…',
};

function endingWords({ disposition, talkSeconds, reason }: Seen): string {
  if (disposition === 'answered') return `Answered, and talked for ${duration(talkSeconds ?? 0)}.`;
  const said = endings[disposition ?? 'unknown'] ?? 'It ended.';
  return reason === null ? said : `${said} ${reason}`;
}
