import * as z from 'zod';
import { AuditEntry, AuditQuery } from './audit.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

/** A limit of calls at once, how many there are now, and how many more there may be. */
export const Slots = z.object({ limit: z.int(), active: z.int(), available: z.int() }).meta({ id: 'Slots' });

/** The workspace's slots, and the system's around it; the smaller binds. */
export const Concurrency = Slots.extend({ workspaceId: Id, system: Slots }).meta({ id: 'Concurrency' });

const limit = { error: 'Must be a whole number from 0 (place no more calls) to 100,000' };

/** 0 drains: calls in progress finish and no new one is placed. */
export const NewLimit = z
  .strictObject({ limit: z.number(limit).int(limit).min(0, limit).max(100_000, limit) })
  .meta({ id: 'NewLimit' });

export const settings = {
  concurrency: endpoint({
    method: 'GET',
    path: '/settings/concurrency',
    summary: "The workspace's limit of calls at once, and the system's",
    permission: 'viewer',
    output: Concurrency,
  }),
};

/** A workspace as whoever runs the installation sees it. `waiting` counts people ready now and due later. */
export const WorkspaceUse = Slots.extend({
  id: Id,
  name: z.string(),
  waiting: z.int(),
  lastServedAt: Instant.nullable(),
  members: z.int(),
  createdAt: Instant,
}).meta({ id: 'WorkspaceUse' });

export const admin = {
  workspaces: endpoint({
    method: 'GET',
    path: '/admin/workspaces',
    summary: 'All workspaces: limits, calls now, who waits, when last served',
    permission: 'system_admin',
    query: PageQuery,
    output: pageOf(WorkspaceUse),
  }),
  setWorkspaceConcurrency: endpoint({
    method: 'PATCH',
    path: '/admin/workspaces/:id/concurrency',
    summary: "Set a workspace's limit of calls at once; takes effect at once and cuts no call",
    permission: 'system_admin',
    params: ById,
    body: NewLimit,
    output: Concurrency,
  }),
  closeWorkspace: endpoint({
    method: 'DELETE',
    path: '/admin/workspaces/:id',
    summary: 'Close a workspace: its campaigns are cancelled, calls in progress end by themselves, its records stay',
    permission: 'system_admin',
    params: ById,
    output: z.void(),
    status: 204,
  }),
  setUserConcurrency: endpoint({
    method: 'PATCH',
    path: '/admin/users/:id/concurrency',
    summary: 'Set the limit of the workspace that this user owns, the first of several',
    permission: 'system_admin',
    params: ById,
    body: NewLimit,
    output: Concurrency,
  }),
  audit: endpoint({
    method: 'GET',
    path: '/admin/audit',
    summary: 'The audit log of the whole installation, the newest first',
    permission: 'system_admin',
    query: AuditQuery,
    output: pageOf(AuditEntry),
  }),
  setSystemConcurrency: endpoint({
    method: 'PATCH',
    path: '/admin/system/concurrency',
    summary: "Set the installation's limit of calls at once; takes effect at once and cuts no call",
    permission: 'system_admin',
    body: NewLimit,
    output: Slots,
  }),
};
