import type { LiveEvent } from '#contract/live.ts';
import type { CallOptions, Client, ClientOptions } from './verbs.ts';
import { follow } from './events.ts';
import type { Operation, Operations } from './operation.ts';
import { problemOf } from './problem-error.ts';

type Given = Record<string, unknown>;
type Call = CallOptions & { input: Given };

/** The client over operations, wherever they come from: they must be those of the contract. */
export function assemble(options: ClientOptions, { nouns, events }: Operations): Client {
  const verb =
    (operation: Operation) =>
    (input: Given = {}, call: CallOptions = {}) =>
      operation.answers === 'events'
        ? stream(options, { operation, events }, { input, ...call })
        : send(options, operation, { input, ...call });
  const functions = Object.entries(nouns).map(([noun, verbs]) => [
    noun,
    Object.fromEntries(Object.entries(verbs).map(([name, operation]) => [name, verb(operation)])),
  ]);
  // The object has a function for each endpoint of the contract, which the type is made from too.
  return Object.fromEntries(functions) as Client;
}

async function send(options: ClientOptions, operation: Operation, call: Call) {
  return read(await ask(options, operation, call), operation);
}

/** The first connection is made when the first event is asked for. */
function stream(
  options: ClientOptions,
  { operation, events }: { operation: Operation; events: Operations['events'] },
  { input, ...call }: Call,
): AsyncIterable<LiveEvent> {
  const connect = async (lastEventId: string | undefined) => {
    const headers = { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
    const response = await ask(options, operation, { input, ...call, headers });
    if (!response.ok) throw await problemOf(response);
    return response;
  };
  return follow({ connect, events, onConnection: call.onConnection }, call.signal);
}

async function ask(
  options: ClientOptions,
  operation: Operation,
  { input, signal, idempotencyKey, headers = {} }: Call & { headers?: Record<string, string> },
): Promise<Response> {
  const { ifMatch, ...asked } = input;
  const { url, rest } = address(options.url, operation, asked);
  const body = bodyOf(operation, rest);
  return (options.fetch ?? fetch)(url, {
    method: operation.method,
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

function address(base: string, operation: Operation, input: Given) {
  const rest = { ...input };
  const take = (name: string) => {
    const value = rest[name];
    delete rest[name];
    return value;
  };
  const path = operation.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(textOf(take(name))));
  const query = new URLSearchParams();
  for (const name of operation.query) {
    const value = take(name);
    if (value !== undefined && value !== null) query.set(name, textOf(value));
  }
  const search = query.size > 0 ? `?${query}` : '';
  return { url: `${base.replace(/\/$/, '')}${path}${search}`, rest };
}

function bodyOf({ sends }: Operation, rest: Given): string | FormData | undefined {
  if (sends === 'form') return formOf(rest);
  return sends === 'json' ? JSON.stringify(rest) : undefined;
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

function isUploadFile(value: unknown): value is { content: Blob; name: string } {
  return typeof value === 'object' && value !== null && 'content' in value && 'name' in value;
}

async function read(response: Response, operation: Operation): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (!response.ok && !isJson) throw await problemOf(response);
  if (response.status === 204) return undefined;
  return operation.answers === 'text' ? response.text() : operation.decode(await response.json());
}
