import { useMutation } from '@tanstack/react-query';
import type { QueueItem } from '#contract/enrollments.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { toast } from '#web/ui/feedback/toast.ts';

/** What can be done with somebody who waits; each can be taken back for a few seconds. */
export function useQueueActions() {
  const move = useMutation({
    mutationFn: ({ item, place }: { item: QueueItem; place: 'first' | 'last' }) =>
      api.queue.move({ id: item.enrollmentId, place }),
    onSuccess: async (_, { item, place }) => {
      await refresh();
      const text = place === 'first' ? `${whoIs(item)} is called next.` : `${whoIs(item)} is called after all others.`;
      toast.say(text, { label: 'Undo', run: () => void back(item) });
    },
  });
  const remove = useMutation({
    mutationFn: (item: QueueItem) => api.queue.remove({ id: item.enrollmentId }),
    onSuccess: async (_, item) => {
      await refresh();
      toast.say(`${whoIs(item)} left the queue of ${item.campaignName}.`, {
        label: 'Undo',
        run: () => void returned(item),
      });
    },
  });
  return {
    first: (item: QueueItem) => move.mutate({ item, place: 'first' }),
    last: (item: QueueItem) => move.mutate({ item, place: 'last' }),
    remove: (item: QueueItem) => remove.mutate(item),
  };
}

function whoIs({ name, phone }: QueueItem): string {
  return name ?? phone;
}

function back(item: QueueItem): Promise<void> {
  return undo(() => api.queue.move({ id: item.enrollmentId, priority: item.priority }));
}

function returned(item: QueueItem): Promise<void> {
  const due = item.dueAt === null ? {} : { dueAt: item.dueAt.toISOString() };
  return undo(() => api.queue.return({ id: item.enrollmentId, ...due }, oneEffect()));
}

async function undo(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    await refresh();
  } catch (error) {
    toast.error(error);
  }
}

async function refresh(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['queue'] });
  await queryClient.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'campaigns' && (queryKey[3] === 'queue' || queryKey[3] === 'contacts'),
  });
}
