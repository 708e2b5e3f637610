import { sql } from 'kysely';
import type { Binding } from '#domain/legal-hours/calling-hours.ts';
import { jurisdictionsOf } from '#domain/legal-hours/jurisdictions.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';

/** Whether legal hours hold for calls of the account `a` of the workspace `w`; without an account nobody is called yet. */
export const isLawInForce = sql<boolean>`
  coalesce(case when a.provider = 'simulator' then w.legal_hours_simulated else w.legal_hours_real end and a.id is not null, false)
`;

/**
 * What keeps the enrollment `e` of the campaign `k` in the lane `l` from being dialled at this time of day, or for good;
 * lanes are turned while their campaign runs, so of others only what no hour changes is known.
 */
export const waitsFor = sql<Binding | null>`
  case when e.status in ('pending', 'waiting', 'queued')
    and (k.status = 'running' or l.bound_by in ('needs_time_zone', 'never_open')) then l.bound_by end
`;

/** What the law asks for a person: by every zone he may live in, and every jurisdiction his number may belong to. */
export function lawOf(person: { phone: string; zones: readonly string[] }, isInForce: boolean): Law {
  return isInForce ? { zones: person.zones, jurisdictions: jurisdictionsOf(person.phone) } : noLaw;
}
