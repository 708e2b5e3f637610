import { Refused } from '../../http/exchange.ts';
import { Order } from '../../http/order.ts';
import type { Asked } from './resource.ts';

const markupMax = 4000;
/** Where a call that nobody wants to hear of says so to. */
const nowhere = 'http://127.0.0.1:9/';

/** What a form asks for, or the refusal that Twilio gives: thrown. */
export function orderIn(form: URLSearchParams, accountSid: string): { order: Order; asked: Asked } {
  const [to, from] = [numberIn(form, 'To'), numberIn(form, 'From')];
  checkInstructions(form);
  const statusCallback = addressIn(form, 'StatusCallback');
  const amdCallback = form.get('AsyncAmd') === 'true' ? addressIn(form, 'AsyncAmdStatusCallback') : null;
  const events = form.getAll('StatusCallbackEvent');
  const asked: Asked = {
    accountSid,
    from,
    statusCallback,
    amdCallback,
    events: events.length === 0 ? ['completed'] : events,
    machineDetection: form.get('MachineDetection'),
  };
  const order = Order.parse({
    reference: referenceIn(statusCallback) ?? referenceIn(form.get('Url')) ?? 'none',
    to,
    from,
    callbackUrl: statusCallback ?? nowhere,
    ringSecondsMax: secondsIn(form, { name: 'Timeout', usual: 60, most: 600 }),
    talkSecondsMax: secondsIn(form, { name: 'TimeLimit', usual: 14_400, most: 86_400 }),
  });
  return { order, asked };
}

const wrongNumber = { To: ['21201', '21211'], From: ['21213', '21212'] } as const;

function numberIn(form: URLSearchParams, name: 'To' | 'From'): string {
  const number = form.get(name) ?? '';
  const [missing, invalid] = wrongNumber[name];
  if (number === '') throw new Refused(400, missing, { message: `No '${name}' number is specified` });
  if (/^\+[1-9]\d{6,14}$/.test(number)) return number;
  throw new Refused(400, invalid, { message: `The '${name}' number ${number} is not a valid phone number.` });
}

/** An address that begins with `https://missing` is one that the account does not have. */
function checkInstructions(form: URLSearchParams): void {
  const [url, markup] = [form.get('Url'), form.get('Twiml')];
  const isMarkup = markup !== null && markup.length <= markupMax && /^<Response[\s>]/.test(markup);
  const isUrl = url !== null && URL.canParse(url) && !url.startsWith('https://missing');
  if (!isMarkup && !isUrl) throw new Refused(400, '21205', { message: 'Url is not a valid URL' });
}

function addressIn(form: URLSearchParams, name: string): string | null {
  const address = form.get(name);
  if (address === null || address === '') return null;
  if (/^https?:/.test(address) && URL.canParse(address)) return address;
  throw new Refused(400, '21205', { message: `${name} is not a valid URL` });
}

/** Twilio knows no id of its caller's; the log does, where the address of the callback says it. */
function referenceIn(address: string | null): string | null {
  return address !== null && URL.canParse(address) ? new URL(address).searchParams.get('call') : null;
}

function secondsIn(
  form: URLSearchParams,
  { name, usual, most }: { name: string; usual: number; most: number },
): number {
  const text = form.get(name);
  if (text === null) return usual;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= most) return seconds;
  throw new Refused(400, '21208', { message: `Invalid ${name}` });
}
