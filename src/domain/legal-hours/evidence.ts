import { dayLength } from '#domain/local-hours.ts';
import { legalRules } from './jurisdictions.ts';
import { spansOn } from './legal-hours.ts';
import type { Law } from './legal-hours.ts';
import type { Span } from './rule.ts';

/** The hours of one jurisdiction on the days around a dial, by local date. */
export type LegalEvidence = { jurisdiction: string; days: Record<string, readonly Span[]> };

/** What is kept with a dial to show later that it was legal; null where the law is not applied. */
export function legalEvidence(law: Law, at: Date): LegalEvidence[] | null {
  if (law.jurisdictions.length === 0) return null;
  const today = Math.floor(at.getTime() / dayLength);
  // Local dates are at most a day away from that of UTC.
  const days = [today - 1, today, today + 1];
  return law.jurisdictions.flatMap((jurisdiction) => {
    const rule = legalRules.get(jurisdiction);
    if (!rule) return [];
    return [{ jurisdiction, days: Object.fromEntries(days.map((day) => [dateOf(day), spansOn(rule, day)])) }];
  });
}

function dateOf(day: number): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}
