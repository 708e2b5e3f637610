import type { PlaceRequest, ProviderAccount } from '../../provider.ts';

/** The form that asks for a call; or why Exotel can't be asked for one like it. */
export type Order = { kind: 'form'; form: URLSearchParams } | { kind: 'impossible'; code: string; message: string };

/** Exotel takes a CustomField of at most so many characters, and a StreamUrl shorter than so many. */
const customFieldMax = 128;
const streamUrlMax = 599;
/** India's regulation ends ringing after a minute. */
const ringSecondsMax = 60;
const talkSecondsMax = 14_400;

/**
 * How an agent is named: the `wss://` address of a bot (direct, AgentStream), the address of a flow at Exotel
 * (`https://my.exotel.com/…/exoml/start_voice/926`), or the flow's number alone (`926`).
 */
export function orderFor(account: ProviderAccount, request: PlaceRequest): Order {
  const { from } = request;
  if (from === null) return impossible('no_number', 'Exotel calls from an ExoPhone: give the account a phone number.');
  const agent = request.providerAgentId?.trim() ?? '';
  if (/^wss?:\/\//.test(agent)) return toBot(agent, { ...request, from });
  const flow = /^\d+$/.test(agent) ? flowUrl(account, agent) : agent;
  if (isOfExotel(flow)) return toFlow(flow, { ...request, from });
  return impossible(
    'no_agent',
    `"${agent}" is no agent for Exotel: give the wss:// address of a bot, the number of a flow, or its address.`,
  );
}

function impossible(code: string, message: string): Order {
  return { kind: 'impossible', code, message };
}

function flowUrl({ credentials }: ProviderAccount, flowId: string): string {
  return `http://my.exotel.com/${credentials['accountSid'] ?? ''}/exoml/start_voice/${flowId}`;
}

/** Exotel runs flows of its own alone. */
function isOfExotel(url: string): boolean {
  return /^https?:\/\/([a-z0-9-]+\.)*exotel\.(com|in)\/.+/i.test(url);
}

type Request = PlaceRequest & { from: string };

function toBot(address: string, request: Request): Order {
  const url = streamUrl(address, request);
  if (url === null)
    return impossible(
      'long_address',
      `The bot's address leaves no room for a call id below ${streamUrlMax} characters.`,
    );
  const form = formOf(request, { StreamUrl: url, StreamType: 'bidirectional' });
  return withEvents(form, ['ringing', 'answered', 'terminal']);
}

/** Of flows Exotel documents no event of ringing. */
function toFlow(url: string, request: Request): Order {
  return withEvents(formOf(request, { Url: url, CallType: 'trans' }), ['answered', 'terminal']);
}

function withEvents(form: URLSearchParams, events: string[]): Order {
  for (const event of events) form.append('StatusCallbackEvents[]', event);
  return { kind: 'form', form };
}

function formOf(request: Request, mode: Record<string, string>): URLSearchParams {
  const { callId, to, from, userData, callbackUrl } = request;
  return new URLSearchParams({
    From: to,
    CallerId: from,
    ...mode,
    TimeLimit: String(within(talkSecondsMax, request.talkSecondsMax)),
    TimeOut: String(within(ringSecondsMax, request.ringSecondsMax)),
    CustomField: cut(`${callId} ${textOf(userData['summary'])}`, customFieldMax, (text) =>
      Buffer.byteLength(text),
    ).trim(),
    // Whether a direct call's callbacks carry the CustomField isn't documented: the address brings our id back as well.
    StatusCallback: `${callbackUrl}?call_id=${callId}`,
    StatusCallbackContentType: 'application/json',
  });
}

function within(most: number, seconds: number): number {
  return Math.max(1, Math.min(most, Math.ceil(seconds)));
}

/** The bot's address with our id of the call and as much about the person as fits; null when not even the id does. */
function streamUrl(address: string, { callId, userData }: PlaceRequest): string | null {
  const known = new URLSearchParams(address.split('?')[1]);
  const { summary, next_action, ...custom } = userData;
  let url = `${address}${address.includes('?') ? '&' : '?'}call_id=${callId}`;
  if (url.length > streamUrlMax) return null;
  for (const [name, value] of Object.entries({ summary, next_action, ...custom })) {
    if (known.has(name) || name === 'call_id') continue;
    const head = `&${encodeURIComponent(name.toWellFormed())}=`;
    const told = cut(textOf(value), streamUrlMax - url.length - head.length, (text) => encodeURIComponent(text).length);
    if (told !== '') url += head + encodeURIComponent(told);
  }
  return url;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
}

/** As much of a text, in whole characters, as measures `most`. */
function cut(text: string, most: number, measure: (text: string) => number): string {
  const letters = [...text].slice(0, Math.max(0, most));
  while (letters.length > 0 && measure(letters.join('')) > most) letters.pop();
  return letters.join('');
}
