import * as z from 'zod';
import { CampaignChanges, CampaignSettings } from '#domain/campaign-settings.ts';
import { CampaignStatus } from '#domain/campaign.ts';
import { Disposition } from '#domain/disposition.ts';
import { Pace } from '#domain/pace.ts';
import { RetryPolicy } from '#domain/retry.ts';
import { CampaignCounts, CampaignProgress, CampaignStats } from './campaign-counts.ts';
import { CampaignGlance, CampaignTab, CampaignTabCounts, campaignFilter, campaignIds } from './campaign-list.ts';
import { endpoint } from './endpoint.ts';
import { ImportResult } from './imports.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

export const CampaignAction = z.enum(['start', 'pause', 'resume', 'cancel', 'retry', 'duplicate', 'delete', 'edit']);

/** Why a campaign calls or doesn't: what it does, what binds it, until when, and all that in one sentence. */
export const Dispatch = z
  .object({
    state: z.enum(['draft', 'scheduled', 'dialling', 'waiting', 'paused', 'finished', 'failed']),
    binding: z
      .enum([
        'system_limit',
        'workspace_limit',
        'campaign_limit',
        'account_limit',
        'account_rate',
        'account_paused',
        'account_not_answering',
        'on_the_phone',
        'pace',
        'window',
        'legal_hours',
        'needs_time_zone',
        'retry',
        'start_at',
        'due_at',
        'import',
      ])
      .nullable(),
    until: Instant.nullable(),
    reason: z.string(),
  })
  .meta({ id: 'Dispatch' });
export type Dispatch = z.infer<typeof Dispatch>;

export const Campaign = z
  .object({
    id: Id,
    version: z.int().meta({ description: 'Of its settings; the ETag of an answer, for If-Match' }),
    name: z.string(),
    description: z.string().nullable(),
    status: CampaignStatus,
    statusReason: z.string().nullable(),
    allowedActions: z.array(CampaignAction),
    dispatch: Dispatch,
    counts: CampaignCounts,
    agentId: Id.nullable(),
    agentName: z.string().nullable(),
    fromNumberIds: z.array(Id),
    nextAction: z.string().nullable(),
    timeZone: z.string(),
    startAt: Instant.nullable(),
    endDate: Instant.nullable(),
    days: z.array(z.int()),
    firstCallTime: z.string(),
    lastCallTime: z.string(),
    allDay: z.boolean(),
    clock: z.enum(['campaign', 'contact']),
    pace: Pace,
    concurrentCallsLimit: z.int(),
    retry: RetryPolicy,
    priorityMode: z.enum(['priority', 'fifo']),
    voicemail: z.object({ retry: z.boolean(), message: z.string().nullable() }),
    ringSecondsMax: z.int().nullable().meta({ description: "Null is the agent's" }),
    talkSecondsMax: z.int().nullable().meta({ description: "Null is the agent's" }),
    duplicatedFrom: Id.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
    startedAt: Instant.nullable(),
    completedAt: Instant.nullable(),
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof Campaign>;

z.globalRegistry.add(CampaignSettings, { id: 'CampaignSettings' });
z.globalRegistry.add(CampaignChanges, { id: 'CampaignChanges' });

/** Fields that come with a file; over multipart, each may be its own part, or all together as JSON in a part `settings`. */
export const CampaignUpload = z
  .strictObject({
    ...CampaignSettings.shape,
    country: z.string().max(60).optional().meta({ description: 'ISO 3166 code that national numbers are read with' }),
    start: z.boolean().default(false).meta({ description: 'Start the campaign as soon as the file is in' }),
  })
  .superRefine((settings, context) => {
    if (settings.allDay || settings.firstCallTime !== settings.lastCallTime) return;
    const message = 'Must differ from firstCallTime, or nobody can ever be called; for the whole day set allDay';
    context.addIssue({ code: 'custom', path: ['lastCallTime'], message });
  })
  .meta({ id: 'CampaignUpload' });

export const UploadedCampaign = z
  .object({
    campaignId: Id,
    status: CampaignStatus,
    notStarted: z.string().nullable().meta({ description: 'Why it was not started although that was asked' }),
    contactsImported: z.int(),
    ...ImportResult.shape,
  })
  .meta({ id: 'UploadedCampaign' });

/** Who is called again: by how the last call ended; everybody who ended unreached when nothing is named. */
export const RetryWish = z
  .strictObject({
    on: z
      .array(Disposition.exclude(['answered', 'voicemail']))
      .min(1)
      .optional(),
    voicemail: z.boolean().default(false).meta({ description: 'Those too whose voicemail answered' }),
  })
  .meta({ id: 'RetryWish' });

export const DuplicateWish = z
  .strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    contacts: z.boolean().default(false).meta({ description: 'With the same people, none of them called yet' }),
  })
  .meta({ id: 'DuplicateWish' });

/** One entry of what happened to a campaign: who did it, and what was changed, before and after. */
export const Activity = z
  .object({
    id: Id,
    at: Instant,
    actor: z.string(),
    kind: z.string().meta({ description: 'created, changed, started, paused, …' }),
    version: z.int().nullable().meta({ description: 'Of the settings, after a change' }),
    changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof Activity>;

const verb = { method: 'POST', permission: 'operator', params: ById, output: Campaign } as const;
const read = { method: 'GET', permission: 'viewer', params: ById } as const;

export const campaigns = {
  create: endpoint({
    method: 'POST',
    path: '/campaigns',
    summary: 'Make a campaign; contacts are added afterwards',
    permission: 'operator',
    body: CampaignSettings,
    output: Campaign,
    status: 201,
  }),
  upload: endpoint({
    method: 'POST',
    path: ['/campaigns/upload', '/campaigns/upload-csv', '/campaigns/create'],
    summary: 'Make a campaign from a file of people, in one request',
    permission: 'operator',
    upload: true,
    body: CampaignUpload,
    output: UploadedCampaign,
    status: 201,
  }),
  list: endpoint({
    method: 'GET',
    path: '/campaigns',
    summary:
      'List campaigns, the newest first; tabs: active (running, paused), scheduled (draft, scheduled), completed (completed, cancelled, failed)',
    permission: 'viewer',
    query: PageQuery.extend({
      ...campaignFilter,
      status: CampaignTab.optional(),
      drafts: z.enum(['true', 'false']).optional().meta({ description: 'false leaves drafts out' }),
    }),
    output: pageOf(Campaign),
  }),
  counts: endpoint({
    method: 'GET',
    path: '/campaigns/counts',
    summary: 'How many campaigns there are in each tab of the list',
    permission: 'viewer',
    query: z.object(campaignFilter),
    output: CampaignTabCounts,
  }),
  glances: endpoint({
    method: 'GET',
    path: '/campaigns/glances',
    summary:
      'What a list shows of many campaigns: their calls of the last 15 minutes, and when each is foreseen to end',
    permission: 'viewer',
    query: z.object({ ids: campaignIds }),
    output: z.object({ data: z.array(CampaignGlance) }),
  }),
  get: endpoint({ ...read, path: '/campaigns/:id', summary: 'Read a campaign', output: Campaign, versioned: true }),
  change: endpoint({
    method: 'PATCH',
    path: '/campaigns/:id',
    summary:
      'Change what is named; null takes an optional setting away; If-Match binds it to the version that was seen',
    permission: 'operator',
    params: ById,
    body: CampaignChanges,
    output: Campaign,
    versioned: true,
  }),
  replace: endpoint({
    method: 'PUT',
    path: '/campaigns/:id',
    summary: 'Replace all settings: what is not named goes back to its default, a name stays',
    permission: 'operator',
    params: ById,
    body: CampaignSettings,
    output: Campaign,
    versioned: true,
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/campaigns/:id',
    summary: 'Take a campaign out of the lists; refused while it runs, its calls stay for the record',
    permission: 'operator',
    params: ById,
    output: z.void(),
    status: 204,
  }),
  start: endpoint({
    ...verb,
    path: '/campaigns/:id/start',
    summary: 'Start, or schedule when its start lies ahead; with a pilot it calls so many people, then pauses itself',
    body: z.strictObject({
      pilot: z.int().min(1).max(10_000).optional().meta({ description: 'People; statusReason is then pilot_done' }),
    }),
  }),
  pause: endpoint({ ...verb, path: '/campaigns/:id/pause', summary: 'Place no new call; calls in progress finish' }),
  resume: endpoint({ ...verb, path: '/campaigns/:id/resume', summary: 'Go on from where it was' }),
  cancel: endpoint({
    ...verb,
    path: '/campaigns/:id/cancel',
    summary: 'Cancel what is waiting; calls in progress finish, or are hung up with hangUp',
    body: z.strictObject({ hangUp: z.boolean().default(false) }),
  }),
  retry: endpoint({
    ...verb,
    path: '/campaigns/:id/retry',
    summary: 'Queue everyone again who ended unreached, or those whose last call ended so',
    body: RetryWish,
  }),
  duplicate: endpoint({
    ...verb,
    path: '/campaigns/:id/duplicate',
    summary: 'Make a draft with the same settings, and with the same people when asked',
    body: DuplicateWish,
    status: 201,
  }),
  activity: endpoint({
    ...read,
    path: '/campaigns/:id/activity',
    summary: 'Who changed what, the newest first',
    query: PageQuery,
    output: pageOf(Activity),
  }),
  progress: endpoint({
    ...read,
    path: '/campaigns/:id/progress',
    summary: 'How far it is, in the figures of a progress bar',
    output: CampaignProgress,
  }),
  stats: endpoint({
    ...read,
    path: '/campaigns/:id/stats',
    summary: 'Exact counts of people and calls, and the rates made of them',
    output: CampaignStats,
  }),
};
