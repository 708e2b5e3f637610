import * as z from 'zod';
import { api } from '#contract/api.ts';
import { isRepeatable, pathsOf } from '#contract/endpoint.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import { liveData } from '#contract/live.ts';
import type { Operation, Operations } from './operation.ts';

/** The operations of the contract; their answers are held against its schemas. */
export const contractOperations: Operations = {
  nouns: mapValues(api, (verbs) => mapValues<Endpoint, Operation>(verbs, operationOf)),
  events: mapValues<z.ZodType, (json: unknown) => unknown>(liveData, (schema) => (json) => decodeWith(schema, json)),
};

function operationOf(endpoint: Endpoint): Operation {
  return {
    method: endpoint.method,
    path: `${endpoint.base === 'root' ? '' : '/api/v1'}${pathsOf(endpoint)[0]}`,
    query: Object.keys(endpoint.query?.shape ?? {}),
    sends: endpoint.upload ? 'form' : endpoint.body ? 'json' : 'nothing',
    answers: endpoint.resumable ? 'events' : endpoint.text === undefined ? 'json' : 'text',
    isRepeatable: isRepeatable(endpoint),
    decode: (json) => decodeWith(endpoint.output, json),
  };
}

function decodeWith(schema: z.ZodType, json: unknown): unknown {
  return z.decode(schema, json);
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
