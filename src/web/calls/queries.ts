import { queryOptions } from '@tanstack/react-query';
import type { Client } from '#client/verbs.ts';
import type { Call } from '#contract/calls.ts';
import { api } from '#web/api.ts';

export type CallQuery = Omit<NonNullable<Parameters<Client['calls']['list']>[0]>, 'limit' | 'cursor'>;
type PageOf = { limit: number; cursor?: string };

/** The calls of a campaign, or of all of them. */
export const callPages = ({ campaignId, ...query }: CallQuery, isOfCampaign: boolean) => ({
  key: isOfCampaign ? ['campaigns', 'one', campaignId, 'calls', query] : ['calls', 'list', { campaignId, ...query }],
  read: (page: PageOf, options: { signal: AbortSignal }) =>
    api.calls.list({ ...query, ...(campaignId === undefined ? {} : { campaignId }), ...page }, options),
  idOf: (call: Call) => call.id,
});

export const callQuery = (id: string) =>
  queryOptions({ queryKey: ['calls', 'one', id], queryFn: ({ signal }) => api.calls.get({ id }, { signal }) });
