import type { Binding } from '#contract/forecasts.ts';
import type { Load, World } from '#domain/forecast/world.ts';
import { ask } from './foretell.ts';
import type { Foretold } from './foretell.ts';

export type LimitLevel = 'campaign_limit' | 'workspace_limit' | 'account_limit' | 'system_limit';

const names: Record<LimitLevel, string> = {
  campaign_limit: "the campaign's limit",
  workspace_limit: "your workspace's limit",
  account_limit: "the provider account's limit",
  system_limit: "the installation's limit",
};

/** How long a call holds its slot where none was seen yet. */
const usualHoldMs = 45_000;
const whatIfRuns = 25;

/** What makes a campaign take as long as it does: its pace, or the smallest limit, and when a larger one would end it. */
export async function bindingOf({ read, forecast }: Foretold): Promise<Binding | null> {
  const { world, row, target } = read;
  const load = world.campaigns[target];
  if (!load || load.people.length === 0) return null;
  const limits = limitsOf(world, load);
  const smallest = Math.min(...Object.values(limits));
  if (isPaced(load, smallest)) {
    const text =
      row.paceMode === 'spread' ? 'Calls are spread over the window.' : `One call every ${row.gapSeconds ?? 10} s.`;
    return { levels: ['pace'], limit: null, whatIf: null, text };
  }
  const levels = levelsAt(limits, smallest);
  const [more, ...larger] = [...new Set(Object.values(limits))].toSorted((a, b) => a - b).slice(1);
  // Up to the next limit, or where all are near, a little more than twice as many.
  const limit = Math.max(smallest + 1, Math.min(2 * smallest + 1, larger[0] ?? more ?? Infinity));
  const raised = await ask(withLimit(world, load, { levels: levelsBelow(limits, limit), limit }), whatIfRuns);
  const isSooner = raised.finish.p50 < forecast.finish.p50;
  const whatIf = isSooner && raised.finish.p50 < Infinity ? { limit, finish: new Date(raised.finish.p50) } : null;
  return { levels, limit: smallest, whatIf, text: sentence({ levels, smallest, whatIf, zone: row.timeZone }) };
}

/** What each level lets a campaign have at once; the account's is the campaign's own where it has none yet. */
export function limitsOf(world: World, load: Load): Record<LimitLevel, number> {
  return {
    campaign_limit: load.max,
    workspace_limit: world.workspaces[load.workspace]?.max ?? 0,
    account_limit: world.accounts[load.account]?.max ?? 0,
    system_limit: world.systemMax,
  };
}

function levelsAt(limits: Record<LimitLevel, number>, limit: number): LimitLevel[] {
  return levelsBelow(limits, limit + 1);
}

function levelsBelow(limits: Record<LimitLevel, number>, limit: number): LimitLevel[] {
  const levels: LimitLevel[] = ['campaign_limit', 'workspace_limit', 'account_limit', 'system_limit'];
  return levels.filter((level) => limits[level] < limit);
}

function isPaced(load: Load, slots: number): boolean {
  const { own } = load.seen;
  const hold = own.length === 0 ? usualHoldMs : own.reduce((sum, { holdMs }) => sum + holdMs, 0) / own.length;
  return load.isSpread || (load.gapMs !== null && load.gapMs > hold / Math.max(1, slots));
}

function withLimit(world: World, load: Load, { levels, limit }: { levels: LimitLevel[]; limit: number }): World {
  const raised = (level: LimitLevel, max: number) => (levels.includes(level) ? limit : max);
  return {
    ...world,
    systemMax: raised('system_limit', world.systemMax),
    workspaces: world.workspaces.map((each, index) =>
      index === load.workspace ? { ...each, max: raised('workspace_limit', each.max) } : each,
    ),
    accounts: world.accounts.map((each, index) =>
      index === load.account ? { ...each, max: raised('account_limit', each.max) } : each,
    ),
    campaigns: world.campaigns.map((each) =>
      each === load ? { ...each, max: raised('campaign_limit', each.max) } : each,
    ),
  };
}

type Said = { levels: LimitLevel[]; smallest: number; whatIf: Binding['whatIf']; zone: string };

function sentence({ levels, smallest, whatIf, zone }: Said): string {
  const whose = levels.map((level) => names[level]).join(' and ');
  const binds = `${whose.charAt(0).toUpperCase()}${whose.slice(1)} of ${smallest} ${levels.length > 1 ? 'bind' : 'binds'}`;
  if (!whatIf) return `${binds}.`;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${binds}; ${whatIf.limit} would end it on ${format.format(whatIf.finish)}.`;
}
