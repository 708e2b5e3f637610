import { createPostgresBackend, Queue as RedisQueue, runMigrations, withBackend, Worker as RedisWorker } from 'bullmq';
import type { Job, PgPool, Queue as BullQueue, Worker as BullWorker, WorkerOptions } from 'bullmq';
import type pg from 'pg';
import { openPool } from './database/pool.ts';
import type { Log } from './log.ts';
import { keepsAll, readRedisPolicy } from './doctor/redis-policy.ts';

/** Work that any process may do. Jobs carry ids only, and their handlers may run twice. */
export interface Jobs {
  /** Adds one job per id; an id that already waits is not added again. */
  add(queue: QueueName, ids: string[]): Promise<void>;
  /** Runs `handle` for the jobs of a queue, `concurrency` at a time, until closed. */
  work(queue: QueueName, handle: (id: string) => Promise<void>, concurrency: number): void;
  /** Runs `handle` every `milliseconds` on one of the processes that ask for it. */
  every(name: string, milliseconds: number, handle: () => Promise<void>): Promise<void>;
  /** Finishes what runs, takes nothing new. */
  close(): Promise<void>;
}

export type QueueName = 'place' | 'import';

export type JobsOptions = { databaseUrl: string; log: Log } | { redisUrl: string; log: Log };

type Queue = Pick<
  BullQueue,
  'name' | 'add' | 'addBulk' | 'getJobScheduler' | 'upsertJobScheduler' | 'waitUntilReady' | 'close'
> & { on(event: 'error', listener: (err: Error) => void): unknown };

type Worker = Pick<BullWorker, 'close'> & {
  on(event: 'error', listener: (err: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job | undefined, err: Error) => void): unknown;
};

/** Where jobs wait: makes queues and workers of one kind, and owns their connections. */
type Backend = {
  queue(name: string): Queue;
  worker(name: string, process: (job: Job) => Promise<void>, options: Options): Worker;
  close(): Promise<void>;
};

type Options = Omit<WorkerOptions, 'connection'>;

const schema = 'bullmq';

/** A job is forgotten when it is over: its row in our database tells what became of it, and its id may come again. */
const jobOptions = { attempts: 3, backoff: { type: 'fixed', delay: 1000 }, removeOnComplete: true, removeOnFail: true };

/** A killed worker's jobs go to another one when its lock is 5 s old; a live one renews it every 2.5 s. */
const workerOptions = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: 10, runRetryDelay: 1000 };

/** Adding in bulk makes temporary tables on PostgreSQL and takes 6-12 ms whatever the number; singly it is 1-2 ms. */
const addedSingly = 6;

/** BullMQ on PostgreSQL, or on Redis when that is set: the same code path on both. */
export async function createJobs(options: JobsOptions): Promise<Jobs> {
  const backend = 'redisUrl' in options ? await redisBackend(options) : await postgresBackend(options);
  return new BullJobs(backend, options.log);
}

async function postgresBackend(options: { databaseUrl: string; log: Log }): Promise<Backend> {
  const pool = openPool({
    url: options.databaseUrl,
    log: options.log,
    size: 20,
    name: 'carillon jobs',
    // What a crash of the database loses is added again by a sweep: no reason to wait for its disk.
    settings: { search_path: schema, synchronous_commit: 'off' },
  });
  // Each queue and each worker listens for its errors: many by design, and no leak.
  pool.setMaxListeners(0);
  await prepareSchema(pool);
  // It takes any pg.Pool, but describes one without the overloads of `query`.
  const connection = pool as unknown as PgPool;
  const { Queue, Worker } = withBackend(createPostgresBackend);
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, process, workerOptions) => new Worker(name, process, { ...workerOptions, connection }),
    close: () => pool.end(),
  };
}

async function prepareSchema(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, schema);
  } finally {
    client.release();
  }
}

async function redisBackend({ redisUrl: url, log }: { redisUrl: string; log: Log }): Promise<Backend> {
  const prefix = 'carillon';
  // Adding fails at once while Redis is away: whoever adds goes on, and a sweep adds what is missing.
  const impatient = { url, enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const queue = (name: string) => new RedisQueue(name, { prefix, connection: impatient });
  await probeRedis(queue);
  await warnOfEviction(url, log);
  return {
    queue,
    worker: (name, process, options) => new RedisWorker(name, process, { ...options, prefix, connection: { url } }),
    close: async () => {},
  };
}

/** What a full Redis throws away is found again by a sweep, and late. */
async function warnOfEviction(url: string, log: Log): Promise<void> {
  const policy = await readRedisPolicy(url).catch(() => keepsAll);
  if (policy === keepsAll) return;
  log.warn({ policy }, `Redis throws jobs away when its memory is full: set its maxmemory-policy to ${keepsAll}`);
}

const probeMs = 5000;

/** BullMQ would try again for ever: at the start, whoever set a wrong address is told. */
async function probeRedis(open: (name: string) => Queue): Promise<void> {
  let probe: Queue | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      probe = open('probe');
      probe.on('error', reject);
      probe.waitUntilReady().then(() => resolve(), reject);
      setTimeout(() => reject(new Error(`no answer within ${probeMs} ms`)), probeMs).unref();
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`REDIS_URL can't be used: ${reason}. Correct it, or leave it out.`, { cause });
  } finally {
    await probe?.close().catch(() => {});
  }
}

class BullJobs implements Jobs {
  readonly #backend: Backend;
  readonly #log: Log;
  readonly #queues = new Map<string, Promise<Queue>>();
  readonly #workers: Worker[] = [];
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(backend: Backend, log: Log) {
    this.#backend = backend;
    this.#log = log;
  }

  async add(name: QueueName, ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const queue = await this.#queue(name);
    if (ids.length > addedSingly) {
      await queue.addBulk(ids.map((jobId) => ({ name, data: {}, opts: { ...jobOptions, jobId } })));
    } else {
      await Promise.all(ids.map((jobId) => queue.add(name, {}, { ...jobOptions, jobId })));
    }
  }

  work(name: QueueName, handle: (id: string) => Promise<void>, concurrency: number): void {
    this.#startWorker(name, (job) => handle(job.id ?? ''), concurrency);
  }

  async every(name: string, milliseconds: number, handle: () => Promise<void>): Promise<void> {
    const queue = await this.#queue(`every-${name}`);
    const schedule = async () => {
      if (await queue.getJobScheduler(name)) return;
      await queue.upsertJobScheduler(name, { every: milliseconds }, { name, opts: { ...jobOptions, attempts: 1 } });
    };
    await queue.upsertJobScheduler(name, { every: milliseconds }, { name, opts: { ...jobOptions, attempts: 1 } });
    this.#startWorker(queue.name, handle, 1);
    // Redis may be emptied at any time, and the schedule with it.
    const look = () => void schedule().catch((err: unknown) => this.#report(queue.name, err));
    this.#timers.push(setInterval(look, Math.max(milliseconds, 10_000)));
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#workers.map((worker) => worker.close()));
    const queues = await Promise.allSettled(this.#queues.values());
    await Promise.all(queues.filter((queue) => queue.status === 'fulfilled').map((queue) => queue.value.close()));
    await this.#backend.close();
  }

  #startWorker(name: string, handle: (job: Job) => Promise<void>, concurrency: number): void {
    const worker = this.#backend.worker(name, handle, { ...workerOptions, concurrency });
    worker.on('error', (err) => this.#report(name, err));
    worker.on('failed', (job, err) => this.#log.error({ err, queue: name, job: job?.id }, 'a job failed'));
    this.#workers.push(worker);
  }

  /** One queue a name, opened at its first use; one that could not be opened is tried again by the next. */
  #queue(name: string): Promise<Queue> {
    const known = this.#queues.get(name);
    if (known) return known;
    const opening = this.#open(name);
    this.#queues.set(name, opening);
    opening.catch(() => this.#queues.delete(name));
    return opening;
  }

  async #open(name: string): Promise<Queue> {
    const queue = this.#backend.queue(name);
    queue.on('error', (err) => this.#report(name, err));
    await queue.waitUntilReady();
    return queue;
  }

  #report(queue: string, err: unknown): void {
    this.#log.warn({ err, queue }, 'the job queue had an error');
  }
}
