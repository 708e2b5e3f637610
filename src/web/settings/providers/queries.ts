import { queryOptions } from '@tanstack/react-query';
import type { ProviderForm } from '#contract/provider-accounts.ts';
import type * as z from 'zod';
import { api } from '#web/api.ts';

/** What is asked for to make an account of a provider. */
export type Form = z.output<typeof ProviderForm>;

const all = { limit: 200 };

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }) => (await api.providerAccounts.providers({}, { signal })).data,
  staleTime: Infinity,
});

export const accountsQuery = queryOptions({
  queryKey: ['providerAccounts', 'list'],
  queryFn: async ({ signal }) => (await api.providerAccounts.list(all, { signal })).data,
});

export const phoneNumbersQuery = queryOptions({
  queryKey: ['phoneNumbers', 'list'],
  queryFn: async ({ signal }) => (await api.phoneNumbers.list(all, { signal })).data,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['providerAccounts', 'webhook', id],
    queryFn: ({ signal }) => api.providerAccounts.webhook({ id }, { signal }),
  });
