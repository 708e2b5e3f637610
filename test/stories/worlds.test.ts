import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '#server/dialer/campaign/verbs.ts';
import { presets } from '#simulator/settings.ts';
import type { SettingsChange } from '#simulator/settings.ts';
import { accounts } from '#test/support/agreement.ts';
import { Dice } from '#test/support/dice.ts';
import { mostAtOnce, rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import type { CampaignWishes, MadeWorkspace } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';
import { isWithin } from '#test/support/wall-clock.ts';

let story: Story;
afterEach(() => story.end());

type Running = { campaignId: string; workspace: MadeWorkspace; wishes: Omit<CampaignWishes, 'at'>; limit: number };

const begins = Date.parse('2026-03-06T14:00:00Z');
const seeds = Array.from({ length: 14 }, (_, index) => index + 1);

describe('whatever goes wrong, everybody is settled and the counts are those of the log', () => {
  it.each(seeds)('in the world of seed %i', { timeout: 90_000 }, async (seed) => {
    const dice = new Dice(seed);
    const systemLimit = dice.from(2, 6);
    const simulator = seed % 3 === 0 ? { preset: 'hostile' as const } : trouble(dice);
    story = await Story.begin({
      at: new Date(begins).toISOString(),
      seed,
      systemLimit,
      simulator,
      answerWithinMs: 150,
      strideMs: 4000,
    });
    const campaigns = await makeWorld(dice);
    await live(dice, campaigns);
    // What was broken is mended, what was paused goes on: now everybody must come to an end.
    await story.change({ faults: presets.friendly.faults });
    for (const campaign of campaigns) await resume(campaign);
    await story.runOut();

    const log = await story.log();
    expect(mostAtOnce(log)).toBeLessThanOrEqual(systemLimit);
    for (const own of Map.groupBy(log, ({ workspaceId }) => workspaceId).values()) {
      expect(rungTwiceAtOnce(own)).toEqual([]);
    }
    for (const campaign of campaigns) await check(campaign);
    expect(await story.violations()).toEqual([]);
  });
});

function trouble(dice: Dice): SettingsChange {
  const chance = () => (dice.chance(0.4) ? dice.from(1, 50) / 100 : 0);
  return {
    answerRate: 0.4,
    disconnectBeforeEnd: dice.chance(0.5),
    announceQueued: dice.chance(0.5),
    maxCallsAtOnce: dice.chance(0.3) ? dice.from(1, 3) : null,
    faults: {
      refuse429: chance(),
      serverErrorBefore: chance(),
      serverErrorAfter: chance(),
      loseResponse: chance(),
      hang: dice.chance(0.3) ? 0.1 : 0,
      webhookLost: dice.chance(0.2) ? 1 : chance(),
      webhookTwice: chance(),
      webhookLate: chance(),
      webhookLateSeconds: dice.from(5, 4000),
      webhookOutOfOrder: chance(),
      webhookForged: chance(),
    },
  };
}

/** Two workspaces, two campaigns in each that share some of their people. */
async function makeWorld(dice: Dice): Promise<Running[]> {
  const campaigns: Running[] = [];
  for (let workspaces = 0; workspaces < 2; workspaces++) {
    const limit = dice.from(1, 4);
    const callsPerSecond = dice.chance(0.3) ? dice.from(1, 3) : null;
    const workspace = await story.workspace({ limit, accountLimit: dice.from(1, 5), callsPerSecond });
    for (let own = 0; own < 2; own++) {
      const people = somePeople(dice.from(2, 5), dice.from(0, 3));
      const pace = dice.one([
        { mode: 'asap' as const },
        { mode: 'asap' as const },
        { mode: 'interval' as const, gapSeconds: dice.from(5, 30) },
      ]);
      const retry = { maxRetries: dice.from(0, 2), delays: [dice.one(['PT1M', 'PT20M', 'PT5H'])] };
      const wishes = { people, pace, retry, limit: dice.from(1, 3), voicemailRetry: dice.chance(0.3) };
      campaigns.push({ campaignId: await story.started(workspace, wishes), workspace, wishes, limit });
    }
  }
  return campaigns;
}

/** Some hours in which people do things to their campaigns at odd moments. */
async function live(dice: Dice, campaigns: Running[]): Promise<void> {
  let at = begins;
  for (let turn = 0; turn < 4; turn++) {
    at += dice.from(1000, 1_200_000);
    await story.runTo(new Date(at));
    const campaign = campaigns[dice.from(0, campaigns.length - 1)];
    if (!campaign) continue;
    const ref = { workspaceId: campaign.workspace.workspaceId, campaignId: campaign.campaignId, actor: 'test' };
    if ((await story.status(campaign.campaignId)) !== 'running') await resume(campaign);
    else if (dice.chance(0.2)) await cancelCampaign(story.system, { ...ref, hangUp: dice.chance(0.5) });
    else if (dice.chance(0.5)) await pauseCampaign(story.system, ref);
    else
      await sql`update workspace_slots set max = ${dice.from(0, campaign.limit)} where workspace_id = ${ref.workspaceId}`.execute(
        story.system.db,
      );
  }
  await sql`update workspace_slots set max = greatest(1, max)`.execute(story.system.db);
}

async function resume({ campaignId, workspace }: Running): Promise<void> {
  if ((await story.status(campaignId)) !== 'paused') return;
  await resumeCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
}

async function check({ campaignId, wishes, limit, workspace }: Running): Promise<void> {
  expect(['completed', 'cancelled']).toContain(await story.status(campaignId));
  const { counted, heard } = await accounts(story, campaignId);
  expect(counted).toEqual(heard);
  const all = await story.log();
  expect(mostAtOnce(all.filter(({ workspaceId }) => workspaceId === workspace.workspaceId))).toBeLessThanOrEqual(limit);
  const log = all.filter((call) => call.campaignId === campaignId);
  expect(mostAtOnce(log)).toBeLessThanOrEqual(wishes.limit ?? 3);
  for (const { accepted, rang } of log) {
    for (const at of [accepted, rang ?? accepted])
      expect(isWithin(at, { zones: ['UTC'], first: '09:00', last: '18:00' })).toBe(true);
  }
  for (const person of await story.people(campaignId)) {
    expect(['completed', 'voicemail', 'failed', 'cancelled']).toContain(person.status);
    const calls = log.filter(({ to }) => to === person.phone);
    expect(calls).toHaveLength(person.attempts);
    expect(calls.length).toBeLessThanOrEqual(1 + (wishes.retry?.maxRetries ?? 0));
  }
}
