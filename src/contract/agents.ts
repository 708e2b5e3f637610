import * as z from 'zod';
import { RingSeconds, TalkSeconds, usualLength } from '#domain/call-length.ts';
import { TimeZone } from '#domain/zone.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

/** The AI voice that speaks. */
export const Agent = z
  .object({
    id: Id,
    version: z.int().meta({ description: 'The ETag of an answer, for If-Match' }),
    name: z.string(),
    provider: z.string(),
    providerAccountId: Id,
    providerAgentId: z.string().nullable(),
    prompt: z.string(),
    nextAction: z.string().nullable(),
    ringSecondsMax: z.int(),
    talkSecondsMax: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof Agent>;

const fields = {
  name: z.string().trim().min(1, { error: 'Must not be empty' }).max(200, { error: 'Must be at most 200 characters' }),
  providerAccountId: Id,
  providerAgentId: z.string().max(200),
  prompt: z.string().max(50_000, { error: 'Must be at most 50,000 characters' }),
  nextAction: z.string().max(1000, { error: 'Must be at most 1,000 characters' }),
};

/** Without `providerAccountId` the agent speaks through the workspace's first provider account. */
export const NewAgent = z
  .strictObject({
    name: fields.name,
    providerAccountId: fields.providerAccountId.optional(),
    providerAgentId: fields.providerAgentId.optional(),
    prompt: fields.prompt.default(''),
    nextAction: fields.nextAction.optional(),
    ringSecondsMax: RingSeconds.default(usualLength.ringSecondsMax),
    talkSecondsMax: TalkSeconds.default(usualLength.talkSecondsMax),
  })
  .meta({ id: 'NewAgent' });

export const AgentChanges = z
  .strictObject({
    name: fields.name.optional(),
    providerAgentId: fields.providerAgentId.nullish(),
    prompt: fields.prompt.optional(),
    nextAction: fields.nextAction.nullish(),
    ringSecondsMax: RingSeconds.optional(),
    talkSecondsMax: TalkSeconds.optional(),
  })
  .meta({ id: 'AgentChanges' });

/** Whom to call for a test. What is not told is what the contact book knows of the number. */
export const NewTestCall = z
  .strictObject({
    phone: z.string().max(60),
    country: z.string().max(60).optional(),
    name: z.string().max(500).optional(),
    timeZone: TimeZone.optional(),
    nextAction: fields.nextAction.optional(),
    custom: z.record(z.string().max(100), z.unknown()).optional(),
  })
  .meta({ id: 'NewTestCall' });

/** A test is a campaign of one person that stands in no list: `GET /campaigns/:id/calls` shows its call. */
export const TestCall = z.object({ campaignId: Id }).meta({ id: 'TestCall' });

export const agents = {
  list: endpoint({
    method: 'GET',
    path: '/agents',
    summary: 'List agents, the oldest first',
    permission: 'viewer',
    query: PageQuery.extend({ q: z.string().max(200).optional() }),
    output: pageOf(Agent),
  }),
  create: endpoint({
    method: 'POST',
    path: '/agents',
    summary: 'Make an agent',
    permission: 'operator',
    body: NewAgent,
    output: Agent,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/agents/:id',
    summary: 'Read an agent',
    permission: 'viewer',
    params: ById,
    output: Agent,
    versioned: true,
  }),
  change: endpoint({
    method: 'PATCH',
    path: '/agents/:id',
    summary: 'Change what is named; running campaigns keep the agent as it was when they started',
    permission: 'operator',
    params: ById,
    body: AgentChanges,
    output: Agent,
    versioned: true,
  }),
  testCall: endpoint({
    method: 'POST',
    path: '/agents/:id/test-call',
    summary: 'Call one number with this agent, now; every limit and check of a campaign holds',
    permission: 'operator',
    params: ById,
    body: NewTestCall,
    output: TestCall,
    status: 202,
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/agents/:id',
    summary: 'Delete an agent; with force, campaigns that use it are paused first',
    permission: 'operator',
    params: ById,
    query: z.object({
      force: z.enum(['true', 'false']).default('false').meta({ description: 'true pauses its campaigns' }),
    }),
    output: z.void(),
    status: 204,
  }),
};
