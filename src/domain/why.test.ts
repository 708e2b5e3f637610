import { describe, expect, it } from 'vitest';
import { noLaw } from './legal-hours/legal-hours.ts';
import { whyNotCalled } from './why.ts';
import type { Standing } from './why.ts';

const at = new Date('2026-03-09T12:00:00Z');
const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);
const window = { days: [1, 2, 3, 4, 5, 6, 7], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false };

type Change = Partial<Omit<Standing, 'dial'>> & { dial?: Partial<Standing['dial']> };

function standing({ dial, ...change }: Change): Standing {
  return {
    ...{ status: 'queued', dueAt: null, isOnThePhone: false },
    ...change,
    dial: {
      ...{ at, campaignStatus: 'running', accountIsOpen: true, isSuppressed: false, contactIsGone: false, endAt: null },
      ...{ hours: { window, zones: ['UTC'], law: noLaw }, restsUntil: at },
      ...dial,
    },
  };
}

describe('the reason why somebody is not being called', () => {
  it.each<[string, Change, string, Date | null]>([
    ['nothing of his own', {}, 'in_line', null],
    ['the call itself', { status: 'calling' }, 'being_called', null],
    ['a result, whatever else holds', { status: 'completed', dial: { isSuppressed: true } }, 'over', null],
    ['his place out of the queue', { status: 'cancelled' }, 'cancelled', null],
    ['the list, even before he left the queue', { dial: { isSuppressed: true } }, 'suppressed', null],
    ['the list', { status: 'suppressed' }, 'suppressed', null],
    ['his contact', { dial: { contactIsGone: true } }, 'contact_deleted', null],
    ['a pause', { dial: { campaignStatus: 'paused' } }, 'campaign_not_running', null],
    ['the end date', { dial: { endAt: at } }, 'past_end_date', null],
    ['the account', { dial: { accountIsOpen: false } }, 'account_paused', null],
    ['a retry', { status: 'waiting', dueAt: later(1) }, 'due_later', later(1)],
    ['a retry that falls into the night', { status: 'waiting', dueAt: later(8) }, 'due_later', later(21)],
    ['a retry that has come due', { status: 'waiting', dueAt: at }, 'in_line', null],
    ['another call', { isOnThePhone: true }, 'on_the_phone', null],
    ['the window', { dial: { at: later(8) } }, 'window_closed', later(21)],
    ['a clock that nobody knows', { dial: { hours: { window, zones: [], law: noLaw } } }, 'never_open', null],
    ['a cap', { dial: { restsUntil: later(2) } }, 'call_frequency', later(2)],
  ])('is %s', (_what, change, code, until) => {
    expect(whyNotCalled(standing(change))).toEqual({ code, until });
  });
});
