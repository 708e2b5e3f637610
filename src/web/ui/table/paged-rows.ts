import { useQueries, useQueryClient } from '@tanstack/react-query';
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

/** Live events say what has changed; this is for what they don't tell. */
const staleAfterMs = 5 * 60_000;

/**
 * A list of any length, read in pages of which only those near the sight are kept current: a hundred thousand rows cost as
 * much as two hundred when something changes, and rows that leave above do not move what is looked at.
 */
export function usePagedRows<Row>({ key, read, idOf }: PagedOptions<Row>) {
  const client = useQueryClient();
  const [view, setView] = useState({ first: 0, last: 0 });
  const known = useRef<{ name: string; rows: Row[]; pages: KnownPage<Row>[] }>({ name: '', rows: [], pages: [] });
  const name = JSON.stringify(key);
  if (known.current.name !== name) known.current = { name, rows: [], pages: [] };
  const pages = walk<Row>(client, key, { before: known.current.pages, view });
  known.current.pages = pages;
  const cursors = [null, ...pages.flatMap(({ data }) => (data.page.nextCursor === null ? [] : [data.page.nextCursor]))];
  const results = useQueries({
    queries: cursors.slice(Math.max(0, view.first - 1), view.last + 2).map((cursor) => ({
      queryKey: [...key, cursor],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        read({ limit: rowsOfPage, ...(cursor === null ? {} : { cursor }) }, { signal }),
      staleTime: staleAfterMs,
    })),
  });
  const hasMore = cursors.length > pages.length;
  const marks = pages.map(({ updatedAt }) => updatedAt).join(' ');
  const rows = useMemo(() => {
    const all = pages.flatMap(({ data }) => data.data);
    known.current.rows = hasMore ? continued(all, known.current.rows, idOf) : all;
    return known.current.rows;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the marks say when the pages have changed
  }, [marks, name, hasMore]);
  const onView = useCallback((first: number, last: number) => {
    const [from, to] = [Math.floor(first / rowsOfPage), Math.floor(last / rowsOfPage)];
    setView((before) => (before.first === from && before.last === to ? before : { first: from, last: to }));
  }, []);
  const isEmpty = pages.length === 0;
  return {
    rows,
    onView,
    isLoading: isEmpty && results.some(({ isPending, isFetching }) => isPending || isFetching),
    /** Whether rows come after those that are there. */
    hasMore,
    error: isEmpty ? (results.find(({ error }) => error !== null)?.error ?? null) : null,
    retry: () => results.forEach((result) => void result.refetch()),
  };
}

type KnownPage<Row> = { cursor: string | null; data: PageOf<Row>; updatedAt: number };
type View = { first: number; last: number };

/**
 * The pages that are in memory, each from where the one before ended. Those far from the sight are taken as they were:
 * nobody reads them again until they come near.
 */
function walk<Row>(
  client: QueryClient,
  key: QueryKey,
  { before, view }: { before: readonly KnownPage<Row>[]; view: View },
): KnownPage<Row>[] {
  const pages: KnownPage<Row>[] = [];
  for (let cursor: string | null = null; ;) {
    const at = pages.length;
    const isNear = at >= view.first - 2 && at <= view.last + 2;
    const old = before[at];
    const page: KnownPage<Row> | undefined =
      !isNear && old !== undefined && old.cursor === cursor ? old : pageAt<Row>(client, key, cursor);
    if (!page) return pages;
    pages.push(page);
    cursor = page.data.page.nextCursor;
    if (cursor === null) return pages;
  }
}

function pageAt<Row>(client: QueryClient, key: QueryKey, cursor: string | null): KnownPage<Row> | undefined {
  const state = client.getQueryState<PageOf<Row>>([...key, cursor]);
  return state?.data === undefined ? undefined : { cursor, data: state.data, updatedAt: state.dataUpdatedAt };
}

/** What was shown behind the rows that are known now, until that is read again. */
export function continued<Row>(rows: Row[], before: readonly Row[], idOf: (row: Row) => string): Row[] {
  const last = rows.at(-1);
  if (last === undefined || before.length <= rows.length) return rows;
  const at = before.findIndex((row) => idOf(row) === idOf(last));
  const ids = new Set(rows.map(idOf));
  return [...rows, ...before.slice(at < 0 ? rows.length : at + 1).filter((row) => !ids.has(idOf(row)))];
}
