import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';
import type { SuppressionFilter } from './filter.ts';

export const suppressionsQuery = (filter: SuppressionFilter) =>
  infiniteQueryOptions({
    queryKey: ['suppressions', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      api.suppressions.list(
        { ...filter, limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.nextCursor,
  });
