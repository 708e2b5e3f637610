import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowDownToLine, ArrowUpToLine, Ellipsis, ListX } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useMemo } from 'react';
import type { QueueItem } from '#contract/enrollments.ts';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { useFilters } from '#web/shell/use-filters.ts';
import { useSession } from '#web/session.ts';
import { IconButton } from '#web/ui/controls/button.tsx';
import { DataTable } from '#web/ui/data-table.tsx';
import type { Column } from '#web/ui/data-table.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Menu } from '#web/ui/overlays/menu.tsx';
import { usePagedRows } from '#web/ui/table/paged-rows.ts';
import { Priority } from './priority.tsx';
import { queuePages, queueStatisticsQuery } from './queries.ts';
import type { QueueSection } from './queries.ts';
import { useQueueActions } from './queue-actions.ts';
import { QueueEmpty } from './queue-empty.tsx';
import { accuracyOf, waitRange, whyWaiting } from './queue-words.ts';

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
    () => columnsOf({ timeZone, hasCampaigns, actions: isOperator ? actions : null }),
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

type Shape = {
  timeZone: string | undefined;
  hasCampaigns: boolean;
  actions: ReturnType<typeof useQueueActions> | null;
};

function columnsOf({ timeZone, hasCampaigns, actions }: Shape): Column<QueueItem>[] {
  const campaign: Column<QueueItem> = {
    key: 'campaign',
    header: 'Campaign',
    isWideOnly: true,
    render: ({ campaignId, campaignName }) => (
      <Link to="/campaigns/$campaignId/queue" params={{ campaignId }} className="hover:text-accent hover:underline">
        {campaignName}
      </Link>
    ),
  };
  const more: Column<QueueItem> = {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    width: '3.5rem',
    align: 'end',
    isWideOnly: true,
    render: (item) => (actions === null ? null : <RowMenu item={item} actions={actions} />),
  };
  return [
    {
      key: 'position',
      header: '#',
      width: '4.5rem',
      isWideOnly: true,
      render: ({ position }) => <span className="figures text-text-2">{position ?? '–'}</span>,
    },
    { key: 'person', header: 'Contact', render: (item) => <Person item={item} timeZone={timeZone} /> },
    {
      key: 'phone',
      header: 'Phone',
      width: '10.5rem',
      isWideOnly: true,
      render: ({ phone }) => <Phone number={phone} />,
    },
    ...(hasCampaigns ? [campaign] : []),
    {
      key: 'priority',
      header: 'Priority',
      width: '6.5rem',
      align: 'end',
      isWideOnly: true,
      render: (item) => <Priority {...item} />,
    },
    {
      key: 'due',
      header: 'Scheduled',
      width: '11rem',
      isWideOnly: true,
      render: (item) => <Due item={item} timeZone={timeZone} />,
    },
    {
      key: 'wait',
      header: '≈ Wait',
      width: '8.5rem',
      isWideOnly: true,
      render: ({ wait }) => (
        <span className="figures">{waitRange(wait) ?? <span className="text-text-3">–</span>}</span>
      ),
    },
    {
      key: 'why',
      header: 'Why waiting',
      isWideOnly: true,
      render: (item) => <span className="text-text-2">{whyWaiting(item)}</span>,
    },
    ...(actions === null ? [] : [more]),
  ];
}

function Person({ item, timeZone }: { item: QueueItem; timeZone: string | undefined }) {
  const wait = waitRange(item.wait);
  return (
    <>
      <span className="block truncate font-semibold md:font-normal">
        <span className="figures me-2 font-normal text-text-3 md:hidden">{item.position ?? '–'}</span>
        {item.name ?? <Phone number={item.phone} />}
      </span>
      <span className="block truncate text-sm text-text-2 md:hidden">
        {item.status === 'waiting' ? <Due item={item} timeZone={timeZone} /> : (wait ?? 'no estimate yet')} ·{' '}
        {whyWaiting(item)}
      </span>
    </>
  );
}

function Due({ item, timeZone }: { item: QueueItem; timeZone: string | undefined }) {
  if (item.status === 'pending') return <span className="text-text-3">at the start</span>;
  return item.dueAt === null ? 'now' : <Time at={item.dueAt} timeZone={timeZone} />;
}

function RowMenu({ item, actions }: { item: QueueItem; actions: ReturnType<typeof useQueueActions> }) {
  return (
    <Menu
      trigger={
        <IconButton label={`What to do with ${item.name ?? item.phone}`} icon={<Ellipsis size={18} aria-hidden />} />
      }
      entries={[
        { label: 'Move to front', icon: <ArrowUpToLine size={16} aria-hidden />, onSelect: () => actions.first(item) },
        {
          label: 'Skip: call after all others',
          icon: <ArrowDownToLine size={16} aria-hidden />,
          onSelect: () => actions.last(item),
        },
        'line',
        {
          label: 'Remove from queue',
          icon: <ListX size={16} aria-hidden />,
          shortcut: '⌫',
          onSelect: () => actions.remove(item),
        },
      ]}
    />
  );
}
