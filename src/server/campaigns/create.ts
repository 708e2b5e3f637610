import { randomUUIDv7 } from 'node:crypto';
import type { CampaignSettings } from '#domain/campaign-settings.ts';
import { requireAgent } from '#server/agents/sql.ts';
import type { Runner } from '#server/database/pool.ts';
import { Invalid } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import { getWorkspace } from '#server/settings/sql.ts';
import type { System } from '#server/system.ts';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import { instantText } from './moments.ts';
import { requireConsistent, storedFrom } from './settings.ts';
import { insertCampaign, unknownNumbers } from './sql.ts';

/** Makes a campaign with all its rows, and says so in its activity. Returns its id. */
export async function createCampaign(
  system: System,
  actor: Actor,
  { isTest = false, ...settings }: CampaignSettings & { isTest?: boolean },
): Promise<string> {
  const { workspaceId } = actor;
  const [id, now] = [randomUUIDv7(), system.clock.now()];
  const { timeZone } = await getWorkspace(system.db, workspaceId);
  const stored = storedFrom(settings, {
    name: `Campaign of ${dateText(now, settings.timeZone ?? timeZone)}`,
    timeZone,
  });
  requireConsistent(stored);
  await requireNumbers(system.db, actor, settings.fromNumberIds);
  await system.db.transaction().execute(async (trx) => {
    const agent = stored.agentId === null ? null : await requireAgent(trx, workspaceId, stored.agentId);
    const key = { workspaceId, id, now, providerAccountId: agent?.providerAccountId ?? null };
    await insertCampaign(trx, { ...key, isTest }, stored);
    await noteActivity(trx, { workspaceId, campaignId: id, at: now, actor: actor.name, kind: 'created' });
  });
  return id;
}

function dateText(now: Date, zone: string): string {
  return instantText(now, zone).replace(/ \(.*/, '');
}

/** Refuses ids that are no phone numbers of the workspace. */
export async function requireNumbers(db: Runner, { workspaceId }: Actor, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const unknown = await unknownNumbers(db, workspaceId, ids);
  if (unknown.length === 0) return;
  const message = 'Must be phone numbers of this workspace';
  throw new Invalid('validation_failed', `/fromNumberIds: ${message}`, {
    errors: unknown.map((id) => ({ pointer: `/fromNumberIds/${ids.indexOf(id)}`, code: 'number_not_found', message })),
  });
}
