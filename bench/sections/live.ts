import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { realNow, stopwatch } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';
import { hashOf } from '#server/http/actor.ts';
import { makeCampaign, makeWorkspace } from '#test/support/make.ts';
import { quantile, written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import { HeapProbe } from '../heap.ts';
import { freePort, startProgram } from '../processes.ts';
import type { LiveOptions, LiveResult } from '../programs/live-readers.ts';
import type { Section } from '../report.ts';

const [workspaces, campaignsEach, streams, eventsPerSecond] = [100, 2, 1000, 200];
const [p95Max, growthMax] = [300, 1.1];

/** How late events come when a thousand streams are open, and whether the server's memory stays where it is. */
export async function measureLive(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const [warmUp, seconds] = isQuick ? [10, 20] : [60, 120];
  const { db, url, drop } = await ground.database();
  const { keys, campaignIds } = await seed(db);
  const folder = await mkdtemp(join(tmpdir(), 'carillon-bench-server-'));
  const [port, inspected] = [await freePort(), await freePort()];
  const server = await startProgram('src/server/main.ts', [], {
    DATABASE_URL: url,
    CARILLON_DATA_DIR: folder,
    CARILLON_SIMULATOR_URL: 'http://127.0.0.1:9',
    PORT: String(port),
    LOG_LEVEL: 'silent',
    NODE_OPTIONS: `--inspect=127.0.0.1:${inspected} --inspect-publish-uid=http`,
  });
  const options: LiveOptions = { url: `http://127.0.0.1:${port}/api/v1/events`, keys, streams, warmUp, seconds };
  const probe = await HeapProbe.attach(inspected);
  const resident: number[] = [];
  const reading = startProgram('bench/programs/live-readers.ts', [JSON.stringify(options)]);
  let early = Number.NaN;
  const result = await cause(db, {
    campaignIds,
    until: reading,
    onSecond: async () => {
      resident.push(await residentMegabytes(server.pid));
      if (resident.length === warmUp) early = await probe.megabytesLive();
    },
  });
  const heap = { early, late: await probe.megabytesLive() };
  probe.close();
  await (await reading).kill();
  await server.kill();
  await rm(folder, { recursive: true, force: true });
  await drop();
  return sectionOf(result, { warmUp, seconds, heap, resident: thirdsOf(resident.slice(-seconds)) });
}

async function seed(db: Database): Promise<{ keys: string[]; campaignIds: string[] }> {
  const [keys, campaignIds, at]: [string[], string[], Date] = [[], [], realNow()];
  for (let index = 0; index < workspaces; index++) {
    const workspace = await makeWorkspace(db, { at });
    const key = `carillon_bench_${randomBytes(32).toString('base64url')}`;
    await sql`
      insert into api_keys (workspace_id, id, name, prefix, hash, is_system_admin, scopes, created_at)
      values (${workspace.workspaceId}, ${randomUUIDv7()}, 'bench', 'bench', ${hashOf(key)}, false, '{admin}', ${at})
    `.execute(db);
    keys.push(key);
    for (let n = 0; n < campaignsEach; n++) campaignIds.push(await makeCampaign(db, workspace, { at }));
  }
  return { keys, campaignIds };
}

type Causing = { campaignIds: string[]; until: ReturnType<typeof startProgram>; onSecond: () => Promise<void> };

/** Changes campaigns one after the other, evenly, until the readers are done. */
async function cause(db: Database, { campaignIds, until, onSecond }: Causing): Promise<LiveResult> {
  const ended = { is: false };
  const done = until.finally(() => (ended.is = true));
  const elapsed = stopwatch();
  for (let sent = 0; !ended.is; sent += 1) {
    await sql`
      update campaigns set name = ${`at ${realNow().getTime()}`} where id = ${campaignIds[sent % campaignIds.length]}
    `.execute(db);
    if (sent % eventsPerSecond === 0) await onSecond();
    await pause(Math.max(0, (sent * 1000) / eventsPerSecond - elapsed()));
  }
  return JSON.parse((await done).greeting) as LiveResult;
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

type Ends = { early: number; late: number };
type Taken = { warmUp: number; seconds: number; heap: Ends; resident: Ends };

function thirdsOf(memory: number[]): Ends {
  const third = Math.ceil(memory.length / 3);
  return { early: quantile(memory.slice(0, third), 0.5), late: quantile(memory.slice(-third), 0.5) };
}

function sectionOf(result: LiveResult, { warmUp, seconds, heap, resident }: Taken): Section {
  const p95 = quantile(result.milliseconds, 0.95);
  return {
    title: 'Live events',
    text: [
      `${written(streams)} streams over real HTTP, ten to a workspace, read in a process of their own, while ${eventsPerSecond} campaigns a second change: each change ` +
        `is one event for ten readers. ${seconds} s after ${warmUp} s that are not counted; from before the change is committed to the reader.`,
      "Heap is what V8 and the buffers beside it hold once garbage is collected, when counting begins and when it ends, the streams still open: what grows there is kept. Resident is the server's whole " +
        'process, the median of the first third of the counted time and of the last, garbage included.',
    ],
    head: [
      'streams',
      'events read/s',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'streams lost',
      'heap MB, early',
      'late',
      'resident MB, early',
      'late',
    ],
    rows: [
      [
        written(streams),
        written(result.events / seconds),
        written(quantile(result.milliseconds, 0.5)),
        written(p95),
        written(quantile(result.milliseconds, 0.99)),
        written(result.ended),
        written(heap.early, 1),
        written(heap.late, 1),
        written(resident.early),
        written(resident.late),
      ],
    ],
    targets: [
      { what: 'event to reader, p95', goal: `≤ ${p95Max} ms`, reached: `${written(p95)} ms`, isMet: p95 <= p95Max },
      growthOf(`heap with ${written(streams)} streams, late to early`, heap),
      growthOf(`memory with ${written(streams)} streams, late to early`, resident),
    ],
  };
}

function growthOf(what: string, { early, late }: Ends): Section['targets'][number] {
  return { what, goal: `≤ ${growthMax}`, reached: written(late / early, 2), isMet: late / early <= growthMax };
}
