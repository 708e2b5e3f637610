import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

export type Source = 'hand' | 'api' | 'file' | 'call';
export type SuppressionFilter = { q?: string; source?: Source };

const sources: readonly string[] = ['hand', 'api', 'file', 'call'];

/** What the address asks for; a source that is none is passed over. */
export function filterOf(search: Readonly<Record<string, string | undefined>>): SuppressionFilter {
  const { q, source } = search;
  return {
    ...(q === undefined ? {} : { q }),
    ...(source !== undefined && sources.includes(source) ? { source: source as Source } : {}),
  };
}

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
