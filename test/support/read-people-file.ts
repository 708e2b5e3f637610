import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mapping } from '#server/imports/columns/map-columns.ts';
import { PeopleReader } from '#server/imports/reading/read-people.ts';
import type { PersonRow } from '#server/imports/reading/read-people.ts';
import { inspectTable, readTable } from '#server/imports/table/read-table.ts';
import { Unreadable } from '#server/imports/table/unreadable.ts';

export type Reading = { country?: string; mapping?: Mapping; sheet?: string };

const importId = '01930000-0000-7000-8000-000000000000';

/** What an import would make of a file with this content: its people, its problems, and which columns it found. */
export async function readPeopleText(content: string | Buffer, reading: Reading = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-read-'));
  try {
    const path = join(folder, 'people');
    await writeFile(path, content);
    return await readPeopleFile(path, reading);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function readPeopleFile(path: string, { country = 'US', mapping, sheet }: Reading = {}) {
  const layout = await inspectTable(path, { country, mapping, sheet });
  if (layout.doubt !== null) throw new Unreadable(layout.doubt.code, layout.doubt.message);
  const reader = new PeopleReader({ columns: layout.columns, country, importId, forCampaign: true });
  const people: PersonRow[] = [];
  const problems: { row: number; code: string; reason: string }[] = [];
  for await (const records of readTable(path, layout)) {
    for (const record of records) {
      const result = reader.read(record);
      if (result.ok) people.push(result.person);
      else problems.push({ row: record.row, code: result.problem.code, reason: result.problem.reason });
    }
  }
  const fields = Object.fromEntries(layout.columns.flatMap(({ field, name }) => (field ? [[field, name]] : [])));
  return { layout, people, problems, fields };
}

/** Phone and name of each. */
export function brief(people: readonly PersonRow[]): [string, string | null][] {
  return people.map(({ phone, name }) => [phone, name]);
}
