import { queryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

/** Who can speak; more than 200 are found by name on their own page. */
export const agentChoicesQuery = queryOptions({
  queryKey: ['agents', 'list', 'choices'],
  queryFn: async ({ signal }) => (await api.agents.list({ limit: 200 }, { signal })).data,
});
