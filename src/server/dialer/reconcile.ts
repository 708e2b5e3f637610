import { sql } from 'kysely';
import { accountJson, openAccount } from '#server/providers/accounts.ts';
import type { CallReport, Provider, ProviderAccount } from '#server/provider.ts';
import type { System } from '#server/system.ts';
import { patienceOf } from './ledger/patience.ts';
import { placeById } from './place.ts';
import { settle } from './settle.ts';
import { finish, missing, withdrawUnanswered } from './silence.ts';
import type { SilentCall } from './silence.ts';

/**
 * Asks the provider about calls that have been silent too long, and settles with its answers. Nothing depends on a
 * webhook: this alone would bring every call to its end. A call whose place job was lost is placed here: a job that died
 * with its worker keeps its id taken for a while, so it could not be added again. Returns how many calls it took on.
 */
export async function reconcile(system: System, most = 50): Promise<number> {
  const silent = await takeSilent(system, most);
  await Promise.all(silent.map((call) => (call.status === 'claimed' ? placeById(system, call.id) : ask(system, call))));
  return silent.length;
}

/** Takes them for this process: the next look is moved ahead first, so no lock is held while a provider is asked. */
async function takeSilent(system: System, most: number): Promise<SilentCall[]> {
  const now = system.clock.now();
  const { rows } = await sql<SilentCall>`
    with silent as (
      select c.workspace_id, c.id
      from calls c
      where c.ended_at is null and c.look_at <= ${now}
      order by c.look_at
      limit ${most}
      for update skip locked
    )
    update calls c
    set look_at = ${patienceOf(system.clock, system.network).again(now)}, looks = c.looks + 1
    from silent s
    join calls old on old.workspace_id = s.workspace_id and old.id = s.id
    join provider_accounts a on a.workspace_id = old.workspace_id and a.id = old.provider_account_id
    where c.workspace_id = s.workspace_id and c.id = s.id
    returning c.id, c.workspace_id as "workspaceId", c.phone, c.from_phone as "fromPhone", c.status, old.looks,
      c.placing_at as "placingAt", c.disconnected_at as "disconnectedAt", c.ring_deadline as "ringDeadline",
      c.provider_call_id as "providerCallId", c.ring_seconds_max as "ringSecondsMax",
      c.talk_seconds_max as "talkSecondsMax",
      ${accountJson} as account
  `.execute(system.db);
  return rows;
}

async function ask(system: System, call: SilentCall): Promise<void> {
  const provider = system.provider(call.account.provider);
  const account = openAccount(system, call.account);
  try {
    await withdrawUnanswered(system, call, () => withdraw(provider, account, call));
    const found = await look({ provider, account }, call);
    if (found) await report(system, call, found);
    else await missing(system, call);
  } catch (error) {
    system.log.warn({ callId: call.id, err: error }, 'the provider could not be asked about a call; asked again later');
  }
  await finish(system, call);
}

async function withdraw(provider: Provider, account: ProviderAccount, call: SilentCall): Promise<void> {
  if (call.providerCallId !== null) await provider.cancelCall(account, call.providerCallId);
}

async function look(
  { provider, account }: { provider: Provider; account: ProviderAccount },
  call: SilentCall,
): Promise<CallReport | null> {
  if (call.providerCallId !== null) {
    const found = await provider.fetchCall(account, call.providerCallId);
    return found === 'not_found' ? null : found;
  }
  const found = await provider.findByAttempt(account, {
    callId: call.id,
    to: call.phone,
    from: call.fromPhone,
    since: new Date((call.placingAt?.getTime() ?? 0) - 60_000),
  });
  return found[0] ?? null;
}

async function report(system: System, call: SilentCall, found: CallReport): Promise<void> {
  await settle(system, [
    { ...found, callId: call.id, providerAccountId: call.account.id, source: 'fetch', inboxId: null },
  ]);
}
