import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Client } from '#client/client.ts';
import { api } from '#web/api.ts';

export type CampaignFilter = Pick<NonNullable<Parameters<Client['campaigns']['list']>[0]>, 'status' | 'q'>;

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id],
    queryFn: ({ signal }) => api.campaigns.get({ id }, { signal }),
  });

export const campaignListQuery = (filter: CampaignFilter) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      api.campaigns.list({ ...filter, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.nextCursor,
  });

/** How many campaigns run or are paused: the badge in the sidebar. */
export const activeCountQuery = queryOptions({
  queryKey: ['campaigns', 'active count'],
  queryFn: async ({ signal }) => (await api.campaigns.list({ status: 'active', limit: 200 }, { signal })).data.length,
});
