import { ProblemError } from '#client/problem-error.ts';
import { wordsOf } from '../feedback/toast.ts';

/** What is wrong with each field, by its name: `/email` is `email`, `/caps/0/calls` is `caps/0/calls`. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ProblemError)) return {};
  return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer.replace(/^\//, ''), message]));
}

/** What is wrong and stands at none of these fields; null when each error has its place. */
export function errorBeside(error: unknown, fields: readonly string[]): string | null {
  if (error === null || error === undefined) return null;
  const names = Object.keys(fieldErrors(error));
  if (names.length > 0 && names.every((name) => fields.includes(name))) return null;
  return wordsOf(error).text;
}
