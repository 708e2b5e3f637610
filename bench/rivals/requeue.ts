import { createPostgresBackend, DelayedError, RedisConnection, runMigrations, withBackend } from 'bullmq';
import { Queue as RedisQueue, Worker as RedisWorker } from 'bullmq';
import type { Job, PgPool } from 'bullmq';
import pg from 'pg';
import { listen, postCall, readOptions } from './wire.ts';
import type { RivalState } from './wire.ts';

/**
 * The requeue design: a job for each person, and a counter of calls in progress. A worker checks and increments it in one
 * step; without a slot the job goes back for 10 s, with one it places the call, waits for its end, and gives the slot
 * back in `finally`.
 */
const backAfterMs = 10_000;
/** More than there are slots, as when the workers of two machines share one counter; with as many nobody would ever lack one. */
const jobsAtOnce = 100;

type Counter = { take(): Promise<boolean>; release(): Promise<unknown>; read(): Promise<number> };
type Person = { id: string; phone: string };

const options = readOptions();
const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 20 });
const { queue, startWorker, counter } = await (options.redisUrl === null ? onPostgres() : onRedis(options.redisUrl));
const waiting = new Map<string, () => void>();

async function call(job: Job<Person>, token?: string): Promise<void> {
  if (!(await counter.take())) {
    await job.moveToDelayed(Date.now() + backAfterMs, token);
    throw new DelayedError();
  }
  try {
    const over = new Promise<void>((resolve) => waiting.set(job.data.id, resolve));
    await postCall(options, job.data);
    await over;
  } finally {
    await counter.release();
  }
}

await listen(options, {
  ended: async (id) => {
    waiting.get(id)?.();
    waiting.delete(id);
  },
  state: readState,
});
if (options.isFirstStart) await addEverybody();
startWorker();

async function addEverybody(): Promise<void> {
  const { rows } = await pool.query<Person>('select id, phone from people order by id');
  await queue.addBulk(rows.map((data) => ({ name: 'call', data, opts: { jobId: `person-${data.id}` } })));
}

async function readState(): Promise<RivalState> {
  const { completed = 0, failed = 0 } = await queue.getJobCounts('completed', 'failed');
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from people');
  return { slotsInUse: await counter.read(), unfinished: (rows[0]?.n ?? 0) - completed - failed };
}

async function onRedis(url: string) {
  const client = await new RedisConnection({ url }).client;
  // What an earlier round has left: a counter that never went down would keep this one from calling anybody.
  if (options.isFirstStart) await client.runCommand('flushall', []);
  client.defineCommand('takeSlot', {
    numberOfKeys: 1,
    lua: `
      if tonumber(redis.call('get', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
      redis.call('incr', KEYS[1])
      return 1`,
  });
  client.defineCommand('releaseSlot', { numberOfKeys: 1, lua: `return redis.call('decr', KEYS[1])` });
  const key = 'calls-in-progress';
  const redisCounter: Counter = {
    take: async () => (await client.runCommand('takeSlot', [key, options.limit])) === 1,
    release: () => client.runCommand('releaseSlot', [key]),
    read: async () => Number(await client.get(key)),
  };
  const start = () =>
    void new RedisWorker<Person>('calls', call, { connection: { url }, concurrency: jobsAtOnce }).on('error', () => {});
  return { queue: new RedisQueue<Person>('calls', { connection: { url } }), startWorker: start, counter: redisCounter };
}

async function onPostgres() {
  const client = await pool.connect();
  await runMigrations(client, 'bullmq');
  client.release();
  await pool.query('create table if not exists counter (n int not null)');
  await pool.query('insert into counter select 0 where not exists (select from counter)');
  const connection = new pg.Pool({
    connectionString: options.databaseUrl,
    max: 20,
    options: '-c search_path=bullmq',
  }) as unknown as PgPool;
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const tableCounter: Counter = {
    take: async () =>
      (await pool.query('update public.counter set n = n + 1 where n < $1', [options.limit])).rowCount === 1,
    release: () => pool.query('update public.counter set n = n - 1'),
    read: async () => Number((await pool.query<{ n: number }>('select n from public.counter')).rows[0]?.n),
  };
  const start = () => void new Worker('calls', call, { connection, concurrency: jobsAtOnce }).on('error', () => {});
  return { queue: new Queue('calls', { connection }), startWorker: start, counter: tableCounter };
}
