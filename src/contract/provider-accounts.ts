import * as z from 'zod';
import { ShortName } from './auth.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

/** What an account of a provider is made of: the form to fill in, and what holds when nothing is said. */
export const ProviderForm = z
  .object({
    provider: z.string(),
    title: z.string(),
    credentials: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        isSecret: z.boolean(),
        isRequired: z.boolean(),
        help: z.string().meta({ description: 'Where it is found' }),
      }),
    ),
    addresses: z.array(z.object({ title: z.string(), url: z.string() })),
    limits: z.object({ callsAtOnce: z.int(), callsPerSecond: z.number().nullable(), help: z.string() }),
    listsAgents: z.boolean().meta({ description: 'Its agents can be listed from here' }),
  })
  .meta({ id: 'ProviderForm' });

/** What the provider said when it was last asked. `unreached`: nothing, so nobody knows. */
export const AccountCheck = z
  .object({
    state: z.enum(['unchecked', 'well', 'refused', 'unreached']),
    at: Instant.nullable(),
    message: z.string().nullable().meta({ description: "The provider's words, where it said any" }),
    balance: z.object({ cents: z.number(), currency: z.string() }).nullable(),
    callsAtOnce: z.object({ used: z.int(), max: z.int() }).nullable(),
  })
  .meta({ id: 'AccountCheck' });
export type AccountCheck = z.infer<typeof AccountCheck>;

/**
 * Credentials for one provider, with limits of their own. `status`: `paused` waits for somebody to mend it;
 * `not_answering` is asked again at `probeAt`, and goes on by itself.
 */
export const ProviderAccount = z
  .object({
    id: Id,
    version: z.int().meta({ description: 'The ETag of an answer, for If-Match' }),
    provider: z.string(),
    name: z.string(),
    baseUrl: z.string().nullable().meta({ description: "None: the provider's usual address" }),
    credentials: z
      .record(z.string(), z.string())
      .meta({ description: 'Of a secret its last four characters alone, such as ••••1234' }),
    callsAtOnce: z.int(),
    callsPerSecond: z.number().nullable(),
    activeCalls: z.int(),
    status: z.enum(['open', 'paused', 'not_answering']),
    statusReason: z.string().nullable(),
    probeAt: Instant.nullable(),
    check: AccountCheck,
    warnings: z.array(z.string()),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'ProviderAccount' });
export type ProviderAccount = z.infer<typeof ProviderAccount>;

const Credentials = z.record(
  z.string().max(50),
  z.string().trim().max(500, { error: 'Must be at most 500 characters' }),
);
const CallsAtOnce = z
  .int({ error: 'Must be a whole number' })
  .min(0, { error: 'Must be 0 (place no more calls) or more' })
  .max(100_000, { error: 'Must be at most 100,000' });
const CallsPerSecond = z
  .number()
  .min(0.01, { error: 'Must be at least 0.01, or null for no limit' })
  .max(1000, { error: 'Must be at most 1,000' })
  .nullable();
const force = z
  .boolean()
  .default(false)
  .meta({ description: 'Save also when the provider can not be reached to test the credentials' });

export const NewProviderAccount = z
  .strictObject({
    provider: z.string().max(50),
    name: ShortName.optional(),
    baseUrl: z.string().max(500).optional(),
    credentials: Credentials.default({}),
    callsAtOnce: CallsAtOnce.optional(),
    callsPerSecond: CallsPerSecond.optional(),
    force,
  })
  .meta({ id: 'NewProviderAccount' });

/** A credential that is not named stays as it is. */
export const ProviderAccountChanges = z
  .strictObject({
    name: ShortName.optional(),
    baseUrl: z.string().max(500).nullish(),
    credentials: Credentials.optional(),
    callsAtOnce: CallsAtOnce.optional(),
    callsPerSecond: CallsPerSecond.optional(),
    force,
  })
  .meta({ id: 'ProviderAccountChanges' });

/** Where the provider sends its webhooks, and what somebody must do about it. */
export const AccountWebhook = z
  .object({ url: z.string(), isPasted: z.boolean(), steps: z.array(z.string()), warnings: z.array(z.string()) })
  .meta({ id: 'AccountWebhook' });

export const RemoteAgent = z.object({ id: z.string(), name: z.string() }).meta({ id: 'RemoteAgent' });

export const providerAccounts = {
  providers: endpoint({
    method: 'GET',
    path: '/providers',
    summary: 'The providers that accounts can be made of, each with the form to fill in',
    permission: 'viewer',
    output: z.object({ data: z.array(ProviderForm) }),
  }),
  list: endpoint({
    method: 'GET',
    path: '/provider-accounts',
    summary: 'List provider accounts, the oldest first',
    permission: 'viewer',
    query: PageQuery,
    output: pageOf(ProviderAccount),
  }),
  create: endpoint({
    method: 'POST',
    path: '/provider-accounts',
    summary: 'Add a provider account; its credentials are tested at the provider before they are kept',
    permission: 'admin',
    body: NewProviderAccount,
    output: ProviderAccount,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/provider-accounts/:id',
    summary: 'Read a provider account: its limits, how it stands, what the provider last said',
    permission: 'viewer',
    params: ById,
    output: ProviderAccount,
    versioned: true,
  }),
  change: endpoint({
    method: 'PATCH',
    path: '/provider-accounts/:id',
    summary: 'Change what is named; new credentials are tested first, new limits hold at once',
    permission: 'admin',
    params: ById,
    body: ProviderAccountChanges,
    output: ProviderAccount,
    versioned: true,
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/provider-accounts/:id',
    summary: 'Delete a provider account and forget its credentials; refused while agents or campaigns use it',
    permission: 'admin',
    params: ById,
    output: z.void(),
    status: 204,
  }),
  check: endpoint({
    method: 'POST',
    path: '/provider-accounts/:id/check',
    summary: 'Ask the provider how the account stands; one that was paused goes on when all is well',
    permission: 'admin',
    params: ById,
    output: ProviderAccount,
  }),
  webhook: endpoint({
    method: 'GET',
    path: '/provider-accounts/:id/webhook',
    summary: 'The URL for its webhooks, and what to do with it; whoever knows it can send some',
    permission: 'admin',
    params: ById,
    output: AccountWebhook,
  }),
  agents: endpoint({
    method: 'GET',
    path: '/provider-accounts/:id/agents',
    summary: 'The agents that the provider knows for this account',
    permission: 'viewer',
    params: ById,
    output: z.object({ data: z.array(RemoteAgent) }),
  }),
  rotateKeys: endpoint({
    method: 'POST',
    path: '/admin/rotate-keys',
    summary: 'Seal all credentials anew, with a new key or the first one of CARILLON_ENCRYPTION_KEY',
    permission: 'system_admin',
    output: z.object({ keyId: z.string(), accounts: z.int() }).meta({ id: 'RotatedKeys' }),
  }),
};
