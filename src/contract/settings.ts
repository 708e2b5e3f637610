import * as z from 'zod';
import { CampaignSettings } from '#domain/campaign-settings.ts';
import { CallStatus } from '#domain/call.ts';
import { TimeZone } from '#domain/zone.ts';
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

/** Of a campaign's settings, those that a workspace may choose a beginning for; without its own it has that of the API. */
export const CampaignDefaults = z
  .strictObject(CampaignSettings.shape)
  .pick({ days: true, firstCallTime: true, lastCallTime: true, allDay: true, pace: true, retry: true });
export type CampaignDefaults = z.infer<typeof CampaignDefaults>;

/** What the form of a new campaign begins with; zone and country also fill in what a request leaves out. */
export const Defaults = CampaignDefaults.extend({ timeZone: z.string(), country: z.string() }).meta({ id: 'Defaults' });
export type Defaults = z.infer<typeof Defaults>;

const country = { error: 'Must be a two-letter ISO 3166 code in capitals, such as US' };

/** What is not named stays as it is. */
export const DefaultsChange = z
  .strictObject({
    timeZone: TimeZone.optional(),
    country: z
      .string(country)
      .regex(/^[A-Z]{2}$/, country)
      .optional(),
    days: CampaignSettings.shape.days.unwrap().optional(),
    firstCallTime: CampaignSettings.shape.firstCallTime.unwrap().optional(),
    lastCallTime: CampaignSettings.shape.lastCallTime.unwrap().optional(),
    allDay: CampaignSettings.shape.allDay.unwrap().optional(),
    pace: CampaignSettings.shape.pace.unwrap().optional(),
    retry: CampaignSettings.shape.retry.unwrap().optional(),
  })
  .meta({ id: 'DefaultsChange' });

export const settings = {
  defaults: endpoint({
    method: 'GET',
    path: '/settings/defaults',
    summary: 'What the form of a new campaign begins with',
    permission: 'viewer',
    output: Defaults,
  }),
  changeDefaults: endpoint({
    method: 'PATCH',
    path: '/settings/defaults',
    summary: 'Change the zone, the country, the window, the pace or the retries that a new campaign begins with',
    permission: 'admin',
    body: DefaultsChange,
    output: Defaults,
  }),
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

/** A slot that was given to a workspace: a call was claimed for it. */
export const Grant = z
  .object({ callId: Id, workspaceId: Id, workspaceName: z.string(), at: Instant })
  .meta({ id: 'Grant' });

/** A slot that is in use: the call that holds it, since when, and for how many seconds by now. */
export const HeldSlot = z
  .object({
    callId: Id,
    workspaceId: Id,
    workspaceName: z.string(),
    campaignId: Id,
    campaignName: z.string(),
    provider: z.string(),
    phone: z.string(),
    status: CallStatus,
    since: Instant,
    ageSeconds: z.int(),
  })
  .meta({ id: 'HeldSlot' });
export type HeldSlot = z.infer<typeof HeldSlot>;

/** How far behind the installation is. */
export const Backlog = z
  .object({
    asOf: Instant,
    oldestDueAt: Instant.nullable().meta({ description: 'Of people whose time has come and who stand in no line yet' }),
    webhooks: z.object({
      lastAt: Instant.nullable(),
      waiting: z.int().meta({ description: 'Received and not yet applied' }),
      oldestAt: Instant.nullable().meta({ description: 'Since when the first of them waits' }),
    }),
  })
  .meta({ id: 'Backlog' });

export const admin = {
  grants: endpoint({
    method: 'GET',
    path: '/admin/grants',
    summary: 'The last 50 slots that were given, the newest first: whose turn it was',
    permission: 'system_admin',
    output: z.object({ data: z.array(Grant) }),
  }),
  slots: endpoint({
    method: 'GET',
    path: '/admin/slots',
    summary: 'The slots in use over all workspaces, the one that has been held longest first',
    permission: 'system_admin',
    query: PageQuery,
    output: pageOf(HeldSlot),
  }),
  backlog: endpoint({
    method: 'GET',
    path: '/admin/backlog',
    summary: 'What is due and not yet in line, and webhooks not yet applied',
    permission: 'system_admin',
    output: Backlog,
  }),
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
