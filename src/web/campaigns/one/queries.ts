import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, queryClient } from '#web/api.ts';

export const statsQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id, 'stats'],
    queryFn: ({ signal }) => api.campaigns.stats({ id }, { signal }),
  });

export const forecastQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id, 'forecast'],
    queryFn: ({ signal }) => api.campaigns.forecast({ id }, { signal }),
  });

export type PulseRange = '15m' | 'today' | 'all';

/** What live events bring after it is added to it as it comes: it is read anew only now and then. */
export const pulseQuery = (id: string, range: PulseRange, until?: Date) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id, 'pulse', range],
    queryFn: ({ signal }) =>
      api.campaigns.pulse({ id, range, ...(until === undefined ? {} : { until: until.toISOString() }) }, { signal }),
  });

export const analyticsQuery = (id: string, clock: 'campaign' | 'contact' = 'campaign') =>
  queryOptions({
    queryKey: ['campaigns', 'one', id, 'analytics', clock],
    queryFn: ({ signal }) => api.campaigns.analytics({ id, clock }, { signal }),
  });

/** Who is on the phone now; among the calls, so that live events keep it. */
export const activeCallsQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id, 'calls', 'active'],
    queryFn: ({ signal }) => api.campaigns.calls({ id, status: 'active', limit: 50 }, { signal }),
  });

export const nextInLineQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id, 'queue', 'next'],
    queryFn: ({ signal }) => api.campaigns.queue({ id, limit: 3 }, { signal }),
  });

export const phoneNumbersQuery = queryOptions({
  queryKey: ['phone numbers', 'list'],
  queryFn: async ({ signal }) => (await api.phoneNumbers.list({ limit: 200 }, { signal })).data,
  staleTime: 60_000,
});

export const activityQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', 'one', id, 'activity'],
    queryFn: ({ pageParam, signal }) =>
      api.campaigns.activity({ id, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.nextCursor,
  });

/** Reads a part of a campaign again. */
export function readAgain(id: string, part: string): void {
  void queryClient.invalidateQueries({ queryKey: ['campaigns', 'one', id, part] });
}
