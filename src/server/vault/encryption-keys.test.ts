import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeKey } from '#server/vault/vault.ts';
import { openVault } from './encryption-keys.ts';

const owner = { table: 'provider_accounts', workspaceId: 'w', id: 'a' };
let dataFolder: string;

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'carillon-keys-'));
});
afterEach(() => rm(dataFolder, { recursive: true }));

const file = () => join(dataFolder, 'encryption-key');

it('makes a key at the first start, for its owner alone, and uses it ever after', async () => {
  const first = await openVault({ keys: [], dataFolder });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  const sealed = first.seal('a secret', owner);
  expect((await openVault({ keys: [], dataFolder })).open(sealed, owner)).toBe('a secret');
});

it('keeps a renewed key in front of the older ones, which still open', async () => {
  const vault = await openVault({ keys: [], dataFolder });
  const sealed = vault.seal('a secret', owner);
  await vault.renew();
  const next = await openVault({ keys: [], dataFolder });
  expect(next.keyId).toBe(vault.keyId);
  expect(next.keyId).not.toBe(sealed.keyId);
  expect(next.open(sealed, owner)).toBe('a secret');
  expect((await readFile(file(), 'utf8')).trim().split('\n')).toHaveLength(2);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

it('writes nothing where the keys are given', async () => {
  const key = makeKey();
  const vault = await openVault({ keys: [key], dataFolder });
  await vault.renew();
  expect(vault.open(vault.seal('x', owner), owner)).toBe('x');
  await expect(stat(file())).rejects.toThrow('ENOENT');
});

it('refuses a file that holds anything but keys, rather than making new ones', async () => {
  for (const text of ['', 'nonsense\n', `${makeKey().toString('base64')}\nnonsense\n`]) {
    await writeFile(file(), text);
    await expect(openVault({ keys: [], dataFolder })).rejects.toThrow('must hold keys of 32 bytes');
  }
});
