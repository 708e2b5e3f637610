import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { api } from './api.ts';
import { pathsOf } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { openApiDocument } from './openapi.ts';

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
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});

const Document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith('/'), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
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
        expect(Object.keys(operation.responses)).toEqual([String(definition.status ?? 200), 'default']);
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
    const missing = refs.filter((ref) => !(ref.replace('#/components/schemas/', '') in document.components.schemas));
    expect(missing).toEqual([]);
    expect(document.components.schemas).toHaveProperty('Campaign');
    expect(document.components.schemas).toHaveProperty('Problem');
  });

  it('has no path twice for one method', () => {
    const all = definitions.flatMap((definition) => pathsOf(definition).map((path) => `${definition.method} ${path}`));
    expect(new Set(all).size).toBe(all.length);
  });
});
