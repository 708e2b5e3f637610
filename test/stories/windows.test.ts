import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { replanCampaign } from '#server/dialer/campaign/plan/replan.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';
import { isWithin } from '#test/support/wall-clock.ts';

let story: Story;
afterEach(() => story.end());

const officeHours = { zones: ['UTC'], first: '09:00', last: '18:00' };

it('starts none of ten who wait at 17:59 from 18:00 on, and calls the rest next day from 09:00', async () => {
  story = await Story.begin({ at: '2026-03-09T17:57:30Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 3 });
  const campaignId = await story.started(workspace, { people: somePeople(10) });
  await story.runTo('2026-03-10T08:59:59Z');
  const today = (await story.log()).length;
  expect(today).toBe(6);
  expect(await story.counts(campaignId)).toMatchObject({ queued: 4, completed: 6 });
  await story.runOut();
  const log = await story.log();
  expect(log.slice(today).map(({ accepted }) => accepted.slice(0, 16))).toEqual([
    ...Array<string>(3).fill('2026-03-10T09:00'),
    '2026-03-10T09:01',
  ]);
  for (const { accepted, rang } of log) {
    expect(isWithin(accepted, officeHours) && isWithin(rang ?? '', officeHours), `${accepted} and ${rang}`).toBe(true);
  }
  expect(await story.violations()).toEqual([]);
});

it.each([
  { due: '17:55', start: '2026-03-09T17:24:59Z', called: '2026-03-09T17:55:00.000Z' },
  { due: '18:05', start: '2026-03-09T17:34:59Z', called: '2026-03-10T09:00:00.000Z' },
])('calls whoever is due at $due at $called', async ({ start, called }) => {
  story = await Story.begin({ at: start, simulator: everybodyIsBusy });
  const workspace = await story.workspace();
  await story.started(workspace, { people: somePeople(1), retry: { maxRetries: 1, delays: ['PT30M'] } });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted)).toEqual([`${start.slice(0, 19)}.000Z`, called]);
  expect(await story.violations()).toEqual([]);
});

it('takes the hours after midnight for those of the day on which the window opened', async () => {
  story = await Story.begin({ at: '2026-03-13T12:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const night = { window: ['23:58', '00:03'] as [string, string], days: [5] };
  const campaignId = await story.started(workspace, { ...night, people: somePeople(5) });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted.slice(0, 16))).toEqual([
    '2026-03-13T23:58',
    '2026-03-13T23:59',
    '2026-03-14T00:00',
    '2026-03-14T00:01',
    '2026-03-20T23:58',
  ]);
  expect(await story.counts(campaignId)).toMatchObject({ completed: 5 });
  expect(await story.violations()).toEqual([]);
});

it('calls at any hour of the listed days when the whole day is meant', async () => {
  story = await Story.begin({ at: '2026-03-13T23:57:30Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  await story.started(workspace, { window: 'all day', days: [5, 7], people: somePeople(3) });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted.slice(0, 16))).toEqual([
    '2026-03-13T23:57',
    '2026-03-13T23:58',
    '2026-03-15T00:00',
  ]);
  expect(await story.violations()).toEqual([]);
});

it('reads the hours on the clock of the campaign, wherever people live', async () => {
  story = await Story.begin({ at: '2026-03-09T00:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 3 });
  await story.started(workspace, { zone: 'Asia/Kolkata', people: somePeople(1) });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted)).toEqual(['2026-03-09T03:30:00.000Z']);
  expect(await story.violations()).toEqual([]);
});

it('calls each person by the clocks of the zones that may be his, where the campaign says so', async () => {
  story = await Story.begin({ at: '2026-03-09T08:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 3 });
  const [london, chicago, either] = somePeople(3);
  const people = [
    { phone: london?.phone ?? '', zones: ['Europe/London'] },
    { phone: chicago?.phone ?? '', zones: ['America/Chicago'] },
    { phone: either?.phone ?? '', zones: ['America/Chicago', 'Europe/London'] },
  ];
  await story.started(workspace, { clock: 'contact', people });
  await story.runOut();
  expect((await story.log()).map(({ to, accepted }) => [to, accepted.slice(11, 16)]).toSorted()).toEqual([
    [london?.phone, '09:00'],
    [chicago?.phone, '14:00'],
    [either?.phone, '14:00'],
  ]);
  expect(await story.violations()).toEqual([]);
});

it('begins at once when the start lies in the past', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, {
    startAt: new Date('2026-03-01T10:00:00Z'),
    people: somePeople(1),
  });
  expect(await story.status(campaignId)).toBe('running');
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted)).toEqual(['2026-03-09T10:00:00.000Z']);
  expect(await story.violations()).toEqual([]);
});

it('is scheduled until a start that lies ahead, begins then, and calls nobody outside its hours even so', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const early = await story.started(workspace, { startAt: new Date('2026-03-11T06:00:00Z'), people: somePeople(1) });
  const late = await story.started(workspace, { startAt: new Date('2026-03-11T15:30:00Z'), people: somePeople(1, 10) });
  await story.runTo('2026-03-11T05:59:59Z');
  expect([await story.status(early), await story.status(late)]).toEqual(['scheduled', 'scheduled']);
  await story.runTo('2026-03-11T06:00:00Z');
  expect([await story.status(early), await story.status(late)]).toEqual(['running', 'scheduled']);
  await story.runOut();
  expect((await story.log()).map(({ campaignId, accepted }) => [campaignId, accepted.slice(0, 16)])).toEqual([
    [early, '2026-03-11T09:00'],
    [late, '2026-03-11T15:30'],
  ]);
  expect([await story.status(early), await story.status(late)]).toEqual(['completed', 'completed']);
  expect(await story.violations()).toEqual([]);
});

it('starts a scheduled campaign at once when asked to', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, {
    startAt: new Date('2026-03-11T15:30:00Z'),
    people: somePeople(1),
  });
  await startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted)).toEqual(['2026-03-09T10:00:00.000Z']);
  expect(await story.violations()).toEqual([]);
});

it('calls nobody from its end date on: who still waits is cancelled, and it completes when the last call has ended', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const endAt = new Date('2026-03-09T10:01:30Z');
  const campaignId = await story.started(workspace, { endAt, people: somePeople(4) });
  await story.runTo(endAt);
  expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calling: 1, cancelled: 2 });
  expect(await story.status(campaignId)).toBe('running');
  await story.runOut();
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.log()).toHaveLength(2);
  expect(await story.violations()).toEqual([]);
});

it('does not place a call whose window has closed since it was claimed: the person is called in the next one', async () => {
  story = await Story.begin({ at: '2026-03-09T17:58:50Z', simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  story.areWorkersAway = true;
  await story.runTo('2026-03-09T17:59:00Z');
  expect(await story.counts(campaignId)).toMatchObject({ calling: 1 });
  story.areWorkersAway = false;
  await story.settle();
  const nine = new Date('2026-03-10T09:00:00Z');
  expect(await story.people(campaignId)).toMatchObject([{ status: 'waiting', attempts: 0, dueAt: nine }]);
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => new Date(accepted))).toEqual([nine]);
  expect(await story.violations()).toEqual([]);
});

describe('hours that are changed while a campaign runs', () => {
  /** As an edit does it: the row, then the plan that follows from it. */
  async function edit(workspaceId: string, campaignId: string, change: ReturnType<typeof sql>): Promise<void> {
    await story.system.db.transaction().execute(async (trx) => {
      await sql`update campaigns set ${change} where id = ${campaignId}`.execute(trx);
      await replanCampaign(trx, { workspaceId, campaignId }, story.now);
    });
  }

  it.each([
    {
      change: 'to a later opening',
      edited: sql`first_call_time = '12:00'`,
      called: ['2026-03-09T10:00', '2026-03-09T12:00', '2026-03-09T12:01'],
    },
    {
      change: 'to another zone',
      edited: sql`time_zone = 'America/New_York'`,
      called: ['2026-03-09T10:00', '2026-03-09T13:00', '2026-03-09T13:01'],
    },
    {
      change: 'to the clocks of the people',
      edited: sql`clock = 'contact'`,
      called: ['2026-03-09T10:00', '2026-03-09T13:00', '2026-03-09T13:01'],
    },
    {
      change: 'to hours that go on as they were',
      edited: sql`last_call_time = '19:00'`,
      called: ['2026-03-09T10:00', '2026-03-09T10:01', '2026-03-09T10:02'],
    },
  ])('$change hold from the next dial on', async ({ edited, called }) => {
    story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    const people = somePeople(3).map((person) => ({ ...person, zones: ['America/New_York'] }));
    const campaignId = await story.started(workspace, { people });
    await story.runTo('2026-03-09T10:00:30Z');
    await edit(workspace.workspaceId, campaignId, edited);
    await story.runOut();
    expect((await story.log()).map(({ accepted }) => accepted.slice(0, 16))).toEqual(called);
    expect(await story.violations()).toEqual([]);
  });

  it('to hours that never come leave nobody to call: who was being dialled is not, and ends unreached', async () => {
    story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(1) });
    story.areWorkersAway = true;
    await story.settle();
    await edit(workspace.workspaceId, campaignId, sql`first_call_time = '09:00', last_call_time = '09:01'`);
    story.areWorkersAway = false;
    await story.runOut();
    expect(await story.log()).toEqual([]);
    expect(await story.people(campaignId)).toMatchObject([{ status: 'failed', attempts: 0 }]);
    expect(await story.violations()).toEqual([]);
  });
});
