import type { Enrollment } from '#contract/enrollments.ts';
import { api } from '#web/api.ts';

export type PeopleQuery = { status?: Enrollment['status']; q?: string };

/** The people of a campaign, first in first. */
export const peoplePages = (id: string, query: PeopleQuery) => ({
  key: ['campaigns', 'one', id, 'contacts', query],
  read: (page: { limit: number; cursor?: string }, options: { signal: AbortSignal }) =>
    api.campaigns.contacts({ id, ...query, ...page }, options),
  idOf: (person: Enrollment) => person.id,
});
