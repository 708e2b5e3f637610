import { randomBytes } from 'node:crypto';
import { hashOf } from '#server/http/actor.ts';

/** A new key of 256 bits; `prefix` is what its owner knows it again by, `hash` all that is kept. */
export function makeKey(): { key: string; prefix: string; hash: Buffer } {
  const prefix = randomBytes(4).toString('hex');
  const key = `carillon_${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix, hash: hashOf(key) };
}
