import {
  dayLength,
  firstClosing,
  firstOpening,
  areOpen,
  horizonMs,
  isoWeekday,
  millisOf,
} from '#domain/local-hours.ts';
import type { LocalHours, ZonedHours } from '#domain/local-hours.ts';
import { isHoliday } from './holidays.ts';
import { legalRules } from './jurisdictions.ts';
import type { CallCap, LegalRule, Span } from './rule.ts';

/** What the law asks for one person: every zone he may live in, and every jurisdiction; none where it is not applied. */
export type Law = { zones: readonly string[]; jurisdictions: readonly string[] };

export const noLaw: Law = { zones: [], jurisdictions: [] };

/** Whether all of these jurisdictions let a phone ring at this instant in all of these zones. */
export function isLegal(law: Law, at: Date): boolean {
  return isSilent(law) || areOpen(legalHours(law), at.getTime());
}

/** The earliest instant from `from` on at which they do; null when there is none: a narrower time zone is needed. */
export function nextLegal(law: Law, from: Date): Date | null {
  if (isSilent(law)) return from;
  const opening = firstOpening(legalHours(law), from.getTime(), from.getTime() + horizonMs);
  return opening === null ? null : new Date(opening);
}

/** The earliest instant from `from` on at which they do not; null when there is none within 400 days. */
export function nextIllegal(law: Law, from: Date): Date | null {
  if (isSilent(law)) return null;
  const closing = firstClosing(legalHours(law), from.getTime(), from.getTime() + horizonMs);
  return closing === null ? null : new Date(closing);
}

/** The law as hours on every clock of the person. An unknown jurisdiction is never open, nor is a person without a zone. */
export function legalHours(law: Law): ZonedHours[] {
  if (isSilent(law)) return [];
  const zones = law.zones.length > 0 ? law.zones : [''];
  return law.jurisdictions.flatMap((jurisdiction) => {
    const hours = hoursOf(legalRules.get(jurisdiction));
    return zones.map((zone) => ({ hours, zone }));
  });
}

/** How often one person may be called where these jurisdictions say so. */
export function legalCaps(law: Law): CallCap[] {
  return law.jurisdictions.flatMap((jurisdiction) => legalRules.get(jurisdiction)?.caps ?? []);
}

/** The hours of a rule on a day (0 is 1970-01-01). */
export function spansOn(rule: LegalRule, day: number): readonly Span[] {
  if (isHoliday(rule.holidays, day)) return [];
  const spans = rule.week[isoWeekday(day)] ?? [];
  return rule.onEves && spans.length > 0 && isHoliday(rule.holidays, day + 1) ? rule.onEves : spans;
}

function isSilent(law: Law): boolean {
  return law.jurisdictions.length === 0;
}

function hoursOf(rule: LegalRule | undefined): LocalHours {
  const timesOn = (day: number) =>
    rule ? spansOn(rule, day).map(([from, until]) => [millisOf(from), millisOf(until)] as const) : [];
  return {
    isOpen(local) {
      const day = Math.floor(local / dayLength);
      const time = local - day * dayLength;
      return timesOn(day).some(([from, until]) => time >= from && time < until);
    },
    nextChange(local) {
      const day = Math.floor(local / dayLength);
      const time = local - day * dayLength;
      const later = timesOn(day)
        .flat()
        .filter((change) => change > time);
      return day * dayLength + Math.min(dayLength, ...later);
    },
  };
}
