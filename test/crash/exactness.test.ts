import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, expect, inject, it } from 'vitest';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { Fleet, rungTwiceAtOnce } from '#test/support/fleet.ts';
import type { LogLine } from '#test/support/fleet.ts';
import { violations } from '#test/support/invariants.ts';
import { makeCampaign, makeWorkspace, somePeople } from '#test/support/make.ts';

let fleet: Fleet;
afterEach(() => fleet.end());

const speed = 60;

/** What a scope's limit was from an instant on, on the simulator's clock. */
type LimitAt = { at: number; limit: number };

it(
  'never exceeds a limit with four dialers, six workspaces and limits that change while they run',
  { timeout: 600_000 },
  async () => {
    const people = inject('isLongRun') ? 400 : 40;
    fleet = await Fleet.begin({ at: '2026-03-09T10:00:00Z', speed });
    const { db, clock } = fleet.system;
    const at = clock.now();
    const limits = new Map<string, LimitAt[]>();
    const scopeOf = new Map<string, string[]>();
    const setLimit = async (scope: string, limit: number, write: ReturnType<typeof sql>) => {
      await write.execute(db);
      limits.set(scope, [...(limits.get(scope) ?? []), { at: clock.now().getTime(), limit }]);
      await fleet.system.bus.publish('dial');
    };
    await setLimit('system', 14, sql`update system_slots set max = 14`);
    const campaigns: { id: string; workspaceId: string }[] = [];
    for (let index = 0; index < 6; index++) {
      const workspace = await makeWorkspace(db, { at, limit: 4 });
      await setLimit(workspace.workspaceId, 4, sql`select 1`);
      for (const half of [0, 1]) {
        const group = somePeople(people, index * 1000 + half * 500);
        const id = await makeCampaign(db, workspace, { at, limit: 3, window: 'all day', people: group });
        await setLimit(id, 3, sql`select 1`);
        campaigns.push({ id, workspaceId: workspace.workspaceId });
        scopeOf.set(id, ['system', workspace.workspaceId, id]);
      }
    }
    await fleet.start(['hooks', 'worker']);
    await Promise.all([1, 2, 3, 4].map(() => fleet.start(['dialer'])));
    for (const { id, workspaceId } of campaigns) {
      await startCampaign(fleet.system, { workspaceId, campaignId: id, actor: 'test' });
    }
    for (let turn = 0; !(await allCompleted()); turn++) {
      const system = [14, 6, 20, 9][turn % 4] ?? 10;
      await setLimit('system', system, sql`update system_slots set max = ${system}`);
      const one = campaigns[turn % campaigns.length];
      const ofWorkspace = 1 + (turn % 4);
      const ofCampaign = 1 + (turn % 3);
      if (one) {
        await setLimit(
          one.workspaceId,
          ofWorkspace,
          sql`update workspace_slots set max = ${ofWorkspace} where workspace_id = ${one.workspaceId}`,
        );
        await setLimit(
          one.id,
          ofCampaign,
          sql`update campaign_slots set max = ${ofCampaign} where campaign_id = ${one.id}`,
        );
      }
      await delay(400);
    }
    const log = await fleet.log();
    const campaignOf = await readCampaigns();
    expect(log).toHaveLength(people * campaigns.length);
    expect(excesses(log, (line) => scopeOf.get(campaignOf.get(line.reference) ?? '') ?? [], limits)).toEqual([]);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(await violations(db)).toEqual([]);
  },
);

async function allCompleted(): Promise<boolean> {
  const { rows } = await sql`select 1 from campaigns where status <> 'completed' limit 1`.execute(fleet.system.db);
  return rows.length === 0;
}

async function readCampaigns(): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; campaignId: string }>`
    select id, campaign_id as "campaignId" from calls
  `.execute(fleet.system.db);
  return new Map(rows.map((row) => [row.id, row.campaignId]));
}

/**
 * Calls that were accepted while their scope was full. A call is decided a moment before the provider accepts it, so
 * the limit it is held against is the largest of the two real seconds before.
 */
function excesses(log: LogLine[], scopesOf: (line: LogLine) => string[], limits: Map<string, LimitAt[]>): string[] {
  const active = new Map<string, number>();
  const moments = log
    .flatMap((line) => [
      { at: Date.parse(line.accepted), line, change: 1 },
      ...(line.ended === null ? [] : [{ at: Date.parse(line.ended), line, change: -1 }]),
    ])
    .toSorted((a, b) => a.at - b.at || a.change - b.change);
  return moments.flatMap(({ at, line, change }) =>
    scopesOf(line).flatMap((scope) => {
      const now = (active.get(scope) ?? 0) + change;
      active.set(scope, now);
      const limit = limitInForce(limits.get(scope) ?? [], at);
      return change === 1 && now > limit ? [`${scope}: ${now} of ${limit} at ${new Date(at).toISOString()}`] : [];
    }),
  );
}

function limitInForce(history: LimitAt[], at: number): number {
  const since = history.findLastIndex((entry) => entry.at <= at - 2000 * speed);
  return Math.max(
    ...history
      .slice(Math.max(0, since))
      .filter((entry) => entry.at <= at)
      .map((entry) => entry.limit),
  );
}
