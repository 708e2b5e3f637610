import { Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { DropCard } from '#web/first-run/drop-card.tsx';
import { Page } from '#web/shell/page.tsx';
import { useSession } from '#web/session.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { CampaignCard, useCardKeys } from './campaign-card.tsx';
import { useHeldRows } from './held-rows.ts';
import { ListTabs, ListTools } from './list-tools.tsx';
import { CardSkeletons, NothingHere } from './list-states.tsx';
import { viewOf } from './list-words.ts';
import type { View } from './list-words.ts';
import { useCampaignList } from './use-campaign-list.ts';

const CampaignTable = lazy(async () => ({ default: (await import('./campaign-table.tsx')).CampaignTable }));

/** So few campaigns that whoever looks may be new. */
const fewCampaigns = 4;

/** Every campaign: what runs, why, until when. */
export function CampaignListPage() {
  const listed = useCampaignList();
  const [view, choose] = useView(listed.counts?.all ?? 0);
  const { may } = useSession();
  const isFiltered = Object.keys(listed.filter).length > 0;
  const isNew = listed.counts !== undefined && listed.counts.all <= fewCampaigns && !isFiltered;
  const isTable = view === 'table' && listed.campaigns.length > 0 && !isNew;
  return (
    <Page
      title="Call campaigns"
      isFull={isTable}
      actions={
        may('operator') ? (
          <ButtonLink to="/campaigns/new" look="primary" icon={<Plus size={16} aria-hidden />}>
            New campaign
          </ButtonLink>
        ) : undefined
      }
      below={<ListTabs tab={listed.tab} counts={listed.counts} search={listed.search} />}
    >
      <div className="-mx-4 mb-4 border-t border-line md:mx-0" />
      <ListTools view={view} onView={choose} search={listed.search} onChange={listed.change} />
      {isNew && may('operator') ? <DropCard /> : null}
      <Listed {...listed} view={view} isFiltered={isFiltered} />
    </Page>
  );
}

/** Cards or a table, as somebody chose on this device, else by how many there are. */
function useView(total: number): [View, (view: View) => void] {
  const [chosen, setChosen] = useState(() => localStorage.getItem('campaign-view'));
  const choose = (next: View) => {
    localStorage.setItem('campaign-view', next);
    setChosen(next);
  };
  return [viewOf(chosen, total), choose];
}

type ListedProps = ReturnType<typeof useCampaignList> & { view: View; isFiltered: boolean };

/** What could not be read again is said above what is known. */
function Listed(props: ListedProps) {
  const { list } = props;
  return (
    <>
      {list.isError ? (
        <div className="mb-4">
          <ErrorCard what="the campaigns" error={list.error} onRetry={() => void list.refetch()} />
        </div>
      ) : null}
      <Rows {...props} />
    </>
  );
}

function Rows({ view, isFiltered, ...listed }: ListedProps) {
  const { list, tab, counts, campaigns, glances, change } = listed;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onMore = hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined;
  if (list.isPending) return <CardSkeletons />;
  if (campaigns.length === 0)
    return list.isError ? null : (
      <NothingHere
        tab={tab}
        counts={counts}
        isFiltered={isFiltered}
        onClear={() => change({ q: undefined, agent: undefined })}
      />
    );
  if (view === 'table')
    return (
      <Suspense>
        <CampaignTable campaigns={campaigns} glances={glances} total={counts?.[tab] ?? -1} onMore={onMore} />
      </Suspense>
    );
  return <Cards {...listed} onMore={onMore} />;
}

type CardsProps = ReturnType<typeof useCampaignList> & { onMore: (() => void) | undefined };

function Cards({ campaigns, leaving, glances, tab, filter, onMore }: CardsProps) {
  const [isPointed, setPointed] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [sorted, sort] = useState(0);
  const onKey = useCardKeys();
  const list = JSON.stringify([tab, filter, sorted]);
  const held = useHeldRows(campaigns, { isHeld: isPointed || hasFocus, list });
  const rows = held.rows.filter(({ id }) => !leaving.has(id));
  const changes = held.changes - (held.rows.length - rows.length);
  return (
    <>
      {changes <= 0 ? null : (
        <p role="status" className="mb-3">
          <Button size="sm" onClick={() => sort((times) => times + 1)}>
            {changes} {changes === 1 ? 'update' : 'updates'}: sort now
          </Button>
        </p>
      )}
      <ul
        aria-label="Campaigns"
        className="grid grid-cols-1 gap-4 lg:grid-cols-2 2xl:grid-cols-3"
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocus={() => setFocus(true)}
        onBlur={({ currentTarget, relatedTarget }) => setFocus(currentTarget.contains(relatedTarget))}
      >
        {rows.map((campaign) => (
          <li key={campaign.id} onKeyDown={(event) => onKey(event, campaign)}>
            <CampaignCard campaign={campaign} glance={glances?.get(campaign.id)} />
          </li>
        ))}
      </ul>
      {onMore === undefined ? null : (
        <div className="mt-4 flex justify-center">
          <Button onClick={onMore}>Show more</Button>
        </div>
      )}
    </>
  );
}
