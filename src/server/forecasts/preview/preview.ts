import type { CampaignPreview, Level } from '#contract/previews.ts';
import type { Band } from '#domain/forecast/forecast.ts';
import type { World } from '#domain/forecast/world.ts';
import { planHours } from '#domain/preview/plan-hours.ts';
import type { PlannedHours } from '#domain/preview/plan-hours.ts';
import { requireAgent } from '#server/agents/sql.ts';
import { requireConsistent, storedFrom } from '#server/campaigns/settings.ts';
import type { StoredSettings } from '#server/campaigns/settings.ts';
import { lawOf } from '#server/dialer/person/law.ts';
import { bindingOf, limitsOf } from '#server/forecasts/binding.ts';
import { ask } from '#server/forecasts/foretell.ts';
import type { Foretold } from '#server/forecasts/foretell.ts';
import { readWorld } from '#server/forecasts/read-world.ts';
import type { Planned } from '#server/forecasts/read-world.ts';
import type { LoadRow } from '#server/forecasts/world-sql.ts';
import type { Handlers } from '#server/http/mount.ts';
import { getWorkspace } from '#server/settings/sql.ts';
import type { System } from '#server/system.ts';
import { nowhere, readAudience, some } from './audience.ts';
import type { Audience } from './audience.ts';
import { callsByDay } from './days.ts';
import { readGround } from './ground-sql.ts';
import type { Ground } from './ground-sql.ts';
import { enoughCalls, finishText } from './said.ts';
import { variablesOf, warningsOf } from './warnings.ts';

/** Somebody waits for it while typing. */
const runsMost = 40;

/** What would come of settings and people as they are given; nothing of it is kept. */
export const campaignPreview: Handlers['campaigns']['preview'] = async (system, { workspaceId }, input) => {
  const { people: wish, ...given } = input;
  const { timeZone } = await getWorkspace(system.db, workspaceId);
  const settings = storedFrom(given, { name: 'Preview', timeZone });
  requireConsistent(settings);
  const { agentId, fromNumberIds } = settings;
  if (agentId !== null) await requireAgent(system.db, workspaceId, agentId);
  const ground = await readGround(system.db, { workspaceId, agentId, fromNumberIds });
  const audience = await readAudience(system, { workspaceId, variables: variablesOf(ground.prompt) }, wish);
  const of = { workspaceId, campaignId: wish.campaignId ?? nowhere, settings, ground, audience };
  return describe(of, await foretellPlanned(system, of));
};

type Of = {
  workspaceId: string;
  /** The campaign that is previewed under other settings, or nowhere. */
  campaignId: string;
  settings: StoredSettings;
  ground: Ground;
  audience: Audience;
};

type Told = Foretold & { hours: PlannedHours };

async function foretellPlanned(system: System, of: Of): Promise<Told> {
  const { settings, ground, audience, campaignId } = of;
  const now = system.clock.now();
  const from = settings.startAt !== null && settings.startAt > now ? settings.startAt : now;
  const crowds = audience.kinds.map(({ zones, prefix, people }) => ({
    zones: settings.clock === 'campaign' || zones.length === 0 ? [settings.timeZone] : zones,
    law: lawOf({ phone: prefix, zones }, ground.isLawInForce && prefix !== ''),
    people,
  }));
  const hours = planHours(settings, crowds, from);
  const row = loadOf(of);
  const planned: Planned = {
    lanes: hours.lanes.map(({ zones, law, isOpen }, index) => {
      return { id: `${index}`, campaignId, zones: [...zones], law, isOpen };
    }),
    people: hours.lanes.map(({ people }) => people),
  };
  const read = await readWorld(system.everywhere ?? system.db, row, { now, planned });
  return { read, hours, forecast: await ask(read.world, runsMost, settings.timeZone) };
}

/** As it would stand if it were saved; nobody was served yet. */
function loadOf({ workspaceId, campaignId, settings, ground }: Of): LoadRow {
  const { workspaceMax, workspaceServed, systemMax, accountId, accountMax, callsPerSecond } = ground;
  return {
    ...settings,
    id: campaignId,
    workspaceId,
    accountId,
    status: 'draft',
    max: settings.concurrentCallsLimit,
    served: 0,
    nextDialAt: null,
    workspaceMax,
    workspaceServed,
    systemMax,
    accountMax,
    callsPerSecond,
  };
}

async function describe(of: Of, told: Told): Promise<CampaignPreview> {
  const { settings, ground, audience } = of;
  const { read, forecast, hours } = told;
  const { timeZone } = settings;
  const leftOut = some([
    ...audience.leftOut,
    ...hours.never.map(({ reason, people }) => ({ reason, count: Math.round(people) })),
  ]);
  const willBeCalled = Math.round(hours.lanes.reduce((sum, { people }) => sum + people, 0));
  const finish = willBeCalled === 0 ? null : forecast.finish;
  const callsSeen = read.seen.own + read.seen.workspace;
  return {
    asOf: new Date(forecast.madeAt),
    timeZone,
    willBeCalled,
    leftOut,
    isSampled: audience.isSampled,
    firstCallAt: willBeCalled === 0 ? null : instant(forecast.firstCall.p50),
    lastCallAt: bandOf(finish),
    callsPerDay: callsByDay(forecast, { window: settings, zone: timeZone, lanes: hours.lanes }),
    effectiveLimit: effectiveLimit(read.world, ground),
    bindingHint: await hintOf(told, willBeCalled),
    warnings: warningsOf({ settings, ground, audience, hours, forecast }),
    isEarly: callsSeen < enoughCalls,
    text: finishText(finish, { callsSeen, zone: timeZone }),
  };
}

function bandOf(finish: Band | null): CampaignPreview['lastCallAt'] {
  if (finish === null || finish.p90 === Infinity) return null;
  return { p10: new Date(finish.p10), p50: new Date(finish.p50), p90: new Date(finish.p90) };
}

function instant(at: number): Date | null {
  return at === Infinity ? null : new Date(at);
}

/** The smallest of the limits; of equal ones the nearest to the campaign, as it can be changed there. */
function effectiveLimit(world: World, { accountMax }: Ground): CampaignPreview['effectiveLimit'] {
  const [load] = world.campaigns;
  if (!load) throw new Error('a preview without its campaign');
  const limits = limitsOf(world, load);
  const parts = {
    campaign: limits.campaign_limit,
    workspace: limits.workspace_limit,
    account: accountMax,
    system: limits.system_limit,
  };
  const levels: Level[] = ['campaign', 'workspace', 'account', 'system'];
  const known = levels.flatMap((level) => (parts[level] === null ? [] : [{ level, max: parts[level] }]));
  const value = Math.min(...known.map(({ max }) => max));
  const binding = known.find(({ max }) => max === value)?.level ?? 'campaign';
  const names = known.map(({ level, max }) => `${level} ${max}`).join(', ');
  return { value, binding, parts, text: `min(${names}) = ${value}` };
}

async function hintOf(told: Told, people: number): Promise<CampaignPreview['bindingHint']> {
  if (people === 0) return null;
  const binding = await bindingOf(told);
  if (!binding?.whatIf) return null;
  return { limit: binding.whatIf.limit, wouldEndAt: binding.whatIf.finish, text: binding.text };
}
