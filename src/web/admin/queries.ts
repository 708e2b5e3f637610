import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

/** Numbers of the whole installation come by no stream, which is each workspace's own: they are read again while shown. */
const everyMs = 5000;

export const workspacesQuery = queryOptions({
  queryKey: ['admin', 'workspaces'],
  queryFn: async ({ signal }) => (await api.admin.workspaces({ limit: 200 }, { signal })).data,
  refetchInterval: everyMs,
});

export const grantsQuery = queryOptions({
  queryKey: ['admin', 'grants'],
  queryFn: async ({ signal }) => (await api.admin.grants({}, { signal })).data,
  refetchInterval: everyMs,
});

export const readinessQuery = queryOptions({
  queryKey: ['admin', 'readiness'],
  queryFn: ({ signal }) => api.operations.ready({}, { signal }),
  refetchInterval: everyMs,
});

export const backlogQuery = queryOptions({
  queryKey: ['admin', 'backlog'],
  queryFn: ({ signal }) => api.admin.backlog({}, { signal }),
  refetchInterval: everyMs,
});

export const systemAuditQuery = (action: string) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'audit', action],
    queryFn: ({ pageParam, signal }) =>
      api.admin.audit(
        { limit: 25, ...(action === '' ? {} : { action }), ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.nextCursor,
  });
