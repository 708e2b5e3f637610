import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

let listed: readonly string[] = [];

/** Opens the drawer of a call over whatever page is shown; `others` are the calls of the list that it is from. */
export function useOpenCall(): (id: string, others?: readonly string[]) => void {
  const navigate = useNavigate();
  return useCallback(
    (id, others = []) => {
      listed = others;
      void navigate({ to: '.', search: (search) => ({ ...search, call: id }) });
    },
    [navigate],
  );
}

/** The calls before and after one, in the list that it was opened from. */
export function neighboursOf(id: string): { previous: string | undefined; next: string | undefined } {
  const at = listed.indexOf(id);
  return at < 0 ? { previous: undefined, next: undefined } : { previous: listed[at - 1], next: listed[at + 1] };
}
