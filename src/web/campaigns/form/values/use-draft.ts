import { useCallback, useEffect, useRef, useState } from 'react';
import { ProblemError } from '#client/problem-error.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { changesOf, settingsOf } from './form-values.ts';
import type { FormValues } from './form-values.ts';

export type DraftState =
  | { kind: 'new' | 'saving' }
  | { kind: 'saved'; at: number }
  | { kind: 'unsaved'; error: unknown };

/**
 * A draft that is kept while it is written: made with the first change, changed with every later one, one request
 * after the other. What could not be saved stays in the form; `save` tries again.
 */
export function useDraft(known: Campaign | null, onMade: (campaign: Campaign) => void) {
  const draft = useRef(known);
  const chain = useRef<Promise<unknown>>(Promise.resolve());
  const [state, setState] = useState<DraftState>(known === null ? { kind: 'new' } : { kind: 'saved', at: 0 });
  const told = useRef(onMade);
  told.current = onMade;

  const keep = useCallback(async (values: FormValues): Promise<Campaign> => {
    const before = draft.current;
    const after =
      before === null
        ? await api.campaigns.create(settingsOf(values), oneEffect())
        : await api.campaigns.change({ id: before.id, ifMatch: `"${before.version}"`, ...changesOf(values) });
    draft.current = after;
    queryClient.setQueryData(campaignQuery(after.id).queryKey, after);
    if (before === null) told.current(after);
    return after;
  }, []);

  const save = useCallback(
    (values: FormValues): Promise<Campaign> => {
      const saving = chain.current.then(async () => {
        setState({ kind: 'saving' });
        try {
          const saved = await keep(values);
          setState({ kind: 'saved', at: performance.now() });
          return saved;
        } catch (error) {
          setState({ kind: 'unsaved', error });
          throw error;
        }
      });
      chain.current = saving.catch(() => undefined);
      return saving;
    },
    [keep],
  );

  /** After somebody else changed it: what is saved next is bound to how it is now. */
  const seeAgain = useCallback(async (): Promise<Campaign | null> => {
    if (draft.current === null) return null;
    draft.current = await api.campaigns.get({ id: draft.current.id });
    return draft.current;
  }, []);
  return { draft, state, save, seeAgain };
}

/** Saves a moment after the last change. */
export function useAutosave(
  values: FormValues,
  isTouched: boolean,
  save: (values: FormValues) => Promise<unknown>,
): void {
  const text = JSON.stringify(values);
  const saved = useRef(text);
  const latest = useRef(values);
  latest.current = values;
  useEffect(() => {
    if (!isTouched || saved.current === text) return undefined;
    const timer = setTimeout(() => {
      saved.current = text;
      void save(latest.current).catch(() => undefined);
    }, 800);
    return () => clearTimeout(timer);
  }, [text, isTouched, save]);
}

export function isConflict(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.code === 'version_conflict';
}
