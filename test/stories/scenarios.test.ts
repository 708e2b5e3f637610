import { afterEach, expect, it } from 'vitest';
import { tally } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

it('starts two of five calls at once under a limit of two, and the next one the instant a call ends', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 2 });
  const campaignId = await story.started(workspace, { people: somePeople(5) });
  await story.settle();
  expect(tally(await story.people(campaignId), ({ status }) => status)).toEqual({ calling: 2, queued: 3 });
  await story.runOut();
  const log = await story.log();
  expect(log.map(({ accepted }) => accepted.slice(11, 19))).toEqual([
    '10:00:00',
    '10:00:00',
    '10:01:00',
    '10:01:00',
    '10:02:00',
  ]);
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.counts(campaignId)).toMatchObject({
    completed: 5,
    calls_placed: 5,
    calls_answered: 5,
    talk_seconds: 275,
  });
  expect(await story.violations()).toEqual([]);
});

it('calls the one contact of a campaign of one, and completes the instant that call ends', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.runTo('2026-03-09T10:00:59Z');
  expect(await story.status(campaignId)).toBe('running');
  await story.runTo('2026-03-09T10:01:00Z');
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.log()).toHaveLength(1);
  expect(await story.violations()).toEqual([]);
});

it('gives twenty people of a spread-out campaign their due times over the day, and calls each one then', async () => {
  story = await Story.begin({ at: '2026-03-09T07:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(20), pace: { mode: 'spread' } });
  await story.settle();
  const nine = Date.parse('2026-03-09T09:00:00Z');
  const due = Array.from({ length: 20 }, (_, index) => new Date(nine + index * 27 * 60_000));
  expect((await story.people(campaignId)).map(({ dueAt }) => dueAt)).toEqual(due);
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => new Date(accepted))).toEqual(due);
  expect(await story.counts(campaignId)).toMatchObject({ completed: 20, waiting: 0, calls_placed: 20 });
  expect(await story.violations()).toEqual([]);
});

it('calls people who are added while it runs, after those who wait already', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const people = somePeople(4);
  const campaignId = await story.started(workspace, { people: people.slice(0, 2) });
  await story.settle();
  await story.enrol(workspace, campaignId, people);
  await story.runOut();
  expect((await story.log()).map(({ to }) => to)).toEqual(people.map(({ phone }) => phone));
  expect(await story.counts(campaignId)).toMatchObject({ completed: 4 });
  expect(await story.violations()).toEqual([]);
});

it('tells the agent who is called and what to do, and leaves out what is not known', async () => {
  const told: Record<string, unknown>[] = [];
  story = await Story.begin({
    at: '2026-03-09T10:00:00Z',
    simulator: everybodyAnswers,
    wrapProvider: (real) => ({
      ...real,
      placeCall: (account, request) => {
        told.push(request.userData);
        return real.placeCall(account, request);
      },
    }),
  });
  const workspace = await story.workspace({ limit: 1 });
  const john = { phone: '+12122000001', name: 'John', email: 'john@x.example', company: 'ABC Corp' };
  await story.started(workspace, { people: [john, { phone: '+12122000002' }] });
  await story.runOut();
  await story.started(workspace, { people: [john] });
  await story.runOut();
  expect(told.slice(0, 2)).toEqual([
    { summary: 'name: John, email: john@x.example, company: ABC Corp', next_action: 'Book a visit' },
    { next_action: 'Book a visit' },
  ]);
  expect(told[2]?.['summary']).toMatch(
    /^name: John, email: john@x\.example, company: ABC Corp, last_conversation: 2026-03-09, transcript_summary: John /,
  );
  expect(await story.violations()).toEqual([]);
});
