import type { PlaceRequest } from '../../provider.ts';

/** What a call is told to do once it is answered: one of Twilio's three ways. */
export type Instructions = { Twiml: string } | { Url: string };

const markupMax = 4000;
/** Of a parameter's name and value together. */
const parameterMax = 500;

type Told = Pick<PlaceRequest, 'callId' | 'userData' | 'voicemailMessage'>;

/**
 * The voice of a call, by what the agent is called at Twilio: `wss://…` gets the audio as a media stream,
 * `relay:wss://…` the words as a ConversationRelay, `https://…` is asked for TwiML, and `<Response>…` is TwiML as it
 * is. Null for anything else.
 */
export function instructionsFor(agentId: string | null, told: Told): Instructions | null {
  const name = agentId?.trim() ?? '';
  if (/^wss:\/\/\S+$/.test(name)) return { Twiml: connect('Stream', name, told) };
  if (/^relay:wss:\/\/\S+$/.test(name)) return { Twiml: connect('ConversationRelay', name.slice(6), told) };
  if (/^https:\/\/\S+$/.test(name)) return { Url: withCall(name, told.callId) };
  return /^<Response[\s>]/.test(name) && name.length <= markupMax ? { Twiml: name } : null;
}

/** An address that says which call it is asked for; a fragment stays at its end. */
export function withCall(address: string, callId: string): string {
  const [bare = '', fragment] = address.split('#');
  const asked = `${bare}${bare.includes('?') ? '&' : '?'}call=${callId}`;
  return fragment === undefined ? asked : `${asked}#${fragment}`;
}

/** What the agent is told travels as parameters, our id first; what would make it too long for Twilio is cut. */
function connect(
  noun: 'Stream' | 'ConversationRelay',
  url: string,
  { callId, userData, voicemailMessage }: Told,
): string {
  const head = `<Response><Connect><${noun} url="${escape(url)}">`;
  const tail = `</${noun}></Connect></Response>`;
  const given = {
    call_id: callId,
    ...userData,
    ...(voicemailMessage === null ? {} : { voicemail_message: voicemailMessage }),
  };
  let markup = head;
  for (const [name, value] of Object.entries(given)) {
    const room = markupMax - markup.length - tail.length;
    markup += parameter(name, textOf(value), room);
  }
  return markup + tail;
}

function parameter(name: string, value: string, room: number): string {
  for (let kept = parameterMax - name.length; kept > 0; kept = Math.floor(kept * 0.8)) {
    const markup = `<Parameter name="${escape(name)}" value="${escape(start(value, kept))}"/>`;
    if (markup.length <= room) return markup;
  }
  return '';
}

/** The first characters of a text, none of them halved. */
function start(text: string, length: number): string {
  return text.length <= length
    ? text
    : text
        .slice(0, length)
        .toWellFormed()
        .replace(/\uFFFD$/, '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** Characters that no XML may hold are left out. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, ' ');
}
