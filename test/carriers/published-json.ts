import * as z from 'zod';
import type { Exchange } from './front.ts';

type Schema = Record<string, unknown>;
type Operation = {
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
};
export type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** What a request and its answer break of a published specification, in words; nothing when they keep it. */
export function breaches(document: Document, { method, url, body, status, answer }: Exchange): string[] {
  const operation = operationOf(document, method, url.split('?')[0] ?? '');
  if (operation === undefined) return [`${method} ${url} is not there`];
  const asked = operation.requestBody?.content['application/json']?.schema;
  const said = operation.responses[String(status)]?.content?.['application/json']?.schema;
  // What is not published must not be asked for; answers may say more.
  const strictly = asked && { ...asked, additionalProperties: false };
  return [...against(document, strictly, body), ...against(document, said, answer ?? '')];
}

/** As breaches, of one thing that has a named schema. */
export function breachesOf(document: Document, name: string, text: string): string[] {
  return against(document, document.components.schemas[name], text);
}

function operationOf({ paths }: Document, method: string, path: string): Operation | undefined {
  const matches = (template: string) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
  const exact = paths[path] ?? Object.entries(paths).find(([template]) => matches(template))?.[1];
  return exact?.[method.toLowerCase()];
}

function against({ components }: Document, schema: Schema | undefined, text: string): string[] {
  if (schema === undefined) return [];
  const validator = z.fromJSONSchema(resolved(schema, components.schemas) as Parameters<typeof z.fromJSONSchema>[0]);
  const { error } = validator.safeParse(JSON.parse(text, (_, value: unknown) => (value === null ? undefined : value)));
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

/** Formats of instants are left out: instants come without a zone. So do nulls, above, for what is not known yet. */
function resolved(part: unknown, schemas: Record<string, Schema>): unknown {
  if (Array.isArray(part)) return part.map((each) => resolved(each, schemas));
  if (typeof part !== 'object' || part === null) return part;
  const { $ref: reference, ...rest } = part as Schema;
  if (typeof reference === 'string') return resolved(schemas[reference.split('/').at(-1) ?? ''], schemas);
  const { description: _, example: __, examples: ___, nullable: ____, ...kept } = rest;
  const entries = Object.entries(kept).filter(
    ([name, value]) => !(name === 'format' && /date|float|int/.test(String(value))),
  );
  const shape = Object.fromEntries(entries.map(([name, value]) => [name, resolved(value, schemas)]));
  return typeof kept['properties'] === 'object' && kept['type'] === undefined ? { type: 'object', ...shape } : shape;
}
