import type { InfiniteData } from '@tanstack/react-query';
import type { Campaign } from '#contract/campaigns.ts';
import { queryClient } from '#web/api.ts';

type Paged = { data: Campaign[]; page: { nextCursor: string | null; hasMore: boolean } };

/** Changes a campaign wherever it is shown, until the server says how it stands. */
export function changeShown(id: string, change: (campaign: Campaign) => Campaign): void {
  queryClient.setQueryData<Campaign>(['campaigns', 'one', id], (known) => (known ? change(known) : known));
  queryClient.setQueriesData<InfiniteData<Paged>>({ queryKey: ['campaigns', 'list'] }, (known) => {
    if (!known || !('pages' in known)) return known;
    const changed = (campaign: Campaign) => (campaign.id === id ? change(campaign) : campaign);
    return { ...known, pages: known.pages.map((page) => ({ ...page, data: page.data.map(changed) })) };
  });
}

/** Shows a campaign as the server answered it; lists and counts are read again, as it may belong elsewhere now. */
export function showAnswered(campaign: Campaign): void {
  changeShown(campaign.id, () => campaign);
  campaignsChanged();
}

/** Reads the lists and their counts again. */
export function campaignsChanged(): void {
  for (const part of ['list', 'counts', 'glances'])
    void queryClient.invalidateQueries({ queryKey: ['campaigns', part] });
}

const leaving = new Set<string>();
const watchers = new Set<() => void>();
let shown: ReadonlySet<string> = new Set();

/** Campaigns that are about to be deleted: shown no more, although the server still has them. */
export const leavingCampaigns = {
  subscribe(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
  read: () => shown,
  add: (id: string) => publish(() => leaving.add(id)),
  remove: (id: string) => publish(() => leaving.delete(id)),
};

function publish(change: () => unknown): void {
  change();
  shown = new Set(leaving);
  for (const watcher of watchers) watcher();
}
