import * as z from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, PageQuery, pageOf } from './page.ts';

/** A caller id of a provider account. */
export const PhoneNumber = z
  .object({
    id: Id,
    providerAccountId: Id,
    phone: z.string().meta({ description: 'E.164' }),
    label: z.string(),
  })
  .meta({ id: 'PhoneNumber' });
export type PhoneNumber = z.infer<typeof PhoneNumber>;

const label = z.string().trim().max(100, { error: 'Must be at most 100 characters' });

export const phoneNumbers = {
  list: endpoint({
    method: 'GET',
    path: '/phone-numbers',
    summary: 'List caller ids, the oldest first',
    permission: 'viewer',
    query: PageQuery.extend({ providerAccountId: Id.optional() }),
    output: pageOf(PhoneNumber),
  }),
  create: endpoint({
    method: 'POST',
    path: '/phone-numbers',
    summary: 'Add a caller id that the provider account owns',
    permission: 'admin',
    body: z
      .strictObject({
        providerAccountId: Id,
        phone: z.string().max(60).meta({ description: 'With its country code' }),
        label: label.default(''),
      })
      .meta({ id: 'NewPhoneNumber' }),
    output: PhoneNumber,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/phone-numbers/:id',
    summary: 'Read a caller id',
    permission: 'viewer',
    params: ById,
    output: PhoneNumber,
  }),
  change: endpoint({
    method: 'PATCH',
    path: '/phone-numbers/:id',
    summary: 'Change what a caller id is called',
    permission: 'admin',
    params: ById,
    body: z.strictObject({ label }).meta({ id: 'PhoneNumberChanges' }),
    output: PhoneNumber,
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/phone-numbers/:id',
    summary: 'Delete a caller id; refused while campaigns call from it',
    permission: 'admin',
    params: ById,
    output: z.void(),
    status: 204,
  }),
};
