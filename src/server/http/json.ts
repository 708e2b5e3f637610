import { refusals } from './problem.ts';

const depthMax = 32;

/** A JSON body from its bytes; refused are other encodings than UTF-8, NUL, half characters, `__proto__`, and depth above 32. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (text.trim() === '') return undefined;
  const value = parse(text);
  const fault = faultOf(value, 1);
  if (fault) throw refusals.malformedJson(fault);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusals.malformedJson('The body is not UTF-8. Encode it as UTF-8 and send it again.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? error.message : String(error);
    throw refusals.malformedJson(`The body is not JSON: ${where}`);
  }
}

function faultOf(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return textFault(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > depthMax) return `The body is nested deeper than ${depthMax} levels.`;
  if (Array.isArray(value)) return firstFault(value, depth);
  if (Object.hasOwn(value, '__proto__')) return 'The body has a field named "__proto__", which is never accepted.';
  return firstFault(Object.keys(value), depth) ?? firstFault(Object.values(value), depth);
}

function firstFault(values: unknown[], depth: number): string | undefined {
  for (const value of values) {
    const fault = faultOf(value, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}

/** What the database can not hold as text. */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'The body holds a NUL character (\\u0000), which no text may have.';
  if (!text.isWellFormed()) return 'The body holds half a character (a lone surrogate such as \\ud800).';
  return undefined;
}
