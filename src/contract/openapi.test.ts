import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { api } from './api.ts';
import { pathsOf } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { openApiDocument } from './openapi.ts';
import { problemCodes } from './problem-codes.ts';

const Operation = z.object({
  operationId: z.string(),
  summary: z.string().min(10),
  'x-permission': z.string(),
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      schema: z.looseObject({}),
    }),
  ),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.looseObject({}) })) }).optional(),
  responses: z.record(
    z.string(),
    z.union([z.object({ $ref: z.string() }), z.looseObject({ description: z.string() })]),
  ),
});

const Document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith('/'), z.record(z.string(), Operation)),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({})),
    responses: z.record(z.string(), z.looseObject({ description: z.string() })),
  }),
});

const text = JSON.stringify(openApiDocument('1.2.3'));
const document = Document.parse(JSON.parse(text));
const definitions = Object.values(api).flatMap((verbs) => Object.values<Endpoint>(verbs));

describe('the OpenAPI document', () => {
  it.each(definitions.map((definition) => [`${definition.method} ${pathsOf(definition)[0]}`, definition] as const))(
    'describes %s',
    (_name, definition) => {
      for (const path of pathsOf(definition)) {
        const at = (definition.base === 'root' ? '' : '/api/v1') + path.replaceAll(/:(\w+)/g, '{$1}');
        const operation = Operation.parse(document.paths[at]?.[definition.method.toLowerCase()]);
        const named = [...at.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect(operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(
          named,
        );
        expect(Object.keys(operation.responses)).toContain(String(definition.status ?? 200));
        expect(operation.responses).toHaveProperty('default');
        expect(operation.requestBody === undefined).toBe(definition.body === undefined && !definition.upload);
      }
    },
  );

  it('names every operation once', () => {
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers only to schemas that it has', () => {
    const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? '');
    const { schemas, responses } = document.components;
    const known = [
      ...Object.keys(schemas).map((name) => `#/components/schemas/${name}`),
      ...Object.keys(responses).map((name) => `#/components/responses/${name}`),
    ];
    expect(refs.filter((ref) => !known.includes(ref))).toEqual([]);
    expect(document.components.schemas).toHaveProperty('Campaign');
    expect(document.components.schemas).toHaveProperty('Problem');
  });

  it('has no path twice for one method', () => {
    const all = definitions.flatMap((definition) => pathsOf(definition).map((path) => `${definition.method} ${path}`));
    expect(new Set(all).size).toBe(all.length);
  });
});

/** The codes by status that the operation is refused with. */
function refusalsOf(path: string, method: string): Record<string, string[]> {
  const { responses = {} } = document.paths[path]?.[method] ?? {};
  const named = Object.entries(responses).flatMap(([status, response]) =>
    '$ref' in response ? [[status, String(response.$ref).split('/').at(-1)?.split('.') ?? []] as const] : [],
  );
  return Object.fromEntries(named);
}

describe('the codes of problems', () => {
  const root = new URL('../server/', import.meta.url);
  const sources = globSync('**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => readFileSync(new URL(path, root), 'utf8'))
    .join('\n');
  const thrown = [
    ...sources.matchAll(/new (?:Conflict|Invalid|Forbidden|LimitReached|UpstreamFailed)\(\s*'([a-z_]+)'/g),
    ...sources.matchAll(/new HttpRefusal\(\s*\d+,\s*'([a-z_]+)'/g),
    ...sources.matchAll(/new Unreadable\(\s*'([a-z_]+)'/g),
  ].map(([, code]) => code ?? '');

  it('are all explained', () => {
    expect(thrown.length).toBeGreaterThan(20);
    expect(thrown.filter((code) => !(code in problemCodes))).toEqual([]);
  });

  it('are named where an operation is refused with them, under their status', () => {
    const start = refusalsOf('/api/v1/campaigns/{id}/start', 'post');
    expect(Object.keys(start)).toEqual([
      '400',
      '401',
      '403',
      '404',
      '408',
      '409',
      '413',
      '414',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(start['422']).toContain('not_startable');
    expect(refusalsOf('/api/v1/contacts', 'post')['409']).toContain('contact_exists');
    expect(refusalsOf('/api/v1/campaigns/{id}', 'patch')['412']).toEqual(['version_conflict']);
  });
});
