import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

const all = { limit: 200 };

export const defaultsQuery = queryOptions({
  queryKey: ['settings', 'defaults'],
  queryFn: ({ signal }) => api.settings.defaults({}, { signal }),
});

export const rulesQuery = queryOptions({
  queryKey: ['settings', 'calling rules'],
  queryFn: ({ signal }) => api.callingHours.rules({}, { signal }),
});

export const legalHoursQuery = queryOptions({
  queryKey: ['legal hours'],
  queryFn: ({ signal }) => api.callingHours.legalHours({}, { signal }),
  staleTime: Infinity,
});

/** Who last set the workspace's limit; only an admin may read the log that says so. */
export const limitSetterQuery = queryOptions({
  queryKey: ['audit', 'limit setter'],
  queryFn: async ({ signal }) => {
    const { data } = await api.audit.list({ action: 'limit.changed', limit: 1 }, { signal });
    return data[0] ?? null;
  },
});

export const membersQuery = queryOptions({
  queryKey: ['members', 'list'],
  queryFn: async ({ signal }) => (await api.members.list(all, { signal })).data,
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations', 'list'],
  queryFn: async ({ signal }) => (await api.members.invitations(all, { signal })).data,
});

export const openSessionsQuery = queryOptions({
  queryKey: ['sessions', 'list'],
  queryFn: async ({ signal }) => (await api.auth.sessions(all, { signal })).data,
});

export const auditQuery = (action: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', action],
    queryFn: ({ pageParam, signal }) =>
      api.audit.list(
        { limit: 25, ...(action === '' ? {} : { action }), ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.nextCursor,
  });

/** Countries whose numbers can be read, by their names. */
export const countriesQuery = queryOptions({
  queryKey: ['countries'],
  queryFn: async () => {
    const { getCountries } = await import('libphonenumber-js/min');
    const names = new Intl.DisplayNames(undefined, { type: 'region' });
    return getCountries()
      .map((code) => ({ value: code as string, label: names.of(code) ?? code }))
      .toSorted((a, b) => a.label.localeCompare(b.label));
  },
  staleTime: Infinity,
});
