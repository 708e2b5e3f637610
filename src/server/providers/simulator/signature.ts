import { createHmac, timingSafeEqual } from 'node:crypto';

export type Signature = { at: number; digest: Buffer };

/** Reads `t=<unix ms>,v1=<hex>`; null for anything else. */
export function readSignature(header: string | undefined): Signature | null {
  const [, at, digest] = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  return at === undefined || digest === undefined ? null : { at: Number(at), digest: Buffer.from(digest, 'hex') };
}

/** Whether the digest is that of time and body under this key, compared in constant time. */
export function isSignedWith(key: string, signature: Signature, body: Uint8Array): boolean {
  const expected = createHmac('sha256', key).update(`${signature.at}.`).update(body).digest();
  return timingSafeEqual(expected, signature.digest);
}
