import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Import } from '#contract/imports.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { importQuery } from './queries.ts';
import type { Step } from './steps.tsx';

type Change = Omit<Parameters<typeof api.imports.change>[0], 'id' | 'wait'>;

/** An import as the server now says it is; what is wrong with its rows is asked anew. */
export function keepImport(made: Import): void {
  queryClient.setQueryData(importQuery(made.id).queryKey, made);
  void queryClient.invalidateQueries({ queryKey: ['imports', 'one', made.id, 'problems'] });
}

/** Goes to a step of the import that is on the page. */
export function useGoToStep(importId: string) {
  const navigate = useNavigate();
  return (step: Step, replace = false) =>
    navigate({ to: '/imports/$importId', params: { importId }, search: (before) => ({ ...before, step }), replace });
}

/** Reads the file with other columns, another country or another sheet; the step that is looked at stays. */
export function useChange(importId: string) {
  const goTo = useGoToStep(importId);
  return useMutation({
    mutationFn: async (change: Change) => {
      await goTo('columns', true);
      return api.imports.change({ id: importId, wait: false, ...change });
    },
    onSuccess: keepImport,
  });
}

/** Writes the people: into the contact book, and into a campaign where one is named. */
export function useCommit(importId: string) {
  const goTo = useGoToStep(importId);
  return useMutation({
    mutationFn: (campaignId: string | undefined) =>
      api.imports.commit(
        { id: importId, wait: false, ...(campaignId === undefined ? {} : { campaignId }) },
        oneEffect(),
      ),
    onSuccess: async (made) => {
      keepImport(made);
      await goTo('done', true);
    },
  });
}
