import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Search } from '#web/search.ts';

/** What a page shows is told by its address, so that it can be shared; changing it makes no step back. */
export function useFilters(): [Search, (change: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (wanted: Search) => void navigate({ to: '.', replace: true, search: (before) => ({ ...before, ...wanted }) }),
    [navigate],
  );
  return [search, change];
}
