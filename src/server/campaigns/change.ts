import type { CampaignChanges, CampaignSettings } from '#domain/campaign-settings.ts';
import { allowedActions, frozenSettings } from '#domain/campaign.ts';
import type { CampaignStatus } from '#domain/campaign.ts';
import { requireAgent } from '#server/agents/sql.ts';
import { listChangesSince, noteActivity } from '#server/dialer/campaign/activity.ts';
import { followPace } from '#server/dialer/campaign/plan/pace.ts';
import { replanCampaign } from '#server/dialer/campaign/plan/replan.ts';
import { freeze, hasOtherVoice } from '#server/dialer/campaign/start.ts';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import { getWorkspace } from '#server/settings/sql.ts';
import type { System } from '#server/system.ts';
import { changed, differences, pointerOf, presentSettings, requireConsistent, storedFrom } from './settings.ts';
import type { SettingChange, StoredSettings } from './settings.ts';
import { hasPeople, lockSettings, updateSettings, updateSlots } from './sql.ts';

/** Settings that decide on which clock, by which law and when people are called. */
const windowSettings = ['agentId', 'timeZone', 'clock', 'days', 'firstCallTime', 'lastCallTime', 'allDay'];

/** Statuses in which calls were or are placed under a snapshot: an edit makes a new version of it. */
const hasSnapshot: readonly CampaignStatus[] = ['running', 'paused', 'failed'];

/** Statuses in which an agent that is chosen again is taken over with its edits. */
const takesOver: readonly CampaignStatus[] = ['paused', 'failed'];

/** Which campaign, and the versions of it that the editor may have seen; null when he does not say. */
export type Edited = { id: string; ifMatch: readonly number[] | null };

/** Changes what is named and may be changed, with all that follows, in one transaction. */
export async function changeCampaign(
  system: System,
  actor: Actor,
  { changes, ...edited }: Edited & { changes: CampaignChanges },
): Promise<void> {
  const after = (before: StoredSettings) => changed(before, changes);
  await edit(system, actor, { ...edited, after, choosesAgent: changes.agentId !== undefined });
}

/** Replaces all settings: what is not named is as in a new campaign, but for the name, which stays. */
export async function replaceSettings(
  system: System,
  actor: Actor,
  { settings, ...edited }: Edited & { settings: CampaignSettings },
): Promise<void> {
  const { timeZone } = await getWorkspace(system.db, actor.workspaceId);
  await edit(system, actor, { ...edited, after: ({ name }) => storedFrom(settings, { name, timeZone }) });
}

/** `choosesAgent`: an agent is named, be it the same: the campaign takes it over as it is now. */
type Edit = Edited & { after: (before: StoredSettings) => StoredSettings; choosesAgent?: boolean };

async function edit(system: System, actor: Actor, { id, ifMatch, after: edited, choosesAgent }: Edit): Promise<void> {
  const { workspaceId } = actor;
  const now = system.clock.now();
  await system.db.transaction().execute(async (trx) => {
    const { status, version, providerAccountId, ...before } = await lockSettings(trx, workspaceId, id);
    if (ifMatch && !ifMatch.includes(version)) throw await versionConflict(trx, { workspaceId, id, version, ifMatch });
    const after = keepStart(edited(before), status, now);
    requireConsistent(after);
    const names = Object.keys(differences(before, after));
    const isAgentNew =
      choosesAgent === true && takesOver.includes(status) && (await hasOtherVoice(trx, { workspaceId, id }));
    if (names.length === 0 && !isAgentNew) return;
    requireChangeable(status, names);
    if (names.includes('priorityMode')) await requireNobodyYet(trx, id);
    await write(trx, { workspaceId, id, now, status, providerAccountId }, { before, after, names, isAgentNew });
    const changes = differences(presentSettings(before), presentSettings(after));
    const detail = isAgentNew ? { agent: { before: 'as it was', after: 'as it is now' }, ...changes } : changes;
    const entry = { workspaceId, campaignId: id, at: now, actor: actor.name, kind: 'changed' };
    await noteActivity(trx, { ...entry, version: version + 1, detail });
  });
  await system.bus.publish('dial');
}

type Seen = { workspaceId: string; id: string; version: number; ifMatch: readonly number[] };

/** Says what others changed since the version that the editor saw. */
async function versionConflict(trx: Trx, { workspaceId, id, version, ifMatch }: Seen): Promise<Conflict> {
  const entries = await listChangesSince(trx, { workspaceId, campaignId: id }, Math.max(0, ...ifMatch));
  const errors = entries.flatMap(({ actor, detail }) =>
    Object.entries(detail).map(([field, change]) => ({
      pointer: `/${field}`,
      code: 'changed',
      message: `${actor} changed it ${textOf(change)}`,
    })),
  );
  const detail = `The campaign is at version ${version}, which is not the one you saw. Read it again, then change it.`;
  return new Conflict('version_conflict', detail, { errors });
}

function textOf({ before, after }: SettingChange): string {
  return `from ${JSON.stringify(before)} to ${JSON.stringify(after)}`;
}

/** A scheduled campaign whose start is taken away starts now. */
function keepStart(settings: StoredSettings, status: CampaignStatus, now: Date): StoredSettings {
  return status === 'scheduled' && settings.startAt === null ? { ...settings, startAt: now } : settings;
}

function requireChangeable(status: CampaignStatus, names: string[]): void {
  const frozen = frozenSettings(status, names).map(pointerOf);
  if (frozen.length === 0) return;
  const what = frozen.map((pointer) => pointer.slice(1).replace('/', '.')).join(', ');
  const detail =
    status === 'running'
      ? `${what} can't be changed while the campaign runs. Pause it first.`
      : `The campaign is ${status}; ${what} can't be changed any more.`;
  throw new Conflict('invalid_transition', detail, {
    allowedActions: allowedActions(status),
    errors: frozen.map((pointer) => ({ pointer, code: 'frozen', message: `Can't be changed while ${status}` })),
  });
}

async function requireNobodyYet(trx: Trx, id: string): Promise<void> {
  if (!(await hasPeople(trx, id))) return;
  const detail = 'priorityMode is settled once people are in the campaign. Make a new campaign for another order.';
  throw new Conflict('invalid_transition', detail, {
    errors: [{ pointer: '/priorityMode', code: 'frozen', message: "Can't be changed once people are in" }],
  });
}

type Target = { workspaceId: string; id: string; now: Date; status: CampaignStatus; providerAccountId: string | null };

type Difference = { before: StoredSettings; after: StoredSettings; names: string[]; isAgentNew: boolean };

/** Locks come in the order of everywhere: the campaign is held, its people follow, the allocator's is the last. */
async function write(
  trx: Trx,
  { status, providerAccountId, ...target }: Target,
  { before, after, names, isAgentNew }: Difference,
): Promise<void> {
  const { workspaceId, id, now } = target;
  const key = names.includes('agentId')
    ? { ...target, providerAccountId: await accountOf(trx, { workspaceId, status, agentId: after.agentId }) }
    : { ...target, providerAccountId };
  const isNamed = (of: readonly string[]) => of.some((name) => names.includes(name));
  await updateSettings(trx, key, after);
  if (hasSnapshot.includes(status)) {
    const isVoiceNew = isAgentNew || isNamed(['agentId', 'fromNumberIds']);
    await freeze(trx, { workspaceId, id }, { now, voice: isVoiceNew ? 'as it is' : 'kept' });
  }
  if (isNamed(windowSettings)) await replanCampaign(trx, { workspaceId, campaignId: id }, now);
  if (isNamed(['paceMode', 'gapSeconds', ...windowSettings])) {
    await followPace(trx, { workspaceId, campaignId: id }, { now, before: before.paceMode });
  }
  if (!isNamed(['concurrentCallsLimit', 'agentId'])) return;
  await lockAllocator(trx);
  await updateSlots(trx, key, after.concurrentCallsLimit);
}

/** The account of the agent that was chosen. Only a draft may be without one. */
async function accountOf(
  trx: Trx,
  { workspaceId, status, agentId }: { workspaceId: string; status: CampaignStatus; agentId: string | null },
): Promise<string | null> {
  if (agentId !== null) return (await requireAgent(trx, workspaceId, agentId)).providerAccountId;
  if (status === 'draft') return null;
  const message = `Must name an agent: the campaign is ${status}`;
  throw new Invalid('validation_failed', `/agentId: ${message}`, {
    errors: [{ pointer: '/agentId', code: 'required', message }],
  });
}
