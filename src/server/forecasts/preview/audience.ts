import type { LeftOut } from '#contract/previews.ts';
import type { Audience as Wish } from '#contract/previews.ts';
import { requireCampaign } from '#server/campaigns/sql.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import { waitingOf } from '#server/forecasts/rivals.ts';
import { countProblems } from '#server/imports/problems/sql.ts';
import { getImportRow } from '#server/imports/sql.ts';
import type { ImportRow } from '#server/imports/sql.ts';
import type { System } from '#server/system.ts';
import { listImported, listKindsOfCampaign, listKindsOfContacts } from './audience-sql.ts';
import type { KindRow } from './audience-sql.ts';
import { kindsOfFile } from './file-sample.ts';

/** Whom a campaign would call, as far as its hours and words depend on them. */
export type Audience = {
  /** Before anybody is left out whose hours never come. */
  people: number;
  leftOut: LeftOut[];
  /** Sum up to `people`; of a sample, each stands for several. */
  kinds: { zones: string[]; prefix: string; people: number }[];
  elsewhere: number;
  /** By variable: who has nothing there. */
  missing: Map<string, number>;
  isSampled: boolean;
  /** A file of which nobody knows yet how many of its rows are people. */
  isUnchecked: boolean;
};

type Asked = { workspaceId: string; campaignId: string; variables: string[] };

/** Of larger crowds a sample tells: its shares are right within a few hundredths, its time is the same for a million. */
const wholeMost = 20_000;
const sampled = 2000;

/** No campaign: an id that nothing has. */
export const nowhere = '00000000-0000-0000-0000-000000000000';

export async function readAudience(
  system: System,
  { workspaceId, variables }: { workspaceId: string; variables: string[] },
  wish: Wish,
): Promise<Audience> {
  const asked = { workspaceId, variables, campaignId: wish.campaignId ?? nowhere };
  if (wish.contactIds !== undefined) return ofContacts(system, asked, wish.contactIds);
  if (wish.campaignId !== undefined) return ofCampaign(system, asked);
  if (wish.importId !== undefined) return ofImport(system, asked, wish.importId);
  return { ...nobody, people: wish.count ?? 0, kinds: [{ zones: [], prefix: '', people: wish.count ?? 0 }] };
}

const nobody: Audience = {
  people: 0,
  leftOut: [],
  kinds: [],
  elsewhere: 0,
  missing: new Map(),
  isSampled: false,
  isUnchecked: false,
};

async function ofContacts(system: System, asked: Asked, contactIds: string[]): Promise<Audience> {
  const distinct = new Set(contactIds.map((id) => id.toLowerCase())).size;
  const rows = await listKindsOfContacts(system.db, asked, contactIds);
  const found = sum(rows, ({ people }) => people);
  const { leftOut, ...known } = gathered(rows, asked, found);
  return {
    ...known,
    leftOut: some([
      ...leftOut,
      { reason: 'duplicate', count: contactIds.length - distinct },
      { reason: 'contact_not_found', count: distinct - found },
    ]),
  };
}

async function ofCampaign(system: System, asked: Asked): Promise<Audience> {
  await requireCampaign(system.db, asked.workspaceId, asked.campaignId);
  const counts = (await readCounts(system.db, [asked.campaignId])).get(asked.campaignId);
  const { ready, later } = waitingOf(counts);
  const all = ready + later;
  const rows = await listKindsOfCampaign(system.db, asked, all > wholeMost ? sampled : null);
  const { leftOut, ...known } = gathered(rows, asked, all);
  const left = [
    { reason: 'suppressed', count: counts?.suppressed ?? 0 },
    { reason: 'cancelled', count: counts?.cancelled ?? 0 },
  ];
  return { ...known, leftOut: some([...leftOut, ...left]), isSampled: all > wholeMost };
}

async function ofImport(system: System, asked: Asked, importId: string): Promise<Audience> {
  const row = await getImportRow(system.db, asked.workspaceId, importId);
  const counts = (await countProblems(system.db, asked.workspaceId, [importId])).get(importId) ?? [];
  const known = ['review', 'checking', 'ready'].includes(row.status)
    ? await ofFile(system, asked, row)
    : await ofImported(system, asked, row);
  const bad = counts.map(({ code, count }) => ({ reason: code, count: Number(count) }));
  return { ...known, leftOut: some([...known.leftOut, ...bad]) };
}

/** People who are not in the book yet: the first of the file stand for all. */
async function ofFile(system: System, asked: Asked, row: ImportRow): Promise<Audience> {
  const isChecked = row.status === 'ready';
  const all = isChecked ? row.ready : Math.max(0, (row.layout?.rows ?? 0) - row.skipped - row.failed);
  const rows = await kindsOfFile(system, row, asked.variables);
  const read = sum(rows, ({ people }) => people);
  return { ...gathered(rows, asked, all), leftOut: [], isSampled: read < all, isUnchecked: !isChecked };
}

async function ofImported(system: System, asked: Asked, { id }: ImportRow): Promise<Audience> {
  const { ids, all } = await listImported(system.db, {
    workspaceId: asked.workspaceId,
    importId: id,
    most: wholeMost,
  });
  const rows = await listKindsOfContacts(system.db, asked, ids);
  const there = sum(rows, ({ people }) => people) / Math.max(1, ids.length);
  return { ...gathered(rows, asked, Math.round(all * there)), isSampled: ids.length < all };
}

/** What rows of some say of all. */
function gathered(rows: KindRow[], { variables }: Asked, all: number): Audience {
  const each =
    all /
    Math.max(
      1,
      sum(rows, ({ people }) => people),
    );
  const callable = rows.filter(({ isSuppressed }) => !isSuppressed);
  const suppressed = Math.round(each * sum(rows, ({ people, isSuppressed }) => (isSuppressed ? people : 0)));
  const missing = variables.map(
    (name, nth) => [name, Math.round(each * sum(callable, (row) => row.missing[nth] ?? 0))] as const,
  );
  const people = all - suppressed;
  const known = callable.map(({ zones, prefix, people: n }) => ({ zones, prefix, people: n * each }));
  return {
    ...nobody,
    people,
    // Of a file that nothing could be read of only the number is known.
    kinds: known.length > 0 || people === 0 ? known : [{ zones: [], prefix: '', people }],
    leftOut: some([{ reason: 'suppressed', count: suppressed }]),
    elsewhere: Math.round(each * sum(callable, ({ elsewhere }) => elsewhere)),
    missing: new Map(missing.filter(([, count]) => count > 0)),
  };
}

/** By reason, without those of nobody. */
export function some(leftOut: LeftOut[]): LeftOut[] {
  const byReason = Map.groupBy(leftOut, ({ reason }) => reason);
  return [...byReason]
    .map(([reason, all]) => ({ reason, count: sum(all, ({ count }) => count) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
