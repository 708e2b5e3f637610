import { afterEach, expect, it } from 'vitest';
import { pauseCampaign, resumeCampaign } from '#server/dialer/campaign/verbs.ts';
import { tally } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';
/** Its calls are over after 6 s of talk. */
const shortCall = { phone: '+12025550158' };
const busyNumber = { phone: '+12025550152' };

it('gives 4, 3 and 3 of ten slots to three workspaces that want five each', async () => {
  story = await Story.begin({ at, systemLimit: 10, simulator: everybodyAnswers });
  const workspaceIds: string[] = [];
  for (const first of [0, 100, 200]) {
    const workspace = await story.workspace({ limit: 5 });
    await story.started(workspace, { limit: 5, people: somePeople(5, first) });
    workspaceIds.push(workspace.workspaceId);
  }
  await story.settle();
  const given = tally(await story.log(), ({ workspaceId }) => workspaceId);
  expect(workspaceIds.toSorted().map((id) => given[id])).toEqual([4, 3, 3]);
  await story.runOut();
  expect(await story.log()).toHaveLength(15);
  expect(await story.violations()).toEqual([]);
});

it('gives 2 and 1 of three slots to two workspaces, and the slot that comes free to the one that had less', async () => {
  story = await Story.begin({ at, systemLimit: 3, simulator: everybodyAnswers });
  const made = [await story.workspace({ limit: 2 }), await story.workspace({ limit: 2 })];
  const [a, b] = made.toSorted((x, y) => (x.workspaceId < y.workspaceId ? -1 : 1));
  if (!a || !b) throw new Error('two workspaces were made');
  await story.started(a, { limit: 5, people: [shortCall, ...somePeople(4)] });
  await story.started(b, { limit: 5, people: somePeople(5, 100) });
  await story.settle();
  expect(tally(await story.log(), ({ workspaceId }) => workspaceId)).toEqual({
    [a.workspaceId]: 2,
    [b.workspaceId]: 1,
  });
  await story.runTo('2026-03-09T10:00:30Z');
  const log = await story.log();
  const [ended] = log.filter((call) => call.ended !== null);
  expect(ended).toMatchObject({ to: shortCall.phone });
  expect(log).toHaveLength(4);
  expect(log[3]).toMatchObject({ workspaceId: b.workspaceId, accepted: ended?.ended });
  await story.runOut();
  expect(await story.violations()).toEqual([]);
});

it('lets the campaigns of a workspace take turns', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const campaignIds: string[] = [];
  for (const first of [0, 100, 200]) campaignIds.push(await story.started(workspace, { people: somePeople(3, first) }));
  await story.runOut();
  const turns = (await story.log()).map(({ campaignId }) => campaignId);
  expect(turns).toEqual([...campaignIds.toSorted(), ...campaignIds.toSorted(), ...campaignIds.toSorted()]);
  expect(await story.violations()).toEqual([]);
});

it('does not let a newcomer wait behind whoever was there first', async () => {
  story = await Story.begin({ at, systemLimit: 2, simulator: everybodyAnswers });
  const early = await story.workspace({ limit: 2 });
  await story.started(early, { people: somePeople(6) });
  await story.runTo('2026-03-09T10:00:30Z');
  const late = await story.workspace({ limit: 2 });
  await story.started(late, { people: somePeople(2, 100) });
  await story.runOut();
  const starts = (await story.log()).filter(({ workspaceId }) => workspaceId === late.workspaceId);
  expect(starts.map(({ accepted }) => accepted.slice(11, 19))).toEqual(['10:01:00', '10:02:00']);
  expect(await story.violations()).toEqual([]);
});

it('passes over a campaign that has nobody in line, however few slots there are', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const later = await story.started(workspace, { people: [busyNumber], retry: { maxRetries: 1, delays: ['PT4H'] } });
  await story.runTo('2026-03-09T10:01:00Z');
  const other = await story.started(workspace, { people: somePeople(2) });
  await story.settle();
  const ref = { workspaceId: workspace.workspaceId, campaignId: later, actor: 'test' };
  await pauseCampaign(story.system, ref);
  await resumeCampaign(story.system, ref);
  await story.runTo('2026-03-09T10:02:30Z');
  const ofOther = (await story.log()).filter(({ campaignId }) => campaignId === other);
  expect(ofOther.map(({ accepted }) => accepted.slice(11, 19))).toEqual(['10:01:00', '10:02:00']);
  expect(await story.violations()).toEqual([]);
});

it('passes over a campaign whose only person is on the phone for another one', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 2 });
  const [person, ...others] = somePeople(3);
  if (!person) throw new Error('a person was made');
  await story.started(workspace, { people: [person] });
  await story.settle();
  const blocked = await story.started(workspace, { people: [person] });
  const other = await story.started(workspace, { people: others });
  await story.settle();
  expect((await story.log()).map(({ campaignId }) => campaignId)).toContain(other);
  await story.runOut();
  const [first, second] = (await story.log()).filter(({ to }) => to === person.phone);
  expect(second).toMatchObject({ campaignId: blocked, accepted: first?.ended });
  expect(await story.violations()).toEqual([]);
});

it('passes over a workspace whose only person in line is on the phone already', async () => {
  story = await Story.begin({ at, systemLimit: 3, simulator: everybodyAnswers });
  const [first, second] = [await story.workspace(), await story.workspace()];
  await story.started(first, { people: somePeople(1) });
  await story.settle();
  await story.started(first, { people: somePeople(1) });
  await story.started(second, { people: somePeople(2, 100) });
  await story.settle();
  expect(tally(await story.log(), ({ workspaceId }) => workspaceId)).toEqual({
    [first.workspaceId]: 1,
    [second.workspaceId]: 2,
  });
  await story.runOut();
  expect(await story.violations()).toEqual([]);
});
