import type { CallFact } from '#domain/call.ts';
import type { PlaceRequest, WebhookVerdict } from '#server/provider.ts';
import { createExotelProvider } from '#server/providers/exotel/exotel.ts';
import { orderFor } from '#server/providers/exotel/order.ts';
import { accountAt, callId, placeRequest } from './asked.ts';

export const exotel = createExotelProvider();

export const account = accountAt('exotel', {
  baseUrl: 'https://api.in.exotel.com',
  credentials: { accountSid: 'acme1', apiKey: 'the-key', apiToken: 'the-secret' },
});

/** A call straight to a bot. */
export function request(changes: Partial<PlaceRequest> = {}): PlaceRequest {
  return placeRequest({
    to: '+919876543210',
    from: '08000000001',
    providerAgentId: 'wss://bot.example.com/media?sample-rate=8000',
    userData: { city: 'Pune', summary: 'name: Ann Lee, company: ABC', next_action: 'Book a visit' },
    ringSecondsMax: 40,
    ...changes,
  });
}

/** The form that asks for a call. */
export function formOf(changes?: Partial<PlaceRequest>): URLSearchParams {
  const order = orderFor(account, request(changes));
  if (order.kind === 'impossible') throw new Error(order.message);
  return order.form;
}

/** A callback as it comes. */
export type Callback = { headers: Record<string, string>; body: Buffer };

export const asJson = (content: unknown): Callback => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(content)),
});

export const asForm = (form: Record<string, string>): Callback => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from(new URLSearchParams(form).toString()),
});

export function asParts(form: Record<string, string>): Callback {
  const boundary = 'a-boundary';
  const parts = Object.entries(form).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
  };
}

/** What is the same in every callback of one call. */
export const told = { CallSid: 'abc', DateUpdated: '2026-11-20 15:30:09', CustomField: `${callId} name: Ann Lee` };

export function factsIn({ body, headers }: Callback): CallFact[] {
  return exotel.parseWebhook(body, headers).flatMap(({ facts }) => facts);
}

/** The verdict about a genuine callback. */
export function verified(callback: Callback): Extract<WebhookVerdict, { ok: true }> {
  const verdict = exotel.verifyWebhook(account, { ...callback, url: '/', at: new Date(0) });
  if (!verdict.ok) throw new Error('refused');
  return verdict;
}
