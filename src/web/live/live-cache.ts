import type { InfiniteData, QueryKey } from '@tanstack/react-query';
import type { Campaign } from '#contract/campaigns.ts';
import type { Call } from '#contract/calls.ts';
import type { LiveEvent } from '#contract/live.ts';
import { queryClient } from '#web/api.ts';
import { setClock } from '#web/clock.ts';

type Paged<T> = { data: T[]; page: { nextCursor: string | null; hasMore: boolean } };
type Standing = Extract<LiveEvent, { event: 'campaign.progress' }>['data'];

/** What was told last of each campaign. */
const told = new Map<string, Pick<Standing, 'snapshot' | 'status'>>();

/** Keeps what is in memory as the server says it is. Keys begin with the noun: ['campaigns', 'list' | 'one', …]. */
export function applyLiveEvent(event: LiveEvent): void {
  switch (event.event) {
    case 'ready':
      return;
    case 'reset':
      told.clear();
      void queryClient.invalidateQueries();
      return;
    case 'campaign.progress':
      applyStanding(event.data);
      return;
    case 'campaign.deleted':
      listsChanged();
      return;
    case 'calls.changed':
      applyCalls(event.data.campaignId, event.data.calls);
      return;
    case 'calls.invalidated':
      invalidateSoon(['calls']);
      invalidateSoon(['campaigns', 'one', event.data.campaignId, 'calls']);
      return;
    case 'import.progress':
      invalidateSoon(['imports']);
      return;
    case 'limits.changed':
      queryClient.setQueryData(['settings', 'concurrency'], event.data);
      return;
    case 'clock.changed':
      queryClient.setQueryData(['sandbox', 'clock'], event.data);
      setClock(event.data);
  }
}

/** A campaign's row and its page change together; what comes late is older than what is shown, and passed over. */
function applyStanding(standing: Standing): void {
  const { campaignId, snapshot, ...fresh } = standing;
  const last = told.get(campaignId);
  if (snapshot < (last?.snapshot ?? 0)) return;
  told.set(campaignId, { snapshot, status: fresh.status });
  const before = queryClient.getQueryData<Campaign>(['campaigns', 'one', campaignId]);
  if (before) queryClient.setQueryData<Campaign>(['campaigns', 'one', campaignId], { ...before, ...fresh });
  // One list may know already what another was read too early to hold: what was told before decides.
  let hasMoved = last?.status !== fresh.status;
  eachPage<Campaign>(['campaigns', 'list'], (campaign) => {
    if (campaign.id !== campaignId) return campaign;
    hasMoved ||= campaign.status !== fresh.status;
    return { ...campaign, ...fresh };
  });
  if (hasMoved) listsChanged();
  if (before && before.status !== fresh.status) invalidateSoon(['campaigns', 'one', campaignId]);
  for (const part of ['stats', 'forecast', 'queue', 'contacts'])
    invalidateSoon(['campaigns', 'one', campaignId, part], 2000);
  invalidateSoon(['queue'], 2000);
}

function listsChanged(): void {
  invalidateSoon(['campaigns', 'list']);
  invalidateSoon(['campaigns', 'counts']);
}

function applyCalls(campaignId: string, changed: Call[]): void {
  const byId = new Map(changed.map((call) => [call.id, call]));
  const seen = new Set<string>();
  const update = (call: Call) => {
    seen.add(call.id);
    return byId.get(call.id) ?? call;
  };
  for (const key of [
    ['calls', 'list'],
    ['campaigns', 'one', campaignId, 'calls'],
  ])
    eachPage<Call>(key, update);
  for (const call of changed) {
    if (queryClient.getQueryData(['calls', 'one', call.id])) invalidateSoon(['calls', 'one', call.id], 500);
  }
  if (changed.every(({ id }) => seen.has(id))) return;
  invalidateSoon(['calls', 'list']);
  invalidateSoon(['campaigns', 'one', campaignId, 'calls'], 500);
}

/** Changes the rows of every list under a key, of one page or of many. */
function eachPage<T>(queryKey: QueryKey, change: (row: T) => T): void {
  const changed = (page: Paged<T>) => ({ ...page, data: page.data.map(change) });
  queryClient.setQueriesData<Paged<T> | InfiniteData<Paged<T>>>({ queryKey }, (known) => {
    if (!known) return known;
    if ('pages' in known) return { ...known, pages: known.pages.map(changed) };
    return 'data' in known ? changed(known) : known;
  });
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** Reads again what is shown under a key, once for all that changed within a while. */
function invalidateSoon(queryKey: QueryKey, withinMs = 1000): void {
  const key = JSON.stringify(queryKey);
  if (waiting.has(key)) return;
  const timer = setTimeout(() => {
    waiting.delete(key);
    void queryClient.invalidateQueries({ queryKey });
  }, withinMs);
  waiting.set(key, timer);
}
