import * as z from 'zod';
import { Call } from './calls.ts';
import { CampaignCounts } from './campaign-counts.ts';
import { CampaignAction, Dispatch } from './campaigns.ts';
import { CampaignStatus } from '#domain/campaign.ts';
import { endpoint } from './endpoint.ts';
import { SandboxTime } from './operations.ts';
import { ById, Id } from './page.ts';
import { Concurrency } from './settings.ts';

/** Where a campaign stands; of two for one campaign the greater `snapshot` is the later. */
const CampaignStanding = z
  .object({
    campaignId: Id,
    snapshot: z.int(),
    name: z.string(),
    status: CampaignStatus,
    statusReason: z.string().nullable(),
    allowedActions: z.array(CampaignAction),
    counts: CampaignCounts,
    dispatch: Dispatch,
  })
  .meta({ id: 'CampaignStanding' });

const ImportStanding = z
  .object({
    importId: Id,
    campaignId: Id.nullable(),
    status: z.string(),
    rowsRead: z.int(),
    imported: z.int(),
    updated: z.int(),
    skipped: z.int(),
    failed: z.int(),
  })
  .meta({ id: 'ImportStanding' });

/** What each event brings, by its name. */
export const liveData = {
  /** The stream begins here: read what you show, then follow. */
  ready: z.object({}),
  /** Something may have been missed: read what you show again. */
  reset: z.object({}),
  'campaign.progress': CampaignStanding,
  'campaign.deleted': z.object({ campaignId: Id }),
  /** Calls as they are now, the ones that changed. */
  'calls.changed': z.object({ campaignId: Id, calls: z.array(Call) }),
  /** Too many calls changed to tell them one by one: read them again. */
  'calls.invalidated': z.object({ campaignId: Id }),
  'import.progress': ImportStanding,
  'limits.changed': Concurrency,
  'clock.changed': SandboxTime,
} as const;

export type LiveKind = keyof typeof liveData;

/** An event of the stream; `id` is what a later stream goes on from. */
export type LiveEvent = {
  [Kind in LiveKind]: { id: string; event: Kind; data: z.output<(typeof liveData)[Kind]> };
}[LiveKind];

const topics = z.string().max(1000).optional().meta({
  description:
    'Comma-separated: campaigns (and queue, the same), campaign:<id>, calls, imports, limits, clock. All of them when not given',
});

const stream = {
  method: 'GET',
  permission: 'viewer',
  output: z.string(),
  text: 'text/event-stream; charset=utf-8',
  resumable: true,
} as const;

export const live = {
  events: endpoint({
    ...stream,
    path: ['/events', '/events/stream'],
    summary: 'Everything live, as server-sent events; resumed after the Last-Event-ID of the last ten minutes',
    query: z.object({ topics }),
  }),
  ofCampaign: endpoint({
    ...stream,
    path: '/campaigns/:id/events',
    summary: 'What happens to one campaign and its calls, as server-sent events',
    params: ById,
  }),
};
