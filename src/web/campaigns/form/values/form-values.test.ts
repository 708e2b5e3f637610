import { describe, expect, test } from 'vitest';
import { CampaignChanges } from '#domain/campaign-settings.ts';
import { blankValues, changesOf, fieldOf, problemsIn, settingsOf, valuesOf, windowFrom } from './form-values.ts';
import { instantOf, wallTimeOf } from './wall-time.ts';

const zone = 'America/Los_Angeles';
const blank = blankValues(zone);

describe('what the form holds', () => {
  const values = {
    ...blank,
    name: 'Autumn',
    agentId: '01890000-0000-7000-8000-000000000001',
    start: 'later' as const,
    startAt: '2026-11-23T09:00',
    paceMode: 'interval' as const,
    gapSeconds: 20,
    delays: ['PT1H', 'PT4H'],
    voicemailMessage: 'Call us back',
  };

  test('is understood by the API, and comes back as it was', () => {
    const changes = CampaignChanges.parse(changesOf(values));
    expect(changes.startAt).toBe('2026-11-23T17:00:00.000Z');
    const back = valuesOf({
      ...values,
      nextAction: null,
      startAt: new Date(changes.startAt ?? ''),
      pace: { mode: 'interval', gapSeconds: 20 },
      retry: { on: values.retryOn, maxRetries: 3, delays: values.delays },
      voicemail: { retry: false, message: 'Call us back' },
    });
    expect(back).toMatchObject(values);
  });

  test('takes settings away where a text is empty, and leaves them out of what is new', () => {
    expect(changesOf(blank)).toMatchObject({ agentId: null, nextAction: null, startAt: null });
    expect(settingsOf(blank)).not.toHaveProperty('agentId');
    expect(changesOf(blank)).not.toHaveProperty('name');
  });
});

test.each([
  [{ agentId: '' }, 'agentId'],
  [{ start: 'later' as const, startAt: '' }, 'startAt'],
  [{ firstCallTime: '09:00', lastCallTime: '09:00' }, 'lastCallTime'],
  [{ days: [] }, 'days'],
  [{ paceMode: 'interval' as const, gapSeconds: 4 }, 'gapSeconds'],
  [{ concurrentCallsLimit: Number.NaN }, 'concurrentCallsLimit'],
  [{ maxRetries: 11 }, 'maxRetries'],
])('%j is a problem of %s', (wrong, field) => {
  expect(problemsIn({ ...blank, agentId: 'x', ...wrong }).map((problem) => problem.field)).toEqual([field]);
});

test('a window over midnight and a whole day are no problem', () => {
  expect(problemsIn({ ...blank, agentId: 'x', firstCallTime: '20:00', lastCallTime: '02:00' })).toEqual([]);
  expect(problemsIn({ ...blank, agentId: 'x', allDay: true, lastCallTime: '09:00' })).toEqual([]);
});

test("the server's complaint finds its field", () => {
  expect(fieldOf('/retry/delays/1')).toBe('delays');
  expect(fieldOf('/pace/gapSeconds')).toBe('gapSeconds');
  expect(fieldOf('/contacts')).toBeUndefined();
});

test('the hours in an address become the window; anything else nothing', () => {
  expect(windowFrom({ window: '10:00-12:00@1,2' })).toEqual({
    firstCallTime: '10:00',
    lastCallTime: '12:00',
    allDay: false,
    days: [1, 2],
  });
  expect(windowFrom({ firstCallTime: '10:00', lastCallTime: '12:00', days: '3' })).toMatchObject({ days: [3] });
  expect(windowFrom({ window: 'noon' })).toEqual({});
  expect(windowFrom({})).toEqual({});
});

test('wall times are those of the zone, also where its clock changes', () => {
  expect(wallTimeOf(new Date('2026-03-08T10:30:00Z'), zone)).toBe('2026-03-08T03:30');
  expect(instantOf('2026-03-08T09:00', zone).toISOString()).toBe('2026-03-08T16:00:00.000Z');
  expect(instantOf('2026-03-07T09:00', zone).toISOString()).toBe('2026-03-07T17:00:00.000Z');
});
