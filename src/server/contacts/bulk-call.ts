import { createCampaign } from '#server/campaigns/create.ts';
import { removeCampaign, requireCampaign } from '#server/campaigns/sql.ts';
import { enrolContacts } from '#server/dialer/campaign/enrol.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { Refused } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { System } from '#server/system.ts';
import { gatherKnown, nobody } from './handlers.ts';

/** A campaign from contacts of the book, started. When none of them can be called, no campaign is left behind. */
export const bulkCall: Handlers['campaigns']['bulkCall'] = async (system, actor, { contactIds, ...settings }) => {
  const { workspaceId } = actor;
  const campaignId = await createCampaign(system, actor, settings);
  const done = await enrolKnown(system, { workspaceId, campaignId }, contactIds).catch(async (error: unknown) => {
    await removeCampaign(system.db, workspaceId, campaignId);
    throw error;
  });
  const notStarted = await tryStart(system, actor, campaignId);
  const { status } = await requireCampaign(system.db, workspaceId, campaignId);
  return { campaignId, status, notStarted, ...done };
};

async function enrolKnown(
  system: System,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: string },
  contactIds: string[],
) {
  const now = system.clock.now();
  return system.db.transaction().execute(async (trx) => {
    const { people, problems } = await gatherKnown(trx, { workspaceId, country: '', now }, contactIds);
    const counted = await enrolContacts(trx, { workspaceId, campaignId, people, now });
    if (counted.enrolled === 0) throw nobody(problems);
    return { ...counted, failed: problems.length, errors: problems };
  });
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
