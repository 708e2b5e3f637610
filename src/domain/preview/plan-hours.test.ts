import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mayDial } from '../legal-hours/calling-hours.ts';
import { noLaw } from '../legal-hours/legal-hours.ts';
import type { CallingWindow } from '../window.ts';
import { planHours } from './plan-hours.ts';
import type { Crowd } from './plan-hours.ts';

const window: CallingWindow = { days: [1, 2, 3, 4, 5], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false };
const monday = new Date('2026-03-02T12:00:00Z');
const of = (zone: string, people: number, jurisdictions: string[] = []): Crowd => ({
  zones: [zone],
  law: jurisdictions.length === 0 ? noLaw : { zones: [zone], jurisdictions },
  people,
});

it('crowds who may be called at the same times are one, the largest first', () => {
  const crowds = [of('Europe/Paris', 3), of('Europe/Berlin', 4), of('America/New_York', 5), of('Europe/Paris', 1)];
  const { lanes, never, narrowed } = planHours(window, crowds, monday);
  expect(lanes.map(({ zones, people, isOpen }) => [zones[0], people, isOpen])).toEqual([
    ['Europe/Paris', 8, true],
    ['America/New_York', 5, false],
  ]);
  expect([never, narrowed]).toEqual([[], 0]);
});

it('whom the law shortens the window for is counted; who can never be called is in no lane', () => {
  const allDay = { ...window, allDay: true };
  const { lanes, never, narrowed } = planHours(allDay, [of('Europe/Paris', 7, ['FR']), of('Mars/Olympus', 2)], monday);
  expect(lanes.map(({ people }) => people)).toEqual([7]);
  expect(never).toEqual([{ reason: 'never_open', people: 2 }]);
  expect(narrowed).toBe(7);
});

it('nobody is lost or counted twice, and each lane is open when the rules say so', () => {
  const zone = fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo', 'Nowhere/None');
  const crowd = fc.tuple(zone, fc.integer({ min: 1, max: 1000 })).map(([name, people]) => of(name, people));
  fc.assert(
    fc.property(fc.array(crowd, { maxLength: 40 }), (crowds) => {
      const { lanes, never } = planHours(window, crowds, monday);
      const sum = (all: readonly { people: number }[]) => all.reduce((total, { people }) => total + people, 0);
      expect(sum(lanes) + sum(never)).toBe(sum(crowds));
      for (const { zones, law, isOpen } of lanes) expect(isOpen).toBe(mayDial({ window, zones, law }, monday));
    }),
  );
});

it('beyond thirty kinds of hours the smallest crowds are counted with the largest', () => {
  const crowds = Array.from({ length: 40 }, (_, n) => ({ ...of('UTC', 100 - n, []), zones: [zoneAt(n)] }));
  const { lanes } = planHours({ ...window, allDay: false }, crowds, monday);
  expect(lanes).toHaveLength(Math.min(30, new Set(crowds.map(({ zones }) => zones[0])).size));
  expect(lanes.reduce((total, { people }) => total + people, 0)).toBe(crowds.reduce((t, { people }) => t + people, 0));
});

/** Zones with clocks of their own, as many as there are. */
function zoneAt(n: number): string {
  const hours = (n % 27) - 14;
  return n < 27
    ? `Etc/GMT${hours < 0 ? hours : `+${hours}`}`
    : ([
        'Asia/Kolkata',
        'Asia/Kathmandu',
        'Asia/Tehran',
        'Asia/Kabul',
        'Australia/Darwin',
        'Asia/Yangon',
        'Australia/Eucla',
        'Pacific/Marquesas',
        'America/St_Johns',
        'Pacific/Chatham',
        'Australia/Adelaide',
        'Australia/Lord_Howe',
        'Europe/Paris',
      ][n - 27] ?? 'UTC');
}
