import * as z from 'zod';
import { api } from '#contract/api.ts';
import type { Api } from '#contract/api.ts';
import { pathsOf } from '#contract/endpoint.ts';
import type { CallerInput, Endpoint, Output } from '#contract/endpoint.ts';
import type { LiveEvent } from '#contract/live.ts';
import { Problem } from '#contract/problem.ts';
import { follow } from './events.ts';
import { ProblemError } from './problem-error.ts';

export type UploadFile = { content: Blob; name: string };
export type CallOptions = {
  signal?: AbortSignal;
  /** Of a POST that may be sent again: it has one effect. */
  idempotencyKey?: string;
};

type Asked<E extends Endpoint> = E extends { upload: true } ? CallerInput<E> & { file: UploadFile } : CallerInput<E>;
type Answer<E extends Endpoint> = E extends { resumable: true } ? AsyncIterable<LiveEvent> : Promise<Output<E>>;
type Verb<E extends Endpoint> =
  Record<never, never> extends Asked<E>
    ? (input?: Asked<E>, options?: CallOptions) => Answer<E>
    : (input: Asked<E>, options?: CallOptions) => Answer<E>;

/** The API as functions: `client.campaigns.pause({ id })`, and its streams: `for await (… of client.live.events())`. */
export type Client = {
  [Noun in keyof Api]: {
    [Name in keyof Api[Noun]]: Api[Noun][Name] extends Endpoint ? Verb<Api[Noun][Name]> : never;
  };
};

export type ClientOptions = {
  /** Where the server is, such as http://127.0.0.1:3000. */
  url: string;
  /** The API key; the browser's session speaks for itself. */
  key?: string;
  fetch?: typeof fetch;
};

type Given = Record<string, unknown>;

/** Makes the client from the contract. Its functions reject with a ProblemError, or with what fetch rejects with. */
export function createClient(options: ClientOptions): Client {
  const nouns = Object.entries(api).map(([noun, verbs]) => [
    noun,
    Object.fromEntries(
      Object.entries<Endpoint>(verbs).map(([name, definition]) => [
        name,
        (input: Given = {}, call: CallOptions = {}) =>
          definition.resumable
            ? stream(options, definition, { input, ...call })
            : send(options, definition, { input, ...call }),
      ]),
    ),
  ]);
  // The object has a function for each endpoint of the contract, which the type is made from too.
  return Object.fromEntries(nouns) as Client;
}

type Call = CallOptions & { input: Given };

async function send(options: ClientOptions, definition: Endpoint, call: Call) {
  return read(await ask(options, definition, call), definition);
}

/** The first connection is made when the first event is asked for. */
function stream(options: ClientOptions, definition: Endpoint, { input, ...call }: Call): AsyncIterable<LiveEvent> {
  const connect = async (lastEventId: string | undefined) => {
    const headers = { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
    const response = await ask(options, definition, { input, ...call, headers });
    if (!response.ok) throw await problemOf(response);
    return response;
  };
  return follow(connect, call.signal);
}

async function ask(
  options: ClientOptions,
  definition: Endpoint,
  { input, signal, idempotencyKey, headers = {} }: Call & { headers?: Record<string, string> },
): Promise<Response> {
  const { ifMatch, ...asked } = input;
  const { url, rest } = address(options.url, definition, asked);
  const body = bodyOf(definition, rest);
  return (options.fetch ?? fetch)(url, {
    method: definition.method,
    headers: {
      accept: 'application/json, application/problem+json',
      ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      ...(ifMatch === undefined ? {} : { 'if-match': textOf(ifMatch) }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function address(base: string, definition: Endpoint, input: Given) {
  const rest = { ...input };
  const take = (name: string) => {
    const value = rest[name];
    delete rest[name];
    return value;
  };
  const [canonical] = pathsOf(definition);
  const path = canonical.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(textOf(take(name))));
  const query = new URLSearchParams();
  for (const name of Object.keys(definition.query?.shape ?? {})) {
    const value = take(name);
    if (value !== undefined && value !== null) query.set(name, textOf(value));
  }
  const search = query.size > 0 ? `?${query}` : '';
  const prefix = definition.base === 'root' ? '' : '/api/v1';
  return { url: `${base.replace(/\/$/, '')}${prefix}${path}${search}`, rest };
}

function bodyOf(definition: Endpoint, rest: Given): string | FormData | undefined {
  if (definition.upload) return formOf(rest);
  if (!definition.body) return undefined;
  return JSON.stringify(rest);
}

function formOf({ file, ...fields }: Given): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, textOf(value));
  }
  if (isUploadFile(file)) form.set('file', file.content, file.name);
  return form;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isUploadFile(value: unknown): value is UploadFile {
  return typeof value === 'object' && value !== null && 'content' in value && 'name' in value;
}

async function read(response: Response, definition: Endpoint): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (!response.ok && !isJson) throw await problemOf(response);
  if (response.status === 204) return undefined;
  if (definition.text !== undefined) return response.text();
  return z.decode(definition.output, await response.json());
}

async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text();
  const parsed = Problem.safeParse(parseJson(text));
  if (parsed.success) return new ProblemError(parsed.data);
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
