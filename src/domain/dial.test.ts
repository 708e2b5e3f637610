import { expect, test } from 'vitest';
import { decideDial, type DialFacts } from './dial.ts';

const allowed: DialFacts = {
  at: new Date('2026-11-20T12:00:00-05:00'),
  callStatus: 'claimed',
  campaignStatus: 'running',
  accountIsOpen: true,
  isSuppressed: false,
  contactIsGone: false,
  hours: {
    window: { days: [1, 2, 3, 4, 5], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false },
    zones: ['America/New_York'],
    law: { zones: ['America/New_York'], jurisdictions: ['US'] },
  },
  restsUntil: new Date('2026-11-20T11:00:00-05:00'),
  endAt: null,
};
const hoursWith = (change: Partial<DialFacts['hours']>) => ({ hours: { ...allowed.hours, ...change } });

test('a claimed call of a running campaign inside its window is dialled', () => {
  expect(decideDial(allowed)).toEqual({ kind: 'allowed' });
});

test.each<[because: string, change: Partial<DialFacts>]>([
  ['not_claimed', { callStatus: 'placing' }],
  ['not_claimed', { callStatus: 'ended', isSuppressed: true }],
  ['suppressed', { isSuppressed: true }],
  ['suppressed', { isSuppressed: true, campaignStatus: 'paused' }],
  ['contact_deleted', { contactIsGone: true }],
  ['campaign_not_running', { campaignStatus: 'paused' }],
  ['campaign_not_running', { campaignStatus: 'cancelled', accountIsOpen: false }],
  ['past_end_date', { endAt: new Date('2026-11-20T12:00:00-05:00') }],
  ['past_end_date', { endAt: new Date('2026-11-20T11:00:00-05:00'), accountIsOpen: false }],
  ['account_paused', { accountIsOpen: false, endAt: new Date('2026-11-20T12:00:01-05:00') }],
  ['window_closed', { at: new Date('2026-11-20T18:00:00-05:00') }],
  ['window_closed', { at: new Date('2026-11-20T17:59:30-05:00') }],
  ['window_closed', hoursWith({ zones: [] })],
  ['window_closed', hoursWith({ zones: ['America/New_York', 'Asia/Tokyo'] })],
  ['window_closed', hoursWith({ zones: [], law: { zones: [], jurisdictions: ['US'] } })],
  ['legal_hours', hoursWith({ law: { zones: ['America/Los_Angeles'], jurisdictions: ['US', 'US-KY'] } })],
  ['legal_hours', hoursWith({ law: { zones: [], jurisdictions: ['US'] } })],
  ['call_frequency', { restsUntil: new Date('2026-11-20T12:00:01-05:00') }],
])('%s: %j is not dialled', (because, change) => {
  expect(decideDial({ ...allowed, ...change })).toEqual({ kind: 'forbidden', because });
});
