import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, expect, inject, it } from 'vitest';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import { Fleet, mostAtOnce, rungTwiceAtOnce } from '#test/support/fleet.ts';
import { violations } from '#test/support/invariants.ts';
import { makeCampaign, makeWorkspace, somePeople } from '#test/support/make.ts';

let fleet: Fleet;
afterEach(() => fleet.end());

const limit = 20;
const speed = 60;

it(
  'loses nobody, rings nobody twice and leaks no slot when dialers and workers are killed again and again',
  { timeout: 900_000 },
  async () => {
    const kills = inject('isLongRun') ? 50 : 8;
    const people = inject('isLongRun') ? 2500 : 500;
    fleet = await Fleet.begin({
      at: '2026-03-09T10:00:00Z',
      speed,
      simulator: { faults: { webhookLost: 0.1, loseResponse: 0.02 } },
    });
    const { system } = fleet;
    const at = system.clock.now();
    await sql`update system_slots set max = ${limit}`.execute(system.db);
    const workspace = await makeWorkspace(system.db, { at, limit });
    const campaignId = await makeCampaign(system.db, workspace, {
      at,
      limit,
      window: 'all day',
      people: somePeople(people),
      retry: { maxRetries: 1, delays: ['PT10M'] },
    });
    await fleet.start(['hooks']);
    const nodes = await Promise.all([
      fleet.start(['dialer']),
      fleet.start(['dialer']),
      fleet.start(['worker']),
      fleet.start(['worker']),
    ]);
    await startCampaign(system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
    for (let kill = 0; kill < kills; kill++) {
      // Moments spread over a call's life: the clock of the machine is the dice.
      await delay(150 + ((performance.now() * 1000) % 600));
      const victim = Math.floor(performance.now() * 1000) % nodes.length;
      const node = nodes[victim];
      if (node) await fleet.kill(node);
      nodes[victim] = await fleet.start(victim < 2 ? ['dialer'] : ['worker']);
    }
    const killedUntil = system.clock.now();
    await untilCompleted(campaignId);

    const log = await fleet.log();
    const counts = (await readCounts(system.db, [campaignId])).get(campaignId);
    expect(counts).toMatchObject({ pending: 0, waiting: 0, queued: 0, calling: 0 });
    expect((counts?.completed ?? 0) + (counts?.voicemail ?? 0) + (counts?.failed ?? 0)).toBe(people);
    expect(counts?.calls_placed).toBe(log.length);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(new Set(log.map((line) => line.reference)).size).toBe(log.length);
    expect(mostAtOnce(log)).toBeLessThanOrEqual(limit);
    expect(await violations(system.db)).toEqual([]);
    const { rows } = await sql<{ held: number }>`select count(*) as held from calls where holds_slot`.execute(
      system.db,
    );
    expect(rows[0]?.held).toBe(0);
    const firstDial = Math.min(
      ...log.map((line) => Date.parse(line.accepted)).filter((at) => at > killedUntil.getTime()),
    );
    // Real seconds from the last restart to the next dial.
    expect((firstDial - killedUntil.getTime()) / 1000 / speed).toBeLessThanOrEqual(15);
  },
);

async function untilCompleted(campaignId: string): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ status: string }>`select status from campaigns where id = ${campaignId}`.execute(
      fleet.system.db,
    );
    if (rows[0]?.status === 'completed') return;
    await delay(200);
  }
}
