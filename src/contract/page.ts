import * as z from 'zod';
import { isInReach, outOfReach } from '#domain/campaign-settings.ts';

/** An instant: RFC 3339 on the wire, a Date in TypeScript. */
export const Instant = z.codec(
  z.iso.datetime({ offset: true, error: 'Must be an RFC 3339 instant such as 2026-12-01T09:00:00Z' }),
  z.date(),
  {
    decode: (text) => new Date(text),
    encode: (instant) => instant.toISOString(),
  },
);

/** An instant that a caller names, in the years 1900 to 2999. */
export const GivenInstant = Instant.refine((instant) => isInReach(instant.toISOString()), outOfReach);

/** A UUIDv7. */
export const Id = z.uuid({ error: 'Must be an id' });

/** Parameters of a path that ends in one thing. */
export const ById = z.object({ id: Id });

const limitMax = 200;

/** Query of every list: `limit` (50 when not given, brought into 1 to 200) and the `cursor` of the page before. */
export const PageQuery = z.object({
  limit: z
    .string()
    .or(z.number())
    .optional()
    .transform((given) => coerceLimit(given))
    .meta({ description: `Rows of a page: 50 when not given, ${limitMax} at most` }),
  cursor: z.string().max(500).optional().meta({ description: 'page.nextCursor of the page before' }),
});

/** Somebody who is looked for, in a list of people or of calls to them. */
export const Search = z
  .string()
  .max(200)
  .optional()
  .meta({ description: 'Beginning of the name or of its last word, of the e-mail, the company or the number' });

function coerceLimit(given: string | number | undefined): number {
  const limit = Math.trunc(Number(given ?? 50));
  return Number.isNaN(limit) ? 50 : Math.min(limitMax, Math.max(1, limit));
}

/** Where a list goes on. */
export const Page = z.object({ nextCursor: z.string().nullable(), hasMore: z.boolean() }).meta({ id: 'Page' });

/** One page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), page: Page });
}
