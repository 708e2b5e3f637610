import { sql } from 'kysely';
import { accountJson, openAccount } from '#server/providers/accounts.ts';
import { ofCall } from '#server/log.ts';
import { countProviderError } from '#server/metrics/metrics.ts';
import type { CallReport, Provider, ProviderAccount } from '#server/provider.ts';
import type { System } from '#server/system.ts';
import { patienceOf } from './ledger/patience.ts';
import { takeLookups } from './account/lookups.ts';
import { probeAccounts } from './account/probe.ts';
import { whichCall } from './account/which-call.ts';
import type { Found } from './account/which-call.ts';
import { placeById, refuse } from './place.ts';
import { settle } from './settle.ts';
import { finish, missing, withdrawNow, withdrawUnanswered } from './silence.ts';
import type { SilentCall } from './silence.ts';

/**
 * Asks the provider about calls that have been silent too long, and settles with its answers. Nothing depends on a
 * webhook: this alone would bring every call to its end. A call whose place job was lost is placed here: a job that died
 * with its worker keeps its id taken for a while, so it could not be added again. Returns how many calls it took on.
 */
export async function reconcile(system: System, most = 50): Promise<number> {
  const [silent, probed] = [await takeSilent(system, most), await probeAccounts(system)];
  const [lost, posted] = [silent.filter(isLost), silent.filter((call) => !isLost(call))];
  const byAccount = Map.groupBy(posted, ({ account }) => account.id);
  await Promise.all([
    ...lost.map(({ id }) => placeById(system, id)),
    ...[...byAccount.values()].map((calls) => askWithin(system, calls)),
  ]);
  return silent.length + probed;
}

function isLost({ status }: SilentCall): boolean {
  return status === 'claimed';
}

/** Asks about as many calls of one account as its provider answers questions; the rest is asked about later. */
async function askWithin(system: System, calls: SilentCall[]): Promise<void> {
  const [first] = calls;
  const perMinute = first && system.provider(first.account.provider).capabilities.lookupsPerMinute;
  if (!first || perMinute === undefined) return void (await Promise.all(calls.map((call) => ask(system, call))));
  const wanted = calls.length;
  const granted = await takeLookups(system, first.account, { wanted, perMinute });
  await Promise.all(calls.slice(0, granted).map((call) => ask(system, call)));
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
    returning c.id, c.workspace_id as "workspaceId", c.campaign_id as "campaignId", c.phone, c.from_phone as "fromPhone", c.status, old.looks,
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
    const found = await look(system, { provider, account }, call);
    if (found.kind === 'found') await report(system, call, found.report);
    if (found.kind === 'absent') await missing(system, call);
  } catch (error) {
    countProviderError(provider.name, 'question_failed');
    ofCall(system.log, call).warn({ err: error }, 'the provider could not be asked about a call; asked again later');
  }
  await finish(system, call);
}

async function withdraw(provider: Provider, account: ProviderAccount, call: SilentCall): Promise<void> {
  if (call.providerCallId !== null) await provider.cancelCall(account, call.providerCallId);
}

async function look(
  system: System,
  { provider, account }: { provider: Provider; account: ProviderAccount },
  call: SilentCall,
): Promise<Found> {
  if (call.providerCallId !== null) {
    const report = await provider.fetchCall(account, call.providerCallId);
    return report === 'not_found' ? { kind: 'absent' } : { kind: 'found', report };
  }
  if (!provider.capabilities.canFindByAttempt) return { kind: 'unclear' };
  const candidates = await provider.findByAttempt(account, {
    callId: call.id,
    to: call.phone,
    from: call.fromPhone,
    since: new Date((call.placingAt?.getTime() ?? 0) - 60_000),
  });
  return whichCall(call.id, candidates, await othersOf(system, call, candidates));
}

/** Those of the candidates that are known to be other calls, whoever made them: two accounts may be one at the provider. */
async function othersOf(system: System, call: SilentCall, candidates: CallReport[]): Promise<Set<string>> {
  const ids = candidates.map(({ providerCallId }) => providerCallId);
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select c.provider_call_id as id
    from provider_accounts a
    join calls c on c.provider_account_id = a.id and c.provider_call_id = any(${ids}::text[]) and c.id <> ${call.id}
    where a.provider = ${call.account.provider}
  `.execute(system.db);
  return new Set(rows.map(({ id }) => id));
}

/** It rang nobody, and the provider gave it back: as if the provider had refused it from the start. */
async function giveBack(system: System, call: SilentCall, returned: NonNullable<CallReport['returned']>) {
  const { id: callId, workspaceId, campaignId, account } = call;
  await refuse(system, { callId, workspaceId, campaignId, account }, { ...returned, source: 'fetch' });
}

async function report(system: System, call: SilentCall, found: CallReport): Promise<void> {
  if (found.returned) return giveBack(system, call, found.returned);
  await settle(system, [
    { ...found, callId: call.id, providerAccountId: call.account.id, source: 'fetch', inboxId: null },
  ]);
  if (!found.isPutOff) return;
  const provider = system.provider(call.account.provider);
  const account = openAccount(system, call.account);
  await withdrawNow(system, call, () => withdraw(provider, account, call));
}
