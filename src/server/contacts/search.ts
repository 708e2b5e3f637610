import type { ContactFilters } from '#contract/contacts.ts';
import { callingCode, callingPrefixes } from '#domain/calling-prefix.ts';
import { isCountry } from '#domain/country.ts';
import { Invalid } from '#server/errors.ts';
import { getWorkspace } from '#server/settings/sql.ts';
import type { System } from '#server/system.ts';
import { findSought } from './book-sql.ts';
import type { BookFilter, Sought } from './book-sql.ts';

/** What a query of the contact book asks for, as its statement wants it; national numbers are of `country`. */
export function filterOf(
  { workspaceId, country }: { workspaceId: string; country: string },
  query: ContactFilters,
): BookFilter {
  const { tag = null, campaignId = null, timeZone = null, conversationAfter = null, conversationBefore = null } = query;
  return {
    workspaceId,
    ...searched(query.q, country),
    tag,
    hasName: flagOf(query.hasName),
    hasEmail: flagOf(query.hasEmail),
    campaignId,
    isSuppressed: flagOf(query.suppressed),
    spokenFrom: conversationAfter,
    spokenBefore: conversationBefore,
    prefixes: query.country === undefined ? null : prefixesOf(query.country),
    timeZone,
  };
}

/** Somebody who is looked for, as the lists of people and of calls to them want it; null when nobody is. */
export async function seek(system: System, workspaceId: string, q: string | undefined): Promise<Sought | null> {
  if (q === undefined || q.trim() === '') return null;
  const { defaultCountry } = await getWorkspace(system.db, workspaceId);
  return findSought(system, { workspaceId, ...searched(q, defaultCountry) });
}

function flagOf(text: 'true' | 'false' | undefined): boolean | null {
  return text === undefined ? null : text === 'true';
}

const numberLike = /^[+\d\s().-]*\d[+\d\s().-]*$/;

/** What is no number is compared as it is; a number without a plus may be a national one. */
function searched(q: string | undefined, country: string): Pick<BookFilter, 'beginning' | 'phones'> {
  if (q === undefined) return { beginning: null, phones: null };
  if (!numberLike.test(q)) return { beginning: q.trim().toLowerCase(), phones: null };
  const digits = q.replaceAll(/\D/g, '');
  const home = q.includes('+') || !isCountry(country) ? [] : [`+${callingCode(country)}${digits.replace(/^0+/, '')}`];
  return { beginning: null, phones: [`+${digits}`, ...home] };
}

function prefixesOf(given: string): BookFilter['prefixes'] {
  const country = given.trim().toUpperCase();
  if (isCountry(country)) return callingPrefixes(country);
  const message = 'Must be a two-letter ISO 3166 code such as US, GB or IN';
  throw new Invalid('validation_failed', `/query/country: ${message}`, {
    errors: [{ pointer: '/query/country', code: 'unknown_country', message }],
  });
}
