import { useMutation } from '@tanstack/react-query';
import type { Campaign } from '#contract/campaigns.ts';
import type { Import } from '#contract/imports.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { campaignsChanged } from '#web/campaigns/actions/cached-campaign.ts';
import { now } from '#web/clock.ts';
import { noteBegun } from './coach/begun.ts';
import { campaignName } from './review-words.ts';

export type Brought = { campaign: Campaign; import: Import };

/** Makes a draft from a file with what is usual, and checks the file: nobody is written yet. */
export function useBringFile() {
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: async (file: File): Promise<Brought> => {
      const { data: agents } = await api.agents.list({ limit: 1 });
      const [agent] = agents;
      const campaign = await api.campaigns.create(
        {
          name: campaignName(file.name, now()),
          ...(agent === undefined ? {} : { agentId: agent.id }),
          firstCallTime: '09:00',
          lastCallTime: '18:00',
          concurrentCallsLimit: 2,
        },
        oneEffect(),
      );
      try {
        const given = { file: { content: file, name: file.name }, campaignId: campaign.id, mode: 'review' as const };
        return { campaign, import: await api.imports.upload(given, oneEffect()) };
      } catch (error) {
        await api.campaigns.delete({ id: campaign.id }).catch(() => {});
        throw error;
      }
    },
  });
}

/** Writes the people and starts to call them. */
export function useStartBrought() {
  return useMutation({
    mutationFn: async ({ campaign: { id }, import: { id: importId } }: Brought) => {
      await api.imports.commit({ id: importId, wait: true }, oneEffect());
      return api.campaigns.start({ id }, oneEffect());
    },
    onSuccess: (started) => {
      queryClient.setQueryData(['campaigns', 'one', started.id], started);
      campaignsChanged();
      noteBegun();
    },
  });
}

/** Somebody thought better of it: the draft goes, and nobody was written. */
export function discardBrought({ campaign }: Brought): void {
  void api.campaigns.delete({ id: campaign.id }).then(campaignsChanged, () => {});
}
