import { createLog } from '#server/log.ts';
import { openDatabase } from '#server/database/pool.ts';
import { runImport } from '#server/imports/run-import.ts';
import { startImport } from '#server/imports/start-import.ts';
import { quietSystem } from '../ground.ts';

export type ImportOptions = { databaseUrl: string; workspaceId: string; campaignId: string | undefined; path: string };

const { databaseUrl, workspaceId, campaignId, path } = JSON.parse(process.argv[2] ?? '{}') as ImportOptions;
const system = quietSystem(openDatabase({ url: databaseUrl, log: createLog('error') }));
const started = await startImport(system, { workspaceId }, { fileName: 'people.csv', path, country: 'US', campaignId });
process.stdout.write('importing\n');
await runImport(system, started);
// Whoever started us looks at how much memory this took, then ends us.
setInterval(() => {}, 60_000);
