import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Suppression as Shape } from '#contract/suppressions.ts';
import type * as z from 'zod';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { IconButton } from '#web/ui/controls/button.tsx';
import { DataTable } from '#web/ui/data-table.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { wordsOfSource } from './words.ts';

export type Suppression = z.output<typeof Shape>;

type SuppressionTableProps = {
  rows: readonly Suppression[];
  onMore: (() => void) | undefined;
  /** Not given to whoever may not. */
  onRemove: ((row: Suppression) => void) | undefined;
  empty: ReactNode;
};

/** Numbers with why, how and since when. */
export function SuppressionTable({ rows, onMore, onRemove, empty }: SuppressionTableProps) {
  const columns = onRemove ? [...facts, removal(onRemove)] : facts;
  return (
    <DataTable
      label="Never-call list"
      columns={columns}
      rows={rows}
      idOf={({ id }) => id}
      rowHeight={52}
      onMore={onMore}
      empty={empty}
    />
  );
}

const facts: readonly Column<Suppression>[] = [
  {
    key: 'phone',
    header: 'Number',
    render: ({ phone, reason }) => (
      <>
        <Phone number={phone} />
        <span className="block truncate text-sm text-text-2 md:hidden">{reason}</span>
      </>
    ),
  },
  {
    key: 'reason',
    header: 'Reason',
    isWideOnly: true,
    render: ({ reason }) => <span title={reason}>{reason}</span>,
  },
  {
    key: 'source',
    header: 'Source',
    width: '11rem',
    isWideOnly: true,
    render: ({ source }) => wordsOfSource(source),
  },
  { key: 'actor', header: 'Added by', width: '11rem', isWideOnly: true, render: ({ actor }) => actor },
  {
    key: 'since',
    header: 'Since',
    width: '11rem',
    isWideOnly: true,
    render: ({ createdAt }) => <Time at={createdAt} />,
  },
];

function removal(onRemove: (row: Suppression) => void): Column<Suppression> {
  return {
    key: 'remove',
    header: <span className="sr-only">Remove</span>,
    width: '3.5rem',
    render: (row) => (
      <IconButton label={`Remove ${row.phone}`} icon={<Trash2 size={16} aria-hidden />} onClick={() => onRemove(row)} />
    ),
  };
}
