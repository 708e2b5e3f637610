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
  if (call.status === 'ended') {
    if (call.disposition === 'answered') return `Answered, and talked for ${duration(call.talkSeconds ?? 0)}.`;
    const said = endings[call.disposition ?? 'unknown'] ?? 'It ended.';
    return call.reason === null ? said : `${said} ${call.reason}`;
  }
  if (call.status === 'in_progress') return 'Talking…';
  if (call.status === 'ringing') return 'Ringing…';
  return call.status === 'disconnected' ? 'It has ended; the provider is telling how…' : 'Dialling…';
}
