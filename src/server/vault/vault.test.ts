import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeKey, readKey, Vault } from './vault.ts';
import type { Owner } from './vault.ts';

const owner: Owner = { table: 'provider_accounts', workspaceId: 'w1', id: 'a1' };

describe('what is sealed', () => {
  const vault = new Vault([makeKey()]);

  it('is opened as it was, and is never the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [one, two] = [vault.seal(text, owner), vault.seal(text, owner)];
        expect(vault.open(one, owner)).toBe(text);
        expect(one.bytes.equals(two.bytes)).toBe(false);
      }),
    );
  });

  it.each([
    { what: "another row's", other: { id: 'a2' } },
    { what: "another workspace's", other: { workspaceId: 'w2' } },
    { what: "another table's", other: { table: 'agents' } },
  ])('is not opened as $what', ({ other }) => {
    const sealed = vault.seal('a secret', owner);
    expect(() => vault.open(sealed, { ...owner, ...other })).toThrow();
  });

  it('is not opened when a bit of it was changed, or its end is missing', () => {
    const { keyId, bytes } = vault.seal('a secret', owner);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => vault.open({ keyId, bytes: changed }, owner)).toThrow();
      expect(() => vault.open({ keyId, bytes: bytes.subarray(0, at) }, owner)).toThrow();
    }
  });

  it('is not opened by a vault with another key, which is named', () => {
    const sealed = vault.seal('a secret', owner);
    const stranger = new Vault([makeKey()]);
    expect(() => stranger.open(sealed, owner)).toThrow(sealed.keyId);
    expect([stranger.knows(sealed.keyId), vault.knows(sealed.keyId)]).toEqual([false, true]);
  });
});

describe('a ring of keys', () => {
  it('seals with the first and opens with any', () => {
    const [old, fresh] = [makeKey(), makeKey()];
    const sealed = new Vault([old]).seal('a secret', owner);
    const ring = new Vault([fresh, old]);
    expect(ring.open(sealed, owner)).toBe('a secret');
    expect(ring.seal('a secret', owner).keyId).toBe(new Vault([fresh]).keyId);
  });

  it('that is ours is renewed by a key in front, kept before it is used; one that is not stays', async () => {
    const kept: Buffer[][] = [];
    const ours = new Vault([makeKey()], async (keys) => void kept.push(keys));
    const sealed = ours.seal('a secret', owner);
    await ours.renew();
    expect(kept[0]).toHaveLength(2);
    expect(ours.keyId).not.toBe(sealed.keyId);
    expect(ours.open(sealed, owner)).toBe('a secret');
    const theirs = new Vault([makeKey()]);
    const { keyId } = theirs;
    await theirs.renew();
    expect(theirs.keyId).toBe(keyId);
    const failing = new Vault([makeKey()], () => Promise.reject(new Error('no room')));
    await expect(failing.renew()).rejects.toThrow('no room');
    expect(failing.open(failing.seal('a secret', owner), owner)).toBe('a secret');
  });
});

it('a key is 32 bytes in base64 or hex, and none that anybody would guess', () => {
  const key = randomBytes(32);
  for (const text of [key.toString('base64'), key.toString('base64url'), key.toString('hex')])
    expect(readKey(text)).toEqual(key);
  for (const text of [
    '',
    'secret',
    'A'.repeat(43),
    '00'.repeat(32),
    key.toString('hex').slice(2),
    `${key.toString('hex')}00`,
  ])
    expect(readKey(text)).toBeUndefined();
});
