import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { isHoliday } from '#domain/legal-hours/holidays.ts';
import { jurisdictionsOf, legalRules } from '#domain/legal-hours/jurisdictions.ts';
import type { Person } from '#test/support/make.ts';
import { nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';
import { isWithin, wallClock } from '#test/support/wall-clock.ts';

let story: Story;
afterEach(() => story.end());

/** A number of each of thirty zones; of those under +1 and in Australia the zone is given, as their numbers leave it open. */
const places: [zone: string, phone: string][] = [
  ['America/New_York', '+12125550'],
  ['America/New_York', '+13055550'],
  ['America/Chicago', '+13125550'],
  ['America/Denver', '+13035550'],
  ['America/Boise', '+12085550'],
  ['America/Phoenix', '+16025550'],
  ['America/Los_Angeles', '+12065550'],
  ['America/Anchorage', '+19075550'],
  ['Pacific/Honolulu', '+18085550'],
  ['America/Toronto', '+14165550'],
  ['America/Halifax', '+19025550'],
  ['America/St_Johns', '+17095550'],
  ['America/Sao_Paulo', '+55119000'],
  ['America/Santiago', '+56220000'],
  ['America/Bogota', '+57130000'],
  ['Atlantic/Azores', '+35129600'],
  ['Europe/London', '+44207000'],
  ['Europe/Dublin', '+35310000'],
  ['Europe/Paris', '+33123400'],
  ['Europe/Berlin', '+49301000'],
  ['Europe/Madrid', '+34910000'],
  ['Europe/Rome', '+39061000'],
  ['Europe/Athens', '+30210000'],
  ['Africa/Cairo', '+20220000'],
  ['Europe/Moscow', '+74950000'],
  ['Asia/Dubai', '+97140000'],
  ['Asia/Kolkata', '+91110000'],
  ['Asia/Kathmandu', '+97710000'],
  ['Asia/Tokyo', '+81300000'],
  ['Australia/Adelaide', '+61880000'],
  ['Australia/Lord_Howe', '+61260000'],
  ['Pacific/Chatham', '+64300000'],
];

const zoneOf = new Map<string, string>();

function peopleOf(campaign: number): Person[] {
  return places.map(([zone, phone], index) => {
    const number = `${phone}${campaign}${String(index).padStart(2, '0')}`;
    zoneOf.set(number, zone);
    return { phone: number, zones: [zone] };
  });
}

const windows = [
  { clock: 'contact', window: ['08:30', '20:45'], days: [1, 2, 3, 4, 5, 6, 7], pace: { mode: 'asap' } },
  { clock: 'contact', window: ['22:00', '10:15'], days: [5, 6, 7], pace: { mode: 'interval', gapSeconds: 10 } },
  {
    clock: 'campaign',
    zone: 'America/New_York',
    window: ['01:30', '23:00'],
    days: [1, 3, 7],
    pace: { mode: 'spread' },
  },
] as const;

/** The hours of the rule, read off the wall clock by nothing but Intl; holidays are those of the data. */
function isLegal(at: string, phone: string): boolean {
  return jurisdictionsOf(phone).every((jurisdiction) => {
    const rule = legalRules.get(jurisdiction);
    const { day, date, time } = wallClock(at, zoneOf.get(phone) ?? '');
    if (!rule || isHoliday(rule.holidays, Date.parse(date) / 86_400_000)) return false;
    return (rule.week[day] ?? []).some(([from, until]) => time >= from && time < until);
  });
}

const aFortnight = { timeout: 120_000 };

it(
  'rings nobody outside a window or legal hours in a fortnight in which Europe and America change their clocks',
  aFortnight,
  async () => {
    story = await Story.begin({ at: '2026-10-21T00:00:00Z', simulator: nobodyAnswers, strideMs: 60_000 });
    const workspace = await story.workspace({ limit: 100, legalHours: true });
    await sql`update system_slots set max = 100`.execute(story.system.db);
    expect(new Set(places.map(([zone]) => zone)).size).toBeGreaterThanOrEqual(30);
    const campaigns = new Map<string, (typeof windows)[number]>();
    for (const [index, wishes] of windows.entries()) {
      const { window, days, ...others } = wishes;
      const id = await story.started(workspace, {
        ...others,
        window: [...window],
        days: [...days],
        limit: 50,
        people: peopleOf(index),
        retry: { maxRetries: 7, delays: ['PT37M', 'PT11H', 'PT23H', 'PT31H'] },
      });
      campaigns.set(id, wishes);
    }
    await story.runTo('2026-11-04T00:00:00Z');
    const log = await story.log();
    expect(log.length).toBeGreaterThan(400);
    const bad: string[] = [];
    for (const { campaignId, to, accepted, rang } of log) {
      const wishes = campaigns.get(campaignId);
      const zones = [wishes && 'zone' in wishes ? wishes.zone : (zoneOf.get(to) ?? '')];
      for (const at of [accepted, rang ?? accepted]) {
        const [first, last] = wishes?.window ?? ['', ''];
        if (!isWithin(at, { zones, first, last, days: [...(wishes?.days ?? [])] })) bad.push(`${to} ${at}: window`);
        if (!isLegal(at, to)) bad.push(`${to} ${at}: law`);
      }
    }
    expect(bad).toEqual([]);
    // Everybody was called, in each campaign whose window and law have hours in common for him.
    const called = new Set(log.map(({ to }) => zoneOf.get(to)));
    expect(called.size).toBe(new Set(zoneOf.values()).size);
    expect(await story.violations()).toEqual([]);
  },
);
