import type { Jobs } from '#server/jobs.ts';

/** Jobs that are done by the time they are added, where this process works on their queue; others wait for ever. */
export function doneAtOnce(): Jobs {
  const handlers = new Map<string, (id: string) => Promise<void>>();
  return {
    add: async (queue, ids) => {
      for (const id of ids) await handlers.get(queue)?.(id);
    },
    work: (queue, handle) => void handlers.set(queue, handle),
    every: async () => {},
    close: async () => {},
  };
}
