import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Client } from '#client/verbs.ts';
import type { CampaignGlance } from '#contract/campaign-list.ts';
import { api } from '#web/api.ts';

type ListQuery = NonNullable<Parameters<Client['campaigns']['list']>[0]>;
export type CampaignFilter = Pick<ListQuery, 'status' | 'drafts' | 'q' | 'agentId'>;

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

/** How many campaigns each tab of the list holds, of those that match. */
export const campaignCountsQuery = (filter: Pick<CampaignFilter, 'q' | 'agentId'>) =>
  queryOptions({
    queryKey: ['campaigns', 'counts', filter],
    queryFn: ({ signal }) => api.campaigns.counts(filter, { signal }),
  });

/** How many campaigns run or are paused: the badge in the sidebar. */
export const activeCountQuery = queryOptions({
  ...campaignCountsQuery({}),
  select: ({ active }) => active,
});

/** The last 15 minutes of these campaigns, and when each is foreseen to end; a hundred at most. */
export const glancesQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['campaigns', 'glances', ids],
    queryFn: async ({ signal }) => {
      if (ids.length === 0) return new Map<string, CampaignGlance>();
      const { data } = await api.campaigns.glances({ ids: ids.slice(0, 100).join(',') }, { signal });
      return new Map(data.map((glance) => [glance.campaignId, glance]));
    },
    placeholderData: keepPreviousData,
  });
