import type * as z from 'zod';
import type { Permission } from '#domain/permissions.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

type Fields = z.ZodObject;

/** One operation of the API: what is parsed, validated, documented, and called by the client. */
export type Endpoint = {
  method: Method;
  /** Below /api/v1, with `:name` for parameters; a list when several paths mean the same, the canonical one first. */
  path: string | readonly [string, ...string[]];
  summary: string;
  permission: Permission;
  /** The answer opens or closes a session: its handler gives cookies along. */
  cookies?: true;
  params?: Fields;
  query?: Fields;
  /** A JSON object; of an endpoint with `upload`, the fields that come beside the file. */
  body?: z.ZodType<object, object>;
  /** The request is multipart/form-data with one file. */
  upload?: true;
  /** What it answers has a version: sent as ETag, and asked for with If-Match, which comes to the handler as `ifMatch`. */
  versioned?: true;
  /** The largest body, in bytes; 1 MiB when not given. */
  bytesMax?: number;
  /** What is answered; `text` names the content type of an answer that is not JSON. */
  output: z.ZodType;
  text?: string;
  /** A stream of events: the handler is told the `Last-Event-ID` of the stream before, as lastEventId. */
  resumable?: true;
  /** `root`: not below /api/v1. */
  base?: 'root';
  /** 200 when not given. Of a 204, an output that is there is answered with 202: it is not over yet. */
  status?: 201 | 202 | 204;
};

/** Keeps the exact types of an endpoint. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition;
}

/** A change of what has a version may be bound to the one that was seen. */
type Condition<E extends Endpoint, T> = E extends { versioned: true; method: 'PUT' | 'PATCH' } ? T : unknown;

type Parsed<S> = S extends z.ZodType ? z.output<S> : unknown;
type Given<S> = S extends z.ZodType ? z.input<S> : unknown;

/** What a handler receives: parameters, query and body in one object, parsed. */
export type Input<E extends Endpoint> = Flat<
  Parsed<E['params']> & Parsed<E['query']> & Parsed<E['body']> & Condition<E, { ifMatch: number[] | null }>
>;

/** What a caller gives: the same object before defaults are filled in. */
export type CallerInput<E extends Endpoint> = Flat<
  Given<E['params']> & Given<E['query']> & Given<E['body']> & Condition<E, { ifMatch?: string }>
>;

/** What an endpoint answers, instants as Date. */
export type Output<E extends Endpoint> = z.output<E['output']>;

type Flat<T> = unknown extends T ? Record<never, never> : { [K in keyof T]: T[K] };

/** All paths of an endpoint, the canonical one first. */
export function pathsOf(definition: Endpoint): readonly [string, ...string[]] {
  return typeof definition.path === 'string' ? [definition.path] : definition.path;
}

/** Whether a request may be sent again under its Idempotency-Key: a POST whose answer can be kept. */
export function isRepeatable({ method, permission, cookies, text }: Endpoint): boolean {
  return method === 'POST' && permission !== 'public' && cookies !== true && text === undefined;
}

/** Whether a request may be bound to the version that was seen, by If-Match. */
export function isConditional({ method, versioned }: Endpoint): boolean {
  return versioned === true && (method === 'PUT' || method === 'PATCH');
}
