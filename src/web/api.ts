import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { contract } from 'virtual:light-contract';
import { assemble } from '#client/assemble.ts';
import { operationsOf } from '#client/light-operations.ts';
import { ProblemError } from '#client/problem-error.ts';
import { toast } from '#web/ui/feedback/toast.ts';

/** The whole API, typed by the contract: `api.campaigns.pause({ id })`. The session's cookie speaks for the browser. */
export const api = assemble({ url: '' }, operationsOf(contract));

/** What the server said, in memory; live events keep it current, so nothing is asked again by itself. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => !isRefusal(error) && failures < 2,
    },
  },
  queryCache: new QueryCache({ onError: (error) => leaveWhenSignedOut(error) }),
  mutationCache: new MutationCache({
    onError: (error, ...[, , mutation]) => {
      leaveWhenSignedOut(error);
      if (mutation.meta?.['showsErrors'] !== true) toast.error(error);
    },
  }),
});

/** A key for one deliberate act: sent with a POST, it has one effect however often it is sent. */
export function oneEffect(): { idempotencyKey: string } {
  return { idempotencyKey: crypto.randomUUID() };
}

/** A refusal that asking again does not change. */
export function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.status < 500 && error.status !== 429;
}

function leaveWhenSignedOut(error: unknown): void {
  if (!(error instanceof ProblemError) || error.status !== 401) return;
  if (/^\/(sign-in|sign-up|join)/.test(location.pathname)) return;
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}
