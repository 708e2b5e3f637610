import type { Pulse } from '#contract/pulse.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';
import { closedSpans, levelsOf } from '#domain/pulse.ts';
import { getCampaign } from '#server/campaigns/sql.ts';
import type { CampaignRow } from '#server/campaigns/sql.ts';
import type { Handlers } from '#server/http/mount.ts';
import { countEndings, countMoves, listClocks, listHappenings, listInProgress, listLimits } from './pulse-sql.ts';
import type { HappenedRow, LimitRow, Stretch } from './pulse-sql.ts';

const day = 86_400_000;

/** More buckets say nothing on a screen. */
const bucketsMost = 3000;
const marksMost = 300;

type Range = { from: number; to: number; until: number; bucketSeconds: number; slots: number };

/** Calls in progress over time: SQL counts what changed in short slots, `domain/pulse` makes levels of it. */
export const campaignPulse: Handlers['campaigns']['pulse'] = async (system, { workspaceId }, input) => {
  const now = system.clock.now();
  const campaign = await getCampaign(system.db, workspaceId, input.id);
  const { from, to, until, bucketSeconds, slots } = rangeOf(campaign, input, now);
  const buckets = Math.max(0, Math.ceil((to - from) / (bucketSeconds * 1000)));
  const stretch = { workspaceId, campaignId: input.id, from: new Date(from), to: new Date(to) };
  const of = (seconds: number): Stretch => ({ ...stretch, seconds });
  const outcomeSeconds = bucketSeconds * Math.max(1, Math.ceil(buckets / (slots === 1 ? bucketsMost : marksMost)));
  const moves = await countMoves(system.db, of(bucketSeconds / slots));
  return {
    ...{ at: now, timeZone: campaign.timeZone, from: stretch.from, until: new Date(until), bucketSeconds },
    ...levelsOf(moves, { buckets, slots, slotMs: (1000 * bucketSeconds) / slots }),
    inProgress: await listInProgress(system.db, stretch),
    limits: changesOf([...(await listLimits(system.db, of(bucketSeconds))), limitsNow(campaign, now)]),
    closed: closedSpans(await hoursOf(system.db, campaign), { from, to: until }).map((span) => ({
      from: new Date(span.from),
      to: new Date(span.to),
    })),
    events: (await listHappenings(system.db, of(bucketSeconds))).map(presentEvent),
    outcomeSeconds,
    outcomes: await countEndings(system.db, of(outcomeSeconds)),
  };
};

function rangeOf(
  campaign: CampaignRow,
  wish: { range: '15m' | 'today' | 'all'; until?: Date | undefined },
  now: Date,
): Range {
  if (wish.range === '15m') {
    const from = Math.floor(now.getTime() / 1000) * 1000 - 900_000;
    return { from, to: now.getTime(), until: now.getTime(), bucketSeconds: 1, slots: 1 };
  }
  if (wish.range === 'today') {
    const today = Temporal.Instant.from(now.toISOString()).toZonedDateTimeISO(campaign.timeZone).startOfDay();
    const until = today.add({ days: 1 }).epochMilliseconds;
    return { from: today.epochMilliseconds, to: now.getTime(), until, bucketSeconds: 30, slots: 10 };
  }
  const from = Math.min((campaign.startedAt ?? campaign.createdAt).getTime(), now.getTime());
  const to = endOf(campaign, now);
  const until = Math.min(Math.max(to, wish.until?.getTime() ?? 0), now.getTime() + 60 * day);
  if (to - from <= day) return { from, to, until, bucketSeconds: 30, slots: 10 };
  return { from, to, until, bucketSeconds: 300 * Math.ceil((to - from) / (300_000 * bucketsMost)), slots: 10 };
}

/** What is over is shown up to a while after its end. */
function endOf({ status, completedAt, updatedAt }: CampaignRow, now: Date): number {
  const isOver = status === 'completed' || status === 'cancelled';
  return isOver ? Math.min(now.getTime(), (completedAt ?? updatedAt).getTime() + 10 * 60_000) : now.getTime();
}

type Db = Parameters<typeof listClocks>[0];

async function hoursOf(db: Db, campaign: CampaignRow) {
  const { workspaceId, id, timeZone, days, firstCallTime, lastCallTime, allDay } = campaign;
  const clocks = await listClocks(db, workspaceId, id);
  const window = { days, firstCallTime, lastCallTime, allDay };
  return (clocks.length > 0 ? clocks : [{ zones: [timeZone], law: noLaw }]).map((clock) => ({ window, ...clock }));
}

function limitsNow({ slots }: CampaignRow, at: Date): LimitRow {
  const { campaign, workspace, account, system } = slots;
  return { at, campaign: campaign.max, workspace: workspace.max, account: account?.max ?? null, system: system.max };
}

/** Only where something changed; the last, which holds now, is told unless nothing did. */
function changesOf(limits: LimitRow[]): LimitRow[] {
  const same = (a: LimitRow | undefined, b: LimitRow) =>
    a?.campaign === b.campaign && a.workspace === b.workspace && a.account === b.account && a.system === b.system;
  return limits.filter((each, index) => !same(limits[index - 1], each));
}

/** What was changed by name, and in words where numbers say it. */
function presentEvent({ at, kind, actor, detail }: HappenedRow): Pulse['events'][number] {
  const limit = detail['concurrentCallsLimit'];
  const reason = detail['reason'];
  const text = isChange(limit)
    ? `limit ${String(limit.before)} → ${String(limit.after)}`
    : typeof reason === 'string'
      ? reason
      : '';
  return { at, kind, actor, changed: kind === 'changed' ? Object.keys(detail) : [], text };
}

function isChange(value: unknown): value is { before: unknown; after: unknown } {
  return typeof value === 'object' && value !== null && 'before' in value && 'after' in value;
}
