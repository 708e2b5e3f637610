import type { NewContact } from '#contract/enrollments.ts';
import { CampaignSettings } from '#domain/campaign-settings.ts';
import { createCampaign } from '#server/campaigns/create.ts';
import { removeCampaign } from '#server/campaigns/sql.ts';
import { addContacts } from '#server/contacts/handlers.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { Invalid } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { System } from '#server/system.ts';
import { getAgent } from './sql.ts';

export type TestCallWish = Pick<NewContact, 'phone' | 'name' | 'timeZone' | 'nextAction' | 'custom'> & {
  agentId: string;
  country?: string | undefined;
};

/**
 * Calls one number with an agent: a campaign of one person, at any hour, tried once, that stands in no list. It goes the
 * way of every call: the same limits and fairness, suppression, the same last check and its evidence.
 */
export async function makeTestCall(
  system: System,
  actor: Actor,
  { agentId, country, ...person }: TestCallWish,
): Promise<{ campaignId: string }> {
  const { name } = await getAgent(system.db, actor.workspaceId, agentId);
  const settings = CampaignSettings.parse({
    name: `Test call of ${name}`.slice(0, 200),
    agentId,
    allDay: true,
    concurrentCallsLimit: 1,
    retry: { on: [], maxRetries: 0, delays: [] },
  });
  const campaignId = await createCampaign(system, actor, { ...settings, isTest: true });
  const people = { contactIds: [], contacts: [{ ...person, priority: 0 }], country };
  await addContacts(system, actor, { id: campaignId, ...people }).catch(async (error: unknown) => {
    await removeCampaign(system.db, actor.workspaceId, campaignId);
    throw error instanceof Invalid ? ofOne(error) : error;
  });
  await startCampaign(system, { workspaceId: actor.workspaceId, campaignId, actor: actor.name });
  return { campaignId };
}

/** What is wrong with the only person of the request stands in the request itself. */
function ofOne(error: Invalid): Invalid {
  const errors = (error.errors ?? []).map((field) => ({ ...field, pointer: field.pointer.replace('/contacts/0', '') }));
  const [first] = errors;
  const detail = first ? `${first.pointer}: ${first.message}` : error.detail;
  return new Invalid(error.code, detail, { errors, cause: error });
}
