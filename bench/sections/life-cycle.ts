import { sql } from 'kysely';
import type { CallFact } from '#domain/call.ts';
import type { ClaimedCall } from '#server/dialer/arm.ts';
import { stopwatch } from '#server/clock.ts';
import { claim } from '#server/dialer/claim.ts';
import { settle } from '#server/dialer/settle.ts';
import type { System } from '#server/system.ts';
import { median, written } from '../figures.ts';
import { quietSystem } from '../ground.ts';
import type { Ground } from '../ground.ts';
import type { Section } from '../report.ts';
import { seedCrowd } from '../seed.ts';

const runs = 3;
const batches = [50, 200, 500];
const goal = 4000;

/** Batches under way at the same time, as with three dialers: while two are in the database, the next is made up. */
const atOnce = 3;

/** How many calls a second live through everything on one database when work comes in bursts. */
export async function measureLifeCycle(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const callsPerRun = isQuick ? 2000 : 6000;
  const database = await ground.database();
  await seedCrowd(database.db, {
    workspaces: 20,
    campaignsEach: 5,
    people: batches.length * (runs * callsPerRun + 1000) + 10_000,
    systemLimit: atOnce * 500,
    workspaceLimit: atOnce * 500,
    campaignLimit: 50,
    withContacts: true,
  });
  const system = quietSystem(database.db);
  await liveThrough(system, 200, 1000);
  const measured: { batch: number; perSecond: number }[] = [];
  for (const batch of batches) {
    const rates: number[] = [];
    while (rates.length < runs) rates.push(await liveThrough(system, batch, callsPerRun));
    measured.push({ batch, perSecond: median(rates) });
  }
  await database.drop();
  const best = Math.max(...measured.map(({ perSecond }) => perSecond));
  return {
    title: 'Life cycles',
    text: [
      'Whole lives of calls, straight through the verbs and without a network: claim, the dial allowed (what `arm` writes, ' +
        'for the batch in one statement), ringing, answered, ended with its details; each step one transaction for the batch. ' +
        'Every call has its six events and its evidence, every person of 100 campaigns and every contact is updated. ' +
        `Three batches are under way at a time, each on a connection of its own. Medians of ${runs} runs of ${written(callsPerRun)} calls; all steps are counted.`,
    ],
    head: ['calls in a batch', 'whole calls/s'],
    rows: measured.map(({ batch, perSecond }) => [written(batch), written(perSecond)]),
    targets: [
      { what: 'whole calls/s in batches', goal: `≥ ${written(goal)}`, reached: written(best), isMet: best >= goal },
    ],
  };
}

/** Calls a second. */
export async function liveThrough(system: System, batch: number, calls: number): Promise<number> {
  const elapsed = stopwatch();
  let begun = 0;
  const lane = async () => {
    while (begun < calls) {
      begun += batch;
      await liveOnce(system, batch);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (begun * 1000) / elapsed();
}

async function liveOnce(system: System, batch: number): Promise<void> {
  const calls = await claim(system, batch);
  if (calls.length !== batch) throw new Error(`${calls.length} of ${batch} free slots were given`);
  await allowDials(system, calls);
  const tell = (fact: CallFact) =>
    settle(
      system,
      calls.map((call) => reportOf(call, fact)),
    );
  await tell({ kind: 'ringing', at: system.clock.now() });
  await tell({ kind: 'answered', at: system.clock.now() });
  await tell({ kind: 'ended', disposition: 'answered', at: system.clock.now(), details: conversation });
}

const conversation = {
  talkSeconds: 42,
  goalMet: true,
  summary: 'Wants an appointment on Thursday morning.',
  transcript: 'Agent: Good morning. Person: I would like to come on Thursday. Agent: You are expected at nine.',
  costCents: 7,
};

function reportOf({ id, providerAccountId }: ClaimedCall, fact: CallFact) {
  return {
    callId: id,
    providerCallId: `sim_${id}`,
    providerAccountId,
    source: 'fetch' as const,
    inboxId: null,
    facts: [fact],
  };
}

/** What the last check before the dial writes, for all at once. */
async function allowDials(system: System, calls: ClaimedCall[]): Promise<void> {
  const now = system.clock.now();
  await sql`
    with allowed as (
      update calls c set status = 'placing', placing_at = ${now}, ring_deadline = ${now}::timestamptz + interval '165 seconds',
        look_at = ${now}::timestamptz + interval '17 seconds', looks = 0
      where c.id = any(${calls.map(({ id }) => id)}::uuid[])
      returning c.workspace_id, c.id
    ),
    proven as (
      insert into dial_evidence (workspace_id, call_id, at, zones, local_times, days, first_call_time, last_call_time,
        all_day, suppression_version, snapshot_version, limits)
      select workspace_id, id, ${now}, array['UTC'], array[to_char(${now}::timestamptz, 'YYYY-MM-DD"T"HH24:MI:SS')],
        array[1, 2, 3, 4, 5, 6, 7], '00:00', '00:00', true, 0, 1, '{"system": [1, 500], "workspace": [1, 500]}'
      from allowed
    )
    insert into call_events (workspace_id, call_id, kind, source, at)
    select workspace_id, id, 'placing', 'place', ${now} from allowed
  `.execute(system.db);
}
