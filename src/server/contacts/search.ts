import type { ContactFilters } from '#contract/contacts.ts';
import { callingPrefixes } from '#domain/calling-prefix.ts';
import { isCountry } from '#domain/country.ts';
import { Invalid } from '#server/errors.ts';
import type { BookFilter } from './book-sql.ts';

/** What a query of the contact book asks for, as its statement wants it. */
export function filterOf(workspaceId: string, query: ContactFilters): BookFilter {
  const { tag = null, campaignId = null, timeZone = null, conversationAfter = null, conversationBefore = null } = query;
  return {
    workspaceId,
    words: query.q === undefined ? null : wordsOf(query.q),
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

function flagOf(text: 'true' | 'false' | undefined): boolean | null {
  return text === undefined ? null : text === 'true';
}

/**
 * Parted where contact_words in the database parts them, but the digits of a number belong together. A search for no
 * word at all finds nobody.
 */
function wordsOf(q: string): string {
  const isNumber = /^[+\d\s().-]+$/.test(q) && /\d/.test(q);
  const words = isNumber ? [q.replaceAll(/\D/g, '')] : q.split(/[\s@._+,;:()/"'&-]+/).filter((word) => word !== '');
  if (words.length === 0) return '!nobody & nobody';
  return words.map((word) => `'${word.replaceAll('\\', '\\\\')}':*`).join(' & ');
}

function prefixesOf(given: string): BookFilter['prefixes'] {
  const country = given.trim().toUpperCase();
  if (isCountry(country)) return callingPrefixes(country);
  const message = 'Must be a two-letter ISO 3166 code such as US, GB or IN';
  throw new Invalid('validation_failed', `/query/country: ${message}`, {
    errors: [{ pointer: '/query/country', code: 'unknown_country', message }],
  });
}
