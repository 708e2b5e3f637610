import { expect, test } from 'vitest';
import { CampaignSettings } from '#domain/campaign-settings.ts';
import { settingsFrom } from './run-settings.ts';
import type { RunOptions } from './run-settings.ts';

const agentId = '0193f2aa-0000-7000-8000-000000000001';
const usual = CampaignSettings.parse({ name: 'people', agentId });

test.each<[what: string, options: Partial<RunOptions>, changes: object]>([
  ['no option leaves every setting at its default', {}, {}],
  ['a name replaces the file’s', { name: 'Autumn' }, { name: 'Autumn' }],
  ['a limit is the campaign’s', { limit: 20 }, { concurrentCallsLimit: 20 }],
  [
    'a window is read on the zone’s clock',
    { window: { firstCallTime: '10:00', lastCallTime: '12:00' }, timeZone: 'Asia/Kolkata' },
    { firstCallTime: '10:00', lastCallTime: '12:00', timeZone: 'Asia/Kolkata' },
  ],
  ['all day', { allDay: true }, { allDay: true }],
  ['no retries', { retries: 0 }, { retry: { ...usual.retry, maxRetries: 0 } }],
  ['delays alone keep three retries', { delays: ['PT1H'] }, { retry: { ...usual.retry, delays: ['PT1H'] } }],
  [
    'more delays than three are each used',
    { delays: ['PT1H', 'PT2H', 'PT3H', 'PT4H'] },
    { retry: { ...usual.retry, maxRetries: 4, delays: ['PT1H', 'PT2H', 'PT3H', 'PT4H'] } },
  ],
])('%s', (_what, options, changes) => {
  const settings = settingsFrom({ skipIdle: true, ...options }, { name: 'people', agentId });
  expect(CampaignSettings.parse(settings)).toEqual({ ...usual, ...changes });
});
