import { ProblemError } from '#client/problem-error.ts';

/** What a command ends with, the same for all commands. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  auth: 5,
  interrupted: 130,
} as const;
export type Ending = keyof typeof exitCodes;

/** A command that can't go on; the message says what is wrong and what to do. */
export class Failure extends Error {
  readonly ending: Ending;

  constructor(ending: Ending, message: string, options?: ErrorOptions) {
    super(message, options);
    this.ending = ending;
  }
}

/** Somebody pressed Ctrl-C, or asked us to stop in another way. */
export class Interrupted extends Failure {
  constructor() {
    super('interrupted', 'Interrupted.');
  }
}

const endingByStatus = new Map<number, Ending>([
  [401, 'auth'],
  [403, 'auth'],
  [404, 'notFound'],
  [409, 'conflict'],
]);

/** What to tell and how to end, whatever went wrong; never a stack. */
export function explain(error: unknown): { message: string; ending: Ending } {
  if (error instanceof Failure) return { message: error.message, ending: error.ending };
  if (error instanceof ProblemError) return { message: tellProblem(error), ending: endingOf(error) };
  return { message: `This went wrong: ${reasonOf(error)}`, ending: 'failure' };
}

function endingOf({ status, code }: ProblemError): Ending {
  return endingByStatus.get(status) ?? (code === 'validation_failed' ? 'usage' : 'failure');
}

function tellProblem({ detail, errors, allowedActions }: ProblemError): string {
  const fields = errors.filter(({ message }) => !detail.includes(message));
  const lines = fields.map(({ pointer, message }) => `  ${pointer === '' ? '' : `${pointer}: `}${message}`);
  const isSaid = allowedActions.every((action) => detail.includes(action));
  const possible = isSaid ? [] : [`Possible now: ${allowedActions.join(', ')}.`];
  return [detail, ...lines, ...possible].join('\n');
}

/** The innermost reason: what fetch says at first is only that it failed. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || error.name;
}
