import { sql } from 'kysely';
import { jurisdictionsOf } from '#domain/legal-hours/jurisdictions.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';

/** Whether legal hours hold for calls of the account `a` of the workspace `w`; without an account nobody is called yet. */
export const isLawInForce = sql<boolean>`
  coalesce(case when a.provider = 'simulator' then w.legal_hours_simulated else w.legal_hours_real end and a.id is not null, false)
`;

/** What the law asks for a person: by every zone he may live in, and every jurisdiction his number may belong to. */
export function lawOf(person: { phone: string; zones: readonly string[] }, isInForce: boolean): Law {
  return isInForce ? { zones: person.zones, jurisdictions: jurisdictionsOf(person.phone) } : noLaw;
}
