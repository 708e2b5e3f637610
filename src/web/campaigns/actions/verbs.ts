import { useMutation } from '@tanstack/react-query';
import type { Campaign } from '#contract/campaigns.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { toast } from '#web/ui/feedback/toast.ts';
import { campaignsChanged, changeShown, leavingCampaigns, showAnswered } from './cached-campaign.ts';
import { foresee, pausedWords, startedWords } from './foreseen.ts';

type Verb = 'start' | 'pause' | 'resume';
type Wish = { campaign: Campaign; verb: Verb; isUndo?: boolean };

/** Start, pause and resume: shown at once, rolled back when refused, undone from the message. */
export function useCampaignVerb() {
  const mutation = useMutation({
    mutationFn: ({ campaign: { id }, verb }: Wish) => api.campaigns[verb]({ id }, oneEffect()),
    onMutate: async ({ campaign, verb }) => {
      await queryClient.cancelQueries({ queryKey: ['campaigns', 'list'] });
      changeShown(campaign.id, (known) => foresee(known, verb));
    },
    onError: (_error, { campaign }) => changeShown(campaign.id, () => campaign),
    onSuccess: (answered, wish) => {
      showAnswered(answered);
      if (!wish.isUndo) say(answered, wish.verb, (verb) => mutate({ campaign: answered, verb, isUndo: true }));
    },
  });
  const { mutate } = mutation;
  return {
    /** Does one of them, on the campaign as it is shown. */
    act: (campaign: Campaign, verb: Verb) => mutate({ campaign, verb }),
    isBusy: mutation.isPending,
  };
}

function say(answered: Campaign, verb: Verb, undo: (verb: Verb) => void): void {
  if (verb === 'pause') toast.say(pausedWords(answered.counts.calling), { label: 'Undo', run: () => undo('resume') });
  else if (verb === 'resume') toast.say('Resumed.', { label: 'Undo', run: () => undo('pause') });
  else toast.say(startedWords(answered));
}

/** Makes a draft like a campaign; the caller goes there. */
export function useDuplicate() {
  return useMutation({
    mutationFn: ({ id, contacts }: { id: string; contacts: boolean }) =>
      api.campaigns.duplicate({ id, contacts }, oneEffect()),
    onSuccess: (made) => {
      queryClient.setQueryData(['campaigns', 'one', made.id], made);
      campaignsChanged();
    },
  });
}

/** Calls people again who ended unreached, or those whose last call ended so. */
export function useRetry() {
  return useMutation({
    mutationFn: (wish: Parameters<typeof api.campaigns.retry>[0]) => api.campaigns.retry(wish, oneEffect()),
    onSuccess: (answered, wish) => {
      showAnswered(answered);
      void queryClient.invalidateQueries({ queryKey: ['campaigns', 'one', wish.id] });
    },
  });
}

/** Cancels what waits, for good. */
export function useCancel() {
  return useMutation({
    mutationFn: (wish: { id: string; hangUp: boolean }) => api.campaigns.cancel(wish, oneEffect()),
    onSuccess: (answered) => {
      showAnswered(answered);
      toast.say(`${answered.name} is cancelled.`);
    },
  });
}

const undoableMs = 6000;

/** Takes a campaign out of sight, and deletes it once nobody has said Undo. */
export function useDelete() {
  const { mutate } = useMutation({
    mutationFn: (id: string) => api.campaigns.delete({ id }),
    onSettled: (_nothing, _error, id) => {
      campaignsChanged();
      leavingCampaigns.remove(id);
    },
  });
  return ({ id, name }: Pick<Campaign, 'id' | 'name'>) => {
    leavingCampaigns.add(id);
    const timer = setTimeout(() => mutate(id), undoableMs);
    const run = () => {
      clearTimeout(timer);
      leavingCampaigns.remove(id);
    };
    toast.say(`${name} is deleted.`, { label: 'Undo', run });
  };
}
