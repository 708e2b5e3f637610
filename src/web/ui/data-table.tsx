import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Checkbox } from './controls/checkbox.tsx';

export type Column<Row> = {
  key: string;
  header: ReactNode;
  render: (row: Row, place: number) => ReactNode;
  /** CSS width, such as `9rem`; columns without one share what is left. */
  width?: string;
  align?: 'end';
  /** Left out on narrow screens: what is in it belongs into another cell there. */
  isWideOnly?: boolean;
  /** What the server sorts by when its header is pressed. */
  sort?: string;
};

export type Selection = {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
};

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  /** True number of rows, or -1 when nobody has counted. */
  total?: number;
  rowHeight?: number;
  onOpen?: (row: Row) => void;
  /** Asked for when the end comes near; pages are added to `rows`. */
  onMore?: (() => void) | undefined;
  selection?: Selection;
  sort?: { by: string; isDescending: boolean; onSort: (by: string) => void };
  /** Keys on the focused row beyond moving, opening and selecting. */
  onRowKey?: (event: KeyboardEvent, row: Row) => void;
  empty?: ReactNode;
};

/**
 * Rows of any number, of which only those in sight exist. Arrows, j and k move, Enter opens, x selects; the row that has
 * the focus keeps it while rows come and go.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, idOf, total = -1, rowHeight = 44, onMore, selection } = props;
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (place) => (rows[place] === undefined ? place : idOf(rows[place])),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onMore?.();
  }, [last, rows.length, onMore]);

  const focusRow = (place: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, place));
    setActive(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus());
  };
  const toggle = (row: Row, isRange: boolean) => {
    if (!selection) return;
    const next = new Set(selection.ids);
    const place = rows.indexOf(row);
    const range = isRange ? rows.slice(Math.min(active, place), Math.max(active, place) + 1) : [row];
    const isAdded = !next.has(idOf(row));
    for (const each of range) isAdded ? next.add(idOf(each)) : next.delete(idOf(each));
    setActive(place);
    selection.onChange(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [role=checkbox]')) return;
    const row = rows[active];
    if (row === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      ArrowDown: () => focusRow(active + 1),
      j: () => focusRow(active + 1),
      ArrowUp: () => focusRow(active - 1),
      k: () => focusRow(active - 1),
      Home: () => focusRow(0),
      End: () => focusRow(rows.length - 1),
      x: () => toggle(row, event.shiftKey),
      ...(props.onOpen && !isControl(event.target)
        ? { Enter: () => props.onOpen?.(row), ' ': () => props.onOpen?.(row) }
        : {}),
    };
    const act = keys[event.key];
    if (!act) return props.onRowKey?.(event, row);
    event.preventDefault();
    act();
  };

  const [before, after] = [items[0]?.start ?? 0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0)];
  return (
    <div ref={box} className="relative min-h-0 flex-1 overflow-auto rounded-lg border border-line bg-surface">
      <table
        aria-label={props.label}
        aria-rowcount={total < 0 ? -1 : total + 1}
        className="w-full table-fixed border-separate border-spacing-0"
        onKeyDown={onKeyDown}
      >
        <colgroup>
          {selection ? <col style={{ width: '2.75rem' }} /> : null}
          {columns.map(({ key, width, isWideOnly }) => (
            <col key={key} className={isWideOnly ? 'max-md:hidden' : ''} style={width === undefined ? {} : { width }} />
          ))}
        </colgroup>
        <Header {...props} />
        <tbody>
          {before > 0 ? <Gap height={before} columns={columns.length} /> : null}
          {items.map(({ index, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const id = idOf(row);
            const isSelected = selection?.ids.has(id) ?? false;
            return (
              <tr
                key={key}
                data-place={index}
                aria-rowindex={index + 2}
                aria-selected={selection ? isSelected : undefined}
                tabIndex={index === active ? 0 : -1}
                onFocus={() => setActive(index)}
                onClick={(event) => (isControl(event.target) ? undefined : props.onOpen?.(row))}
                style={{ height: rowHeight }}
                className={`group -outline-offset-2 ${props.onOpen ? 'cursor-pointer' : ''} ${isSelected ? 'bg-accent-soft' : 'hover:bg-hover'}`}
              >
                {selection ? (
                  <td className="border-b border-line ps-3" onClick={(event) => event.stopPropagation()}>
                    <Checkbox label="Select row" isChecked={isSelected} onChange={() => toggle(row, false)} />
                  </td>
                ) : null}
                {columns.map(({ key: column, render, align, isWideOnly }) => (
                  <td
                    key={column}
                    className={`truncate border-b border-line px-3 ${align === 'end' ? 'figures text-end' : ''} ${isWideOnly ? 'max-md:hidden' : ''}`}
                  >
                    {render(row, index)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 ? <Gap height={after} columns={columns.length} /> : null}
        </tbody>
      </table>
      {rows.length === 0 ? props.empty : null}
    </div>
  );
}

function Header<Row>({ columns, rows, idOf, selection, sort }: DataTableProps<Row>) {
  const all = rows.length > 0 && rows.every((row) => selection?.ids.has(idOf(row)));
  return (
    <thead className="sticky top-0 z-10 bg-surface">
      <tr aria-rowindex={1} className="h-10 text-start text-sm text-text-2">
        {selection ? (
          <th scope="col" className="border-b border-line ps-3 text-start">
            <Checkbox
              label="Select all rows that are loaded"
              isChecked={all ? true : selection.ids.size > 0 ? 'mixed' : false}
              onChange={() => selection.onChange(all ? new Set() : new Set(rows.map(idOf)))}
            />
          </th>
        ) : null}
        {columns.map(({ key, header, align, isWideOnly, sort: by }) => (
          <th
            key={key}
            scope="col"
            aria-sort={by === undefined || sort?.by !== by ? undefined : sort.isDescending ? 'descending' : 'ascending'}
            className={`truncate border-b border-line px-3 font-semibold ${align === 'end' ? 'text-end' : 'text-start'} ${isWideOnly ? 'max-md:hidden' : ''}`}
          >
            {by === undefined || !sort ? (
              header
            ) : (
              <button
                type="button"
                onClick={() => sort.onSort(by)}
                className="inline-flex min-h-6 items-center gap-1 hover:text-text"
              >
                {header}
                {sort.by === by ? (
                  sort.isDescending ? (
                    <ArrowDown size={14} aria-hidden />
                  ) : (
                    <ArrowUp size={14} aria-hidden />
                  )
                ) : null}
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns + 1} style={{ height, padding: 0 }} />
    </tr>
  );
}

/** Something in a row that does something of its own when it is pressed. */
function isControl(target: EventTarget): boolean {
  return (
    target instanceof Element && target.closest('a, button, input, label, [role=menuitem], [role=checkbox]') !== null
  );
}
