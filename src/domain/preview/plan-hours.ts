import { dialEnds, nextDial, outlookOf } from '../legal-hours/calling-hours.ts';
import type { CallingHours } from '../legal-hours/calling-hours.ts';
import { noLaw } from '../legal-hours/legal-hours.ts';
import type { Law } from '../legal-hours/legal-hours.ts';
import { dayLength } from '../local-hours.ts';
import type { CallingWindow } from '../window.ts';

/** People who live by the same clocks and the same law; `people` may be a share of a sample. */
export type Crowd = { zones: readonly string[]; law: Law; people: number };

export type PlannedHours = {
  /** Crowds who may be called at the same times are one, the largest first. */
  lanes: (Crowd & { isOpen: boolean })[];
  /** People for whom no hour is right: their zone is not known well enough, or window and law never meet. */
  never: { reason: 'needs_time_zone' | 'never_open'; people: number }[];
  /** People whom the law lets be called in a part of the window only. */
  narrowed: number;
};

/** So many days from the start tell crowds apart: every weekday, and today's rest. */
const daysCompared = 8;
/** More kinds of hours than that are not told apart: the smallest crowds keep the hours of the largest. */
const lanesMost = 30;

/** When crowds may be called from an instant on, put together by hours. */
export function planHours(window: CallingWindow, crowds: readonly Crowd[], from: Date): PlannedHours {
  const lanes = new Map<string, Crowd & { isOpen: boolean }>();
  const never = new Map<PlannedHours['never'][number]['reason'], number>();
  let narrowed = 0;
  for (const crowd of merged(crowds)) {
    const hours = { window, zones: crowd.zones, law: crowd.law };
    const { isOpen, flipsAt, boundBy } = outlookOf(hours, from);
    if (!isOpen && flipsAt === null) {
      const reason = boundBy === 'needs_time_zone' ? boundBy : 'never_open';
      never.set(reason, (never.get(reason) ?? 0) + crowd.people);
      continue;
    }
    const key = stretchesOf(hours, from);
    const known = lanes.get(key);
    lanes.set(key, known ? { ...known, people: known.people + crowd.people } : { ...crowd, isOpen });
    if (crowd.law.jurisdictions.length > 0 && key !== stretchesOf({ ...hours, law: noLaw }, from))
      narrowed += crowd.people;
  }
  return {
    lanes: few([...lanes.values()]),
    never: [...never].map(([reason, people]) => ({ reason, people })),
    narrowed,
  };
}

function merged(crowds: readonly Crowd[]): Crowd[] {
  const byClock = Map.groupBy(crowds, ({ zones, law }) => JSON.stringify([zones, law]));
  return [...byClock.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, people: others.reduce((sum, { people }) => sum + people, first.people) }] : [],
  );
}

/** When these hours open and close in the days compared, as text. */
function stretchesOf(hours: CallingHours, from: Date): string {
  const until = from.getTime() + daysCompared * dayLength;
  const told: number[] = [];
  for (let at = from; at.getTime() < until;) {
    const opens = nextDial(hours, at);
    const closes = opens && dialEnds(hours, opens);
    told.push(opens?.getTime() ?? Infinity, closes?.getTime() ?? Infinity);
    if (!opens || !closes) break;
    at = closes > at ? closes : new Date(at.getTime() + 1);
  }
  return told.join(' ');
}

function few(lanes: (Crowd & { isOpen: boolean })[]): (Crowd & { isOpen: boolean })[] {
  const [first, ...others] = lanes.toSorted((a, b) => b.people - a.people);
  if (!first) return [];
  const small = others.slice(lanesMost - 1).reduce((sum, { people }) => sum + people, 0);
  return [{ ...first, people: first.people + small }, ...others.slice(0, lanesMost - 1)];
}
