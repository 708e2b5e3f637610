import * as z from 'zod';
import { parseJson } from './json.ts';
import { refusals } from './problem.ts';

const JsonObject = z.record(z.string(), z.unknown());

/**
 * The fields of a form as a JSON body would have them. Text that its field accepts stays text; anything else is read
 * as JSON (`5`, `true`, `{"mode": "asap"}`) or as a list (`1,2,3`). A part `settings` holds several fields as one JSON object.
 */
export function bodyOfForm(form: Record<string, string>, schema: z.ZodType | undefined): Record<string, unknown> {
  const { settings, ...texts } = form;
  const shape = schema instanceof z.ZodObject ? schema.shape : {};
  const fields = Object.entries(texts).map(([name, text]) => [name, valueOf(text, shape[name])]);
  return { ...settingsOf(settings), ...Object.fromEntries(fields) };
}

function settingsOf(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {};
  const parsed = JsonObject.safeParse(parseJson(Buffer.from(text)));
  if (!parsed.success) throw refusals.malformedJson('The part "settings" is not a JSON object.');
  return parsed.data;
}

function valueOf(text: string, schema: z.core.$ZodType | undefined): unknown {
  if (!schema || z.safeParse(schema, text).success) return text;
  if (text === '' && z.safeParse(schema, undefined).success) return undefined;
  const readings = [readJson(text), readJson(`[${text}]`)];
  return readings.find((value) => value !== undefined && z.safeParse(schema, value).success) ?? readings[0] ?? text;
}

function readJson(text: string): unknown {
  try {
    return parseJson(Buffer.from(text));
  } catch {
    return undefined;
  }
}
