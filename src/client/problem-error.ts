import type { FieldProblem, Problem } from '#contract/problem.ts';

/** An answer of the API that is no success; `code` is stable, the message says what is wrong and what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly allowedActions: readonly string[];
  readonly errors: readonly FieldProblem[];
  readonly requestId: string;

  constructor(problem: Problem) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.allowedActions = problem.allowedActions ?? [];
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId;
  }
}

/** What an answer that is no success says; one that says nothing Carillon would say is shown as it is. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const said = parseJson(await response.text());
  if (isProblem(said)) return new ProblemError(said);
  const detail = `${response.url} answered ${response.status} and no problem that is understood. Is it a Carillon server?`;
  return new ProblemError({
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'not_understood',
    detail,
    instance: response.url,
    requestId: '',
  });
}

function isProblem(said: unknown): said is Problem {
  return typeof said === 'object' && said !== null && 'code' in said && 'detail' in said && 'requestId' in said;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
