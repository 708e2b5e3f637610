import * as z from 'zod';
import { scopes } from '#domain/permissions.ts';
import { ShortName } from './auth.ts';
import { endpoint } from './endpoint.ts';
import { ById, GivenInstant, Id, Instant, pageOf, PageQuery } from './page.ts';

export const Scope = z
  .enum(scopes, { error: 'Must be viewer, operator, admin, or a noun with :read or :write, such as campaigns:write' })
  .meta({ id: 'Scope' });

/** `prefix` is the beginning of the key, by which its owner knows it again; `lastUsedAt` is exact to a minute. */
export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    isSystemAdmin: z.boolean(),
    createdAt: Instant,
    createdBy: z.string().nullable(),
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const NewApiKey = ApiKey.extend({
  key: z.string().meta({ description: 'Shown this once; only its hash is kept' }),
}).meta({ id: 'NewApiKey' });

export const apiKeys = {
  list: endpoint({
    method: 'GET',
    path: '/api-keys',
    summary: 'API keys of this workspace, the newest first, revoked ones too',
    permission: 'admin',
    query: PageQuery,
    output: pageOf(ApiKey),
  }),
  create: endpoint({
    method: 'POST',
    path: '/api-keys',
    summary: 'Make an API key; the answer is the only one that shows it',
    permission: 'admin',
    body: z
      .strictObject({
        name: ShortName,
        scopes: z.array(Scope).min(1, { error: 'Must name at least one scope' }).max(100),
        expiresAt: GivenInstant.optional(),
      })
      .meta({ id: 'ApiKeySettings' }),
    output: NewApiKey,
    status: 201,
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/api-keys/:id',
    summary: 'Revoke an API key: the next request with it is refused',
    permission: 'admin',
    params: ById,
    output: z.void(),
    status: 204,
  }),
};
