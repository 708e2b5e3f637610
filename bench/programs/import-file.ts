import { createLog } from '#server/log.ts';
import { openDatabase } from '#server/database/pool.ts';
import { startImport } from '#server/imports/run-import.ts';
import { makeCampaign, makeWorkspace } from '#test/support/make.ts';
import { quietSystem } from '../ground.ts';

type Options = { databaseUrl: string; path: string; withCampaign: boolean };

/** Imports one file as the server does, and says how long that took. Its parent watches its memory. */
async function main({ databaseUrl, path, withCampaign }: Options): Promise<void> {
  const db = openDatabase({ url: databaseUrl, log: createLog('error'), size: 10 });
  const system = quietSystem(db);
  const at = system.clock.now();
  const workspace = await makeWorkspace(db, { at });
  const campaignId = withCampaign ? await makeCampaign(db, workspace, { at }) : undefined;
  process.stdout.write('ready\n');
  const start = performance.now();
  const { finished } = await startImport(system, workspace, { fileName: 'people.csv', path, country: 'US', campaignId });
  const row = await finished;
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`${JSON.stringify({ seconds, imported: row?.imported, skipped: row?.skipped, failed: row?.failed })}\n`);
  await db.destroy();
}

await main(JSON.parse(process.argv[2] ?? '{}') as Options);
