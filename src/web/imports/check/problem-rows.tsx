import { useInfiniteQuery } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import type { Import } from '#contract/imports.ts';
import { DataTable } from '#web/ui/data-table.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Kbd } from '#web/ui/kbd.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { problemRowsQuery } from '../queries.ts';
import type { Tile } from '../standing.ts';
import { CellInput } from './cell-input.tsx';
import { useFix } from './fix-rows.ts';
import { problemWords } from './problem-words.ts';

type ProblemRowsProps = { made: Import; tile: Tile };

/** The rows of one group, with the cell to mend in each: Enter mends and goes to the next, F8 only goes. */
export function ProblemRows({ made, tile }: ProblemRowsProps) {
  const query = useInfiniteQuery(problemRowsQuery(made.id, tile.codes.join(',')));
  const fix = useFix(made.id);
  const box = useRef<HTMLDivElement>(null);
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const mayFix = made.allowedActions.includes('fix');
  // On a phone the problem stands below its cell.
  const rowHeight = matchMedia('(max-width: 767px)').matches ? 84 : 60;
  if (query.error) return <ErrorCard what="the rows" error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={6} />;
  return (
    <section aria-label={tile.label} className="flex flex-col gap-2">
      {mayFix && tile.key === 'fix' ? (
        <p className="text-sm text-text-3 max-md:hidden">
          <Kbd>Enter</Kbd> keeps a cell and goes on · <Kbd>F8</Kbd> next problem · <Kbd>⇧ F8</Kbd> the one before
        </p>
      ) : null}
      <div
        ref={box}
        role="presentation"
        className="flex flex-col"
        style={{ height: `min(${44 + rowHeight * Math.max(rows.length, 1)}px, 32rem)` }}
        onKeyDown={(event) => moveOn(event, box.current)}
      >
        <DataTable<ProblemRow>
          label={`Rows: ${tile.label}`}
          columns={columnsOf(made, { mayFix, fix })}
          rows={rows}
          idOf={({ row }) => String(row)}
          total={tile.count}
          rowHeight={rowHeight}
          onMore={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        />
      </div>
    </section>
  );
}

type ProblemRow = { row: number; code: string; reason: string; suggestion: string; cells: string[] };
type Fixing = { made: Import; mayFix: boolean; fix: ReturnType<typeof useFix> };

function columnsOf(made: Import, fixing: Omit<Fixing, 'made'>): Column<ProblemRow>[] {
  const name = placeOf(made, 'name');
  return [
    {
      key: 'row',
      header: 'Row',
      width: '4rem',
      render: ({ row }) => <span className="figures text-text-3">{row}</span>,
    },
    {
      key: 'cell',
      header: 'Cell',
      width: '13rem',
      render: (row) => (
        <>
          <BadCell row={row} made={made} {...fixing} />
          <span className="mt-1 block truncate text-sm text-text-3 md:hidden">{row.reason}</span>
        </>
      ),
    },
    { key: 'name', header: 'Name', width: '10rem', isWideOnly: true, render: ({ cells }) => cells[name] ?? '' },
    { key: 'problem', header: 'Problem', isWideOnly: true, render: (row) => <WhatIsWrong {...row} /> },
    {
      key: 'drop',
      header: <span className="sr-only">Take out</span>,
      width: '5.5rem',
      isWideOnly: true,
      render: (row) => <Drop row={row} {...fixing} />,
    },
  ];
}

function placeOf({ layout }: Import, field: string): number {
  return layout?.columns.findIndex((column) => column.field === field) ?? -1;
}

function BadCell({ row, made, mayFix, fix }: Fixing & { row: ProblemRow }) {
  const place = placeOf(made, row.code === 'bad_timezone' ? 'timeZone' : 'phone');
  const column = made.layout?.columns[place];
  const text = row.cells[place] ?? '';
  if (!column || !mayFix || ['suppressed', 'row_shape'].includes(row.code)) return text;
  return (
    <CellInput
      label={`${column.name}, row ${row.row}`}
      text={text}
      isBad={row.code !== 'duplicate_in_file' && row.code !== 'dropped'}
      onChange={(value) => fix.mutate({ rows: [{ row: row.row, cells: { [column.name]: value } }] })}
    />
  );
}

function WhatIsWrong({ code, reason, suggestion }: ProblemRow) {
  return (
    <span title={`${reason} ${suggestion}`} className="block truncate">
      {problemWords(code)}
      <span className="block truncate text-sm text-text-3">
        {reason}
        {suggestion === '' ? '' : `. ${suggestion}`}
      </span>
    </span>
  );
}

function Drop({ row: { row, code }, mayFix, fix }: Omit<Fixing, 'made'> & { row: ProblemRow }) {
  if (!mayFix || code === 'dropped' || code === 'suppressed') return null;
  return (
    <Button
      size="sm"
      look="quiet"
      aria-label={`Drop row ${row}`}
      disabled={fix.isPending}
      onClick={() => fix.mutate({ rows: [{ row, drop: true }] })}
    >
      Drop
    </Button>
  );
}

/** To the next cell that can be mended, or the one before, when the keys for that are pressed. */
function moveOn(event: KeyboardEvent, box: HTMLDivElement | null): void {
  const steps: Record<string, number> = { Enter: 1, F8: event.shiftKey ? -1 : 1 };
  const step = steps[event.key];
  if (box === null || step === undefined || (event.key === 'Enter' && !(event.target instanceof HTMLInputElement)))
    return;
  event.preventDefault();
  const cells = [...box.querySelectorAll<HTMLInputElement>('input[data-cell]')];
  const place = cells.findIndex((cell) => cell === document.activeElement);
  cells[place]?.blur();
  cells[place + step]?.select();
}
