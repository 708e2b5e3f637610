import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => api.imports.get({ id }, { signal }),
  });

/** The rows that brought nobody, in the file's order; of one problem when its code is given. */
export const problemRowsQuery = (id: string, code: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['imports', 'one', id, 'problems', code ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      api.imports.problems(
        {
          id,
          limit: 100,
          ...(code === undefined ? {} : { code }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.nextCursor,
  });
