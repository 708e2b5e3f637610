import { randomUUIDv7 } from 'node:crypto';
import type { Input } from '#contract/endpoint.ts';
import type { providerAccounts } from '#contract/provider-accounts.ts';
import { record } from '#server/audit/sql.ts';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import { Conflict, Invalid, UpstreamFailed } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import { accountOf, makeSecrets, openSecrets } from '#server/providers/accounts.ts';
import { formOf } from '#server/providers/account-forms.ts';
import { providers } from '#server/providers/providers.ts';
import { endSandbox } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';
import { askHealth } from '#server/providers/ask-health.ts';
import type { Answer } from '#server/providers/ask-health.ts';
import { hintsOf, invalid, readAddress, readCredentials } from './credentials.ts';
import {
  getAccount,
  insertAccount,
  lockAccount,
  noteAnswer,
  updateAccount,
  updateLimits,
  updateSecrets,
} from './sql.ts';

type Creation = Input<typeof providerAccounts.create>;
type Changes = Input<typeof providerAccounts.change>;

/** Adds an account whose credentials the provider takes. Returns its id. */
export async function create(system: System, actor: Actor, input: Creation): Promise<string> {
  const { workspaceId } = actor;
  const form = formOf(requireProvider(input.provider));
  const credentials = readCredentials(form, input.credentials);
  const baseUrl = readAddress(form, input.baseUrl, system);
  const { provider, force } = input;
  const id = randomUUIDv7();
  const secrets = makeSecrets(credentials);
  const answer = await test(system, accountOf(system, { workspaceId, id, provider, baseUrl }, secrets), force);
  const { name = form.title, callsPerSecond = form.limits.callsPerSecond } = input;
  const callsAtOnce = input.callsAtOnce ?? allowedBy(answer) ?? form.limits.callsAtOnce;
  const now = system.clock.now();
  const limits = { callsAtOnce, callsPerSecond };
  const account = { workspaceId, id, provider, name, baseUrl, ...limits, secrets, now };
  const { db } = whole(system);
  await db.transaction().execute(async (trx) => {
    await insertAccount(trx, system.vault, { ...account, hints: hintsOf(form, credentials) });
    await noteAnswer(trx, { workspaceId, id }, { answer, now });
    await record(trx, actor, {
      action: 'provider_account.created',
      target: id,
      after: { provider, name, baseUrl, ...limits },
    });
    if (provider !== 'simulator') await endSandbox(trx, system);
  });
  await system.bus.publish('clock');
  return id;
}

/** A real account ends the sandbox of the whole installation, not only of its workspace. */
function whole(system: System): Pick<System, 'db'> {
  return { db: system.everywhere ?? system.db };
}

function requireProvider(name: string): string {
  if (providers.some((provider) => provider.name === name)) return name;
  const message = `Must be one of ${providers.map((provider) => provider.name).join(', ')}`;
  throw invalid([{ pointer: '/provider', code: 'unknown_provider', message }]);
}

/** What a provider allows when it says so. */
function allowedBy(answer: Answer): number | undefined {
  return answer.kind === 'well' ? answer.callsAtOnce?.max : undefined;
}

/** Refused credentials are never kept; whether an unreachable provider would take them, somebody has to say. */
async function test(system: System, account: Parameters<typeof askHealth>[1], force: boolean): Promise<Answer> {
  const answer = await askHealth(system, account);
  if (answer.kind === 'refused') {
    const message = `The provider refuses them: ${answer.message}`;
    throw new Invalid('credentials_refused', `/credentials: ${message}`, {
      errors: [{ pointer: '/credentials', code: answer.code, message }],
    });
  }
  if (answer.kind === 'unreached' && !force) {
    const detail = `The credentials could not be tested: ${answer.message} Try again, or save them untested with "force": true.`;
    throw new UpstreamFailed('provider_unreachable', detail);
  }
  return answer;
}

/** Changes what is named of an account. New credentials, or a new address, are tested before anything is changed. */
export async function change(system: System, actor: Actor, { id, ifMatch, force, ...changes }: Changes): Promise<void> {
  const { workspaceId } = actor;
  const before = await getAccount(system.db, workspaceId, id);
  const form = formOf(before.provider);
  const secrets = openSecrets(system.vault, before.account);
  const credentials = readCredentials(form, { ...secrets.credentials, ...changes.credentials });
  const baseUrl = changes.baseUrl === undefined ? before.baseUrl : readAddress(form, changes.baseUrl, system);
  const kept = { hookToken: secrets.hookToken, credentials };
  const isTested = changes.credentials !== undefined || baseUrl !== before.baseUrl;
  const answer = isTested ? await test(system, accountOf(system, { ...before.account, baseUrl }, kept), force) : null;
  const now = system.clock.now();
  const named = nameChanges(changes);
  await system.db.transaction().execute(async (trx) => {
    await lockAccount(trx, workspaceId, id);
    const { version, name, callsAtOnce, callsPerSecond } = await getAccount(trx, workspaceId, id);
    if (version !== before.version || (ifMatch && !ifMatch.includes(version))) throw versionConflict(version);
    await updateAccount(trx, { workspaceId, id }, { name: changes.name ?? name, baseUrl, now });
    if (changes.credentials !== undefined) {
      await updateSecrets(trx, system.vault, { workspaceId, id, secrets: kept, hints: hintsOf(form, credentials) });
    }
    if (answer) await noteAnswer(trx, { workspaceId, id }, { answer, now });
    const old = { name, baseUrl: before.baseUrl, callsAtOnce, callsPerSecond };
    await record(trx, actor, { action: 'provider_account.changed', target: id, before: old, after: named });
    await lockAllocator(trx);
    await updateLimits(trx, id, { callsAtOnce, callsPerSecond, ...limitsOf(changes) });
  });
  await system.bus.publish('accounts');
  await system.bus.publish('dial');
}

/** For the audit log: of credentials only which ones. */
function nameChanges({ credentials, ...plain }: Omit<Changes, 'id' | 'ifMatch' | 'force'>): object {
  return credentials === undefined ? plain : { ...plain, credentials: Object.keys(credentials) };
}

function limitsOf({ callsAtOnce, callsPerSecond }: Pick<Changes, 'callsAtOnce' | 'callsPerSecond'>) {
  return {
    ...(callsAtOnce === undefined ? {} : { callsAtOnce }),
    ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
  };
}

function versionConflict(version: number): Conflict {
  const detail = `The account is at version ${version}, which is not the one you saw. Read it again, then change it.`;
  return new Conflict('version_conflict', detail);
}
