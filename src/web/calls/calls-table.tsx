import { PhoneOff } from 'lucide-react';
import { useMemo } from 'react';
import type { Call } from '#contract/calls.ts';
import { DataTable } from '#web/ui/data-table.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { usePagedRows } from '#web/ui/table/paged-rows.ts';
import { callColumns } from './calls-columns.tsx';
import { useOpenCall } from './open-call.ts';
import { callPages } from './queries.ts';
import type { CallQuery } from './queries.ts';

type CallsTableProps = {
  query: CallQuery;
  /** Of one campaign: shown on its clock; else with the names of campaigns, on the viewer's. */
  timeZone?: string | undefined;
  campaignNames?: ReadonlyMap<string, string>;
  /** How many there are, where that is known. */
  total?: number;
  onClear: (() => void) | undefined;
};

/** Calls, the newest first; pressing one opens its drawer. */
export function CallsTable({ query, timeZone, campaignNames, total = -1, onClear }: CallsTableProps) {
  const { rows, error, retry, ...paged } = usePagedRows(callPages(query, timeZone !== undefined));
  const openCall = useOpenCall();
  const columns = useMemo(() => callColumns(timeZone, campaignNames), [timeZone, campaignNames]);
  if (error !== null) return <ErrorCard what="the calls" error={error} onRetry={retry} />;
  return (
    <DataTable
      label="Calls"
      columns={columns}
      rows={rows}
      idOf={idOf}
      total={paged.hasMore ? total : rows.length}
      isLoading={paged.isLoading}
      onView={paged.onView}
      onOpen={(call) => openCall(call.id, rows.map(idOf))}
      empty={<NoCalls onClear={onClear} />}
    />
  );
}

const idOf = (call: Call) => call.id;

function NoCalls({ onClear }: { onClear: (() => void) | undefined }) {
  if (onClear)
    return <Empty title="No calls match these filters" actions={<Button onClick={onClear}>Clear filters</Button>} />;
  return (
    <Empty icon={<PhoneOff size={28} aria-hidden />} title="No calls yet">
      Each call appears here the moment it is made, with its outcome, transcript and recording.
    </Empty>
  );
}
