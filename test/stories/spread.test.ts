import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import type { CampaignChanges } from '#domain/campaign-settings.ts';
import { changeCampaign } from '#server/campaigns/change.ts';
import { pauseCampaign, resumeCampaign } from '#server/dialer/campaign/verbs.ts';
import { keyOf } from '#test/support/actor.ts';
import { gaps } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const minute = 60_000;
const hours = async () => (await story.log()).map(({ accepted }) => accepted.slice(8, 16).replace('T', ' '));

async function edit({ workspaceId }: MadeWorkspace, id: string, changes: CampaignChanges): Promise<void> {
  const actor = keyOf({ workspaceId });
  await changeCampaign(story.system, actor, { id, ifMatch: null, changes });
}

describe('a campaign that spreads its calls', () => {
  it('plans what a day left over again every morning, evenly, in priority order', async () => {
    // Calls of a minute, one at a time, every 30 s: half of the people are left at the end of the first day.
    story = await Story.begin({ at: '2026-03-09T08:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    const people = somePeople(40).map((person, index) => (index === 39 ? { ...person, name: 'Zoe' } : person));
    const campaignId = await story.started(workspace, { pace: { mode: 'spread' }, window: ['09:00', '09:20'], people });
    await story.runTo('2026-03-09T12:00:00Z');
    const first = await story.log();
    expect(first[0]?.to).toBe(people[39]?.phone);
    expect(first).toHaveLength(19);
    await story.runOut();
    const second = (await story.log()).filter(({ accepted }) => accepted.startsWith('2026-03-10'));
    expect(second).toHaveLength(19);
    expect(second[0]?.accepted).toBe('2026-03-10T09:00:00.000Z');
    for (const gap of gaps(second)) expect(gap).toBeGreaterThanOrEqual(minute);
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.log()).toHaveLength(40);
    expect(await story.violations()).toEqual([]);
  });

  it('does not burst in the morning with who was left', async () => {
    story = await Story.begin({ at: '2026-03-09T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const campaignId = await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, people: somePeople(9) });
    await story.runTo('2026-03-09T11:30:00Z');
    await sql`update workspace_slots set max = 0 where workspace_id = ${workspace.workspaceId}`.execute(
      story.system.db,
    );
    await story.runTo('2026-03-09T23:00:00Z');
    expect(await story.counts(campaignId)).toMatchObject({ queued: 6, waiting: 0 });
    await sql`update workspace_slots set max = 10 where workspace_id = ${workspace.workspaceId}`.execute(
      story.system.db,
    );
    await story.runOut();
    expect((await hours()).slice(3)).toEqual(['10 09:00', '10 10:30', '10 12:00', '10 13:30', '10 15:00', '10 16:30']);
    expect(await story.violations()).toEqual([]);
  });

  it('plans who is added together with who still waits, and goes on from the last call', async () => {
    story = await Story.begin({ at: '2026-03-09T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const campaignId = await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, people: somePeople(3) });
    await story.runTo('2026-03-09T13:00:00Z');
    expect(await hours()).toEqual(['09 09:00', '09 12:00']);
    await story.enrol(workspace, campaignId, [{ ...somePeople(1, 50)[0], phone: '+12122000999', name: 'Ann' }]);
    await story.runOut();
    // Two are left at 13:00 for five hours, 2 h 30 apart; the last call was at 12:00.
    expect(await hours()).toEqual(['09 09:00', '09 12:00', '09 14:30', '09 16:15']);
    expect((await story.log())[2]?.to).toBe('+12122000999');
    expect(await story.violations()).toEqual([]);
  });

  it('is not dialled at once when people are added one by one', async () => {
    story = await Story.begin({ at: '2026-03-09T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const campaignId = await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, people: somePeople(1) });
    await story.settle();
    for (const person of somePeople(8, 50)) {
      await story.enrol(workspace, campaignId, [person]);
      await story.settle();
    }
    await story.runOut();
    const between = gaps(await story.log());
    expect(between).toHaveLength(8);
    for (const gap of between) expect(gap).toBeGreaterThan(50 * minute);
    expect(await story.violations()).toEqual([]);
  });

  it('is spread over what is left of the day when it goes on after a pause', async () => {
    story = await Story.begin({ at: '2026-03-09T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const campaignId = await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, people: somePeople(9) });
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'test' };
    await story.runTo('2026-03-09T11:30:00Z');
    await pauseCampaign(story.system, ref);
    await story.runTo('2026-03-09T15:00:00Z');
    await resumeCampaign(story.system, ref);
    await story.runOut();
    expect((await hours()).slice(3)).toEqual(['09 15:00', '09 15:30', '09 16:00', '09 16:30', '09 17:00', '09 17:30']);
    expect(await story.violations()).toEqual([]);
  });

  it('calls everybody that day, however close the calls follow each other', async () => {
    story = await Story.begin({ at: '2026-03-09T08:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    await story.started(workspace, {
      limit: 10,
      pace: { mode: 'spread' },
      window: ['09:00', '09:10'],
      people: somePeople(36),
    });
    await story.runTo('2026-03-09T23:00:00Z');
    const log = await story.log();
    expect(log).toHaveLength(36);
    expect(gaps(log)).toEqual(Array(35).fill(15_000));
    expect(await story.violations()).toEqual([]);
  });

  it('is spread for everybody over his own hours when they are those of the people', async () => {
    story = await Story.begin({ at: '2026-03-09T00:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const zones = ['Asia/Kolkata', 'Europe/Berlin'];
    const people = somePeople(6).map((person, index) => ({ ...person, zones: [zones[index % 2] ?? ''] }));
    await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, clock: 'contact', people });
    await story.runOut();
    expect(await hours()).toEqual(['09 03:30', '09 06:30', '09 08:00', '09 09:30', '09 11:00', '09 14:00']);
    expect(await story.violations()).toEqual([]);
  });
});

describe('a change of pace moves who waits for his place', () => {
  it('from spread to as fast as possible', async () => {
    story = await Story.begin({ at: '2026-03-09T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const campaignId = await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, people: somePeople(6) });
    await story.runTo('2026-03-09T10:00:00Z');
    await edit(workspace, campaignId, { pace: { mode: 'asap' } });
    await story.runOut();
    expect(await hours()).toEqual(['09 09:00', ...Array(5).fill('09 10:00')]);
    expect(await story.violations()).toEqual([]);
  });

  it('from as fast as possible to spread, but not a retry', async () => {
    story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 1 });
    const retry = { maxRetries: 1, delays: ['PT2H'] };
    const campaignId = await story.started(workspace, { people: somePeople(5), retry });
    await story.settle();
    await edit(workspace, campaignId, { pace: { mode: 'spread' } });
    await story.runOut();
    const [first, ...rest] = await story.log();
    const own = rest.filter(({ to }) => to === first?.to);
    expect(own.map(({ accepted }) => accepted.slice(11, 13))).toEqual(['12']);
    const others = [...new Set(rest.map(({ to }) => to))].filter((to) => to !== first?.to);
    const starts = others.map((to) => rest.find((call) => call.to === to)?.accepted.slice(11, 16));
    expect(starts).toEqual(['12:00', '13:30', '15:00', '16:30']);
    expect(await story.violations()).toEqual([]);
  });

  it('of hours plans the spread over the new ones', async () => {
    story = await Story.begin({ at: '2026-03-09T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const campaignId = await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, people: somePeople(3) });
    await story.runTo('2026-03-09T09:30:00Z');
    await edit(workspace, campaignId, { firstCallTime: '14:00', lastCallTime: '16:00' });
    await story.runOut();
    expect(await hours()).toEqual(['09 09:00', '09 14:00', '09 15:00']);
    expect(await story.violations()).toEqual([]);
  });

  it.each([
    ['shorter', 60, 5, 5],
    ['longer', 5, 60, 60],
  ])('to a %s gap counts from the last call', async (_what, before, after, gapExpected) => {
    story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10 });
    const pace = { mode: 'interval' as const, gapSeconds: before };
    const campaignId = await story.started(workspace, { limit: 10, pace, people: somePeople(4) });
    await story.runTo('2026-03-09T10:00:01Z');
    await edit(workspace, campaignId, { pace: { mode: 'interval', gapSeconds: after } });
    await story.runOut();
    expect(gaps(await story.log())).toEqual(Array(3).fill(gapExpected * 1000));
    expect(await story.violations()).toEqual([]);
  });
});

it('a fixed gap holds between what is sent, when a process that places calls is late', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyIsBusy });
  const workspace = await story.workspace({ limit: 10 });
  const pace = { mode: 'interval' as const, gapSeconds: 5 };
  await story.started(workspace, { limit: 10, pace, people: somePeople(4) });
  story.areWorkersAway = true;
  await story.runTo('2026-03-09T10:00:08Z');
  story.areWorkersAway = false;
  await story.runOut();
  const log = await story.log();
  expect(log).toHaveLength(4);
  for (const gap of gaps(log)) expect(gap).toBeGreaterThanOrEqual(5000);
  expect(await story.violations()).toEqual([]);
});
