import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, expect, inject, it, vi } from 'vitest';
import { createClient } from '#client/client.ts';
import { makeKey } from '#server/api-keys/make-key.ts';
import { insertKey } from '#server/api-keys/sql.ts';
import type { Database } from '#server/database/pool.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import { mostAtOnce, rungTwiceAtOnce } from '#test/support/fleet.ts';
import type { LogLine } from '#test/support/fleet.ts';
import { violations } from '#test/support/invariants.ts';
import { makeCampaign, makeWorkspace, somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { shareBusy } from '#test/support/occupancy.ts';
import { OwnPostgres } from '#test/support/postgres.ts';
import { canRunRedis, startRedis } from '#test/support/redis.ts';
import type { OwnRedis } from '#test/support/redis.ts';
import { Roles } from '#test/support/roles.ts';
import type { Member } from '#test/support/roles.ts';

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 120_000 });

const isLong = inject('isLongRun');
const size = isLong
  ? { workspaces: 10, people: 2000, limit: 100, api: 2, dialers: 3, workers: 4 }
  : { workspaces: 3, people: 200, limit: 60, api: 2, dialers: 2, workers: 2 };
/** The clock of the installation and of its network. */
const speed = isLong ? 20 : 40;

type World = { postgres: OwnPostgres; redis: OwnRedis; roles: Roles; campaignIds: string[]; key: string };

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

it.skipIf(!canRunRedis())(
  'a whole fleet on PostgreSQL and Redis calls everybody once, keeps every limit, and leaves no slot idle (needs redis-server)',
  async () => {
    const world = await begin({});
    const streams = await listenAtEveryApi(world);
    await startAll(world);
    await untilCompleted(world);
    const log = await world.roles.log();
    await expectExact(world, log);
    expect(mostAtOnce(log)).toBeLessThanOrEqual(size.limit);
    const busy = shareBusy(log, size.limit);
    process.stdout.write(`slots busy ${(100 * busy).toFixed(1)} % of ${size.limit}, ${log.length} calls\n`);
    if (isLong) expect(busy).toBeGreaterThanOrEqual(0.98);
    // Whichever process did the work, every API's browsers heard of it.
    await vi.waitFor(() => expect(streams.map((stream) => stream.heard > 0)).toEqual(streams.map(() => true)));
    for (const member of [...world.roles.members]) expect(await world.roles.stop(member)).toBeLessThan(20_000);
  },
);

// Some minutes on a small machine: in the long form alone.
it.skipIf(!canRunRedis() || !isLong)(
  'nobody is rung twice or lost and no slot leaks when nodes, Redis and PostgreSQL die meanwhile (needs redis-server)',
  async () => {
    const world = await begin({ loseResponse: 0.01, webhookLost: 0.02 });
    await startAll(world);
    const over = new AbortController();
    const troubles = Promise.all([killNodes(world, over.signal), hurtRedis(world), hurtPostgres(world)]);
    await troubles.finally(() => over.abort());
    await untilCompleted(world);
    const log = await world.roles.log();
    await expectExact(world, log);
    expect(mostAtOnce(log)).toBeLessThanOrEqual(size.limit);
  },
);

/** People in line in every workspace, and the processes at work. */
async function begin(faults: object): Promise<World> {
  const postgres = await OwnPostgres.begin();
  opened.push(() => postgres.end());
  const { db } = postgres;
  const redis = { now: await startRedis() };
  const world = { postgres, campaignIds: [] as string[], key: '' };
  const [at, realAt] = [new Date('2026-03-09T10:00:00Z'), new Date()];
  await sql`
    insert into sandbox_clock (virtual_at, real_at, speed, skip_idle) values (${at}, ${realAt}, ${speed}, false)
  `.execute(db);
  await sql`update system_slots set max = ${size.limit}`.execute(db);
  for (let index = 0; index < size.workspaces; index++) {
    const workspace = await makeWorkspace(db, { at, limit: 30 });
    if (index === 0) world.key = await makeKeyOf(db, workspace, at);
    const people = somePeople(size.people, index * size.people);
    const wishes = { at, limit: 30, window: 'all day' as const, people, retry: { maxRetries: 1, delays: ['PT10M'] } };
    world.campaignIds.push(await makeCampaign(db, workspace, wishes));
  }
  const roles = await Roles.begin(
    { DATABASE_URL: postgres.url, REDIS_URL: redis.now.url, MAX_CONCURRENT_OUTBOUND_CALLS: '100', LOG_LEVEL: 'silent' },
    { failedRate: 0, talkSeconds: { mean: 50, sigma: 0.3 }, maxCallsAtOnce: null, faults },
    ['--speed', String(speed), '--virtual-at', at.toISOString(), '--real-at', realAt.toISOString()],
  );
  opened.push(() => roles.end());
  const parts = [
    ...Array.from({ length: size.api }, () => 'api' as const),
    ...Array.from({ length: size.dialers }, () => 'dialer' as const),
    ...Array.from({ length: size.workers }, () => 'worker' as const),
  ];
  await Promise.all(parts.map((role) => roles.start(role)));
  const owned = { ...world, roles, redis: redis.now };
  opened.push(() => owned.redis.close());
  return owned;
}

async function makeKeyOf(db: Database, { workspaceId }: MadeWorkspace, now: Date): Promise<string> {
  const { key, prefix, hash } = makeKey();
  const row = { workspaceId, id: randomUUIDv7(), name: 'the test', prefix, hash, scopes: ['admin'], createdBy: null };
  await db.transaction().execute((trx) => insertKey(trx, { ...row, expiresAt: null, isSystemAdmin: false, now }));
  return key;
}

async function startAll({ postgres, campaignIds }: World): Promise<void> {
  await sql`
    update campaigns set status = 'scheduled', start_at = created_at where id = any(${campaignIds}::uuid[])
  `.execute(postgres.db);
}

async function untilCompleted({ postgres, campaignIds }: World): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from campaigns where id = any(${campaignIds}::uuid[]) and status <> 'completed' limit 1
    `.execute(postgres.db);
    if (rows.length === 0) return;
    await delay(200);
  }
}

async function expectExact({ postgres, campaignIds }: World, log: LogLine[]): Promise<void> {
  const { db } = postgres;
  expect(rungTwiceAtOnce(log)).toEqual([]);
  // A call that was posted twice would carry one reference twice.
  expect(new Set(log.map(({ reference }) => reference)).size).toBe(log.length);
  const { rows: calls } = await sql<{ id: string }>`select id from calls where placed_at is not null`.execute(db);
  expect(calls.map(({ id }) => id).toSorted()).toEqual(log.map(({ reference }) => reference).toSorted());
  const counts = await readCounts(db, campaignIds);
  for (const id of campaignIds) {
    const { completed = 0, voicemail = 0, failed = 0 } = counts.get(id) ?? {};
    expect(completed + voicemail + failed).toBe(size.people);
  }
  expect(new Set(log.map(({ to }) => to)).size).toBe(size.people * size.workspaces);
  const { rows } = await sql<{ held: number; inUse: number }>`
    select (select count(*) from calls where holds_slot) as held, in_use as "inUse" from system_slots
  `.execute(db);
  expect(rows).toEqual([{ held: 0, inUse: 0 }]);
  expect(await violations(db)).toEqual([]);
}

/** A stream of the first workspace at each API. */
async function listenAtEveryApi({ roles, key }: World): Promise<{ heard: number }[]> {
  const apis = [...roles.members].filter(({ role }) => role === 'api');
  return Promise.all(
    apis.map(async ({ port }) => {
      const stream = { heard: 0 };
      const ending = new AbortController();
      opened.push(async () => ending.abort());
      const { promise: isConnected, resolve: onConnection } = Promise.withResolvers<boolean>();
      const client = createClient({ url: `http://127.0.0.1:${port}`, key });
      const read = async () => {
        const events = client.live.events({}, { signal: ending.signal, onConnection });
        for await (const event of events) stream.heard += event.event === 'campaign.progress' ? 1 : 0;
      };
      void read().catch(() => {});
      await isConnected;
      return stream;
    }),
  );
}

/** One process a second is killed at once, and another takes its place. */
async function killNodes({ roles }: World, signal: AbortSignal): Promise<void> {
  const kills = isLong ? 120 : 12;
  for (let nth = 0; nth < kills && !signal.aborted; nth++) {
    await delay(1000);
    const victims = [...roles.members];
    const victim = victims[(nth * 7) % victims.length];
    if (!victim) continue;
    await roles.kill(victim);
    await startUntilItRuns(roles, victim);
  }
}

/** A process that starts while PostgreSQL or Redis is away ends with what to do; whatever runs it starts it again. */
async function startUntilItRuns(roles: Roles, { role, port }: Member): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const isThere = await roles.start(role, { PORT: String(port) }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await delay(1000);
  }
}

/** Emptied twice, then away for a while. */
async function hurtRedis(world: World): Promise<void> {
  for (let nth = 0; nth < 2; nth++) {
    await delay(isLong ? 20_000 : 2000);
    world.redis.flush();
  }
  const { port } = world.redis;
  await world.redis.close();
  await delay(isLong ? 30_000 : 3000);
  world.redis = await startRedis(port);
}

async function hurtPostgres({ postgres }: World): Promise<void> {
  for (let nth = 0; nth < (isLong ? 5 : 1); nth++) {
    await delay(isLong ? 20_000 : 5000);
    await postgres.stopAtOnce();
    await delay(1000);
    await postgres.startAgain();
  }
}
