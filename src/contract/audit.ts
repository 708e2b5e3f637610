import * as z from 'zod';
import { endpoint } from './endpoint.ts';
import { Id, Instant, PageQuery, pageOf } from './page.ts';

/** What somebody did or was refused. `at` is real time, also in a sandbox whose clock was set. */
export const AuditEntry = z
  .object({
    id: Id,
    workspaceId: Id.nullable().meta({ description: 'None for what belongs to the installation' }),
    at: Instant,
    action: z.string().meta({ description: 'Such as member.role_changed or denied' }),
    actor: z.object({
      kind: z.enum(['member', 'api_key', 'system', 'visitor']),
      id: Id.nullable(),
      name: z.string(),
    }),
    target: z.string().nullable().meta({ description: 'What it was done to: an id, or a word' }),
    before: z.unknown(),
    after: z.unknown(),
    requestId: z.string().nullable(),
    ip: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = PageQuery.extend({
  action: z.string().max(100).optional().meta({ description: 'Entries of this action alone' }),
});

export const audit = {
  list: endpoint({
    method: 'GET',
    path: '/audit',
    summary: 'What was done in this workspace, and refused, the newest first; nothing of it can be changed',
    permission: 'admin',
    query: AuditQuery,
    output: pageOf(AuditEntry),
  }),
};
