import { useQuery } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { useMemo } from 'react';
import type { QueueItem } from '#contract/enrollments.ts';
import { useFilters } from '#web/shell/use-filters.ts';
import { useSession } from '#web/session.ts';
import { DataTable } from '#web/ui/data-table.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { usePagedRows } from '#web/ui/table/paged-rows.ts';
import { queuePages, queueStatisticsQuery } from './queries.ts';
import type { QueueSection } from './queries.ts';
import { useQueueActions } from './queue-actions.ts';
import { queueColumns } from './queue-columns.tsx';
import { QueueEmpty } from './queue-empty.tsx';
import { accuracyOf } from './queue-words.ts';

type QueueTableProps = {
  campaignId?: string | undefined;
  /** The campaign's clock, within one. */
  timeZone?: string | undefined;
  status?: QueueSection | undefined;
  total: number;
  hasCampaigns?: boolean;
};

/** Who is called next, and next but one: their place, why they wait and about how long. */
export function QueueTable({ campaignId, timeZone, status, total, hasCampaigns = false }: QueueTableProps) {
  const { rows, error, retry, ...paged } = usePagedRows(queuePages(campaignId, status));
  const { data: statistics } = useQuery(queueStatisticsQuery);
  const actions = useQueueActions();
  const { may } = useSession();
  const [, change] = useFilters();
  const isOperator = may('operator');
  const columns = useMemo(
    () => queueColumns({ timeZone, hasCampaigns, actions: isOperator ? actions : null }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the actions do the same at each drawing
    [timeZone, hasCampaigns, isOperator],
  );
  if (error !== null) return <ErrorCard what="the queue" error={error} onRetry={retry} />;
  const onRowKey = (event: KeyboardEvent, item: QueueItem) => {
    if (!isOperator || (event.key !== 'Backspace' && event.key !== 'Delete')) return;
    event.preventDefault();
    actions.remove(item);
  };
  return (
    <>
      <DataTable
        label="Queue"
        columns={columns}
        rows={rows}
        idOf={idOf}
        total={Math.max(total, rows.length)}
        isLoading={paged.isLoading}
        onView={paged.onView}
        onOpen={({ contactId }) => (contactId === null ? undefined : change({ contact: contactId }))}
        onRowKey={onRowKey}
        empty={<QueueEmpty campaignId={campaignId} status={status} />}
      />
      <p className="pt-2 text-sm text-text-3">{statistics ? accuracyOf(statistics.score) : ' '}</p>
    </>
  );
}

const idOf = (item: QueueItem) => item.enrollmentId;
