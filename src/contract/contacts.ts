import * as z from 'zod';
import { CampaignSettings } from '#domain/campaign-settings.ts';
import { CampaignStatus } from '#domain/campaign.ts';
import { TimeZone } from '#domain/zone.ts';
import { Call } from './calls.ts';
import { endpoint } from './endpoint.ts';
import { Enrolled, Enrollment } from './enrollments.ts';
import { ById, GivenInstant, Id, Instant, pageOf, PageQuery } from './page.ts';

/** A person in the contact book. */
export const Contact = z
  .object({
    id: Id,
    phone: z.string().meta({ description: 'E.164; one contact a number' }),
    name: z.string().nullable(),
    email: z.string().nullable(),
    company: z.string().nullable(),
    notes: z.string().nullable(),
    tags: z.array(z.string()),
    custom: z.record(z.string(), z.unknown()),
    timeZone: z.string().nullable().meta({ description: 'The given one, else the only one that the number allows' }),
    timeZoneSource: z.enum(['given', 'number']),
    zones: z.array(z.string()).meta({ description: 'Every time zone the person may live in: all must be open' }),
    suppressed: z.boolean().meta({ description: 'On the do-not-call list' }),
    successfulCalls: z.int().meta({ description: 'Calls that met their goal' }),
    notConnectedCalls: z.int(),
    lastConversationAt: Instant.nullable(),
    lastSummary: z.string().nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, { error: `Must be at most ${most} characters` });

const Tag = line(50).min(1, { error: 'Must not be empty' });
const Tags = z.array(Tag).max(50, { error: 'Must be at most 50 tags' });
const Custom = z.record(z.string().max(100, { error: 'Must have names of at most 100 characters' }), z.unknown());
const Country = z.string().max(60).meta({ description: 'ISO 3166 code that national numbers are read with' });

const fields = { name: line(500), email: line(500), company: line(500), notes: line(5000), timeZone: TimeZone };

/** A person for the contact book: only the phone is needed. */
export const NewPerson = z
  .strictObject({
    phone: z.string().max(60),
    name: fields.name.optional(),
    email: fields.email.optional(),
    company: fields.company.optional(),
    notes: fields.notes.optional(),
    timeZone: fields.timeZone.optional(),
    tags: Tags.optional(),
    custom: Custom.optional(),
  })
  .meta({ id: 'NewPerson' });
export type NewPerson = z.infer<typeof NewPerson>;

/** What is not named stays; null takes away. In `custom`, named keys are set and those given as null removed. */
export const ContactChanges = z
  .strictObject({
    phone: z.string().max(60).optional(),
    country: Country.optional(),
    name: fields.name.nullish(),
    email: fields.email.nullish(),
    company: fields.company.nullish(),
    notes: fields.notes.nullish(),
    timeZone: fields.timeZone.nullish().meta({ description: 'null: told by the number again' }),
    tags: Tags.optional(),
    custom: Custom.optional(),
  })
  .meta({ id: 'ContactChanges' });
export type ContactChanges = z.infer<typeof ContactChanges>;

const atOnceMax = 10_000;
/** Of a request that may hold that many people. */
export const crowdBytesMax = 32 * 1024 ** 2;

export const ContactIds = z.array(Id).min(1).max(atOnceMax);

/** Each row is judged by itself: a wrong one refuses no other. */
export const NewPeople = z
  .strictObject({
    contacts: z
      .array(z.unknown())
      .min(1)
      .max(atOnceMax)
      .meta({ items: { $ref: '#/components/schemas/NewPerson' } }),
    country: Country.optional(),
  })
  .meta({ id: 'NewPeople' });

export const AddedPeople = z
  .object({
    created: z.int(),
    updated: z.int(),
    skipped: z.int(),
    failed: z.int(),
    results: z
      .array(
        z.object({
          index: z.int(),
          status: z.enum(['created', 'updated', 'skipped', 'failed']),
          contactId: Id.nullable(),
          errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })),
        }),
      )
      .meta({ description: 'One for each row, in order' }),
  })
  .meta({ id: 'AddedPeople' });
export type AddedPeople = z.infer<typeof AddedPeople>;

export const TagChanges = z
  .strictObject({ contactIds: ContactIds, add: Tags.default([]), remove: Tags.default([]) })
  .meta({ id: 'TagChanges' });

const yesOrNo = z.enum(['true', 'false']);

const filters = {
  q: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Beginning of the name or of its last word, of the e-mail, the company or the number' }),
  tag: z.string().max(50).optional(),
  hasName: yesOrNo.optional(),
  hasEmail: yesOrNo.optional(),
  campaignId: Id.optional().meta({ description: 'Who is in this campaign' }),
  suppressed: yesOrNo.optional(),
  conversationAfter: GivenInstant.optional().meta({ description: 'Who was last spoken to at this instant or later' }),
  conversationBefore: GivenInstant.optional().meta({ description: 'Who was last spoken to before this instant' }),
  country: z.string().max(60).optional().meta({ description: 'ISO 3166 code, told by the number' }),
  timeZone: z.string().max(60).optional().meta({ description: 'Who may live in this time zone' }),
};

/** `-` turns an order round: the newest, the last spoken to, from Z to A. By conversation only who was spoken to is listed. */
export const ContactOrder = z.enum([
  'createdAt',
  '-createdAt',
  'name',
  '-name',
  'lastConversation',
  '-lastConversation',
]);
export type ContactOrder = z.infer<typeof ContactOrder>;

export const ContactFilters = z.object(filters);
export type ContactFilters = z.infer<typeof ContactFilters>;

/** A contact's place in a campaign, and how that campaign stands. */
export const ContactEnrollment = Enrollment.extend({ campaignName: z.string(), campaignStatus: CampaignStatus }).meta({
  id: 'ContactEnrollment',
});
export type ContactEnrollment = z.infer<typeof ContactEnrollment>;

const Deleting = z
  .object({
    status: z.literal('deleting').meta({ description: 'A call in progress ends by itself; there is no next' }),
  })
  .meta({ id: 'Deleting' });

/** Settings of a campaign, and whom it calls. */
export const BulkCall = z
  .strictObject({ ...CampaignSettings.shape, agentId: Id, contactIds: ContactIds })
  .meta({ id: 'BulkCall' });

export const BulkCalled = z
  .object({
    campaignId: Id,
    status: CampaignStatus,
    notStarted: z.string().nullable().meta({ description: 'Why it was not started' }),
    ...Enrolled.shape,
  })
  .meta({ id: 'BulkCalled' });

const ofOne = { params: ById } as const;

export const contacts = {
  list: endpoint({
    method: 'GET',
    path: '/contacts',
    summary: 'Search and filter the contact book',
    permission: 'viewer',
    query: PageQuery.extend({ ...filters, sort: ContactOrder.default('-createdAt') }),
    output: pageOf(Contact),
  }),
  create: endpoint({
    method: 'POST',
    path: '/contacts',
    summary: 'Add one person; refused when the number is in the book',
    permission: 'operator',
    body: NewPerson.extend({ country: Country.optional() }).meta({ id: 'NewContactInBook' }),
    output: Contact,
    status: 201,
  }),
  createMany: endpoint({
    method: 'POST',
    path: '/contacts/bulk',
    summary: 'Add up to 10,000 people, each judged by itself; known numbers are enriched',
    permission: 'operator',
    body: NewPeople,
    bytesMax: crowdBytesMax,
    output: AddedPeople,
  }),
  tag: endpoint({
    method: 'POST',
    path: '/contacts/tags',
    summary: 'Add tags to many contacts, and take tags from them',
    permission: 'operator',
    body: TagChanges,
    output: z.object({ changed: z.int() }),
  }),
  export: endpoint({
    method: 'GET',
    path: '/contacts/export',
    summary: 'What is filtered, the first made first, as CSV that is safe to open in a spreadsheet',
    permission: 'viewer',
    query: ContactFilters,
    output: z.string(),
    text: 'text/csv; charset=utf-8',
  }),
  get: endpoint({
    ...ofOne,
    method: 'GET',
    path: '/contacts/:id',
    summary: 'Read a contact',
    permission: 'viewer',
    output: Contact,
  }),
  change: endpoint({
    ...ofOne,
    method: 'PATCH',
    path: '/contacts/:id',
    summary: 'Change what is named; the number not while a call is in progress',
    permission: 'operator',
    body: ContactChanges,
    output: Contact,
  }),
  delete: endpoint({
    ...ofOne,
    method: 'DELETE',
    path: '/contacts/:id',
    summary: 'Delete a contact: it leaves every queue; a call in progress ends by itself, which 202 says',
    permission: 'operator',
    output: Deleting.optional(),
    status: 204,
  }),
  calls: endpoint({
    ...ofOne,
    method: 'GET',
    path: '/contacts/:id/calls',
    summary: 'The calls to a contact, the newest first',
    permission: 'viewer',
    query: PageQuery,
    output: pageOf(Call),
  }),
  enrollments: endpoint({
    ...ofOne,
    method: 'GET',
    path: '/contacts/:id/enrollments',
    summary: 'The campaigns a contact is in, the newest first',
    permission: 'viewer',
    query: PageQuery,
    output: pageOf(ContactEnrollment),
  }),
};

export const bulkCall = endpoint({
  method: 'POST',
  path: '/campaigns/bulk-call',
  summary: 'Make a campaign from contacts and start it',
  permission: 'operator',
  body: BulkCall,
  bytesMax: crowdBytesMax,
  output: BulkCalled,
  status: 201,
});
