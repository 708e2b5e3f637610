import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '../../provider.ts';

/**
 * Whether a webhook bears the signature that this token gives its public address and form, or for a JSON body its
 * address, in which the body's digest is. Twilio leaves a port out of what it signs, or doesn't: both will do.
 */
export function isSigned(request: Pick<WebhookRequest, 'headers' | 'body' | 'url'>, authToken: string): boolean {
  const signature = request.headers['x-twilio-signature'] ?? '';
  if (authToken === '' || signature === '') return false;
  const digest = new URL(request.url).searchParams.get('bodySHA256');
  if (digest !== null && !isEqual(createHash('sha256').update(request.body).digest('hex'), digest)) return false;
  const told = digest === null ? paramsOf(request.body) : '';
  return addressesOf(request.url).some((address) => isEqual(sign(address + told, authToken), signature));
}

function sign(text: string, authToken: string): string {
  return createHmac('sha1', authToken).update(text).digest('base64');
}

/** Every parameter by name, each with its distinct values. */
function paramsOf(body: Uint8Array): string {
  const params = new URLSearchParams(Buffer.from(body).toString());
  const names = [...new Set(params.keys())].toSorted();
  return names.flatMap((name) => [...new Set(params.getAll(name))].toSorted().map((value) => name + value)).join('');
}

/** The address as it was given, without its port, and with the one that its scheme implies. */
function addressesOf(url: string): string[] {
  const [, scheme = '', host = '', rest = ''] = /^(https?):\/\/([^/?#]+)([^#]*)/.exec(url) ?? [];
  const bare = host.replace(/:\d+$/, '');
  const port = /:(\d+)$/.exec(host)?.[1] ?? (scheme === 'https' ? '443' : '80');
  return [host, bare, `${bare}:${port}`].map((each) => `${scheme}://${each}${rest}`);
}

function isEqual(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
