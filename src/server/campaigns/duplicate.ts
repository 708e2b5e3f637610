import { randomUUIDv7 } from 'node:crypto';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import { copyPeople } from '#server/dialer/campaign/copy-people.ts';
import type { Actor } from '#server/http/actor.ts';
import type { System } from '#server/system.ts';
import type { StoredSettings } from './settings.ts';
import { insertCampaign, lockSettings } from './sql.ts';

export type Duplication = { id: string; name?: string | undefined; contacts: boolean };

/** Makes a draft with the settings of a campaign, and with its people when asked: none of them called yet. Returns its id. */
export async function duplicateCampaign(
  system: System,
  actor: Actor,
  { id: originalId, name, contacts }: Duplication,
): Promise<string> {
  const { workspaceId } = actor;
  const [id, now] = [randomUUIDv7(), system.clock.now()];
  await system.db.transaction().execute(async (trx) => {
    const {
      status: _,
      version: _seen,
      providerAccountId,
      ...settings
    } = await lockSettings(trx, workspaceId, originalId);
    const own = { ...settings, ...momentsLeft(settings, now), name: name ?? nameOfCopy(settings.name) };
    await insertCampaign(trx, { workspaceId, id, now, providerAccountId, duplicatedFrom: originalId }, own);
    const people = contacts ? await copyPeople(trx, { workspaceId, from: originalId, to: id }, now) : 0;
    const entry = { workspaceId, campaignId: id, at: now, actor: actor.name, kind: 'created' };
    await noteActivity(trx, { ...entry, detail: { duplicateOf: originalId, people } });
  });
  return id;
}

/** A start or an end that has passed says nothing about the copy. */
function momentsLeft({ startAt, endAt }: StoredSettings, now: Date): Pick<StoredSettings, 'startAt' | 'endAt'> {
  return { startAt: startAt && startAt > now ? startAt : null, endAt: endAt && endAt > now ? endAt : null };
}

const nameMax = 200;

function nameOfCopy(name: string): string {
  const suffix = ' (copy)';
  return name.slice(0, nameMax - suffix.length).trimEnd() + suffix;
}
