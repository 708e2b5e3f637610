import { Link } from '@tanstack/react-router';
import { ArrowDownToLine, ArrowUpToLine, Ellipsis, ListX } from 'lucide-react';
import type { QueueItem } from '#contract/enrollments.ts';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { withZone } from '#web/format/zone-header.ts';
import { IconButton } from '#web/ui/controls/button.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { Menu } from '#web/ui/overlays/menu.tsx';
import { Priority } from './priority.tsx';
import type { useQueueActions } from './queue-actions.ts';
import { waitRange, whyWaiting } from './queue-words.ts';

type Item = Column<QueueItem>;

type Shape = {
  timeZone: string | undefined;
  hasCampaigns: boolean;
  actions: ReturnType<typeof useQueueActions> | null;
};

/** What a table of the queue shows; without actions for those who may only look. */
export function queueColumns({ timeZone, hasCampaigns, actions }: Shape): Item[] {
  return [
    position,
    { key: 'person', header: 'Contact', render: (item) => <Person item={item} timeZone={timeZone} /> },
    phone,
    ...(hasCampaigns ? [campaign] : []),
    priority,
    {
      key: 'due',
      header: withZone('Scheduled', timeZone),
      width: '10rem',
      isWideOnly: true,
      render: (item) => <Due item={item} timeZone={timeZone} />,
    },
    ...waits,
    ...(actions === null ? [] : [moreOf(actions)]),
  ];
}

const position: Item = {
  key: 'position',
  header: '#',
  width: '4rem',
  isWideOnly: true,
  render: (item) => <span className="figures text-text-2">{item.position ?? '–'}</span>,
};

const phone: Item = {
  key: 'phone',
  header: 'Phone',
  width: '9.75rem',
  isWideOnly: true,
  render: (item) => <Phone number={item.phone} />,
};

const campaign: Item = {
  key: 'campaign',
  header: 'Campaign',
  isWideOnly: true,
  render: ({ campaignId, campaignName }) => (
    <Link to="/campaigns/$campaignId/queue" params={{ campaignId }} className="hover:text-accent hover:underline">
      {campaignName}
    </Link>
  ),
};

const priority: Item = {
  key: 'priority',
  header: 'Priority',
  width: '6.5rem',
  align: 'end',
  isWideOnly: true,
  render: (item) => <Priority {...item} />,
};

const waits: Item[] = [
  {
    key: 'wait',
    header: '≈ Wait',
    width: '8.25rem',
    isWideOnly: true,
    render: ({ wait }) => <span className="figures">{waitRange(wait) ?? <span className="text-text-3">–</span>}</span>,
  },
  {
    key: 'why',
    header: 'Why waiting',
    isWideOnly: true,
    render: (item) => <span className="text-text-2">{whyWaiting(item)}</span>,
  },
];

function moreOf(actions: ReturnType<typeof useQueueActions>): Item {
  return {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    width: '4.5rem',
    align: 'end',
    render: (item) => <RowMenu item={item} actions={actions} />,
  };
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
        {item.dueAt === null ? wait : <Due item={item} timeZone={timeZone} />}
        {item.dueAt === null && wait === null ? '' : ' · '}
        {whyWaiting(item)}
      </span>
    </>
  );
}

function Due({ item, timeZone }: { item: QueueItem; timeZone: string | undefined }) {
  if (item.status === 'pending') return <span className="text-text-3">at the start</span>;
  return item.dueAt === null ? 'now' : <Time at={item.dueAt} timeZone={timeZone} withZone={false} />;
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
