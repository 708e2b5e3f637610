import { basename, extname } from 'node:path';
import { Invalid, Refused } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import { describeImport } from '#server/imports/present.ts';
import { importFile } from '#server/imports/upload.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import type { System } from '#server/system.ts';
import { createCampaign } from './create.ts';
import { removeCampaign, requireCampaign } from './sql.ts';

/** A campaign from a file in one request. A file that can't be imported at all leaves no campaign behind. */
export const uploadCampaign: Handlers['campaigns']['upload'] = async (system, actor, input) => {
  const { file, country, start, ...settings } = input;
  if (start && settings.agentId === undefined) throw agentNeeded();
  const name = settings.name ?? nameFrom(file.name);
  const campaignId = await createCampaign(system, actor, name === undefined ? settings : { ...settings, name });
  const row = await importFile(system, actor, { file, country, campaignId }).catch(async (error: unknown) => {
    await removeCampaign(system.db, actor.workspaceId, campaignId);
    throw error;
  });
  const described = await describeImport(system, row);
  const isIn = row.status === 'done';
  const notStarted = start ? (isIn ? await tryStart(system, actor, campaignId) : described.summary) : null;
  const { status } = await requireCampaign(system.db, actor.workspaceId, campaignId);
  return { ...described, campaignId, status, notStarted, contactsImported: row.imported + row.updated };
};

function nameFrom(fileName: string): string | undefined {
  const name = basename(fileName, extname(fileName)).trim();
  return name === '' ? undefined : name;
}

/** The people are in, whatever keeps the campaign from starting: that is said, and undoes nothing. */
async function tryStart(system: System, actor: Actor, campaignId: string): Promise<string | null> {
  try {
    await startCampaign(system, { workspaceId: actor.workspaceId, campaignId, actor: actor.name });
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.detail;
    throw error;
  }
}

function agentNeeded(): Invalid {
  const message = 'Must name the agent who speaks, when the campaign is to be started; GET /agents lists them';
  return new Invalid('validation_failed', `/agentId: ${message}`, {
    errors: [{ pointer: '/agentId', code: 'required', message }],
  });
}
