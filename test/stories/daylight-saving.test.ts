import { afterEach, expect, it } from 'vitest';
import { everybodyIsBusy, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';
import { isWithin, wallClock } from '#test/support/wall-clock.ts';

let story: Story;
afterEach(() => story.end());

const hours = { first: '01:30', last: '03:30' };

/** Nights on which clocks change, from the evening before, and how many minutes of 01:30-03:30 each of them has. */
const nights = [
  {
    night: 'New York loses an hour',
    zone: 'America/New_York',
    eve: '2026-03-07T20:00:00Z',
    date: '2026-03-08',
    minutes: 60,
  },
  {
    night: 'New York gains an hour',
    zone: 'America/New_York',
    eve: '2026-10-31T20:00:00Z',
    date: '2026-11-01',
    minutes: 150,
  },
  {
    night: 'Berlin loses an hour',
    zone: 'Europe/Berlin',
    eve: '2026-03-28T20:00:00Z',
    date: '2026-03-29',
    minutes: 60,
  },
  {
    night: 'Berlin gains an hour',
    zone: 'Europe/Berlin',
    eve: '2026-10-24T20:00:00Z',
    date: '2026-10-25',
    minutes: 180,
  },
  {
    night: 'Lord Howe loses half an hour',
    zone: 'Australia/Lord_Howe',
    eve: '2026-10-03T06:00:00Z',
    date: '2026-10-04',
    minutes: 90,
  },
  {
    night: 'Lord Howe gains half an hour',
    zone: 'Australia/Lord_Howe',
    eve: '2026-04-04T06:00:00Z',
    date: '2026-04-05',
    minutes: 150,
  },
  {
    night: 'the Chatham Islands lose an hour',
    zone: 'Pacific/Chatham',
    eve: '2026-09-26T02:00:00Z',
    date: '2026-09-27',
    minutes: 60,
  },
  {
    night: 'the Chatham Islands gain an hour',
    zone: 'Pacific/Chatham',
    eve: '2026-04-04T02:00:00Z',
    date: '2026-04-05',
    minutes: 180,
  },
];

it.each(nights)(
  'on the night when $night, rings only when the wall clock says so, and as long as it does',
  async (night) => {
    story = await Story.begin({ at: night.eve, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    await story.started(workspace, {
      clock: 'contact',
      window: [hours.first, hours.last],
      retry: { maxRetries: 10, delays: ['PT17M'] },
      people: [{ phone: '+12122000001', zones: [night.zone] }],
    });
    await story.runTo(new Date(Date.parse(night.eve) + 24 * 3_600_000));
    const log = await story.log();
    for (const { accepted, rang } of log) {
      for (const at of [accepted, rang ?? '']) {
        expect(isWithin(at, { ...hours, zones: [night.zone] }), `${at} is ${wallClock(at, night.zone).time}`).toBe(
          true,
        );
      }
    }
    const ofTheNight = log.filter(({ accepted }) => wallClock(accepted, night.zone).date === night.date);
    expect(wallClock(ofTheNight[0]?.accepted ?? '', night.zone).time).toBe('01:30:00');
    // Each attempt takes 46 s and the next one comes 17 minutes after it; one that meets closed hours waits for the opening.
    const attemptMinutes = 17 + 46 / 60;
    expect(ofTheNight.length).toBeGreaterThanOrEqual(Math.floor(night.minutes / attemptMinutes));
    expect(ofTheNight.length).toBeLessThanOrEqual(Math.min(11, Math.ceil(night.minutes / attemptMinutes) + 1));
    expect(await story.violations()).toEqual([]);
  },
);

it('finds the two openings of a night that has 01:30 twice', async () => {
  story = await Story.begin({ at: '2026-11-01T05:28:00Z', simulator: everybodyIsBusy });
  const workspace = await story.workspace({ limit: 1 });
  await story.started(workspace, {
    clock: 'contact',
    window: ['01:30', '01:40'],
    retry: { maxRetries: 2, delays: ['PT15M'] },
    people: [{ phone: '+12122000001', zones: ['America/New_York'] }],
  });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted)).toEqual([
    '2026-11-01T05:30:00.000Z',
    '2026-11-01T06:30:00.000Z',
    '2026-11-02T06:30:00.000Z',
  ]);
  expect(await story.violations()).toEqual([]);
});

it('rings a person who may live in two zones only while it is day in both, also while one has changed its clocks', async () => {
  // Between the two changes of clocks London and New York are 4 hours apart, not 5.
  story = await Story.begin({ at: '2026-03-12T00:00:00Z', simulator: nobodyAnswers });
  const workspace = await story.workspace();
  const zones = ['America/New_York', 'Europe/London'];
  const people = [{ phone: '+12122000001', zones }];
  await story.started(workspace, { clock: 'contact', people, retry: { maxRetries: 9, delays: ['PT50M'] } });
  await story.runOut();
  const log = await story.log();
  expect(log).toHaveLength(10);
  expect(log[0]?.accepted).toBe('2026-03-12T13:00:00.000Z');
  for (const { accepted, rang } of log) {
    for (const at of [accepted, rang ?? ''])
      expect(isWithin(at, { zones, first: '09:00', last: '18:00' }), at).toBe(true);
  }
  expect(await story.violations()).toEqual([]);
});
