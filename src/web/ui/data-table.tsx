import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { Virtualizer } from '@tanstack/react-virtual';
import type { FocusEvent, KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Column, Selection, Sorting } from './table/column.ts';
import { isControl, isField, placeIn, rowAt } from './table/elements.ts';
import { withGaps, withPlace } from './table/gaps.ts';
import { Header } from './table/header.tsx';
import { placeAfter } from './table/row-place.ts';
import { Gap, MemoRow, WaitingRows } from './table/rows.tsx';
import { useIsNarrow } from './table/use-is-narrow.ts';
import { useSelecting } from './table/use-selecting.ts';
import { useStillness } from './table/use-stillness.ts';
import type { FocusTold } from './table/use-stillness.ts';

type DataTableProps<Row> = {
  label: string;
  /** Made once, not at each drawing: rows are drawn again when it is another. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  /** True number of rows, or -1 when nobody has counted. */
  total?: number;
  rowHeight?: number;
  /** Of rows of two lines, on narrow screens. */
  narrowRowHeight?: number;
  /** Rows are on their way, and none is there yet. */
  isLoading?: boolean;
  onOpen?: (row: Row) => void;
  /** Asked for when the end comes near; pages are added to `rows`. */
  onMore?: (() => void) | undefined;
  /** Told which rows are in sight. */
  onView?: (first: number, last: number) => void;
  selection?: Selection;
  sort?: Sorting;
  /** Keys on the focused row beyond moving, opening and selecting. */
  onRowKey?: (event: KeyboardEvent, row: Row) => void;
  empty?: ReactNode;
};

/**
 * Rows of any number, of which only those in sight exist. Arrows, j and k, page keys, Home and End move, Enter and Space
 * open, x selects, with Shift all in between; the row that has the focus keeps it, and what is looked at stays in its
 * place, while rows come and go.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, idOf, total = -1, selection, empty } = props;
  const box = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow();
  const { rowHeight = 44, narrowRowHeight = 64, isLoading = false } = props;
  const height = isNarrow ? narrowRowHeight : rowHeight;
  const [active, setActive] = useState(0);
  const virtual = useRowsInSight({ box, rows, idOf, height, active });
  const tellFocus = useStillness({ box, rows, idOf, height, active, setActive });
  useTelling(props, virtual);
  const selecting = useSelecting({ rows, idOf, selection });
  const events = useRowEvents(props, { box, virtual, active, setActive, selecting, tellFocus });
  const { onToggle, ...handlers } = events;
  const isWaiting = isLoading && rows.length === 0;
  return (
    <div
      ref={box}
      className="relative min-h-0 flex-1 overflow-auto rounded-lg border border-line bg-surface [overflow-anchor:none]"
    >
      <table
        role="grid"
        aria-label={props.label}
        aria-rowcount={total < 0 ? -1 : total + 1}
        aria-busy={isLoading}
        aria-multiselectable={selection !== undefined}
        className="w-full table-fixed border-separate border-spacing-0"
        {...handlers}
      >
        <Widths columns={columns} isNarrow={isNarrow} isSelectable={selection !== undefined} />
        <Header
          columns={columns}
          sort={props.sort}
          isAll={selection ? selecting.isAll : undefined}
          onAll={selecting.toggleAll}
        />
        <Body {...props} virtual={virtual} height={height} active={active} onToggle={onToggle} isLoading={isWaiting} />
      </table>
      <Nothing isShown={rows.length === 0 && !isLoading}>{empty}</Nothing>
    </div>
  );
}

type BodyProps<Row> = DataTableProps<Row> & {
  virtual: Rows;
  height: number;
  active: number;
  onToggle: (place: number) => void;
};

function Body<Row>({ virtual, height, active, onToggle, ...props }: BodyProps<Row>) {
  const { rows, idOf, columns, selection } = props;
  if (props.isLoading === true)
    return (
      <tbody>
        <WaitingRows columns={columns} height={height} rows={12} isSelectable={selection !== undefined} />
      </tbody>
    );
  return (
    <tbody>
      {withGaps(virtual.getVirtualItems(), virtual.getTotalSize()).map((item) => {
        if ('gap' in item) return <Gap key={item.key} height={item.gap} />;
        const row = rows[item.index];
        return row === undefined ? null : (
          <MemoRow
            key={item.key}
            row={row}
            place={item.index}
            height={height}
            columns={columns}
            isActive={item.index === active}
            isSelected={selection?.ids.has(idOf(row))}
            isOpenable={props.onOpen !== undefined}
            onToggle={onToggle}
          />
        );
      })}
    </tbody>
  );
}

type InSight<Row> = Pick<DataTableProps<Row>, 'rows' | 'idOf'> & {
  box: { current: HTMLDivElement | null };
  height: number;
  active: number;
};
type Rows = Virtualizer<HTMLDivElement, Element>;

const headHeight = 40;

function useRowsInSight<Row>({ box, rows, idOf, height, active }: InSight<Row>): Rows {
  // The same function for the same rows: with another one all of them are measured again.
  const getItemKey = useCallback((place: number) => keyAt(rows, place, idOf), [rows, idOf]);
  const virtual = useVirtualizer({
    getItemKey,
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 8,
    rangeExtractor: (range) => withPlace(defaultRangeExtractor(range), active, rows.length),
    scrollPaddingStart: headHeight,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  return virtual;
}

function keyAt<Row>(rows: readonly Row[], place: number, idOf: (row: Row) => string): string | number {
  const row = rows[place];
  return row === undefined ? place : idOf(row);
}

/** How far before the end more is asked for: a page, so that whoever scrolls does not meet it. */
const ahead = 200;

function useTelling<Row>({ rows, onMore, onView }: DataTableProps<Row>, { range }: Rows): void {
  const [first, last] = [range?.startIndex ?? 0, range?.endIndex ?? 0];
  useEffect(() => onView?.(first, last), [onView, first, last]);
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - ahead) onMore?.();
  }, [last, rows.length, onMore]);
}

type RowEvents = {
  box: { current: HTMLDivElement | null };
  virtual: Rows;
  active: number;
  setActive: (place: number) => void;
  selecting: ReturnType<typeof useSelecting>;
  tellFocus: FocusTold;
};

function useRowEvents<Row>(props: DataTableProps<Row>, events: RowEvents) {
  const { box, virtual, active, setActive, selecting, tellFocus } = events;
  const shift = useRef(false);
  const toggle = useRef(selecting.toggle);
  toggle.current = selecting.toggle;
  const goTo = (place: number) => {
    setActive(place);
    virtual.scrollToIndex(place);
    requestAnimationFrame(() => rowAt(box.current, place)?.focus({ preventScroll: true }));
  };
  return {
    onKeyDown(event: KeyboardEvent) {
      const row = props.rows[active];
      if (row === undefined || isNotForRows(event)) return;
      const act = actOf(event, { row, props, events, goTo });
      if (!act) return props.onRowKey?.(event, row);
      event.preventDefault();
      act();
    },
    onClick(event: MouseEvent) {
      const place = isControl(event.target) ? null : placeIn(event.target);
      const row = place === null ? undefined : props.rows[place];
      if (place === null || row === undefined) return;
      if (event.shiftKey && props.selection) selecting.toggle(place, true);
      else props.onOpen?.(row);
    },
    onClickCapture(event: MouseEvent) {
      shift.current = event.shiftKey;
    },
    onFocus(event: FocusEvent) {
      const place = placeIn(event.target);
      if (place !== null) setActive(place);
      tellFocus(place !== null);
    },
    onBlur(event: FocusEvent) {
      // A row that goes leaves the focus to nobody: it is meant to stay among the rows.
      if (event.relatedTarget !== null) tellFocus(false);
    },
    onToggle: useCallback((place: number) => toggle.current(place, shift.current), []),
  };
}

type Acting<Row> = { row: Row; props: DataTableProps<Row>; events: RowEvents; goTo: (place: number) => void };

/** What a key does on the row that has the focus. */
function actOf<Row>(event: KeyboardEvent, { row, props, events, goTo }: Acting<Row>): (() => void) | undefined {
  const { virtual, active, selecting } = events;
  const { key, shiftKey, target } = event;
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  const to = placeAfter(key, active, { count: props.rows.length, page: Math.max(1, endIndex - startIndex - 2) });
  if (to !== null)
    return () => {
      if (shiftKey) selecting.extendTo(active, to);
      goTo(to);
    };
  if (key.toLowerCase() === 'x') return () => selecting.toggle(active, shiftKey);
  const { onOpen } = props;
  return onOpen && isOpening(key) && !isControl(target) ? () => onOpen(row) : undefined;
}

function isOpening(key: string): boolean {
  return key === 'Enter' || key === ' ';
}

function isNotForRows({ metaKey, ctrlKey, altKey, target }: KeyboardEvent): boolean {
  return metaKey || ctrlKey || altKey || isField(target);
}

function Nothing({ isShown, children }: { isShown: boolean; children: ReactNode }) {
  return isShown ? children : null;
}

type WidthsProps<Row> = { columns: readonly Column<Row>[]; isNarrow: boolean; isSelectable: boolean };

function Widths<Row>({ columns, isNarrow, isSelectable }: WidthsProps<Row>) {
  return (
    <colgroup>
      {isSelectable ? <col style={{ width: '2.75rem' }} /> : null}
      {columns.map(({ key, width, isWideOnly }) => (
        <col
          key={key}
          className={isWideOnly ? 'max-md:hidden' : ''}
          style={width === undefined || (isNarrow && width.endsWith('%')) ? {} : { width }}
        />
      ))}
    </colgroup>
  );
}
