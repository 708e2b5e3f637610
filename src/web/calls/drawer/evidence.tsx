import type { ReactNode } from 'react';
import type { CallDetail } from '#contract/calls.ts';
import { timeOfDay } from '#web/format/time.ts';
import { Facts, Section } from './section.tsx';

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Why the dial was allowed: on which clocks it was what time, which window was open, whose law was asked. */
export function Evidence({ evidence }: { evidence: NonNullable<CallDetail['evidence']> }) {
  const { zones, localTimes, days, jurisdictions, legalZones, legalLocalTimes } = evidence;
  const hours = evidence.allDay
    ? 'all day'
    : `${timeOfDay(evidence.firstCallTime)} to ${timeOfDay(evidence.lastCallTime)}`;
  const law =
    jurisdictions.length === 0
      ? 'Not asked: legal hours are off for simulated calls'
      : `Open in ${jurisdictions.join(', ')} at ${clocks(legalZones, legalLocalTimes)} (rules of ${evidence.legalVersion ?? '–'})`;
  const facts: [string, ReactNode][] = [
    ['Clock', clocks(zones, localTimes)],
    ['Window', `${daysIn(days)}, ${hours}: open`],
    ['Legal hours', law],
  ];
  return (
    <Section title="Why the dial was allowed">
      <Facts facts={facts} />
    </Section>
  );
}

function clocks(zones: readonly string[], times: readonly string[]): string {
  return zones
    .map((zone, place) => `${timeOfDay((times[place] ?? '').slice(11, 16))} ${zone.replaceAll('_', ' ')}`)
    .join(', ');
}

function daysIn(days: readonly number[]): string {
  if (days.length === 7) return 'Every day';
  if (days.join('') === '12345') return 'Mon to Fri';
  return days.map((day) => dayNames[day - 1] ?? '').join(', ');
}
