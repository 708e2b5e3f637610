import * as z from 'zod';
import { CallStatus } from '#domain/call.ts';
import { Disposition } from '#domain/disposition.ts';
import { EnrollmentStatus } from '#domain/enrollment.ts';
import { TimeZone } from '#domain/zone.ts';
import { Binding } from './calling-hours.ts';
import { endpoint } from './endpoint.ts';
import { ForecastScore, Wait } from './forecasts.ts';
import { ById, GivenInstant, Id, Instant, PageQuery, Search, pageOf } from './page.ts';

/** Why the hours of somebody who waits are closed. */
const WaitsFor = Binding.nullable().meta({
  description:
    'What keeps somebody who waits from being dialled whatever slots are free: the window, legal hours, a time zone that ' +
    'is not known well enough, or a window that never opens within legal hours. Null while his hours are open, and for ' +
    'window and legal hours while the campaign does not run',
});

/** The last call to somebody that was dialled or is about to be: enough for a row of a table. */
const LastCall = z
  .object({
    id: Id,
    at: Instant.meta({ description: 'When it was dialled, or claimed if it was not yet' }),
    status: CallStatus,
    disposition: Disposition.nullable(),
    goalMet: z.boolean().nullable(),
    talkSeconds: z.int().nullable(),
  })
  .meta({ id: 'LastCall' });
export type LastCall = z.infer<typeof LastCall>;

/** One contact's place in one campaign. */
export const Enrollment = z
  .object({
    id: Id,
    campaignId: Id,
    contactId: Id.nullable(),
    phone: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    company: z.string().nullable(),
    status: EnrollmentStatus,
    priority: z.int(),
    attempts: z.int(),
    dueAt: Instant.nullable(),
    lastDisposition: Disposition.nullable(),
    waitsFor: WaitsFor,
    nextAction: z.string().nullable(),
    lastCall: LastCall.nullable(),
    custom: z.record(z.string(), z.unknown()).meta({ description: 'What else is known of the contact' }),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Enrollment' });
export type Enrollment = z.infer<typeof Enrollment>;

const shortText = z.string().max(500);

/** A person to be called: only the phone is needed. `custom` travels to the agent. */
export const NewContact = z
  .strictObject({
    phone: z.string().max(60),
    name: shortText.optional(),
    email: shortText.optional(),
    company: shortText.optional(),
    notes: z.string().max(5000).optional(),
    timeZone: TimeZone.optional(),
    priority: z.int().min(-1000).max(1000).default(0),
    nextAction: z.string().max(1000).optional(),
    custom: z.record(z.string().max(100), z.unknown()).optional(),
  })
  .meta({ id: 'NewContact' });
export type NewContact = z.infer<typeof NewContact>;

const contactsMax = 10_000;

/** People by their ids in the contact book, with their data, or those who came with an import. */
export const NewEnrollments = z
  .strictObject({
    importId: Id.optional(),
    contactIds: z.array(Id).max(contactsMax).default([]),
    contacts: z.array(NewContact).max(contactsMax).default([]),
    country: z.string().max(60).optional(),
  })
  .meta({ id: 'NewEnrollments' });

/** What became of each: `enrolled` will be called, `already` were in the campaign; problems name the place in the request. */
export const Enrolled = z
  .object({
    enrolled: z.int(),
    already: z.int(),
    failed: z.int(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), reason: z.string() })),
  })
  .meta({ id: 'Enrolled' });

/**
 * The arithmetic behind a priority: the points of its terms sum to it. The term `given` is what the file or the API gave,
 * and what was otherwise when the person was enrolled.
 */
export const PriorityExplained = z
  .object({
    mode: z.enum(['priority', 'fifo']),
    terms: z.array(z.object({ label: z.string(), count: z.int(), points: z.int() })),
    sum: z.int(),
    text: z.string(),
  })
  .meta({ id: 'PriorityExplained' });

export const placeMeaning =
  'Place in the line of its campaign, from 1: those ready whose hours are open, then those ready whose hours are ' +
  'closed, each by priority and first in; then those due later, by when; then those of a campaign not started';

export const QueueItem = z
  .object({
    enrollmentId: Id,
    campaignId: Id,
    campaignName: z.string(),
    contactId: Id.nullable(),
    phone: z.string(),
    name: z.string().nullable(),
    status: z.enum(['queued', 'waiting', 'pending']),
    position: z
      .int()
      .nullable()
      .meta({ description: `${placeMeaning}. Null in a list beyond place 20,000: ask for the person` }),
    priority: z.int(),
    explain: PriorityExplained,
    wait: Wait.nullable().meta({
      description:
        'Null while no forecast is known: the first is made within a minute after the start, one person is foretold at once',
    }),
    attempts: z.int(),
    dueAt: Instant.nullable(),
    lastDisposition: Disposition.nullable(),
    waitsFor: WaitsFor,
  })
  .meta({ id: 'QueueItem' });
export type QueueItem = z.infer<typeof QueueItem>;

const QueueQuery = PageQuery.extend({ status: z.enum(['queued', 'waiting', 'pending']).optional() });

const priorityMost = 1_000_000;

/** Where somebody shall stand in the line of his campaign: one of the two. */
export const NewPlace = z
  .strictObject({
    place: z.enum(['first', 'last']).optional().meta({
      description: 'Before, or behind, all others of the campaign who are ready or not started',
    }),
    priority: z.int().min(-priorityMost).max(priorityMost).optional().meta({ description: 'The whole number' }),
  })
  .refine(({ place, priority }) => (place === undefined) !== (priority === undefined), {
    error: 'Must name either place or priority',
  })
  .meta({ id: 'NewPlace' });

/** How many wait and are on the phone in the workspace, with the limits that apply. */
export const QueueStatistics = z
  .object({
    waiting: z.int().meta({ description: 'Ready to be called now' }),
    delayed: z.int().meta({ description: 'Due later' }),
    pending: z.int().meta({ description: 'In campaigns that have not started' }),
    active: z.int(),
    limit: z.int(),
    available: z.int(),
    nextDueAt: Instant.nullable(),
    throughput: z
      .object({ lastHour: z.int(), finishedLastHour: z.int() })
      .meta({ description: 'Calls that began within the last hour, and how many of them have ended' }),
    score: ForecastScore,
    campaigns: z.array(
      z.object({ id: Id, name: z.string(), waiting: z.int(), delayed: z.int(), active: z.int(), limit: z.int() }),
    ),
  })
  .meta({ id: 'QueueStatistics' });
export type QueueStatistics = z.infer<typeof QueueStatistics>;

export const enrollments = {
  addContacts: endpoint({
    method: 'POST',
    path: '/campaigns/:id/contacts',
    summary: 'Put people into a campaign, by contact id or with their data; also while it runs',
    permission: 'operator',
    params: ById,
    body: NewEnrollments,
    bytesMax: 32 * 1024 ** 2,
    output: Enrolled,
  }),
  contacts: endpoint({
    method: 'GET',
    path: '/campaigns/:id/contacts',
    summary: 'List the people of a campaign, first in first',
    permission: 'viewer',
    params: ById,
    query: PageQuery.extend({ status: EnrollmentStatus.optional(), q: Search }),
    output: pageOf(Enrollment),
  }),
  queue: endpoint({
    method: 'GET',
    path: '/campaigns/:id/queue',
    summary: 'Who is called next: those ready now in order, then those due later, then those of a campaign not started',
    permission: 'viewer',
    params: ById,
    query: QueueQuery,
    output: pageOf(QueueItem),
  }),
};

export const queue = {
  list: endpoint({
    method: 'GET',
    path: '/queue',
    summary: 'The queue over all campaigns, in the order of each section; places are those within the campaigns',
    permission: 'viewer',
    query: QueueQuery,
    output: pageOf(QueueItem),
  }),
  get: endpoint({
    method: 'GET',
    path: '/queue/:id',
    summary: 'One person in the queue, by enrollment id: the true place and the arithmetic behind it',
    permission: 'viewer',
    params: ById,
    output: QueueItem,
  }),
  move: endpoint({
    method: 'PATCH',
    path: '/queue/:id',
    summary: 'Let somebody who waits go first, or last, or give a priority',
    permission: 'operator',
    params: ById,
    body: NewPlace,
    output: QueueItem,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/queue/:id',
    summary: 'Take somebody who waits out of the queue of his campaign; others are not changed by it',
    permission: 'operator',
    params: ById,
    output: z.void(),
    status: 204,
  }),
  return: endpoint({
    method: 'POST',
    path: '/queue/:id/return',
    summary: 'Let somebody who was taken out wait again, until an instant or to be called in turn',
    permission: 'operator',
    params: ById,
    body: z.strictObject({ dueAt: GivenInstant.optional() }).meta({ id: 'Return' }),
    output: QueueItem,
  }),
  statistics: endpoint({
    method: 'GET',
    path: '/queue/statistics',
    summary: 'How many wait, how many are on the phone, and the limit',
    permission: 'viewer',
    output: QueueStatistics,
  }),
};
