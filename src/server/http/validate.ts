import * as z from 'zod';
import type { Endpoint } from '#contract/endpoint.ts';
import { Invalid, NotFound } from '#server/errors.ts';
import type { FieldError } from '#server/errors.ts';
import { textFault } from './json.ts';

type RawRequest = { params: unknown; query: unknown; body: unknown };

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Parameters, query and body as the contract wants them, in one object; else every field that is wrong, at once. */
export function readInput(definition: Endpoint, raw: RawRequest): Record<string, unknown> {
  const params = readParams(raw.params);
  const query = read(definition.query, raw.query, '/query');
  const body = definition.method === 'GET' ? nothing : read(definition.body ?? noFields, raw.body ?? {}, '');
  const errors = [...query.errors, ...body.errors];
  if (errors.length > 0) throw invalid(errors);
  return { ...params, ...query.value, ...body.value };
}

type Reading = { value: Record<string, unknown>; errors: FieldError[] };

const nothing: Reading = { value: {}, errors: [] };
const noFields = z.strictObject({});

function invalid(errors: FieldError[]): Invalid {
  const first = errors[0] ? `${errors[0].pointer || 'The body'}: ${errors[0].message}` : '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : '';
  return new Invalid('validation_failed', `${first}${more}`, { errors });
}

/** An id that can't be one is treated as one that nobody has. */
function readParams(params: unknown): Record<string, string> {
  const parsed = z.record(z.string(), z.string()).parse(params ?? {});
  if (Object.values(parsed).some((value) => !uuid.test(value))) throw new NotFound('thing');
  return parsed;
}

/** What a schema makes of a value, or every field that is wrong; pointers begin with `base`. */
export function read(schema: z.ZodType | undefined, raw: unknown, base: string): Reading {
  if (!schema) return nothing;
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (!parsed.success) return { value: {}, errors: parsed.error.issues.flatMap((issue) => errorsOf(issue, base)) };
  const errors = base === '/query' ? nulErrors(raw) : [];
  return { value: z.record(z.string(), z.unknown()).parse(parsed.data), errors };
}

function nulErrors(query: unknown): FieldError[] {
  return Object.entries(query ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && textFault(value)
      ? [{ pointer: `/query/${name}`, code: 'invalid_text', message: 'Must not hold a NUL character' }]
      : [],
  );
}

function errorsOf(issue: z.core.$ZodIssue, base: string): FieldError[] {
  const pointer = `${base}${issue.path.map((part) => `/${escape(String(part))}`).join('')}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${escape(key)}`,
      code: 'unknown_field',
      message: 'There is no such field; its name may be misspelt',
    }));
  }
  return [{ pointer, code: codeOf(issue), message: issue.message }];
}

/** Our own code where a rule names one, else what kind of wrong it is. */
function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return z.string().safeParse(issue.params?.['code']).data ?? 'not_allowed';
  return 'input' in issue && issue.input === undefined ? 'required' : codes[issue.code];
}

const codes: Record<Exclude<z.core.$ZodIssue['code'], 'custom'>, string> = {
  too_big: 'out_of_range',
  too_small: 'out_of_range',
  not_multiple_of: 'out_of_range',
  invalid_type: 'wrong_type',
  invalid_union: 'wrong_type',
  invalid_value: 'not_one_of',
  invalid_format: 'wrong_format',
  invalid_key: 'not_allowed',
  invalid_element: 'not_allowed',
  unrecognized_keys: 'unknown_field',
};

function escape(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
