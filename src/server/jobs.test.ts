import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDatabase } from '#test/support/database.ts';
import { canRunRedis, startRedis } from '#test/support/redis.ts';
import { createJobs } from './jobs.ts';
import type { Jobs, JobsOptions } from './jobs.ts';
import { createLog } from './log.ts';

const log = createLog('error');
type Place = { options: JobsOptions; close(): Promise<void> };

const postgres = async (): Promise<Place> => {
  const database = await createDatabase();
  return { options: { databaseUrl: database.url, log }, close: database.close };
};
const redis = async (): Promise<Place> => {
  const server = await startRedis();
  return { options: { redisUrl: server.url, log }, close: server.close };
};

describe('jobs on PostgreSQL', () => suite(postgres));
const hasRedis = canRunRedis();
const onRedis = hasRedis ? 'jobs on Redis' : 'jobs on Redis (this machine has no redis-server)';
describe.skipIf(!hasRedis)(onRedis, () => suite(redis));

test.skipIf(!hasRedis)('a Redis that throws jobs away when it is full is warned of at the start', async () => {
  const server = await startRedis(undefined, ['--maxmemory-policy', 'allkeys-lru']);
  const said: unknown[] = [];
  const warnings = Object.assign(createLog('silent'), { warn: (...words: unknown[]) => void said.push(words) });
  const jobs = await createJobs({ redisUrl: server.url, log: warnings });
  expect(said).toEqual([[{ policy: 'allkeys-lru' }, expect.stringContaining('maxmemory-policy to noeviction')]]);
  await jobs.close();
  await server.close();
});

function suite(start: () => Promise<Place>): void {
  let place: Place;
  let jobs: Jobs[] = [];
  beforeAll(async () => {
    place = await start();
  });
  afterEach(async () => {
    await Promise.all(jobs.map((each) => each.close()));
    jobs = [];
  });
  afterAll(() => place.close());

  const open = async (): Promise<Jobs> => {
    const opened = await createJobs(place.options);
    jobs.push(opened);
    return opened;
  };

  test('every job is handled once, on one of two processes', async () => {
    const [first, second] = [await open(), await open()];
    const done: string[] = [];
    for (const each of [first, second]) each.work('place', async (id) => void done.push(id), 10);
    const ids = numbered('once', 200);
    await first.add('place', ids);
    await vi.waitFor(() => expect(done.toSorted()).toEqual(ids.toSorted()), 10_000);
  });

  test('an id that is added again while it waits runs once, and may come again when it is over', async () => {
    const opened = await open();
    await opened.add('import', ['twice']);
    await opened.add('import', ['twice', 'mark']);
    const done: string[] = [];
    opened.work('import', async (id) => void done.push(id), 1);
    await vi.waitFor(() => expect(done).toContain('mark'), 10_000);
    expect(done).toEqual(['twice', 'mark']);
    await vi.waitFor(async () => {
      await opened.add('import', ['twice']);
      expect(done).toEqual(['twice', 'mark', 'twice']);
    }, 10_000);
  });

  test('a job that fails is tried again later, not finished early', async () => {
    const opened = await open();
    const tries: number[] = [];
    opened.work(
      'place',
      async (id) => {
        if (id !== 'failing') return;
        tries.push(performance.now());
        if (tries.length === 1) throw new Error('fails the first time');
      },
      2,
    );
    await opened.add('place', ['failing', ...numbered('around', 20)]);
    await vi.waitFor(() => expect(tries).toHaveLength(2), 10_000);
    expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThan(900);
  });

  test('a repeated job runs on one process at a time', async () => {
    const [first, second] = [await open(), await open()];
    let runs = 0;
    const started = performance.now();
    for (const each of [first, second]) await each.every('sweep', 200, async () => void runs++);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(5), 10_000);
    expect(runs).toBeLessThanOrEqual((performance.now() - started) / 200 + 2);
  });

  test('a job whose worker is killed is done by another one', async () => {
    const program = fileURLToPath(new URL('../../test/support/stuck-worker.ts', import.meta.url));
    const { log: _, ...where } = place.options;
    const child = spawn(process.execPath, [program, JSON.stringify(where)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const opened = await open();
    await opened.add('import', ['orphan']);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    const done: string[] = [];
    opened.work('import', async (id) => void done.push(id), 1);
    await vi.waitFor(() => expect(done).toEqual(['orphan']), 20_000);
  });

  test('from adding to handling takes milliseconds', async () => {
    const opened = await open();
    const waits: number[] = [];
    let added = 0;
    opened.work('place', async () => void waits.push(performance.now() - added), 50);
    for (let turn = 0; turn < 40; turn++) {
      added = performance.now();
      await opened.add('place', [`quick-${turn}`]);
      await vi.waitFor(() => expect(waits).toHaveLength(turn + 1), { timeout: 5000, interval: 1 });
    }
    const median = waits.toSorted((a, b) => a - b)[20];
    expect(median).toBeLessThan(50);
  });
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}
