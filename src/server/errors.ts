export type FieldError = { pointer: string; code: string; message: string };

export type ErrorExtras = {
  errors?: FieldError[];
  allowedActions?: readonly string[];
  /** Of a Forbidden: the role or scope that would be needed. */
  needed?: string;
  cause?: unknown;
};

/** What all six have: a stable code, and a sentence that says what is wrong and what to do. */
export class Refused extends Error {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly allowedActions: readonly string[] | undefined;
  readonly needed: string | undefined;

  constructor(code: string, detail: string, extras: ErrorExtras = {}) {
    super(detail, 'cause' in extras ? { cause: extras.cause } : undefined);
    this.code = code;
    this.detail = detail;
    this.errors = extras.errors;
    this.allowedActions = extras.allowedActions;
    this.needed = extras.needed;
  }
}

/** What was asked can't be meant so: wrong fields, a file that can't be read, a campaign that can't start. */
export class Invalid extends Refused {}

/** There is no such thing in the actor's workspace; what another workspace has is told apart by nothing. */
export class NotFound extends Refused {
  readonly id: string | undefined;

  constructor(what: string, id?: string) {
    super('not_found', `There is no ${what} with this id. Ids come from the lists of this workspace.`);
    this.id = id;
  }
}

/** It can't be done in the state that things are in. */
export class Conflict extends Refused {}

/** The actor may not do it. */
export class Forbidden extends Refused {}

/** Too much, too fast, or too large. */
export class LimitReached extends Refused {}

/** Something that we depend on doesn't do its part: the database, a provider. */
export class UpstreamFailed extends Refused {}
