import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { openDatabase } from '../database/pool.ts';
import { createLog } from '../log.ts';
import { withDatabase } from '../start/with-database.ts';
import { openVault } from '../vault/encryption-keys.ts';
import { lookAtAccounts } from './check-accounts.ts';
import { lookAtDatabase } from './check-database.ts';
import { lookAtFolder, lookAtPublicUrl, lookAtRedis } from './check-surroundings.ts';
import { attempt, ok } from './finding.ts';
import type { Finding } from './finding.ts';

/** `carillon doctor`: a line for each check; ends with 1 when one failed. */
async function run(isJson: boolean): Promise<void> {
  const findings = await examine();
  const widest = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ name, state, detail }) => `${state.padEnd(7)}  ${name.padEnd(widest)}  ${detail}`);
  process.stdout.write(`${isJson ? JSON.stringify(findings, null, 2) : lines.join('\n')}\n`);
  process.exitCode = findings.some(({ state }) => state === 'failed') ? 1 : 0;
}

async function examine(): Promise<Finding[]> {
  const read: { config?: Config } = {};
  const settings = await attempt('settings', async () => {
    read.config = readConfig();
    return ok('settings', 'can be read.');
  });
  const { config } = read;
  if (!config) return settings;
  const folder = await attempt('data folder', () => lookAtFolder(config.dataDir));
  const [database, redis, webhooks] = await Promise.all([
    attempt('database', () => withDatabase(config, (url) => lookInside(config, url))),
    attempt('redis', () => lookAtRedis(config.redisUrl)),
    attempt('webhooks', () => lookAtPublicUrl(config.publicUrl)),
  ]);
  return [...settings, ...folder, ...database, ...redis, ...webhooks];
}

async function lookInside(config: Config, url: string): Promise<Finding[]> {
  const db = openDatabase({ url, log: createLog('silent'), size: 4, name: 'carillon doctor' });
  try {
    const findings = await lookAtDatabase(db);
    const isWhole = findings.every(({ name, state }) => !['database', 'migrations'].includes(name) || state === 'ok');
    if (!isWhole) return findings;
    const vaultOf = () => openVault({ keys: config.encryptionKeys, dataFolder: config.dataDir });
    return [...findings, ...(await attempt('accounts', () => lookAtAccounts(db, { vaultOf })))];
  } finally {
    await db.destroy();
  }
}

await run(process.argv.includes('--json'));
