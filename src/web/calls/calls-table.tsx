import { Link } from '@tanstack/react-router';
import { PhoneOff } from 'lucide-react';
import { useMemo } from 'react';
import type { Call } from '#contract/calls.ts';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { duration } from '#web/format/time.ts';
import { DataTable } from '#web/ui/data-table.tsx';
import type { Column } from '#web/ui/data-table.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { usePagedRows } from '#web/ui/table/paged-rows.ts';
import { Disposition } from './disposition.tsx';
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
  const columns = useMemo(() => columnsOf(timeZone, campaignNames), [timeZone, campaignNames]);
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

function columnsOf(
  timeZone: string | undefined,
  campaignNames: ReadonlyMap<string, string> | undefined,
): Column<Call>[] {
  const when = (call: Call) => <Time at={call.placedAt ?? call.claimedAt} timeZone={timeZone} />;
  const campaign: Column<Call> = {
    key: 'campaign',
    header: 'Campaign',
    isWideOnly: true,
    render: ({ campaignId }) => (
      <Link to="/campaigns/$campaignId" params={{ campaignId }} className="hover:text-accent hover:underline">
        {campaignNames?.get(campaignId) ?? 'Campaign'}
      </Link>
    ),
  };
  return [
    {
      key: 'person',
      header: 'Person',
      render: (call) => (
        <>
          <span className="block truncate font-semibold md:font-normal">
            {call.name ?? <Phone number={call.phone} />}
          </span>
          <span className="flex items-center gap-2 text-sm text-text-2 md:hidden">
            <Disposition {...call} />
            <span className="figures truncate text-text-3">{when(call)}</span>
          </span>
        </>
      ),
    },
    {
      key: 'phone',
      header: 'Phone',
      width: '10.5rem',
      isWideOnly: true,
      render: ({ phone }) => <Phone number={phone} />,
    },
    ...(campaignNames ? [campaign] : []),
    {
      key: 'outcome',
      header: 'Outcome',
      width: '10rem',
      isWideOnly: true,
      render: (call) => <Disposition {...call} />,
    },
    {
      key: 'talk',
      header: 'Talked',
      width: '5.5rem',
      align: 'end',
      isWideOnly: true,
      render: ({ talkSeconds }) =>
        talkSeconds === null ? <span className="text-text-3">–</span> : duration(talkSeconds),
    },
    {
      key: 'attempt',
      header: 'Attempt',
      width: '5.5rem',
      align: 'end',
      isWideOnly: true,
      render: ({ attempt }) => attempt,
    },
    { key: 'when', header: 'When', width: '13rem', isWideOnly: true, render: when },
    {
      key: 'summary',
      header: 'Summary',
      isWideOnly: true,
      render: ({ summary, reason }) => <span className="text-text-2">{summary ?? reason ?? ''}</span>,
    },
  ];
}
