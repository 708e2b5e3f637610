import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Invalid } from '#server/errors.ts';

const Cursor = z.tuple([z.string(), z.array(z.union([z.string(), z.number()]))]);

/** Where a page ended: the sort key of its last row. */
export type PageKey = (string | number)[];

/** The key after which a page begins; null for the first. A cursor of another list or filter is refused. */
export function readCursor(cursor: string | undefined, list: unknown[]): PageKey | null {
  if (cursor === undefined) return null;
  const parsed = Cursor.safeParse(parse(cursor));
  if (parsed.success && parsed.data[0] === signatureOf(list)) return parsed.data[1];
  const message = 'Must be the nextCursor of a page of this very list; leave it out to begin at the first';
  throw new Invalid('validation_failed', `/query/cursor: ${message}`, {
    errors: [{ pointer: '/query/cursor', code: 'invalid_cursor', message }],
  });
}

/** A page of rows of which one more than `limit` was read, to know whether there are more. */
export function pageFrom<Row>(
  rows: Row[],
  { limit, list, keyOf }: { limit: number; list: unknown[]; keyOf: (row: Row) => PageKey },
): { data: Row[]; page: { nextCursor: string | null; hasMore: boolean } } {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data, page: { hasMore, nextCursor: hasMore ? writeCursor(keyOf(last), list) : null } };
}

/** Opaque to callers; bound to the list and its filters, which `list` names. */
function writeCursor(key: PageKey, list: unknown[]): string {
  return Buffer.from(JSON.stringify([signatureOf(list), key])).toString('base64url');
}

function signatureOf(list: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 8);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
