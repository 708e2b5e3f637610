import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { createBus } from '#server/bus.ts';
import { realNow } from '#server/clock.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { createLog } from '#server/log.ts';
import { makeCampaign, makeWorkspace, somePeople } from '#test/support/make.ts';
import { quietSystem } from './ground.ts';
import type { Ground } from './ground.ts';
import { freePort, startProgram } from './processes.ts';
import type { Running } from './processes.ts';
import { slots } from './race.ts';
import type { RivalOptions, RivalState } from './rivals/wire.ts';

export type Race = { people: number; simulatorUrl: string; redisUrl: string | null };

/** A contender that is ready to run: its people are in its books, and nothing rings yet. */
export type Entry = {
  start(isFirstStart: boolean): Promise<Running>;
  /** What it believes: slots in use, people without a result. */
  state(): Promise<RivalState>;
  close(): Promise<void>;
};

export type Contender = { name: string; enter(ground: Ground, race: Race): Promise<Entry> };

/** Users, workspaces or campaigns: everybody's people are dealt out to so many. */
const owners = 10;

export const carillon: Contender = {
  name: 'Carillon',
  enter: (ground, race) => enterCarillon(ground, { ...race, redisUrl: null }),
};
export const carillonOnRedis: Contender = { name: 'Carillon, jobs on Redis', enter: enterCarillon };
export const loop = rival('loop');
export const requeue = rival('requeue');
export const scheduler = rival('scheduler');

async function enterCarillon(ground: Ground, { people, simulatorUrl, redisUrl }: Race): Promise<Entry> {
  const { db, url, drop } = await ground.database();
  const at = realNow();
  const bus = await createBus({ databaseUrl: url, log: createLog('error') });
  await sql`update system_slots set max = ${slots}`.execute(db);
  for (let owner = 0; owner < owners; owner++) {
    const workspace = await makeWorkspace(db, { at, limit: slots, accountLimit: slots });
    const own = somePeople(people).filter((_, index) => index % owners === owner);
    const campaignId = await makeCampaign(db, workspace, { at, limit: slots, window: 'all day', people: own });
    await startCampaign(
      { ...quietSystem(db), bus },
      { workspaceId: workspace.workspaceId, campaignId, actor: 'bench' },
    );
  }
  await bus.close();
  await sql`vacuum analyze`.execute(db);
  const folder = await mkdtemp(join(tmpdir(), 'carillon-bench-server-'));
  const environment = {
    DATABASE_URL: url,
    CARILLON_SIMULATOR_URL: simulatorUrl,
    CARILLON_DATA_DIR: folder,
    PORT: String(await freePort()),
    LOG_LEVEL: 'error',
    MAX_CONCURRENT_OUTBOUND_CALLS: String(slots),
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  return {
    start: () => startProgram('src/server/main.ts', [], environment),
    ...{ url },
    state: async () => {
      const { rows } = await sql<RivalState>`
        select (select in_use from system_slots) as "slotsInUse",
          (select count(*) from enrollments where status in ('pending', 'waiting', 'queued', 'calling')) as unfinished
      `.execute(db);
      return rows[0] ?? { slotsInUse: Number.NaN, unfinished: Number.NaN };
    },
    close: async () => {
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function rival(name: 'loop' | 'requeue' | 'scheduler'): Contender {
  const enter = async (ground: Ground, { people, simulatorUrl, redisUrl }: Race): Promise<Entry> => {
    const { url, drop } = await ground.emptyDatabase();
    await seedPeople(url, people);
    const port = await freePort();
    const options = { databaseUrl: url, redisUrl, simulatorUrl, port, limit: slots } satisfies Omit<
      RivalOptions,
      'isFirstStart'
    >;
    return {
      start: (isFirstStart) => startProgram(`bench/rivals/${name}.ts`, [JSON.stringify({ ...options, isFirstStart })]),
      state: async () => (await fetch(`http://127.0.0.1:${port}/state`)).json() as Promise<RivalState>,
      close: drop,
    };
  };
  return { name, enter };
}

async function seedPeople(url: string, people: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const phones = somePeople(people).map(({ phone }) => phone);
  await client.query(`
    create table people (id bigint primary key, owner int not null, phone text not null, status text not null);
    create index on people (owner, id) where status = 'waiting';
    create index on people (status) where status = 'calling';
  `);
  await client.query(
    `insert into people select n, n % $2::int, phone, 'waiting' from unnest($1::text[]) with ordinality as p (phone, n)`,
    [phones, owners],
  );
  await client.query('vacuum analyze people');
  await client.end();
}
