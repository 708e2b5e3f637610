import { queryOptions } from '@tanstack/react-query';
import type { Client } from '#client/verbs.ts';
import type { Contact } from '#contract/contacts.ts';
import { api } from '#web/api.ts';

export type BookQuery = Omit<NonNullable<Parameters<Client['contacts']['list']>[0]>, 'limit' | 'cursor'>;

export const bookPages = (query: BookQuery) => ({
  key: ['contacts', 'list', query],
  read: (page: { limit: number; cursor?: string }, options: { signal: AbortSignal }) =>
    api.contacts.list({ ...query, ...page }, options),
  idOf: (contact: Contact) => contact.id,
});

/** How many the filters find. */
export const bookCountQuery = (filters: Omit<BookQuery, 'sort'>) =>
  queryOptions({
    queryKey: ['contacts', 'count', filters],
    queryFn: async ({ signal }) => (await api.contacts.matching(filters, { signal })).total,
  });

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: ({ signal }) => api.contacts.get({ id }, { signal }),
  });

export const contactCallsQuery = (id: string) =>
  queryOptions({
    queryKey: ['calls', 'list', 'contact', id],
    queryFn: ({ signal }) => api.contacts.calls({ id, limit: 50 }, { signal }),
  });

export const contactCampaignsQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id, 'campaigns'],
    queryFn: ({ signal }) => api.contacts.enrollments({ id, limit: 50 }, { signal }),
  });
