import * as z from 'zod';
import { contractOperations } from '#client/contract-operations.ts';
import type { Instants, LightContract } from '#client/light-operations.ts';
import { api } from '#contract/api.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import { liveData } from '#contract/live.ts';

/** The contract as the dashboard carries it. */
export function lightContract(): LightContract {
  const nouns = Object.entries(api).map(([noun, verbs]) => [
    noun,
    Object.fromEntries(
      Object.entries<Endpoint>(verbs).map(([name, endpoint]) => {
        const { decode: _, ...operation } = contractOperations.nouns[noun]?.[name] ?? missing(noun, name);
        return [name, { ...operation, instants: instantsOf(endpoint.output) }];
      }),
    ),
  ]);
  const events = Object.entries<z.core.$ZodType>(liveData).map(([kind, schema]) => [kind, instantsOf(schema)]);
  return { nouns: Object.fromEntries(nouns), events: Object.fromEntries(events) };
}

function missing(noun: string, name: string): never {
  throw new Error(`the contract has ${noun}.${name}, its operations have not`);
}

/** Where the instants of a schema's JSON are; null where there are none. */
export function instantsOf(schema: z.core.$ZodType): Instants | null {
  if (isInstant(schema)) return 'here';
  if (schema instanceof z.ZodObject) return fieldsOf(schema.shape);
  if (schema instanceof z.ZodArray) return wrap(instantsOf(schema.element), (each) => ({ each }));
  if (schema instanceof z.ZodRecord) return wrap(instantsOf(schema.valueType), (values) => ({ values }));
  if (schema instanceof z.ZodUnion) return schema.options.map(instantsOf).reduce(merge, null);
  if (schema instanceof z.ZodIntersection) return merge(instantsOf(schema.def.left), instantsOf(schema.def.right));
  if (schema instanceof z.ZodLazy) return instantsOf(schema.unwrap());
  return 'innerType' in schema._zod.def ? instantsOf(schema._zod.def.innerType as z.core.$ZodType) : null;
}

function isInstant(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodPipe && schema.def.out instanceof z.ZodDate;
}

function fieldsOf(shape: Readonly<Record<string, z.core.$ZodType>>): Instants | null {
  const found = Object.entries(shape).flatMap(([name, field]) => {
    const inside = instantsOf(field);
    return inside ? [[name, inside] as const] : [];
  });
  return found.length > 0 ? { fields: Object.fromEntries(found) } : null;
}

function wrap(inside: Instants | null, around: (inside: Instants) => Instants): Instants | null {
  return inside ? around(inside) : null;
}

function merge(one: Instants | null, other: Instants | null): Instants | null {
  if (one === null || other === null) return one ?? other;
  if (one === 'here' && other === 'here') return 'here';
  if (one === 'here' || other === 'here') throw new Error('a union of an instant and something with instants inside');
  if ('fields' in one && 'fields' in other) return { fields: { ...one.fields, ...other.fields } };
  throw new Error('a union whose members keep instants in different places is not understood');
}
