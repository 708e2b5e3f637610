import * as z from 'zod';
import { scopesFor } from '#domain/permissions.ts';
import { api } from './api.ts';
import { NewPerson } from './contacts.ts';
import { isConditional, isRepeatable, pathsOf } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { codesOf, problemCodes } from './problem-codes.ts';
import { Problem } from './problem.ts';

const description =
  'Outbound voice campaigns. Send an API key as `Authorization: Bearer carillon_…`. Lists come in pages: ask again with ' +
  '`cursor` set to `page.nextCursor` while `page.hasMore`. What is no success is `application/problem+json`; its `code` is ' +
  'stable, its `detail` says what to do.';

type Json = { [key: string]: unknown };

/** The OpenAPI 3.1 document of the whole contract; `version` is the program's. */
export function openApiDocument(version: string): Json {
  const schemas: Json = {};
  const responses: Json = {};
  const paths: Record<string, Json> = {};
  for (const [noun, verbs] of Object.entries<Record<string, Endpoint>>(api)) {
    for (const [name, definition] of Object.entries(verbs)) {
      pathsOf(definition).forEach((path, index) => {
        const id = `${noun}.${name}${index === 0 ? '' : `.${index + 1}`}`;
        const at = (definition.base === 'root' ? '' : '/api/v1') + path.replaceAll(/:(\w+)/g, '{$1}');
        paths[at] = {
          ...paths[at],
          [definition.method.toLowerCase()]: operation(definition, { id, noun, name, schemas, responses }),
        };
      });
    }
  }
  // The rows of a bulk request are judged one by one, so no schema of a body holds theirs.
  schemaOf(NewPerson, schemas);
  schemaOf(Problem, schemas);
  return {
    openapi: '3.1.0',
    info: { title: 'Carillon', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: Object.keys(api).map((name) => ({ name })),
    paths,
    components: { schemas, responses, securitySchemes },
  };
}

const securitySchemes = {
  key: { type: 'http', scheme: 'bearer', description: 'An API key' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'carillon.session_token',
    description: 'What POST /auth/sign-in sets',
  },
};

type Naming = { id: string; noun: string; name: string; schemas: Json; responses: Json };

function operation(definition: Endpoint, { id, noun, name, schemas, responses }: Naming): Json {
  const body = definition.body ?? (definition.upload ? z.object({}) : undefined);
  return {
    operationId: id,
    tags: [noun],
    ...inWords(definition.summary),
    ...(/\.\d+$/.test(id) ? otherPath : {}),
    'x-permission': definition.permission,
    ...securityOf(definition, noun),
    parameters: [
      ...parametersOf('path', definition.params, schemas),
      ...parametersOf('query', definition.query, schemas),
      ...(isConditional(definition) ? [ifMatch] : []),
      ...(definition.resumable ? [lastEventId] : []),
      ...(isRepeatable(definition) ? [idempotencyKey] : []),
    ],
    ...(body ? { requestBody: requestBody(definition, schemaOf(body, schemas)) } : {}),
    responses: {
      [String(definition.status ?? 200)]: success(definition, schemas),
      ...(isLater(definition)
        ? { 202: { ...success({ ...definition, status: 202 }, schemas), description: 'Begun' } }
        : {}),
      ...refusals(definition, { noun, name, schemas, responses }),
      default: {
        description: 'Everything else that is no success, as it may happen to any request; `code` says what',
        content: { 'application/problem+json': { schema: schemaOf(Problem, schemas) } },
      },
    },
  };
}

/** Lists of operations show the summary alone: its first half is enough there. */
function inWords(text: string): Json {
  const [summary, ...rest] = text.split('; ');
  return rest.length === 0 ? { summary } : { summary, description: `${text}.` };
}

/** Pages for readers name each operation once; its other paths are described all the same. */
const otherPath: Json = { 'x-scalar-ignore': true };

/** Which scopes a key may have for it: one of these is enough. */
function securityOf({ permission }: Endpoint, noun: string): Json {
  if (permission === 'public') return { security: [] };
  if (permission === 'signed_in' || permission === 'owner') return { security: [{ session: [] }] };
  const scopes = scopesFor({ permission, noun });
  return scopes.length === 0 ? {} : { 'x-scopes': scopes };
}

const ifMatch: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The ETag that was read; another version by now is refused with 412 version_conflict',
  schema: { type: 'string' },
};

const lastEventId: Json = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The id of the last event of an earlier stream; what came after it is sent first',
  schema: { type: 'string' },
};

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Whoever sends the same request with the same key again is answered as the first time, for 7 days',
  schema: { type: 'string', maxLength: 255 },
};

function parametersOf(place: 'path' | 'query', fields: z.ZodObject | undefined, schemas: Json): Json[] {
  return Object.entries(fields?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: schemaOf(schema, schemas),
  }));
}

function requestBody(definition: Endpoint, schema: Json): Json {
  if (!definition.upload) return { required: true, content: { 'application/json': { schema } } };
  const file = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };
  return { required: true, content: { 'multipart/form-data': { schema: { allOf: [file, schema] } } } };
}

/** Each status that this operation is refused with, and the codes that say why; said once for all that share it. */
function refusals(definition: Endpoint, { noun, name, schemas, responses }: Omit<Naming, 'id'>): Json {
  const problem = schemaOf(Problem, schemas);
  const refused = [...codesOf(`${noun}.${name}`, definition)].map(([status, codes]) => {
    const key = codes.toSorted().join('.');
    const schema = { allOf: [problem, { type: 'object', properties: { code: { enum: codes } } }] };
    const description = codes.map((code) => `\`${code}\`: ${problemCodes[code].means}`).join('. ');
    responses[key] ??= { description, content: { 'application/problem+json': { schema } } };
    return [String(status), { $ref: `#/components/responses/${key}` }] as const;
  });
  return Object.fromEntries(refused);
}

/** Of a 204 that may also be answered with 202. */
function isLater({ status, output }: Endpoint): boolean {
  return status === 204 && !(output instanceof z.ZodVoid);
}

function success(definition: Endpoint, schemas: Json): Json {
  if (definition.status === 204) return { description: 'Done' };
  const type = definition.text?.split(';')[0] ?? 'application/json';
  return {
    description: 'Done',
    ...(definition.versioned ? { headers: { ETag: { schema: { type: 'string' } } } } : {}),
    content: { [type]: { schema: schemaOf(definition.output, schemas) } },
  };
}

/** The JSON schema of the wire form; schemas that have a name go to `schemas` and are referred to. */
function schemaOf(schema: z.core.$ZodType, schemas: Json): Json {
  const { $schema: _, $defs: named, ...own } = z.toJSONSchema(schema, { io: 'input', override: shorten });
  for (const [name, definition] of Object.entries(named ?? {})) schemas[name] ??= relocate(definition);
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) return asJson(relocate(own));
  const { id: _id, ...rest } = asJson(relocate(own));
  schemas[id] ??= rest;
  return { $ref: `#/components/schemas/${id}` };
}

/** The format says it; the pattern behind it is 400 characters long. */
function shorten({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date' || jsonSchema.format === 'uuid')
    delete jsonSchema.pattern;
}

function relocate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocate);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [
    key,
    key === '$ref' ? String(part).replace('#/$defs/', '#/components/schemas/') : relocate(part),
  ]);
  return Object.fromEntries(entries);
}

function asJson(value: unknown): Json {
  return z.record(z.string(), z.unknown()).parse(value);
}
