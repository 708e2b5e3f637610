import { queryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

export const agentsQuery = queryOptions({
  queryKey: ['agents', 'list'],
  queryFn: async ({ signal }) => (await api.agents.list({ limit: 200 }, { signal })).data,
});

/** The agents that the provider knows for an account; asked for when somebody chooses one. */
export const remoteAgentsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['providerAccounts', 'agents', accountId],
    queryFn: async ({ signal }) => (await api.providerAccounts.agents({ id: accountId }, { signal })).data,
    retry: false,
  });

/** The call that a test made, followed until it has ended. */
export const testCallQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', campaignId, 'calls', 'test'],
    queryFn: async ({ signal }) =>
      (await api.campaigns.calls({ id: campaignId, limit: 1 }, { signal })).data[0] ?? null,
  });
