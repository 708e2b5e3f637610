import type { Call } from '../../call.ts';
import type { Turn } from '../../fate/plan.ts';
import type { Accepted } from '../../journal.ts';
import type { Letter } from '../../webhooks/postman.ts';
import { Asked, localTime, nowhere } from './asked.ts';
import { recordingOf, sidOf, statusOf, storyOf, talkSecondsOf } from './fields.ts';

type Field = string | number | null;
type Fields = Record<string, Field | Record<string, Field>[]>;

const events: Partial<Record<Turn['status'], Asked['events'][number]>> = {
  ringing: 'ringing',
  in_progress: 'answered',
  ended: 'terminal',
};

/** The callback of one step, where it was asked for; whoever asked for no events gets four fields at the end. */
export function tell(call: Call, turn: Turn, { callbackUrl, key }: Accepted): Letter[] {
  const asked = Asked.parse(JSON.parse(key));
  const event = events[turn.status];
  if (event === undefined || callbackUrl === nowhere) return [];
  const four = {
    CallSid: sidOf(call),
    DateUpdated: localTime(turn.at),
    Status: statusOf(call),
    RecordingUrl: recordingOf(call),
  };
  if (asked.events.includes(event))
    return [letterOf(callbackUrl, { ...four, EventType: event, ...moreOf(call, asked) }, asked)];
  return event === 'terminal' && asked.events.length === 0 ? [letterOf(callbackUrl, four, asked)] : [];
}

function moreOf(call: Call, asked: Asked): Fields {
  const seconds = talkSecondsOf(call);
  const answeredBy = call.disposition === 'voicemail' ? 'Machine' : 'Human';
  const wasAnswered = call.status === 'ended' && call.answeredAt !== null;
  const leg = { OnCallDuration: seconds, Status: statusOf(call), ...(wasAnswered ? { AnsweredBy: answeredBy } : {}) };
  return { ...storyOf(call, asked), ConversationDuration: seconds, CustomField: asked.customField, Legs: [leg] };
}

const boundary = 'exotel-form-boundary';

function letterOf(url: string, fields: Fields, { isJson }: Asked): Letter {
  const type = isJson ? 'application/json' : `multipart/form-data; boundary=${boundary}`;
  return { url, body: isJson ? JSON.stringify(fields) : formText(fields), headers: () => ({ 'content-type': type }) };
}

function formText(fields: Fields): string {
  const flat = Object.entries(fields).flatMap(([name, value]): [string, Field][] => {
    if (!Array.isArray(value)) return [[name, value]];
    return value.flatMap((leg, index) =>
      Object.entries(leg).map(([key, each]): [string, Field] => [`${name}[${index}][${key}]`, each]),
    );
  });
  const parts = flat.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value ?? ''}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

/** A stranger knows everything but the token at the end of the path. */
export function forge({ url, body, headers }: Letter): Letter {
  const there = new URL(url);
  there.pathname = there.pathname.replace(/[^/]*$/, 'a-guess');
  return { url: there.href, body, headers };
}
