import { useMutation } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import { queryClient } from '#web/api.ts';
import { toast } from '#web/ui/feedback/toast.ts';

type SavedOptions<State, Change extends object> = {
  queryKey: QueryKey;
  /** Sends a change; what comes back is how it is now. */
  save: (change: Change) => Promise<State>;
  /** How it looks before the server has answered. */
  apply: (state: State, change: Change) => State;
  /** The change that takes a change back. */
  back: (before: State, change: Change) => Change;
};

/** Settings that are saved as they are changed: shown at once, said with a way back, and back as they were when refused. */
export function useSaved<State, Change extends object>(options: SavedOptions<State, Change>) {
  const { queryKey, save, apply, back } = options;
  const read = () => queryClient.getQueryData<State>(queryKey);
  const saving = useMutation({
    mutationFn: save,
    onMutate: async (change: Change) => {
      await queryClient.cancelQueries({ queryKey });
      const before = read();
      if (before !== undefined) queryClient.setQueryData<State>(queryKey, apply(before, change));
      return { before };
    },
    onError: (_error, _change, context) => {
      if (context?.before !== undefined) queryClient.setQueryData<State>(queryKey, context.before);
    },
    onSuccess: (now) => queryClient.setQueryData<State>(queryKey, now),
  });
  return (change: Change) => {
    const before = read();
    saving.mutate(change, {
      onSuccess: () => {
        if (before === undefined) return toast.say('Saved.');
        return toast.say('Saved.', { label: 'Undo', run: () => saving.mutate(back(before, change)) });
      },
    });
  };
}

/** The values that a change names, as they are in a state: what takes the change back. */
export function namedOf<State extends object, Change extends object>(state: State, change: Change): Change {
  const names = new Set(Object.keys(change));
  return Object.fromEntries(Object.entries(state).filter(([name]) => names.has(name))) as Change;
}
