import type { Search } from '#web/search.ts';
import type { BookQuery } from '../queries.ts';

/** Names of what the contact book can be narrowed by, as the address of the page has them. */
export const bookFilters = ['q', 'tag', 'country', 'timeZone', 'hasEmail', 'suppressed', 'spoken'] as const;

const day = 86_400_000;
const spokenDays: Record<string, number> = { day: 1, week: 7, month: 30 };
const orders = ['createdAt', '-createdAt', 'name', '-name', 'lastConversation', '-lastConversation'] as const;

/** What the server is asked for by the address; times since are counted from the start of the given day. */
export function bookQueryOf(search: Search, today: Date): BookQuery {
  const { q, tag, country, timeZone, hasEmail, suppressed, spoken, sort } = search;
  const since = spokenDays[spoken ?? ''];
  return {
    ...given({ q, tag, country, timeZone }),
    ...(isFlag(hasEmail) ? { hasEmail } : {}),
    ...(isFlag(suppressed) ? { suppressed } : {}),
    ...(since === undefined ? {} : { conversationAfter: new Date(today.getTime() - since * day).toISOString() }),
    sort: orders.find((order) => order === sort) ?? '-createdAt',
  };
}

function given(texts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function isFlag(text: string | undefined): text is 'true' | 'false' {
  return text === 'true' || text === 'false';
}

/** The order after a header was pressed: the way that tells most first, then turned round. */
export function orderAfter(sort: string, by: string): string {
  if (sort.replace(/^-/, '') !== by) return by === 'name' ? 'name' : `-${by}`;
  return sort.startsWith('-') ? by : `-${by}`;
}
