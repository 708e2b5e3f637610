import type { CampaignChanges } from '#domain/campaign-settings.ts';
import { allowedActions, frozenSettings } from '#domain/campaign.ts';
import type { CampaignStatus } from '#domain/campaign.ts';
import { requireAgent } from '#server/agents/sql.ts';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { replanCampaign } from '#server/dialer/campaign/replan.ts';
import { freeze } from '#server/dialer/campaign/start.ts';
import { Conflict } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { System } from '#server/system.ts';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import { changed, differences, requireConsistent } from './settings.ts';
import type { SettingChange, StoredSettings } from './settings.ts';
import { hasPeople, lockSettings, updateSettings, updateSlots } from './sql.ts';

/** Settings that decide on which clock, by which law and when people are called. */
const windowSettings = ['agentId', 'timeZone', 'clock', 'days', 'firstCallTime', 'lastCallTime', 'allDay'];

/** Statuses in which calls were or are placed under a snapshot: an edit makes a new version of it. */
const hasSnapshot: readonly CampaignStatus[] = ['running', 'paused', 'failed', 'scheduled'];

/** Changes what is named and may be changed, with all that follows, in one transaction. */
export async function changeCampaign(
  system: System,
  actor: Actor,
  { id, changes }: { id: string; changes: CampaignChanges },
): Promise<void> {
  const { workspaceId } = actor;
  const now = system.clock.now();
  await system.db.transaction().execute(async (trx) => {
    const { status, ...before } = await lockSettings(trx, workspaceId, id);
    const after = keepStart(changed(before, changes), status, now);
    requireConsistent(after);
    const differing = differences(before, after);
    const names = Object.keys(differing);
    if (names.length === 0) return;
    requireChangeable(
      status,
      Object.keys(changes).filter((name) => isNamed(name, names)),
    );
    if ('priorityMode' in differing) await requireNobodyYet(trx, id);
    await write(trx, { workspaceId, id, now, status }, { after, changes: differing });
    await noteActivity(trx, {
      workspaceId,
      campaignId: id,
      at: now,
      actor: actor.name,
      kind: 'changed',
      detail: differing,
    });
  });
  await system.bus.publish('dial');
}

/** Whether a field of the request is behind one of the stored settings that differ. */
function isNamed(field: string, stored: string[]): boolean {
  const parts: Record<string, string[]> = {
    endDate: ['endAt'],
    pace: ['paceMode', 'gapSeconds'],
    retry: ['retryOn', 'maxRetries', 'delays'],
    voicemail: ['voicemailRetry', 'voicemailMessage'],
  };
  return (parts[field] ?? [field]).some((name) => stored.includes(name));
}

/** A scheduled campaign whose start is taken away starts now. */
function keepStart(settings: StoredSettings, status: CampaignStatus, now: Date): StoredSettings {
  return status === 'scheduled' && settings.startAt === null ? { ...settings, startAt: now } : settings;
}

function requireChangeable(status: CampaignStatus, names: string[]): void {
  const frozen = frozenSettings(status, names);
  if (frozen.length === 0) return;
  const what = frozen.join(', ');
  const detail =
    status === 'running'
      ? `${what} can't be changed while the campaign runs. Pause it first.`
      : `The campaign is ${status}; ${what} can't be changed any more.`;
  throw new Conflict('invalid_transition', detail, {
    allowedActions: allowedActions(status),
    errors: frozen.map((name) => ({
      pointer: `/${name}`,
      code: 'frozen',
      message: `Can't be changed while ${status}`,
    })),
  });
}

async function requireNobodyYet(trx: Trx, id: string): Promise<void> {
  if (!(await hasPeople(trx, id))) return;
  const detail = 'priorityMode is settled once people are in the campaign. Make a new campaign for another order.';
  throw new Conflict('invalid_transition', detail, {
    errors: [{ pointer: '/priorityMode', code: 'frozen', message: "Can't be changed once people are in" }],
  });
}

type Target = { workspaceId: string; id: string; now: Date; status: CampaignStatus };

async function write(
  trx: Trx,
  { workspaceId, id, now, status }: Target,
  { after, changes }: { after: StoredSettings; changes: Record<string, SettingChange> },
): Promise<void> {
  const agent = after.agentId === null ? null : await requireAgent(trx, workspaceId, after.agentId);
  const key = { workspaceId, id, now, providerAccountId: agent?.providerAccountId ?? null };
  await updateSettings(trx, key, after);
  if (hasSnapshot.includes(status)) await freeze(trx, { workspaceId, id }, now);
  if (windowSettings.some((name) => name in changes)) await replanCampaign(trx, { workspaceId, campaignId: id }, now);
  if (!('concurrentCallsLimit' in changes || 'agentId' in changes)) return;
  await lockAllocator(trx);
  await updateSlots(trx, key, after.concurrentCallsLimit);
}
