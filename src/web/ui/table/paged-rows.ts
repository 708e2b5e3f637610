import { keepPreviousData, useQueries, useQueryClient } from '@tanstack/react-query';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';

type PageOf<Row> = { data: Row[]; page: { nextCursor: string | null } };

type PagedOptions<Row> = {
  key: QueryKey;
  /** One page from after a cursor. */
  read: (page: { cursor?: string; limit: number }, options: { signal: AbortSignal }) => Promise<PageOf<Row>>;
  idOf: (row: Row) => string;
};

const rowsOfPage = 200;

/**
 * A list of any length, read in pages of which only those near the sight are kept current: a hundred thousand rows cost as
 * much as two hundred when something changes, and rows that leave above do not move what is looked at.
 */
export function usePagedRows<Row>({ key, read, idOf }: PagedOptions<Row>) {
  const client = useQueryClient();
  const [view, setView] = useState({ first: 0, last: 0 });
  const known = useRef<{ key: string; rows: Row[] }>({ key: '', rows: [] });
  const chain = walk<Row>(client, key);
  const near = chain.cursors.slice(Math.max(0, view.first - 1), view.last + 2);
  const results = useQueries({
    queries: near.map((cursor) => ({
      queryKey: [...key, cursor],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        read({ limit: rowsOfPage, ...(cursor === null ? {} : { cursor }) }, { signal }),
      placeholderData: keepPreviousData,
    })),
  });
  const marks = chain.pages.map((page) => client.getQueryState([...key, page.cursor])?.dataUpdatedAt ?? 0).join(' ');
  const name = JSON.stringify(key);
  const rows = useMemo(() => {
    const read = chain.pages.flatMap(({ data }) => data);
    const isWhole = chain.cursors.length === chain.pages.length;
    const all = isWhole || known.current.key !== name ? read : continued(read, known.current.rows, idOf);
    known.current = { key: name, rows: all };
    return all;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the marks say when the pages have changed
  }, [marks, name, chain.cursors.length]);
  const onView = useCallback((first: number, last: number) => {
    const [from, to] = [Math.floor(first / rowsOfPage), Math.floor(last / rowsOfPage)];
    setView((before) => (before.first === from && before.last === to ? before : { first: from, last: to }));
  }, []);
  return {
    rows,
    onView,
    isLoading: chain.pages.length === 0 && results.some(({ isPending, isFetching }) => isPending || isFetching),
    /** Whether rows come after those that are there. */
    hasMore: chain.cursors.length > chain.pages.length,
    error: chain.pages.length === 0 ? (results.find(({ error }) => error !== null)?.error ?? null) : null,
    retry: () => results.forEach((result) => void result.refetch()),
  };
}

type Chain<Row> = { pages: { cursor: string | null; data: Row[] }[]; cursors: (string | null)[] };

/** The pages that are in memory, each from where the one before ended; and where each begins, the next one too. */
function walk<Row>(client: QueryClient, key: QueryKey): Chain<Row> {
  const chain: Chain<Row> = { pages: [], cursors: [null] };
  for (let cursor: string | null = null; ;) {
    const page: PageOf<Row> | undefined = client.getQueryData<PageOf<Row>>([...key, cursor]);
    if (!page) return chain;
    chain.pages.push({ cursor, data: page.data });
    cursor = page.page.nextCursor;
    if (cursor === null) return chain;
    chain.cursors.push(cursor);
  }
}

/** What was shown behind the rows that are known now, until that is read again. */
export function continued<Row>(rows: Row[], before: readonly Row[], idOf: (row: Row) => string): Row[] {
  const last = rows.at(-1);
  if (last === undefined || before.length <= rows.length) return rows;
  const at = before.findIndex((row) => idOf(row) === idOf(last));
  const ids = new Set(rows.map(idOf));
  return [...rows, ...before.slice(at < 0 ? rows.length : at + 1).filter((row) => !ids.has(idOf(row)))];
}
