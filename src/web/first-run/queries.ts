import { queryOptions } from '@tanstack/react-query';
import { api, isRefusal } from '#web/api.ts';

/** The sandbox's clock; null where time is real. */
export const clockQuery = queryOptions({
  queryKey: ['sandbox', 'clock'],
  queryFn: async ({ signal }) => {
    try {
      return await api.sandbox.clock({}, { signal });
    } catch (error) {
      if (isRefusal(error) && error.code === 'real_time') return null;
      throw error;
    }
  },
});
