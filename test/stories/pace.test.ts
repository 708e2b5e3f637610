import { afterEach, expect, it } from 'vitest';
import { gaps } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const minute = 60_000;

it('starts as many calls at once as the limits allow when nothing else is asked', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', systemLimit: 20, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 20 });
  await story.started(workspace, { limit: 20, people: somePeople(15) });
  await story.settle();
  const log = await story.log();
  expect(log).toHaveLength(15);
  expect(gaps(log)).toEqual(Array(14).fill(0));
  expect(await story.violations()).toEqual([]);
});

it('spreads people over the whole window from its opening, in their order', async () => {
  story = await Story.begin({ at: '2026-03-08T20:00:00Z', simulator: everybodyIsBusy });
  const workspace = await story.workspace();
  const [first, second, third] = somePeople(3);
  const people = [third, second, { ...first, phone: first?.phone ?? '', name: 'Ann' }].map((person) => ({
    phone: '',
    ...person,
  }));
  await story.started(workspace, { pace: { mode: 'spread' }, window: ['09:00', '16:00'], people });
  await story.runOut();
  expect((await story.log()).map(({ to, accepted }) => [to, accepted])).toEqual([
    [first?.phone, '2026-03-09T09:00:00.000Z'],
    [third?.phone, '2026-03-09T11:20:00.000Z'],
    [second?.phone, '2026-03-09T13:40:00.000Z'],
  ]);
  expect(await story.violations()).toEqual([]);
});

it('spreads people over what is left of the window when it is open already', async () => {
  story = await Story.begin({ at: '2026-03-09T16:20:00Z', simulator: everybodyIsBusy });
  const workspace = await story.workspace();
  await story.started(workspace, { pace: { mode: 'spread' }, people: somePeople(4) });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted.slice(11, 19))).toEqual([
    '16:20:00',
    '16:45:00',
    '17:10:00',
    '17:35:00',
  ]);
  expect(await story.violations()).toEqual([]);
});

it('spreads over a whole day when the window never closes', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyIsBusy });
  const workspace = await story.workspace();
  await story.started(workspace, { pace: { mode: 'spread' }, window: 'all day', people: somePeople(4) });
  await story.runOut();
  expect(gaps(await story.log())).toEqual([6 * 60 * minute, 6 * 60 * minute, 6 * 60 * minute]);
  expect(await story.violations()).toEqual([]);
});

it.each([5, 10, 60])(
  'keeps a gap of %i seconds between the starts of a campaign, exactly, whatever is free',
  async (gapSeconds) => {
    story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 10 });
    await story.started(workspace, { limit: 10, pace: { mode: 'interval', gapSeconds }, people: somePeople(6) });
    await story.runOut();
    expect(gaps(await story.log())).toEqual(Array(5).fill(gapSeconds * 1000));
    expect(await story.violations()).toEqual([]);
  },
);

it('keeps the gap over retries and over hours in which nobody is called', async () => {
  story = await Story.begin({ at: '2026-03-09T17:57:30Z', simulator: everybodyIsBusy });
  const workspace = await story.workspace({ limit: 10 });
  const retry = { maxRetries: 2, delays: ['PT10S'] };
  await story.started(workspace, {
    limit: 10,
    pace: { mode: 'interval', gapSeconds: 15 },
    people: somePeople(4),
    retry,
  });
  await story.runOut();
  const log = await story.log();
  expect(log).toHaveLength(12);
  expect(Math.min(...gaps(log))).toBe(15_000);
  expect(log.filter(({ accepted }) => accepted < '2026-03-10')).toHaveLength(6);
  expect(log[6]?.accepted).toBe('2026-03-10T09:00:00.000Z');
  expect(await story.violations()).toEqual([]);
});

it('does not let one campaign wait for the gap of another', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 2 });
  await story.started(workspace, { pace: { mode: 'interval', gapSeconds: 60 }, people: somePeople(3) });
  const swift = await story.started(workspace, { people: somePeople(3, 100) });
  await story.runOut();
  const own = (await story.log()).filter(({ campaignId }) => campaignId === swift);
  expect(gaps(own)).toEqual([minute, minute]);
  expect(await story.violations()).toEqual([]);
});
