import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { leavingCampaigns } from '#web/campaigns/actions/cached-campaign.ts';
import { campaignCountsQuery, campaignListQuery, glancesQuery } from '#web/campaigns/queries.ts';
import { onLiveEvent } from '#web/live/live-stream.ts';
import { askedOf, tabOf } from './list-words.ts';

/** What the address asks for, and the campaigns that are there. */
export function useCampaignList() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const tab = tabOf(search.tab);
  const filter = {
    ...(search.q === undefined ? {} : { q: search.q }),
    ...(search.agent === undefined ? {} : { agentId: search.agent }),
  };
  const list = useInfiniteQuery(campaignListQuery({ ...askedOf[tab], ...filter }));
  const counts = useQuery(campaignCountsQuery(filter));
  const leaving = useSyncExternalStore(leavingCampaigns.subscribe, leavingCampaigns.read);
  const campaigns = (list.data?.pages ?? []).flatMap(({ data }) => data).filter(({ id }) => !leaving.has(id));
  const glances = useGlances(campaigns.map(({ id }) => id));
  const change = useCallback(
    (changes: Record<string, string | undefined>) =>
      void navigate({ to: '/campaigns', search: (before) => ({ ...before, ...changes }), replace: true }),
    [navigate],
  );
  return { tab, search, filter, list, counts: counts.data, campaigns, leaving, glances, change };
}

const glanceEveryMs = 3000;

/** Sparklines and forecasts, read again when something moved, not more often than every few seconds. */
function useGlances(ids: readonly string[]) {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onLiveEvent(({ event }) => {
      if (event !== 'campaign.progress' || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ['campaigns', 'glances'] });
      }, glanceEveryMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);
  return useQuery(glancesQuery(ids)).data;
}
