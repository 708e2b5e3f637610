import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { CallFilters, useCallQuery } from '#web/calls/call-filters.tsx';
import { CallsTable } from '#web/calls/calls-table.tsx';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { useFilters } from '#web/shell/use-filters.ts';
import { zoneOfViewer } from '#web/format/time.ts';
import { ExportLink } from './export-link.tsx';

/** The calls of a campaign, the newest first, on its clock. */
export function CallsTab() {
  const { campaignId = '' } = useParams({ strict: false });
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  const { isNarrowed, ...query } = useCallQuery();
  const [, change] = useFilters();
  const wanted = { ...query, campaignId };
  return (
    <div className="flex h-[max(24rem,calc(100dvh-20rem))] flex-col">
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <CallFilters />
        <div className="ms-auto">
          <ExportLink
            campaignId={campaignId}
            rows="calls"
            disposition={query.disposition}
            icon={<Download size={16} aria-hidden />}
          >
            Export
          </ExportLink>
        </div>
      </div>
      <CallsTable
        key={JSON.stringify(wanted)}
        query={wanted}
        timeZone={campaign?.timeZone ?? zoneOfViewer()}
        onClear={isNarrowed ? () => change({ outcome: undefined, q: undefined }) : undefined}
      />
    </div>
  );
}
