import { queryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

export const queueStatisticsQuery = queryOptions({
  queryKey: ['queue', 'statistics'],
  queryFn: ({ signal }) => api.queue.statistics({}, { signal }),
});
