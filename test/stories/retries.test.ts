import { afterEach, describe, expect, it } from 'vitest';
import { retryCampaign } from '#server/dialer/campaign/verbs.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy, machinesAnswer, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T09:00:00Z';
const slowly = { maxRetries: 3, delays: ['PT1H', 'PT4H', 'PT24H'] };

describe('with delays of 1, 4 and 24 hours', () => {
  it('calls again exactly so long after each attempt has ended, three times, then never', async () => {
    story = await Story.begin({ at, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(1), retry: slowly });
    await story.runOut();
    expect((await story.log()).map(({ accepted }) => accepted)).toEqual([
      '2026-03-09T09:00:00.000Z',
      '2026-03-09T10:00:46.000Z',
      '2026-03-09T14:01:32.000Z',
      '2026-03-10T14:02:18.000Z',
    ]);
    const [person] = await story.people(campaignId);
    expect(person).toMatchObject({ status: 'failed', attempts: 4, lastDisposition: 'no_answer' });
    expect(await story.counts(campaignId)).toMatchObject({ failed: 1, calls_placed: 4, calls_no_answer: 4 });
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.violations()).toEqual([]);
  });

  it('moves a retry that falls outside the window to the next opening, and counts the next delay from there', async () => {
    story = await Story.begin({ at: '2026-03-13T16:00:00Z', simulator: nobodyAnswers });
    const workspace = await story.workspace();
    await story.started(workspace, { people: somePeople(1), retry: slowly, days: [1, 2, 3, 4, 5] });
    await story.runOut();
    expect((await story.log()).map(({ accepted }) => accepted)).toEqual([
      '2026-03-13T16:00:00.000Z',
      '2026-03-13T17:00:46.000Z',
      '2026-03-16T09:00:00.000Z',
      '2026-03-17T09:00:46.000Z',
    ]);
    expect(await story.violations()).toEqual([]);
  });

  it('does not call again once somebody has answered', async () => {
    story = await Story.begin({ at, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(1), retry: slowly });
    await story.runTo('2026-03-09T10:30:00Z');
    await story.change(everybodyAnswers);
    await story.runOut();
    expect((await story.log()).map(({ disposition }) => disposition)).toEqual(['no_answer', 'no_answer', 'answered']);
    expect(await story.counts(campaignId)).toMatchObject({ completed: 1, failed: 0 });
    expect(await story.violations()).toEqual([]);
  });
});

it('repeats the last delay when there are more retries than delays', async () => {
  story = await Story.begin({ at, simulator: everybodyIsBusy });
  const workspace = await story.workspace();
  await story.started(workspace, { people: somePeople(1), retry: { maxRetries: 3, delays: ['PT1M', 'PT5M'] } });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted.slice(11, 19))).toEqual([
    '09:00:00',
    '09:01:01',
    '09:06:02',
    '09:11:03',
  ]);
  expect(await story.violations()).toEqual([]);
});

it('calls nobody twice when no retries are wanted', async () => {
  story = await Story.begin({ at, simulator: everybodyIsBusy });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(4), retry: { maxRetries: 0, delays: [] } });
  await story.runOut();
  expect(await story.log()).toHaveLength(4);
  expect(await story.counts(campaignId)).toMatchObject({ failed: 4, calls_busy: 4 });
  expect(await story.violations()).toEqual([]);
});

it('retries only the endings that the policy names', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const [silent, busy, failing] = ['+12025550151', '+12025550152', '+12025550154'];
  const people = [silent, busy, failing].map((phone) => ({ phone: phone ?? '' }));
  const campaignId = await story.started(workspace, {
    people,
    retry: { on: ['busy'], maxRetries: 2, delays: ['PT1M'] },
  });
  await story.runOut();
  expect((await story.people(campaignId)).map(({ phone, attempts }) => [phone, attempts])).toEqual([
    [silent, 1],
    [busy, 3],
    [failing, 1],
  ]);
  expect(await story.violations()).toEqual([]);
});

it('counts a voicemail by itself and does not call again', async () => {
  story = await Story.begin({ at, simulator: machinesAnswer });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(3), retry: slowly });
  await story.runOut();
  expect(await story.counts(campaignId)).toMatchObject({
    voicemail: 3,
    failed: 0,
    completed: 0,
    calls_voicemail: 3,
    calls_placed: 3,
  });
  expect(await story.violations()).toEqual([]);
});

it('calls again after a voicemail when the campaign says so, and ends as voicemail', async () => {
  story = await Story.begin({ at, simulator: machinesAnswer });
  const workspace = await story.workspace();
  const retry = { maxRetries: 1, delays: ['PT1H'] };
  const campaignId = await story.started(workspace, { people: somePeople(2), retry, voicemailRetry: true });
  await story.runOut();
  expect(await story.counts(campaignId)).toMatchObject({
    voicemail: 2,
    failed: 0,
    calls_voicemail: 4,
    calls_placed: 4,
  });
  expect(await story.violations()).toEqual([]);
});

describe('asked to retry the unreached', () => {
  it('calls each of them again with the whole policy ahead, and nobody who was reached', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const busy = { phone: '+12025550152' };
    const retry = { maxRetries: 1, delays: ['PT1M'] };
    const campaignId = await story.started(workspace, { people: [busy, ...somePeople(2)], retry });
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2, failed: 1, calls_busy: 2 });
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'test' };
    expect(await retryCampaign(story.system, ref)).toBe(1);
    expect(await story.status(campaignId)).toBe('running');
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    expect((await story.log()).map(({ to }) => to).filter((to) => to === busy.phone)).toHaveLength(4);
    expect(await story.log()).toHaveLength(6);
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2, failed: 1, calls_busy: 4, calls_placed: 6 });
    expect(await story.violations()).toEqual([]);
  });

  it('changes nothing when everybody was reached', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(2) });
    await story.runOut();
    expect(await retryCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' })).toBe(
      0,
    );
    expect(await story.status(campaignId)).toBe('completed');
    await story.runOut();
    expect(await story.log()).toHaveLength(2);
    expect(await story.violations()).toEqual([]);
  });
});
