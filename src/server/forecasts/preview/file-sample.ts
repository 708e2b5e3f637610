import { existsSync } from 'node:fs';
import { jurisdictionDigits } from '#domain/legal-hours/jurisdictions.ts';
import { FileReader } from '#server/imports/reading/file-reader.ts';
import type { PersonRow } from '#server/imports/reading/read-people.ts';
import type { ImportRow } from '#server/imports/sql.ts';
import type { System } from '#server/system.ts';
import type { KindRow } from './audience-sql.ts';

type Read = Pick<PersonRow, 'phone' | 'zones' | 'name' | 'email' | 'company' | 'custom'>;

/** A thread takes a while to begin: what it read is kept for the next keystroke. */
const keptMost = 20;
const kept = new Map<string, Promise<Read[]>>();

/**
 * People of a file that is not imported yet, by kind, as far as its first rows tell (some thousand); none where another
 * process has the file, or it can't be read.
 */
export async function kindsOfFile(system: System, row: ImportRow, variables: string[]): Promise<KindRow[]> {
  const people = await firstPeople(row).catch((err: unknown) => {
    system.log.warn({ err, importId: row.id }, 'a file could not be looked at for a preview');
    return [];
  });
  const byKind = Map.groupBy(people, ({ phone, zones }) => `${phone.slice(0, jurisdictionDigits)} ${zones.join(' ')}`);
  return [...byKind.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const missing = variables.map((name) => alike.filter((person) => valueOf(person, name) === '').length);
    const prefix = first.phone.slice(0, jurisdictionDigits);
    return [{ zones: first.zones, prefix, isSuppressed: false, people: alike.length, elsewhere: 0, missing }];
  });
}

async function firstPeople(row: ImportRow): Promise<Read[]> {
  const { id, filePath, layout, columns, country } = row;
  if (filePath === null || layout === null || !existsSync(filePath)) return [];
  const key = JSON.stringify([id, columns, country, layout]);
  const known = kept.get(key) ?? readFirst(filePath, row);
  known.catch(() => kept.delete(key));
  kept.delete(key);
  kept.set(key, known);
  for (const oldest of kept.keys()) if (kept.size > keptMost) kept.delete(oldest);
  return known;
}

async function readFirst(path: string, { id, layout, columns, country }: ImportRow): Promise<Read[]> {
  if (layout === null) return [];
  const reader = new FileReader({ path });
  try {
    const reading = { importId: id, country, skip: 0, forCampaign: true, fixes: [] };
    for await (const { people } of reader.batches({ ...layout, columns: columns ?? [] }, reading)) {
      return (JSON.parse(people) as PersonRow[]).map(({ phone, zones, name, email, company, custom }) => {
        return { phone, zones, name, email, company, custom };
      });
    }
    return [];
  } finally {
    await reader.close();
  }
}

function valueOf(person: Read, name: string): string {
  if (name === 'name' || name === 'email' || name === 'company' || name === 'phone') return person[name] ?? '';
  return person.custom[name] ?? '';
}
