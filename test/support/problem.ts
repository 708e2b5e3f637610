import { ProblemError } from '#client/problem-error.ts';

/** The problem that a call of the client is answered with. */
export async function problemOf(promise: Promise<unknown>): Promise<ProblemError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProblemError) return error;
  throw new Error(`no problem but ${String(error)}`);
}
