import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeKey, readKey, Vault } from '#server/vault/vault.ts';

/**
 * The vault with the keys of the environment, else with those of the data folder's `encryption-key`, one a line, the
 * first one sealing. The file is made at the first start, for its owner's eyes alone.
 */
export async function openVault({ keys, dataFolder }: { keys: Buffer[]; dataFolder: string }): Promise<Vault> {
  const [first, ...older] = keys;
  if (first) return new Vault([first, ...older]);
  const file = join(dataFolder, 'encryption-key');
  const save = (ring: Buffer[]) => writeKeys(file, ring);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`The key in ${file} can't be read: ${error.message}. Let this user read it.`, { cause: error });
  });
  if (text !== null) return new Vault(readKeys(text, file), save);
  const made = makeKey();
  await save([made]);
  return new Vault([made], save);
}

function readKeys(text: string, file: string): [Buffer, ...Buffer[]] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first, ...older] = lines.flatMap((line) => readKey(line.trim()) ?? []);
  if (first && older.length === lines.length - 1) return [first, ...older];
  throw new Error(`${file} must hold keys of 32 bytes in base64, one a line. Restore it from where you keep it safe.`);
}

/** Written aside first: a crash leaves the keys as they were, or as they are to be. */
async function writeKeys(file: string, keys: Buffer[]): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, keys.map((key) => `${key.toString('base64')}\n`).join(''), { mode: 0o600 });
  await rename(aside, file);
}
