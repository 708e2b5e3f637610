import { describe, expect, test } from 'vitest';
import { CampaignChanges, CampaignSettings } from './campaign-settings.ts';

describe('CampaignSettings', () => {
  test('what is not given has the default of the specification', () => {
    expect(CampaignSettings.parse({})).toEqual({
      fromNumberIds: [],
      days: [1, 2, 3, 4, 5, 6, 7],
      firstCallTime: '09:00',
      lastCallTime: '18:00',
      allDay: false,
      clock: 'campaign',
      pace: { mode: 'asap' },
      concurrentCallsLimit: 3,
      retry: { on: ['no_answer', 'busy', 'failed'], maxRetries: 3, delays: ['PT30M'] },
      priorityMode: 'priority',
      voicemail: { retry: false },
    });
  });

  test.each<[what: string, given: object]>([
    ['a window across midnight', { firstCallTime: '22:00', lastCallTime: '02:00' }],
    ['equal times when all day is meant', { firstCallTime: '09:00', lastCallTime: '09:00', allDay: true }],
    ['one call after another', { concurrentCallsLimit: 1 }],
    ['fifty at once', { concurrentCallsLimit: 50 }],
    ['a start in the past', { startAt: '2020-01-01T00:00:00Z' }],
    ['a start as a date', { startAt: '2026-11-20', endDate: '2026-12-31' }],
    ['an instant with an offset', { startAt: '2026-11-20T09:00:00+05:30' }],
    ['a zone', { timeZone: 'Asia/Kolkata' }],
    ['no retries', { retry: { on: [], maxRetries: 0, delays: [] } }],
    ['a message for voicemail', { voicemail: { retry: true, message: 'Please call back' } }],
  ])('%s is accepted', (_what, given) => {
    expect(CampaignSettings.parse(given)).toMatchObject(given);
  });

  const moment = 'Must be a date such as 2026-03-08, or an instant such as 2026-03-08T09:00:00Z';
  test.each<[given: object, path: string, message: string]>([
    [{ concurrentCallsLimit: 0 }, 'concurrentCallsLimit', 'Must be 1–50'],
    [{ concurrentCallsLimit: -1 }, 'concurrentCallsLimit', 'Must be 1–50'],
    [{ concurrentCallsLimit: 51 }, 'concurrentCallsLimit', 'Must be 1–50'],
    [{ concurrentCallsLimit: 2.5 }, 'concurrentCallsLimit', 'Must be 1–50'],
    [{ concurrentCallsLimit: '3' }, 'concurrentCallsLimit', 'Must be 1–50'],
    [{ concurrentCallsLimit: null }, 'concurrentCallsLimit', 'Must be 1–50'],
    [
      { firstCallTime: '09:00', lastCallTime: '09:00' },
      'lastCallTime',
      'Must differ from firstCallTime, or the window is never open; for the whole day set allDay',
    ],
    [{ timeZone: 'EST' }, 'timeZone', '"EST" is not a time zone. Did you mean America/New_York or America/Toronto?'],
    [{ startAt: 'tomorrow' }, 'startAt', moment],
    [{ startAt: '2026-02-30' }, 'startAt', moment],
    [{ endDate: '2026-11-20T09:00:00' }, 'endDate', moment],
    [{ name: '  ' }, 'name', 'Must not be empty'],
    [{ agentId: 'agent' }, 'agentId', 'Must be the id of an agent'],
    [{ fromNumberIds: ['x'] }, 'fromNumberIds.0', 'Must be the id of a phone number'],
    [{ clock: 'mine' }, 'clock', 'Must be campaign or contact'],
    [{ priorityMode: 'lifo' }, 'priorityMode', 'Must be priority or fifo'],
    [{ pace: { mode: 'interval', gapSeconds: 3 } }, 'pace.gapSeconds', 'Must be 5–60, in whole seconds'],
    [
      { retry: { on: ['busy'], maxRetries: 3, delays: [] } },
      'retry.delays',
      'Must hold at least one delay, such as PT30M, when maxRetries is above 0',
    ],
    [{ allDay: 'yes' }, 'allDay', 'Must be true or false'],
    [{ colour: 'red' }, '', 'Unrecognized key: "colour"'],
  ])('%j is refused at "%s": %s', (given, path, message) => {
    const issues = CampaignSettings.safeParse(given).error?.issues ?? [];
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toContainEqual([path, message]);
  });

  test('all that is wrong is said at once', () => {
    const issues =
      CampaignSettings.safeParse({ concurrentCallsLimit: 0, timeZone: 'EST', days: [] }).error?.issues ?? [];
    expect(issues.map((issue) => issue.path[0])).toEqual(
      expect.arrayContaining(['concurrentCallsLimit', 'timeZone', 'days']),
    );
  });
});

describe('CampaignChanges', () => {
  test('a change names what it changes and fills nothing in', () => {
    expect(CampaignChanges.parse({})).toEqual({});
    expect(CampaignChanges.parse({ concurrentCallsLimit: 5, endDate: null })).toEqual({
      concurrentCallsLimit: 5,
      endDate: null,
    });
  });

  test('a change is held to the same bounds as the settings, and may name every one of them', () => {
    expect(CampaignChanges.safeParse({ concurrentCallsLimit: 51 }).error?.issues).toMatchObject([
      { message: 'Must be 1–50' },
    ]);
    expect(Object.keys(CampaignChanges.shape)).toEqual(Object.keys(CampaignSettings.shape));
  });
});
