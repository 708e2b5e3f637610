import type { CampaignGlance } from '#contract/campaign-list.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { clockTime, day, plainDate, zoneOfViewer } from '#web/format/time.ts';

type Binding = NonNullable<Campaign['dispatch']['binding']>;

/** What comes before the time that a campaign waits for. */
const waits: Partial<Record<Binding, string>> = {
  window: 'Outside calling hours until',
  legal_hours: 'Outside legal calling hours until',
  retry: 'Waiting for retries: the next',
  pace: 'Next call',
  due_at: 'Next call',
  start_at: 'Starts',
  account_not_answering: 'The provider does not answer; it is asked again',
};

/** Why nobody is being called, and the instant when that ends, which is shown on the viewer's clock. */
export function waitOf({ binding, until }: Campaign['dispatch']): { words: string; until: Date } | null {
  const words = binding === null ? undefined : waits[binding];
  return words === undefined || until === null ? null : { words, until };
}

/** Such as "4:10–4:40 PM today", "Tue 1 Dec, 2:10–5:40 PM" or "Tue 1 Dec – Thu 3 Dec". */
export function finishWords(
  { p10, p90 }: NonNullable<CampaignGlance['finish']>,
  { now, timeZone = zoneOfViewer() }: { now: Date; timeZone?: string },
): string {
  const dates = [p10, p90].map((at) => plainDate(at, timeZone));
  const name = (at: Date) => day(at, { timeZone, now });
  if (dates[0] !== dates[1]) return `${name(p10)} – ${name(p90)}`;
  const [from, to] = [clockTime(p10, timeZone), clockTime(p90, timeZone)];
  const times = from === to ? from : `${sharedHalf(from, to)}–${to}`;
  return dates[0] === plainDate(now, timeZone) ? `${times} today` : `${name(p10)}, ${times}`;
}

/** The first of two times without its AM or PM when both have the same. */
function sharedHalf(from: string, to: string): string {
  const half = /\s?[AP]M$/.exec(to)?.[0];
  return half !== undefined && from.endsWith(half) ? from.slice(0, -half.length) : from;
}

export type Tab = 'active' | 'scheduled' | 'completed' | 'drafts' | 'all';

/** What the list is asked for behind each tab. */
export const askedOf = {
  active: { status: 'active' },
  scheduled: { status: 'scheduled', drafts: 'false' },
  completed: { status: 'completed' },
  drafts: { status: 'draft' },
  all: {},
} as const;

/** The tab that an address names; the active ones when it names none. */
export function tabOf(given: string | undefined): Tab {
  return given !== undefined && given in askedOf ? (given as Tab) : 'active';
}

/** From so many campaigns on, a table says more than cards. */
const cardsMost = 24;

export type View = 'cards' | 'table';

/** How the list is shown: as somebody chose, else by how much there is. */
export function viewOf(chosen: string | null, total: number): View {
  if (chosen === 'cards' || chosen === 'table') return chosen;
  return total > cardsMost ? 'table' : 'cards';
}
