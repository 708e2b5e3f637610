import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmbedded } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';
import { openDatabase } from '#server/database/pool.ts';
import { createLog } from '#server/log.ts';
import { describeSchema } from './schema/describe.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

/** int8 and numeric fit into numbers (see pool.ts); what is in jsonb is only known once it was parsed. */
const types = { int8: 'number', numeric: 'number', jsonb: 'unknown' };

/** Migrates an empty database, and compares what came out with the files that say so, or writes them. */
async function main(isWriting: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-schema-'));
  const postgres = await startEmbedded({ folder, settings: { fsync: 'off' } });
  try {
    const made = {
      'schema.sql': await dump(postgres.url),
      'src/server/database/tables.ts': await generate(postgres.url, folder),
    };
    for (const [name, text] of Object.entries(made)) await settle(join(root, name), { name, text, isWriting });
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function dump(url: string): Promise<string> {
  const db = openDatabase({ url, log: createLog('error'), size: 2 });
  await migrate(db, url);
  const text = await describeSchema(db);
  await db.destroy();
  return text;
}

async function generate(url: string, folder: string): Promise<string> {
  const file = join(folder, 'tables.ts');
  const what = ['--default-schema', 'public', '--include-pattern', 'public.*', '--type-mapping', JSON.stringify(types)];
  const options = ['--dialect', 'postgres', '--url', url, ...what, '--out-file', file, '--log-level', 'error'];
  await run(process.execPath, [bin('kysely-codegen'), ...options]);
  await run(bin('oxfmt'), ['--config', join(root, '.oxfmtrc.json'), file]);
  return readFile(file, 'utf8');
}

async function settle(path: string, made: { name: string; text: string; isWriting: boolean }): Promise<void> {
  if (made.isWriting) return writeFile(path, made.text);
  const present = await readFile(path, 'utf8').catch(() => '');
  if (present === made.text) return;
  process.stderr.write(`${made.name} is not what the migrations make. Run \`npm run schema\` and commit it.\n`);
  process.exitCode = 1;
}

await main(process.argv.includes('--write'));
