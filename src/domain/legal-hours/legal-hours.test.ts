import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zonesOf } from '#domain/zone.ts';
import { wallClock } from '#test/support/wall-clock.ts';
import { outlookOf, mayDial, nextDial, ringGuardMs } from './calling-hours.ts';
import type { CallingHours } from './calling-hours.ts';
import { isHoliday } from './holidays.ts';
import { jurisdictionsOf, legalRules } from './jurisdictions.ts';
import { isLegal, legalCaps, nextIllegal, nextLegal, spansOn } from './legal-hours.ts';
import type { Law } from './legal-hours.ts';
import { nanpAreas } from './nanp-areas.ts';

const hour = 3_600_000;
const lawOf = (phone: string, zones = zonesOf(phone)): Law => ({ zones, jurisdictions: jurisdictionsOf(phone) });

describe('the jurisdictions of a number', () => {
  test.each([
    ['+12125550100', ['US']],
    ['+13055550100', ['US', 'US-FL']],
    ['+14165550100', ['CA']],
    ['+18765550100', ['ZZ']],
    ['+4930123456', ['DE']],
    ['+442071234567', ['GB']],
    ['+3905123456', ['IT']],
    ['+33123456789', ['FR']],
    ['+919812345678', ['IN']],
    ['+48123456789', ['ZZ']],
  ])('%s is of %o', (phone, jurisdictions) => {
    expect(jurisdictionsOf(phone)).toEqual(jurisdictions);
  });

  test('a number whose area nobody knows is of all that share +1', () => {
    expect(jurisdictionsOf('+18005550100')).toEqual(expect.arrayContaining(['CA', 'US', 'US-FL', 'US-WA']));
  });

  test('are decided by its first five characters', () => {
    for (const [, codes] of nanpAreas)
      for (const code of codes.split(' '))
        expect(jurisdictionsOf(`+1${code}5550100`.slice(0, 5))).toEqual(jurisdictionsOf(`+1${code}5550100`));
    for (const phone of ['+4930123456', '+97141234567', '+77012345678'])
      expect(jurisdictionsOf(phone.slice(0, 5))).toEqual(jurisdictionsOf(phone));
  });

  test('every area code stands in one place', () => {
    const codes = nanpAreas.flatMap(([, listed]) => listed.split(' '));
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[2-9][0-8][0-9]$/);
  });
});

describe('the data', () => {
  test.each([...legalRules.values()])(
    'of $jurisdiction has hours in order, a source and the day it was read',
    (rule) => {
      const { url, readOn, basis } = rule.source;
      expect([url === null, readOn === null]).toEqual([basis === 'none', basis === 'none']);
      if (basis !== 'none') expect(`${readOn} ${url}`).toMatch(/^20\d\d-\d\d-\d\d https?:\/\/[a-z0-9.-]+\//i);
      const spans = [...Object.values(rule.week).flat(), ...(rule.onEves ?? [])];
      expect(spans.length).toBeGreaterThan(0);
      for (const [from, until] of spans) expect(from < until).toBe(true);
    },
  );

  test('a state is nowhere laxer than the federal rule', () => {
    const states = [...legalRules.values()].filter(({ jurisdiction }) => jurisdiction.startsWith('US-'));
    expect(states.length).toBeGreaterThan(20);
    for (const { week } of states)
      for (const [from, until] of Object.values(week).flat()) expect(from >= '08:00' && until <= '21:00').toBe(true);
  });
});

describe('what may ring when', () => {
  const paris = ['Europe/Paris'];
  test.each([
    ['France at lunch', '+33123456789', '2026-11-20T12:59:59+01:00', true],
    ['France at lunch', '+33123456789', '2026-11-20T13:00:00+01:00', false],
    ['France after lunch', '+33123456789', '2026-11-20T14:00:00+01:00', true],
    ['France on a Saturday', '+33123456789', '2026-11-21T11:00:00+01:00', false],
    ['France on Ascension Day', '+33123456789', '2026-05-14T11:00:00+02:00', false],
    ['Germany on a Saturday', '+4930123456', '2026-11-21T17:59:59+01:00', true],
    ['Germany on a Saturday evening', '+4930123456', '2026-11-21T18:00:00+01:00', false],
    ['Germany on a Sunday', '+4930123456', '2026-11-22T12:00:00+01:00', false],
    ['Italy on an eve', '+390612345', '2026-12-07T09:30:00+01:00', false],
    ['Italy on an eve', '+390612345', '2026-12-07T10:00:00+01:00', true],
    ['Australia on Anzac Day 2027', '+61291234567', '2027-04-26T11:00:00+10:00', true],
    ['New York early', '+12125550100', '2026-11-20T07:59:59-05:00', false],
    ['New York late', '+12125550100', '2026-11-20T20:59:59-05:00', true],
    ['Florida late', '+13055550100', '2026-11-20T20:00:00-05:00', false],
    ['Pensacola, which may be on Central time', '+18505550100', '2026-11-20T08:30:00-05:00', false],
    ['Texas on a Sunday morning', '+12145550100', '2026-11-22T11:59:00-06:00', false],
    ['Utah on Thanksgiving', '+18015550100', '2026-11-26T12:00:00-07:00', false],
    ['Canada on a weekday evening', '+14165550100', '2026-11-20T21:29:00-05:00', true],
    ['Canada on a Saturday evening', '+14165550100', '2026-11-21T18:00:00-05:00', false],
    ['India early', '+919812345678', '2026-11-20T08:59:00+05:30', false],
  ])('%s (%s) at %s: %s', (_, phone, at, legal) => {
    expect(isLegal(lawOf(phone), new Date(at))).toBe(legal);
  });

  test('caps come along with the hours', () => {
    expect(legalCaps(lawOf('+33123456789', paris))).toEqual([{ calls: 4, hours: 720 }]);
    expect(legalCaps(lawOf('+12125550100'))).toEqual([]);
  });

  test('somebody of whom no zone is known is never called, nor is one of an unknown jurisdiction', () => {
    const at = new Date('2026-11-20T15:00:00Z');
    expect(nextLegal({ zones: [], jurisdictions: ['US'] }, at)).toBeNull();
    expect(nextLegal({ zones: ['Europe/Paris'], jurisdictions: ['XX'] }, at)).toBeNull();
    expect(isLegal({ zones: ['Nowhere/Nothing'], jurisdictions: ['US'] }, at)).toBe(false);
  });

  test('somebody whose number leaves the whole of +1 or of the world open needs a time zone; one in Russia does not', () => {
    const everywhere = Intl.supportedValuesOf('timeZone');
    const from = new Date('2026-11-20T00:00:00Z');
    expect(nextLegal({ zones: everywhere, jurisdictions: ['ZZ'] }, from)).toBeNull();
    expect(nextLegal(lawOf('+18005550100'), from)).toBeNull();
    expect(nextLegal(lawOf('+18005550100', ['America/New_York']), from)).not.toBeNull();
    expect(nextLegal(lawOf('+79161234567'), from)).not.toBeNull();
  });
});

/** Worked out by Intl's wall clock alone, from the same table. */
function oracle({ zones, jurisdictions }: Law, at: Date): boolean {
  return jurisdictions.every((jurisdiction) => {
    const rule = legalRules.get(jurisdiction);
    return zones.every((zone) => {
      const { date, time } = wallClock(at, zone);
      const spans = rule ? spansOn(rule, Date.parse(date) / 86_400_000) : [];
      return spans.some(([from, until]) => time >= from && time < until);
    });
  });
}

const phones = [
  '+12125550100',
  '+18505550100',
  '+14165550100',
  '+33123456789',
  '+390612345',
  '+61291234567',
  '+79161234567',
];
const phone = fc.constantFrom(...phones);
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });

describe('for every number at every instant', () => {
  test('the law says what the wall clocks say', () => {
    fc.assert(
      fc.property(phone, instant, (number, at) => {
        expect(isLegal(lawOf(number), at)).toBe(oracle(lawOf(number), at));
      }),
      { numRuns: 500 },
    );
  });

  test('the next legal instant is legal and nothing before it is; the same goes for the next illegal one', () => {
    fc.assert(
      fc.property(phone, instant, fc.double({ min: 0, max: 1, noNaN: true }), (number, from, share) => {
        const law = lawOf(number);
        const opening = nextLegal(law, from) ?? new Date(NaN);
        expect(isLegal(law, opening)).toBe(true);
        const before = new Date(from.getTime() + share * (opening.getTime() - from.getTime() - 1));
        if (opening > from) expect(isLegal(law, before)).toBe(false);
        const closing = nextIllegal(law, opening) ?? new Date(NaN);
        expect(isLegal(law, closing)).toBe(false);
        expect(isLegal(law, new Date(closing.getTime() - 1))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const window = fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    firstCallTime: fc.constantFrom('00:30', '07:00', '09:00', '13:30', '20:30'),
    lastCallTime: fc.constantFrom('10:15', '14:00', '18:00', '23:00'),
    allDay: fc.boolean(),
  });

  test('a dial lies inside window and law, its ring too, and no earlier instant would have done', () => {
    fc.assert(
      fc.property(phone, window, instant, (number, campaign, from) => {
        const law = lawOf(number);
        const hours: CallingHours = { window: campaign, zones: ['Europe/London'], law };
        const at = nextDial(hours, from);
        if (at === null)
          return void expect(outlookOf(hours, from)).toEqual({ isOpen: false, flipsAt: null, boundBy: 'never_open' });
        expect(mayDial(hours, at)).toBe(true);
        expect(isLegal(law, at) && isLegal(law, new Date(at.getTime() + ringGuardMs))).toBe(true);
        for (let back = 1; back <= 5; back += 1) {
          const earlier = new Date(at.getTime() - back * hour * 0.4);
          if (earlier >= from) expect(mayDial(hours, earlier)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test('what binds is the one without which one could have called earlier', () => {
  const law = lawOf('+33123456789');
  const nineToSix = { days: [1, 2, 3, 4, 5, 6, 7], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false };
  const hours = (window = nineToSix): CallingHours => ({ window, zones: ['Europe/Paris'], law });
  expect(outlookOf(hours(), new Date('2026-11-20T11:00:00+01:00')).boundBy).toBeNull();
  expect(outlookOf(hours(), new Date('2026-11-20T13:30:00+01:00')).boundBy).toBe('legal_hours');
  expect(
    outlookOf(hours({ ...nineToSix, firstCallTime: '11:00' }), new Date('2026-11-20T08:00:00+01:00')),
  ).toMatchObject({ boundBy: 'window' });
  const night = { ...nineToSix, firstCallTime: '22:00', lastCallTime: '05:00' };
  expect(outlookOf(hours(night), new Date('2026-11-20T11:00:00+01:00')).boundBy).toBe('never_open');
  const lost: CallingHours = { ...hours(), law: { ...law, zones: [] } };
  expect(outlookOf(lost, new Date('2026-11-20T11:00:00+01:00')).boundBy).toBe('needs_time_zone');
});

test.each([
  ['2026-04-05', { easter: 0 }, true],
  ['2027-03-28', { easter: 0 }, true],
  ['2038-04-25', { easter: 0 }, true],
  ['2026-05-25', { nth: -1, weekday: 1, month: 5 }, true],
  ['2026-05-18', { nth: -1, weekday: 1, month: 5 }, false],
  ['2026-11-26', { nth: 4, weekday: 4, month: 11 }, true],
  ['2026-11-19', { nth: 4, weekday: 4, month: 11 }, false],
  ['2026-07-04', { date: '07-04' }, true],
])('%s is the holiday %o: %s', (date, holiday, is) => {
  expect(isHoliday([holiday], Date.parse(date) / 86_400_000)).toBe(is);
});
