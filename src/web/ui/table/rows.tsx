import { memo } from 'react';
import { Checkbox } from '../controls/checkbox.tsx';
import { Skeleton } from '../feedback/skeleton.tsx';
import type { Column } from './column.ts';

type RowProps<Row> = {
  row: Row;
  place: number;
  height: number;
  columns: readonly Column<Row>[];
  isActive: boolean;
  /** Undefined where nothing can be selected. */
  isSelected: boolean | undefined;
  isOpenable: boolean;
  onToggle: (place: number) => void;
};

function TableRow<Row>({ row, place, height, columns, isActive, isSelected, isOpenable, onToggle }: RowProps<Row>) {
  return (
    <tr
      data-place={place}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      style={{ height }}
      className={`-outline-offset-2 ${isOpenable ? 'cursor-pointer' : ''} ${isSelected ? 'bg-accent-soft' : 'hover:bg-hover'}`}
    >
      {isSelected === undefined ? null : (
        <td className="border-b border-line ps-3">
          <Checkbox label={`Select row ${place + 1}`} isChecked={isSelected} onChange={() => onToggle(place)} />
        </td>
      )}
      {columns.map(({ key, render, align, isWideOnly }) => (
        <td
          key={key}
          className={`truncate border-b border-line px-3 ${align === 'end' ? 'figures text-end' : ''} ${isWideOnly ? 'max-md:hidden' : ''}`}
        >
          {render(row, place)}
        </td>
      ))}
    </tr>
  );
}

/** A row that is drawn again only when something of it has changed, not while others scroll by. */
export const MemoRow = memo(TableRow) as typeof TableRow;

type SkeletonProps = { columns: readonly Column<never>[]; height: number; rows: number; isSelectable: boolean };

/** Rows that are on their way, in their final size. */
export function WaitingRows({ columns, height, rows, isSelectable }: SkeletonProps) {
  return Array.from({ length: rows }, (_, place) => (
    <tr key={place} aria-hidden style={{ height }}>
      {isSelectable ? <td className="border-b border-line" /> : null}
      {columns.map(({ key, isWideOnly }, column) => (
        <td key={key} className={`border-b border-line px-3 ${isWideOnly ? 'max-md:hidden' : ''}`}>
          <Skeleton className={`h-4 ${widths[(place + column) % widths.length]}`} />
        </td>
      ))}
    </tr>
  ));
}

const widths = ['w-3/4', 'w-1/2', 'w-2/3', 'w-3/5'];

/** The room of rows that are not there. */
export function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}
