import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { campaignListQuery } from '#web/campaigns/queries.ts';
import { CampaignSelect } from '#web/campaigns/people/campaign-select.tsx';
import { ExportLink } from '#web/campaigns/people/export-link.tsx';
import { Page } from '#web/shell/page.tsx';
import { useFilters } from '#web/shell/use-filters.ts';
import { CallFilters, useCallQuery } from './call-filters.tsx';
import { CallsTable } from './calls-table.tsx';

/** Every call of the workspace, the newest first. */
export function CallsPage() {
  const [{ campaign }, change] = useFilters();
  const { isNarrowed, ...query } = useCallQuery();
  const { data } = useInfiniteQuery(campaignListQuery({}));
  const campaigns = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const names = useMemo(() => new Map(campaigns.map(({ id, name }) => [id, name])), [campaigns]);
  const wanted = { ...query, ...(campaign === undefined ? {} : { campaignId: campaign }) };
  const isFiltered = isNarrowed || campaign !== undefined;
  return (
    <Page
      title="Calls"
      isFull
      actions={
        campaign === undefined ? null : (
          <ExportLink
            campaignId={campaign}
            rows="calls"
            disposition={query.disposition}
            icon={<Download size={16} aria-hidden />}
          >
            Export
          </ExportLink>
        )
      }
    >
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <CampaignSelect campaigns={campaigns} value={campaign} onChange={(id) => change({ campaign: id })} />
        <CallFilters />
      </div>
      <CallsTable
        key={JSON.stringify(wanted)}
        query={wanted}
        campaignNames={names}
        onClear={isFiltered ? () => change({ campaign: undefined, outcome: undefined, q: undefined }) : undefined}
      />
    </Page>
  );
}
