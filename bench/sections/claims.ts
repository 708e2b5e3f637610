import { sql } from 'kysely';
import { stopwatch } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';
import { lockAllocator, slotsFreed } from '#server/dialer/ledger/allocator.ts';
import type { SlotHolder } from '#server/dialer/ledger/allocator.ts';
import { claim } from '#server/dialer/claim.ts';
import { median, quantile, written } from '../figures.ts';
import { quietSystem } from '../ground.ts';
import type { Ground } from '../ground.ts';
import type { Section } from '../report.ts';
import { seedCrowd } from '../seed.ts';

const batch = 100;
const inProgress = 900;
const runs = 3;
const claimsPerRun = 25;

/** How many calls a second one dialer makes of free slots, and whether that depends on how many people wait. */
export async function measureClaims(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const sizes = isQuick ? [10_000, 200_000] : [10_000, 1_000_000];
  const measured: { people: number; perSecond: number; p50: number; p99: number }[] = [];
  for (const people of sizes) measured.push({ people, ...(await measureSize(ground, people)) });
  const [few, many] = measured;
  return {
    title: 'Claims',
    text: [
      `\`claim(system, ${batch})\`, one dialer, with ${written(inProgress)} calls in progress under a system limit of ${written(inProgress + batch)}; ` +
        '1,000 workspaces with 5 running campaigns each. Between two claims one transaction ends 100 of the calls, the oldest first; ' +
        `it is not counted. Medians of ${runs} runs of ${claimsPerRun} claims, each on a fresh copy of the database.`,
    ],
    head: ['people queued', 'claims/s', 'one batch, p50 ms', 'p99 ms'],
    rows: measured.map(({ people, perSecond, p50, p99 }) => [
      written(people),
      written(perSecond),
      written(p50, 1),
      written(p99, 1),
    ]),
    targets: [
      {
        what: `claims/s with ${written(sizes[1] ?? 0)} queued`,
        goal: '≥ 5,000',
        reached: written(many?.perSecond ?? 0),
        isMet: (many?.perSecond ?? 0) >= 5000,
      },
      {
        what: 'slower than with 10,000 queued by',
        goal: '≤ 2 ×',
        reached: `${written((few?.perSecond ?? 0) / (many?.perSecond ?? 1), 2)} ×`,
        isMet: (few?.perSecond ?? 0) <= 2 * (many?.perSecond ?? 0),
      },
    ],
  };
}

async function measureSize(ground: Ground, people: number): Promise<{ perSecond: number; p50: number; p99: number }> {
  const seeded = await ground.database();
  await seedCrowd(seeded.db, {
    workspaces: 1000,
    campaignsEach: 5,
    people,
    systemLimit: inProgress + batch,
    workspaceLimit: 5,
    campaignLimit: 3,
    withContacts: false,
  });
  const milliseconds: number[][] = [];
  const inDatabase = async (db: Database) => void milliseconds.push(await timeClaims(db));
  if (people > 100_000) {
    // A copy of a million people takes long, and a run takes a few thousandths of them: the runs share it.
    for (let run = 0; run < runs; run++) await inDatabase(seeded.db);
  } else {
    await seeded.db.destroy();
    for (let run = 0; run < runs; run++) {
      const copy = await ground.database(seeded.name);
      await inDatabase(copy.db);
      await copy.drop();
    }
  }
  await seeded.drop();
  const all = milliseconds.flat();
  return {
    perSecond: median(milliseconds.map((run) => (run.length * batch * 1000) / run.reduce((sum, one) => sum + one, 0))),
    p50: quantile(all, 0.5),
    p99: quantile(all, 0.99),
  };
}

/** Milliseconds of each claim of a full batch. */
export async function timeClaims(db: Database, claims = claimsPerRun): Promise<number[]> {
  const system = quietSystem(db);
  while ((await claim(system, 200)).length > 0);
  await endOldest(db, batch);
  for (let warmUp = 0; warmUp < 5; warmUp++) await claimOnce();
  const milliseconds: number[] = [];
  while (milliseconds.length < claims) milliseconds.push(await claimOnce());
  return milliseconds;

  async function claimOnce(): Promise<number> {
    const elapsed = stopwatch();
    const claimed = await claim(system, batch);
    const took = elapsed();
    if (claimed.length !== batch) throw new Error(`${claimed.length} of ${batch} free slots were given`);
    await endOldest(db, batch);
    return took;
  }
}

async function endOldest(db: Database, count: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockAllocator(trx);
    const { rows } = await sql<SlotHolder>`
      with oldest as (
        select workspace_id, id from calls where holds_slot order by claimed_at, id limit ${count}
      ),
      ended as (
        update calls c set status = 'ended', disposition = 'answered', ended_at = c.claimed_at, holds_slot = false, look_at = null
        from oldest o where c.workspace_id = o.workspace_id and c.id = o.id
        returning c.workspace_id, c.campaign_id, c.provider_account_id, c.enrollment_id
      ),
      done as (
        update enrollments e set status = 'completed'
        from ended c where e.workspace_id = c.workspace_id and e.id = c.enrollment_id
      )
      select workspace_id as "workspaceId", campaign_id as "campaignId", provider_account_id as "providerAccountId" from ended
    `.execute(trx);
    for (const part of slotsFreed(rows)) await part.execute(trx);
  });
}
