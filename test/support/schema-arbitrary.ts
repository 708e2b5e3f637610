import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { z } from 'zod';

/** What is read of a JSON schema; the rest is the server's to hold. */
const Schema = z.looseObject({
  $ref: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
});
type Schema = z.infer<typeof Schema>;

/** Values for fields of these names, where most of what their schema allows would be refused for another reason. */
export type Known = Record<string, readonly unknown[]>;

type World = { schemas: Record<string, unknown>; known: Known };

/** Values as a schema describes them. Of numbers and texts the boundaries come often. */
export function valuesOf(raw: unknown, world: World, name = ''): Arbitrary<unknown> {
  const own = ownValues(Schema.parse(raw ?? {}), world);
  const known = world.known[name];
  return known === undefined || known.length === 0
    ? own
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, own);
}

function ownValues(schema: Schema, world: World): Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return valuesOf(world.schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)], world);
  if ('const' in schema && schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valuesOf(choice, world)));
  if (schema.allOf) return fc.tuple(...schema.allOf.map((part) => valuesOf(part, world))).map(merge);
  const types = [schema.type ?? 'any'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, world)));
}

function merge(parts: unknown[]): unknown {
  return Object.assign({}, ...parts.filter((part) => typeof part === 'object'));
}

function ofType(type: string, schema: Schema, world: World): Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return objects(schema, world);
    case 'array':
      return fc.array(valuesOf(schema.items, world), {
        minLength: schema.minItems ?? 0,
        maxLength: (schema.minItems ?? 0) + 3,
      });
    case 'string':
      return texts(schema);
    case 'integer':
    case 'number':
      return numbers(schema, type === 'integer');
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects({ properties = {}, required = [], additionalProperties }: Schema, world: World): Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, world, name)] as const);
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  // Few at a time: the more fields, the surer one of them is refused.
  const named = fc
    .tuple(fc.record(Object.fromEntries(fields)), fc.subarray(optional, { maxLength: Math.min(3, optional.length) }))
    .map(([all, wished]) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => required.includes(name) || wished.includes(name))),
    );
  if (typeof additionalProperties !== 'object') return named;
  const others = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), valuesOf(additionalProperties, world), {
    maxKeys: 3,
  });
  return fc.tuple(others, named).map(merge);
}

function texts({ format, pattern, minLength = 0, maxLength = 200 }: Schema): Arbitrary<unknown> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (format === 'date')
    return fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  if (format === 'email') return fc.emailAddress();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const some = fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20), unit: 'grapheme' });
  return fc.oneof({ weight: 8, arbitrary: some }, fc.constantFrom('x'.repeat(minLength), 'x'.repeat(maxLength)));
}

function numbers({ minimum = -1e9, maximum = 1e9 }: Schema, isWhole: boolean): Arbitrary<unknown> {
  const between = isWhole
    ? fc.integer({ min: minimum, max: maximum })
    : fc.double({ min: minimum, max: maximum, noNaN: true });
  return fc.oneof({ weight: 3, arbitrary: between }, fc.constantFrom(minimum, maximum));
}

const nested = JSON.parse('['.repeat(30) + ']'.repeat(30));

/** What nobody means, or means harm by. */
export const hostile: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53, 1e308, -1e308, 2_147_483_648, 2 ** 63],
  ...['', ' ', '\0', 'a\0b', '\ud800', '\u202e\u200b', '\n', '__proto__', 'constructor', 'null', 'NaN', '1e999'],
  ...["'; drop table campaigns; --", '%', '_\\', '=1+1', '<script>', '../../etc/passwd', '${7*7}', 'x'.repeat(6000)],
  ...[
    '2026-02-30',
    '0000-01-01',
    '9999-12-31',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00+23:59',
  ],
  ...['24:00', '00:60', 'P1Y', 'PT0S', 'EST', 'Mars/Olympus', '+12125550123;ext=1', '١٢٣٤', '😀'.repeat(100)],
  ...[
    [],
    {},
    [null],
    [[]],
    { a: { b: [] } },
    nested,
    JSON.parse('{"__proto__": {"x": 1}}'),
    { constructor: { prototype: 1 } },
  ],
];

/** A value with something in it that does not belong there: exchanged, left out, or added. */
export function spoiled(value: unknown): Arbitrary<unknown> {
  return fc
    .tuple(fc.nat(), fc.constantFrom(...hostile), fc.constantFrom('exchange', 'drop', 'add'))
    .map(([at, bad, how]) => {
      const places = placesOf(value, []);
      return spoil(value, places[at % places.length] ?? [], { bad, how });
    });
}

function placesOf(value: unknown, path: string[]): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

function spoil(value: unknown, [key, ...rest]: string[], harm: { bad: unknown; how: string }): unknown {
  if (key === undefined) return harm.how === 'add' && isPlain(value) ? { ...value, surplus: harm.bad } : harm.bad;
  if (typeof value !== 'object' || value === null) return harm.bad;
  const changed = Object.entries(value).flatMap(([name, part]) => {
    if (name !== key) return [[name, part] as const];
    return rest.length === 0 && harm.how === 'drop' ? [] : [[name, spoil(part, rest, harm)] as const];
  });
  return Array.isArray(value) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
