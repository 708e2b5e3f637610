import * as z from 'zod';
import { CallStatus } from '#domain/call.ts';
import { Disposition } from '#domain/disposition.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, Search, pageOf } from './page.ts';

/** How the record of a call ended; `not_placed` was never dialled and gave its attempt back. */
export const CallEnding = z.enum([...Disposition.options, 'not_placed']);

/** One attempt to reach one contact. */
export const Call = z
  .object({
    id: Id,
    campaignId: Id,
    enrollmentId: Id,
    contactId: Id.nullable(),
    name: z.string().nullable(),
    phone: z.string(),
    from: z.string().nullable(),
    attempt: z.int(),
    status: CallStatus,
    disposition: CallEnding.nullable(),
    reason: z.string().nullable(),
    goalMet: z.boolean().nullable(),
    talkSeconds: z.int().nullable(),
    summary: z.string().nullable(),
    recordingUrl: z.string().nullable(),
    costCents: z.number().nullable(),
    providerCallId: z.string().nullable(),
    claimedAt: Instant,
    placedAt: Instant.nullable(),
    ringingAt: Instant.nullable(),
    answeredAt: Instant.nullable(),
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'Call' });
export type Call = z.infer<typeof Call>;

/** One thing that happened to a call, and who said so; `changed` is false for what came late or twice. */
export const CallEvent = z
  .object({
    kind: z.string(),
    source: z.string(),
    at: Instant,
    changed: z.boolean(),
    disposition: z.string().nullable(),
    detail: z.unknown(),
  })
  .meta({ id: 'CallEvent' });

/** Why the dial was allowed: the clocks, the window and the law at that instant. */
export const DialEvidence = z
  .object({
    at: Instant,
    zones: z.array(z.string()),
    localTimes: z.array(z.string()),
    days: z.array(z.int()),
    firstCallTime: z.string(),
    lastCallTime: z.string(),
    allDay: z.boolean(),
    jurisdictions: z.array(z.string()).meta({ description: 'Whose legal hours were checked; none where they are off' }),
    legalZones: z.array(z.string()),
    legalLocalTimes: z.array(z.string()),
    legalVersion: z.string().nullable(),
  })
  .meta({ id: 'DialEvidence' });

/** What the campaign was when the call was placed: its agent, its hours, its retries. Later edits change nothing in it. */
export const CallSnapshot = z
  .object({ version: z.int(), at: Instant, settings: z.record(z.string(), z.unknown()) })
  .meta({ id: 'CallSnapshot' });

export const CallDetail = Call.extend({
  transcript: z.string().nullable(),
  extracted: z.record(z.string(), z.unknown()).nullable(),
  events: z.array(CallEvent),
  evidence: DialEvidence.nullable(),
  snapshot: CallSnapshot.nullable(),
}).meta({ id: 'CallDetail' });
export type CallDetail = z.infer<typeof CallDetail>;

const CallQuery = PageQuery.extend({
  status: z.enum(['active', ...CallStatus.options]).optional(),
  disposition: CallEnding.optional(),
  q: Search,
});

export const campaignCalls = endpoint({
  method: 'GET',
  path: '/campaigns/:id/calls',
  summary: 'The calls of a campaign, the newest first',
  permission: 'viewer',
  params: ById,
  query: CallQuery,
  output: pageOf(Call),
});

export const calls = {
  list: endpoint({
    method: 'GET',
    path: '/calls',
    summary: 'All calls, the newest first',
    permission: 'viewer',
    query: CallQuery.extend({ campaignId: Id.optional() }),
    output: pageOf(Call),
  }),
  get: endpoint({
    method: 'GET',
    path: '/calls/:id',
    summary: 'A call with all that happened to it',
    permission: 'viewer',
    params: ById,
    output: CallDetail,
  }),
};
