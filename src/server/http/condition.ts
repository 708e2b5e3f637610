import * as z from 'zod';

const Versioned = z.object({ version: z.int() });

/** The versions that an If-Match header names; null when there is none, or when any will do. A strange tag matches none. */
export function readIfMatch(header: string | undefined): number[] | null {
  if (header === undefined || header.trim() === '*') return null;
  return [...header.matchAll(/"(\d{1,9})"/g)].map(([, version]) => Number(version));
}

/** The ETag of an answer that has a version. */
export function etagOf(output: unknown): string {
  return `"${Versioned.parse(output).version}"`;
}
