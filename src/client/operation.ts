import type { Method } from '#contract/endpoint.ts';

/** What is needed of an endpoint to ask it: its schemas stay where the contract is. */
export type Operation = {
  method: Method;
  /** With `/api/v1` where it belongs, and `:name` for parameters. */
  path: string;
  /** Names of the query; everything else that is given goes into the body. */
  query: readonly string[];
  sends: 'json' | 'form' | 'nothing';
  answers: 'json' | 'text' | 'events';
  /** A POST that has one effect however often it is sent under one Idempotency-Key. */
  isRepeatable: boolean;
  /** JSON as it came becomes what TypeScript is told: instants are Dates. */
  decode: (json: unknown) => unknown;
};

/** The API by noun and verb, and what live events bring by their kind; a kind that is missing is passed over. */
export type Operations = {
  nouns: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  events: Readonly<Record<string, (json: unknown) => unknown>>;
};
