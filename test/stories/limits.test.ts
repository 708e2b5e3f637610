import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { gaps, mostAtOnce, tally } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';
const wide = { system: 9, workspace: 9, campaign: 9, account: 9 };

describe('the smallest limit binds', () => {
  it.each([
    { binding: 'the system', limits: { ...wide, system: 3 } },
    { binding: 'the workspace', limits: { ...wide, workspace: 3 } },
    { binding: 'the campaign', limits: { ...wide, campaign: 3 } },
    { binding: 'the provider account', limits: { ...wide, account: 3 } },
  ])('of $binding: never more calls at once, and no fewer while people wait', async ({ limits }) => {
    story = await Story.begin({ at, systemLimit: limits.system, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: limits.workspace, accountLimit: limits.account });
    await story.started(workspace, { limit: limits.campaign, people: somePeople(8) });
    await story.runOut();
    const log = await story.log();
    expect(mostAtOnce(log)).toBe(3);
    expect(tally(log, ({ accepted }) => accepted.slice(11, 19))).toEqual({
      '10:00:00': 3,
      '10:01:00': 3,
      '10:02:00': 2,
    });
    expect(await story.violations()).toEqual([]);
  });
});

it('holds a limit over all that it is shared by', async () => {
  story = await Story.begin({
    at,
    systemLimit: 5,
    simulator: { ...everybodyAnswers, talkSeconds: { mean: 40, sigma: 0.8 } },
  });
  const campaignIds: string[] = [];
  const workspaces = [
    await story.workspace({ limit: 3, accountLimit: 3 }),
    await story.workspace({ limit: 4, accountLimit: 2 }),
  ];
  for (const [index, workspace] of workspaces.entries()) {
    for (const half of [0, 1]) {
      const people = somePeople(4, 100 * index + 10 * half);
      campaignIds.push(await story.started(workspace, { limit: 2, people }));
    }
  }
  await story.runOut();
  const log = await story.log();
  expect(log).toHaveLength(16);
  expect(mostAtOnce(log)).toBe(5);
  const [first, second] = workspaces.map(({ workspaceId }) => log.filter((call) => call.workspaceId === workspaceId));
  expect(mostAtOnce(first ?? [])).toBe(3);
  expect(mostAtOnce(second ?? [])).toBe(2);
  for (const campaignId of campaignIds) {
    expect(mostAtOnce(log.filter((call) => call.campaignId === campaignId))).toBeLessThanOrEqual(2);
  }
  expect(await story.violations()).toEqual([]);
});

it('starts no more calls a second than the provider account allows, over all its campaigns', async () => {
  story = await Story.begin({ at, systemLimit: 50, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 50, callsPerSecond: 3 });
  await story.started(workspace, { limit: 50, people: somePeople(8) });
  await story.started(workspace, { limit: 50, people: somePeople(8, 100) });
  await story.runOut();
  const log = await story.log();
  expect(log).toHaveLength(16);
  expect(Math.min(...gaps(log))).toBeGreaterThanOrEqual(333);
  expect(Math.max(...gaps(log))).toBeLessThanOrEqual(335);
  expect(await story.violations()).toEqual([]);
});

describe('a limit that changes while calls are in progress', () => {
  it.each([
    ['system', async () => void (await sql`update system_slots set max = 1`.execute(story.system.db))],
    ['workspace', async () => void (await sql`update workspace_slots set max = 1`.execute(story.system.db))],
    ['campaign', async () => void (await sql`update campaign_slots set max = 1`.execute(story.system.db))],
    [
      'provider account',
      async () => void (await sql`update provider_account_slots set max = 1`.execute(story.system.db)),
    ],
  ])('of the %s: lowered, it cuts no call and lets none begin until enough have ended', async (_, lower) => {
    story = await Story.begin({ at, systemLimit: 4, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 4, accountLimit: 4 });
    await story.started(workspace, { limit: 4, people: somePeople(6) });
    await story.runTo('2026-03-09T10:00:30Z');
    await lower();
    await story.runOut();
    const log = await story.log();
    expect(log.map(({ accepted }) => accepted.slice(11, 16))).toEqual([
      '10:00',
      '10:00',
      '10:00',
      '10:00',
      '10:01',
      '10:02',
    ]);
    for (const call of log) expect(Date.parse(call.ended ?? '') - Date.parse(call.accepted)).toBe(60_000);
    expect(await story.violations()).toEqual([]);
  });

  it('raised, it is used in full by the very next pass', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    await story.started(workspace, { limit: 9, people: somePeople(6) });
    await story.runTo('2026-03-09T10:00:30Z');
    await sql`update workspace_slots set max = 5`.execute(story.system.db);
    await story.settle();
    expect(tally(await story.log(), ({ accepted }) => accepted.slice(11, 19))).toEqual({
      '10:00:00': 1,
      '10:00:30': 4,
    });
    await story.runOut();
    expect(await story.violations()).toEqual([]);
  });

  it('set to nothing, it lets what is on the line end and starts nothing until it is raised', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 2 });
    const campaignId = await story.started(workspace, { people: somePeople(4) });
    await story.settle();
    await sql`update workspace_slots set max = 0`.execute(story.system.db);
    await story.runTo('2026-03-09T12:00:00Z');
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2, queued: 2, calling: 0 });
    expect(await story.status(campaignId)).toBe('running');
    await sql`update workspace_slots set max = 2`.execute(story.system.db);
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.log()).toHaveLength(4);
    expect(await story.violations()).toEqual([]);
  });
});
