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
