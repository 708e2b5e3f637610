import { queryOptions } from '@tanstack/react-query';
import type { QueueItem } from '#contract/enrollments.ts';
import { api } from '#web/api.ts';

export const queueStatisticsQuery = queryOptions({
  queryKey: ['queue', 'statistics'],
  queryFn: ({ signal }) => api.queue.statistics({}, { signal }),
});

type PageOf = { limit: number; cursor?: string };
export type QueueSection = QueueItem['status'];

/** Who waits, in the order in which they will be called: in one campaign, or in all. */
export const queuePages = (campaignId: string | undefined, status: QueueSection | undefined) => ({
  key: campaignId === undefined ? ['queue', 'list', status] : ['campaigns', 'one', campaignId, 'queue', status],
  read: (page: PageOf, options: { signal: AbortSignal }) => {
    const query = { ...page, ...(status === undefined ? {} : { status }) };
    return campaignId === undefined
      ? api.queue.list(query, options)
      : api.campaigns.queue({ id: campaignId, ...query }, options);
  },
  idOf: (item: QueueItem) => item.enrollmentId,
});
