import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { realNow } from '#server/clock.ts';
import { makeWorkspace } from '#test/support/make.ts';
import { median, quantile, written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import { freePort, startProgram } from '../processes.ts';
import type { Section } from '../report.ts';
import type { LoadOptions, LoadResult } from '../programs/webhook-load.ts';

const runs = 3;
const levels = [1, 50, 200];

/** How many webhooks a second the inbox takes over HTTP, each stored and committed before it is answered. */
export async function measureWebhooks(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const { db, url, drop } = await ground.database();
  const { hookToken } = await makeWorkspace(db, { at: realNow() });
  const folder = await mkdtemp(join(tmpdir(), 'carillon-bench-server-'));
  const port = await freePort();
  // Nobody answers there, and nobody is called: what comes in names no call, which is found out after the answer.
  const simulator = 'http://127.0.0.1:9';
  const environment = {
    DATABASE_URL: url,
    CARILLON_DATA_DIR: folder,
    CARILLON_SIMULATOR_URL: simulator,
    PORT: String(port),
    LOG_LEVEL: 'silent',
  };
  const server = await startProgram('src/server/main.ts', [], environment);
  const rows: string[][] = [];
  for (const atOnce of levels) {
    const results: LoadResult[] = [];
    for (let run = 0; run < runs; run++) {
      const webhooks = (isQuick ? 1000 : 3000) * (atOnce === 1 ? 0.3 : 1);
      results.push(
        await load({
          url: `http://127.0.0.1:${port}/hooks/simulator/${hookToken}`,
          key: hookToken,
          webhooks,
          atOnce,
          prefix: `${atOnce}-${run}`,
        }),
      );
    }
    rows.push(rowOf(atOnce, results));
  }
  const stored = await sql<{ n: number }>`select count(*) as n from webhook_inbox`.execute(db);
  await server.kill();
  await rm(folder, { recursive: true, force: true });
  await drop();
  return {
    title: 'Webhooks',
    text: [
      'Signed webhooks over real HTTP on kept connections, from a process of its own, all distinct, to the whole server in one process: verified, stored, ' +
        `committed, then answered. Meanwhile the dialer applies them (they name no call). Medians of ${runs} runs; ${written(stored.rows[0]?.n ?? 0)} were sent ` +
        'and are in the inbox.',
    ],
    head: ['at once', 'webhooks/s', 'answer p50 ms', 'p99 ms', 'refused'],
    rows,
    targets: [],
  };
}

function rowOf(atOnce: number, results: readonly LoadResult[]): string[] {
  return [
    written(atOnce),
    written(median(results.map(({ milliseconds, seconds }) => milliseconds.length / seconds))),
    written(median(results.map(({ milliseconds }) => quantile(milliseconds, 0.5))), 1),
    written(median(results.map(({ milliseconds }) => quantile(milliseconds, 0.99))), 1),
    written(results.reduce((sum, { refused }) => sum + refused, 0)),
  ];
}

async function load(options: LoadOptions): Promise<LoadResult> {
  const { greeting } = await startProgram('bench/programs/webhook-load.ts', [JSON.stringify(options)]);
  return JSON.parse(greeting) as LoadResult;
}
