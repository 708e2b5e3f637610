import type { Operation, Operations } from './operation.ts';

/** Where instants are in JSON: here, in each element, in each value of a record, or in the fields that are named. */
export type Instants = 'here' | { each: Instants } | { values: Instants } | { fields: Record<string, Instants> };

/** The contract without its schemas, as JSON: what a page needs of it, at a tenth of the size. */
export type LightContract = {
  nouns: Record<string, Record<string, Omit<Operation, 'decode'> & { instants: Instants | null }>>;
  events: Record<string, Instants | null>;
};

/** Operations that believe the server: answers are not held against schemas, instants become Dates. */
export function operationsOf({ nouns, events }: LightContract): Operations {
  const decoder = (instants: Instants | null) => (json: unknown) => (instants ? withDates(json, instants) : json);
  return {
    nouns: mapValues(nouns, (verbs) =>
      mapValues(verbs, ({ instants, ...operation }) => ({ ...operation, decode: decoder(instants) })),
    ),
    events: mapValues(events, decoder),
  };
}

function withDates(json: unknown, instants: Instants): unknown {
  if (json === null || json === undefined) return json;
  if (instants === 'here') return typeof json === 'string' ? new Date(json) : json;
  if ('each' in instants) return Array.isArray(json) ? json.map((item) => withDates(item, instants.each)) : json;
  if (!isRecord(json)) return json;
  if ('values' in instants) return mapValues(json, (value) => withDates(value, instants.values));
  return { ...json, ...mapValues(instants.fields, (inside, name) => withDates(json[name], inside)) };
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function mapValues<T, R>(record: Record<string, T>, change: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
