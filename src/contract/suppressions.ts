import * as z from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

const Source = z.enum(['hand', 'api', 'file', 'call']);

/** A number that must not be called, and why. */
export const Suppression = z
  .object({
    id: Id,
    phone: z.string(),
    reason: z.string(),
    source: z.string().meta({ description: 'hand, api, file, or call: the person asked' }),
    actor: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'Suppression' });

const reason = { error: 'Must say why, in up to 500 characters' };
const Reason = z.string(reason).trim().min(1, reason).max(500, reason);

const NewSuppression = z.strictObject({
  phone: z.string({ error: 'Must be a phone number' }).max(100, { error: 'Must be a phone number' }),
  reason: Reason.optional(),
});

/** One number, or up to 10,000. */
export const NewSuppressions = z
  .strictObject({
    phone: NewSuppression.shape.phone.optional(),
    suppressions: z
      .array(NewSuppression)
      .max(10_000, { error: 'Must be at most 10,000 numbers in one request; upload a file for more' })
      .default([]),
    reason: Reason.optional().meta({ description: 'For numbers that have none of their own' }),
    country: z.string().max(60).optional().meta({ description: 'ISO 3166 code that national numbers are read with' }),
  })
  .meta({ id: 'NewSuppressions' });

/** When it is answered, no call to any of these numbers is on its way, and none will be placed. */
export const SuppressionsAdded = z
  .object({
    added: z.int(),
    already: z.int(),
    failed: z.int(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), reason: z.string() })),
  })
  .meta({ id: 'SuppressionsAdded' });

const Filter = z.object({
  q: z.string().max(200).optional().meta({ description: 'Part of a number, or of a reason' }),
  source: Source.optional(),
});

export const suppressions = {
  list: endpoint({
    method: 'GET',
    path: '/suppressions',
    summary: 'The numbers that must not be called, the newest first',
    permission: 'viewer',
    query: PageQuery.extend(Filter.shape),
    output: pageOf(Suppression),
  }),
  add: endpoint({
    method: 'POST',
    path: '/suppressions',
    summary: 'Never call these numbers again: who waits leaves every queue, what is not answered is withdrawn',
    permission: 'operator',
    body: NewSuppressions,
    output: SuppressionsAdded,
  }),
  upload: endpoint({
    method: 'POST',
    path: '/suppressions/upload',
    summary: 'Never call the numbers of a file again: CSV, TSV, or one number a line',
    permission: 'operator',
    upload: true,
    body: z.strictObject({ country: z.string().max(60).optional(), reason: Reason.optional() }),
    output: SuppressionsAdded,
  }),
  export: endpoint({
    method: 'GET',
    path: '/suppressions/export.csv',
    summary: 'The list as CSV',
    permission: 'viewer',
    query: Filter,
    output: z.string(),
    text: 'text/csv; charset=utf-8',
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/suppressions/:id',
    summary: 'Let a number be called again; who was suppressed before stays so in his campaigns',
    permission: 'admin',
    params: ById,
    query: z.object({ reason: Reason }),
    output: z.void(),
    status: 204,
  }),
};
