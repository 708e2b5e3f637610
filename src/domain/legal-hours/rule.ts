import type { Holiday } from './holidays.ts';

/** From and until, on the wall clock: `HH:MM`, the end excluded, `24:00` for the day's end. */
export type Span = readonly [from: string, until: string];

/** At most so many calls to one person within so many hours. */
export type CallCap = { calls: number; hours: number };

/** Where the hours come from, and how good that is. */
export type Source = {
  /** Null where nothing was read. */
  url: string | null;
  /** The day on which it was read, ISO. */
  readOn: string | null;
  /**
   * `law`: the text of a law, regulation or standard was read. `code`: a code of conduct of the trade. `report`: only
   * what others say of it was read. `none`: nothing published was found, the hours are the house's own caution.
   */
  basis: 'law' | 'code' | 'report' | 'none';
  note: string;
};

/** When people of one jurisdiction may be called, on their own clocks. */
export type LegalRule = {
  /** ISO 3166: a country, or a country and its state such as US-FL. */
  jurisdiction: string;
  name: string;
  /** By ISO weekday; a day that is not there is closed. */
  week: { readonly [isoDay: number]: readonly Span[] };
  holidays: readonly Holiday[];
  /** Hours of a day before a holiday, where they differ. */
  onEves?: readonly Span[];
  caps: readonly CallCap[];
  source: Source;
};

/** The day on which the data was last changed; goes into the evidence of every dial. */
export const legalHoursVersion = '2026-11-20';

/** The same hours on these weekdays. */
export function daily(days: readonly number[], ...spans: Span[]): LegalRule['week'] {
  return Object.fromEntries(days.map((day) => [day, spans]));
}

export const everyDay = [1, 2, 3, 4, 5, 6, 7] as const;
export const mondayToFriday = [1, 2, 3, 4, 5] as const;
export const mondayToSaturday = [1, 2, 3, 4, 5, 6] as const;
