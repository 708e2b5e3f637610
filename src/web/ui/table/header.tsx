import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox } from '../controls/checkbox.tsx';
import type { Column, Sorting } from './column.ts';

type HeaderProps<Row> = {
  columns: readonly Column<Row>[];
  sort: Sorting | undefined;
  /** Whether all rows that are loaded are selected; undefined where nothing can be. */
  isAll: boolean | 'mixed' | undefined;
  onAll: () => void;
};

/** Names the columns, sorts by them, selects what is loaded. */
export function Header<Row>({ columns, sort, isAll, onAll }: HeaderProps<Row>) {
  return (
    <thead className="sticky top-0 z-10 bg-surface">
      <tr aria-rowindex={1} className="h-10 text-start text-sm text-text-2">
        {isAll === undefined ? null : (
          <th scope="col" className="border-b border-line ps-3 text-start">
            <Checkbox label="Select all rows that are loaded" isChecked={isAll} onChange={onAll} />
          </th>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.key} column={column} sort={sort} />
        ))}
      </tr>
    </thead>
  );
}

function HeaderCell<Row>({ column, sort }: { column: Column<Row>; sort: Sorting | undefined }) {
  const { header, align, isWideOnly, sort: by } = column;
  const isSorted = by !== undefined && sort?.by === by;
  const isDescending = sort?.isDescending === true;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
      className={`truncate border-b border-line px-3 font-semibold ${align === 'end' ? 'text-end' : 'text-start'} ${isWideOnly ? 'max-md:hidden' : ''}`}
    >
      {by === undefined || !sort ? (
        header
      ) : (
        <SortButton isSorted={isSorted} isDescending={isDescending} onClick={() => sort.onSort(by)}>
          {header}
        </SortButton>
      )}
    </th>
  );
}

type SortButtonProps = { isSorted: boolean; isDescending: boolean; onClick: () => void; children: ReactNode };

function SortButton({ isSorted, isDescending, onClick, children }: SortButtonProps) {
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  const look = isSorted ? '' : 'opacity-0 group-hover:opacity-50 group-focus-visible:opacity-50';
  return (
    <button
      type="button"
      onClick={onClick}
      className="group inline-flex min-h-6 items-center gap-1 font-semibold hover:text-text"
    >
      {children}
      <Arrow size={14} aria-hidden className={look} />
    </button>
  );
}
