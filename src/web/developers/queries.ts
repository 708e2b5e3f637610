import { queryOptions } from '@tanstack/react-query';
import { api } from '#web/api.ts';

export const apiKeysQuery = queryOptions({
  queryKey: ['apiKeys', 'list'],
  queryFn: async ({ signal }) => (await api.apiKeys.list({ limit: 200 }, { signal })).data,
});
