import { queryOptions } from '@tanstack/react-query';
import { api, queryClient } from '#web/api.ts';
import { zoneOfViewer } from '#web/format/time.ts';
import { agentChoicesQuery } from './agent-choices.ts';
import { blankValues, defaultsFrom } from './values/form-values.ts';

/** What a form begins with: how the last campaign called, with its agent, or the first where that is gone. */
export const beginningQuery = queryOptions({
  queryKey: ['campaigns', 'beginning'],
  queryFn: async () => {
    const [{ data }, agents] = await Promise.all([
      api.campaigns.list({ limit: 1 }),
      queryClient.ensureQueryData(agentChoicesQuery),
    ]);
    const values = data[0] ? defaultsFrom(data[0]) : blankValues(zoneOfViewer());
    const isThere = agents.some(({ id }) => id === values.agentId);
    return { ...values, agentId: isThere ? values.agentId : (agents[0]?.id ?? '') };
  },
  staleTime: 0,
});
