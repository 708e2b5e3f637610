import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { accountJson, openAccount } from '#server/providers/accounts.ts';
import type { AccountRow } from '#server/providers/accounts.ts';
import { ofCall } from '#server/log.ts';
import type { System } from '#server/system.ts';

type LiveCall = { id: string; campaignId: string; providerCallId: string; account: AccountRow };

/**
 * Asks the provider to end what a campaign has on the line. The calls end when the provider says so. One of which nobody
 * knows yet whether it exists is withdrawn as soon as it is heard of, unless somebody has answered.
 */
export async function withdrawCalls(
  system: System,
  campaign: { workspaceId: string; campaignId: string },
): Promise<void> {
  await sql`
    update calls set ring_deadline = ${system.clock.now()}
    where workspace_id = ${campaign.workspaceId} and campaign_id = ${campaign.campaignId} and holds_slot
      and provider_call_id is null and status in ('placing', 'unknown')
  `.execute(system.db);
  await withdrawWhere(system, sql`c.workspace_id = ${campaign.workspaceId} and c.campaign_id = ${campaign.campaignId}`);
}

/** Asks the provider to end the calls to these numbers that nobody has answered yet. */
export async function withdrawCallsTo(
  system: System,
  people: { workspaceId: string; phones: string[] },
): Promise<void> {
  await withdrawWhere(
    system,
    sql`c.workspace_id = ${people.workspaceId} and c.phone = any(${people.phones}::text[]) and c.answered_at is null`,
  );
}

async function withdrawWhere(system: System, which: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<LiveCall>`
    select c.id, c.campaign_id as "campaignId", c.provider_call_id as "providerCallId",
      ${accountJson} as account
    from calls c
    join provider_accounts a on a.workspace_id = c.workspace_id and a.id = c.provider_account_id
    where ${which} and c.holds_slot and c.provider_call_id is not null
  `.execute(system.db);
  await Promise.all(rows.map((call) => withdraw(system, call)));
}

async function withdraw(system: System, call: LiveCall): Promise<void> {
  try {
    await system.provider(call.account.provider).cancelCall(openAccount(system, call.account), call.providerCallId);
  } catch (error) {
    ofCall(system.log, call).warn({ err: error }, 'the provider did not take the hang-up; the call ends by itself');
  }
}
