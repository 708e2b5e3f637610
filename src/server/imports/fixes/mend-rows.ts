import { readPhone } from '#domain/phone.ts';
import { upsertContacts } from '#server/contacts/sql.ts';
import type { UnwrittenContact, WrittenContact } from '#server/contacts/sql.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { RowProblem } from '#server/imports/problems/row-problem.ts';
import { findProblems, insertProblems, listProblems, removeProblems } from '#server/imports/problems/sql.ts';
import type { ProblemRow } from '#server/imports/problems/sql.ts';
import { PeopleReader } from '#server/imports/reading/read-people.ts';
import type { PersonRow } from '#server/imports/reading/read-people.ts';
import { addProgress, lockImport } from '#server/imports/sql.ts';
import type { ImportRow } from '#server/imports/sql.ts';
import { inTheCampaign, keepPeople, onTheList } from '#server/imports/write-batch.ts';
import type { System } from '#server/system.ts';
import { listNumbersImported, saveFixes } from './sql.ts';

/** What somebody made of a row that brought nobody. */
export type Mending = { row: number; cells: string[]; isDropped: boolean; isChanged: boolean };

export type Mendings = { accepted: number; corrected: number; dropped: number; stillWrong: number; notFound: number };
export const noMendings: Mendings = { accepted: 0, corrected: 0, dropped: 0, stillWrong: 0, notFound: 0 };

export function sumOf(a: Mendings, b: Mendings): Mendings {
  return {
    accepted: a.accepted + b.accepted,
    corrected: a.corrected + b.corrected,
    dropped: a.dropped + b.dropped,
    stillWrong: a.stillWrong + b.stillWrong,
    notFound: a.notFound + b.notFound,
  };
}

type CellsGiven = { cells: Record<string, string>; drop: boolean };

/** Single rows, whose cells are named by their column. */
export async function mendSome(
  system: System,
  row: ImportRow,
  given: readonly (CellsGiven & { row: number })[],
): Promise<Mendings> {
  const wishes = new Map(given.map((each) => [each.row, each]));
  const problems = await findProblems(system.db, row, [...wishes.keys()]);
  const mendings = problems.map((problem) => mending(row, problem, wishes.get(problem.row)));
  const done = await mendRows(system, row, mendings);
  return sumOf(done, { ...noMendings, notFound: wishes.size - problems.length });
}

const rowsAtOnce = 1000;

/** The same for every row with a problem; `country` reads their numbers anew. */
export async function mendAll(
  system: System,
  row: ImportRow,
  wish: CellsGiven & { code: string; country?: string | undefined },
): Promise<Mendings> {
  let done = noMendings;
  for (let after = 0; ;) {
    const problems = await listProblems(system.db, row, { after, limit: rowsAtOnce, code: wish.code });
    done = sumOf(
      done,
      await mendRows(
        system,
        row,
        problems.map((problem) => mending(row, problem, wish)),
      ),
    );
    if (problems.length < rowsAtOnce) return done;
    after = problems.at(-1)?.row ?? after;
  }
}

type Wish = CellsGiven & { country?: string | undefined };

function mending(row: ImportRow, problem: ProblemRow, wish: Wish = { cells: {}, drop: false }): Mending {
  const cells = [...problem.cells];
  for (const [header, text] of Object.entries(wish.cells)) {
    const at = indexOf(row, header);
    while (cells.length < at) cells.push('');
    cells[at] = text;
  }
  if (wish.country !== undefined) readAbroad(row, cells, wish.country);
  const isChanged = cells.some((cell, index) => cell !== problem.cells[index]);
  return { row: problem.row, cells, isDropped: wish.drop, isChanged };
}

/** A number that this country's rules can read is written with its country code from here on. */
function readAbroad({ columns }: ImportRow, cells: string[], country: string): void {
  const at = columns?.find(({ field }) => field === 'phone')?.index ?? -1;
  const read = readPhone(cells[at] ?? '', country);
  if (read.ok) cells[at] = read.phone;
}

function indexOf(row: ImportRow, header: string): number {
  const column = row.columns?.find(({ name, header: own }) => name === header || own === header);
  if (column === undefined) throw unknownColumn(header, row);
  return column.index;
}

function unknownColumn(header: string, { columns }: ImportRow): Invalid {
  const message = `There is no column "${header}". Columns: ${(columns ?? []).map(({ name }) => name).join(', ')}`;
  return new Invalid('unknown_column', message, { errors: [{ pointer: '/rows', code: 'unknown_column', message }] });
}

type Verdict = Mending & ({ person: PersonRow; repaired: boolean } | { problem: RowProblem });

/**
 * Reads rows again: before a commit what they are now is kept for it, afterwards those that are right become people.
 * Rows without a problem are left alone, so that the same correction sent twice counts once.
 */
export async function mendRows(system: System, row: ImportRow, mendings: readonly Mending[]): Promise<Mendings> {
  const wanted = new Map(mendings.map((each) => [each.row, each]));
  const rows = [...wanted.keys()];
  const known = await findProblems(system.db, row, rows);
  const judged = await judge(
    system,
    row,
    known.flatMap((problem) => wanted.get(problem.row) ?? []),
  );
  const now = system.clock.now();
  const written = row.status === 'done' ? await write(system, row, { judged, now }) : [];
  return system.db.transaction().execute(async (trx) => {
    const { status } = await lockImport(trx, row.workspaceId, row.id);
    if (status !== row.status) throw new Conflict('invalid_transition', `The import is ${status} now. Read it again.`);
    const before = new Map((await findProblems(trx, row, rows)).map((each) => [each.row, each]));
    const still = judged.filter((verdict) => before.has(verdict.row));
    const verdicts = row.status === 'done' ? await settle(trx, { row, written, now, verdicts: still }) : still;
    await keep(trx, row, verdicts);
    await addProgress(trx, row, progressOf(row, { verdicts, before, written }));
    return counted(verdicts, mendings.length);
  });
}

type Written = (WrittenContact | UnwrittenContact)[];

function write(system: System, row: ImportRow, { judged, now }: { judged: Verdict[]; now: Date }): Promise<Written> {
  const people = judged.flatMap((verdict) => ('person' in verdict ? [verdict.person] : []));
  return upsertContacts(system.db, { workspaceId: row.workspaceId, rows: JSON.stringify(people), now });
}

type Settling = { row: ImportRow; written: Written; now: Date; verdicts: Verdict[] };

/** What the contact book and the campaign said to those who are right. */
async function settle(trx: Trx, { row, written, now, verdicts }: Settling): Promise<Verdict[]> {
  const rows = new Set(verdicts.map((verdict) => verdict.row));
  const people = written.filter((contact) => contact.contactId !== null).filter(({ n }) => rows.has(n));
  const refused = new Set(written.flatMap(({ n, contactId }) => (contactId === null ? [n] : [])));
  const wishes = verdicts.flatMap((verdict) => {
    if (!('person' in verdict)) return [];
    const { n, explicit, next_action: nextAction } = verdict.person;
    return [{ n, explicit, nextAction }];
  });
  const enrolled = await keepPeople(trx, { row, batch: { before: afterwards, wishes }, people, now });
  return verdicts.map((verdict) => {
    if (!('person' in verdict)) return verdict;
    if (refused.has(verdict.row)) return wrong(verdict, onTheList);
    return enrolled?.has(verdict.person.phone) === false ? wrong(verdict, inTheCampaign) : verdict;
  });
}

type Change = { verdicts: Verdict[]; before: ReadonlyMap<number, ProblemRow>; written: Written };

function progressOf({ status }: ImportRow, { verdicts, before, written }: Change) {
  const healed = new Set(verdicts.filter((verdict) => 'person' in verdict).map((verdict) => verdict.row));
  const repaired = verdicts.filter((verdict) => 'person' in verdict && verdict.repaired).length;
  const imported = written.filter(({ n, isNew }) => isNew && healed.has(n)).length;
  const more = { ...endings(verdicts, before), repaired };
  return status === 'done'
    ? { ...more, ready: 0, imported, updated: healed.size - imported }
    : { ...more, ready: healed.size, imported: 0, updated: 0 };
}

/** Stands for the rows before a batch where there is no batch. */
const afterwards = -1;

const dropped: RowProblem = { ending: 'skipped', code: 'dropped', reason: 'Somebody took the row out' };

function wrong({ row, cells, isDropped, isChanged }: Mending, problem: RowProblem): Verdict {
  return { row, cells, isDropped, isChanged, problem };
}

async function judge(system: System, row: ImportRow, mendings: readonly Mending[]): Promise<Verdict[]> {
  const reader = new PeopleReader({
    columns: row.columns ?? [],
    country: row.country,
    importId: row.id,
    forCampaign: row.campaignId !== null,
  });
  const read = mendings.map((each): Verdict => {
    if (each.isDropped) return wrong(each, dropped);
    const result = reader.read({ row: each.row, line: 0, cells: each.cells });
    return result.ok ? { ...each, person: result.person, repaired: result.repaired } : wrong(each, result.problem);
  });
  const phones = read.flatMap((verdict) => ('person' in verdict ? [verdict.person.phone] : []));
  const taken = await listNumbersImported(system.db, row, phones);
  return read.map((verdict) => {
    if (!('person' in verdict) || !taken.has(verdict.person.phone)) return verdict;
    const reason = `Another row has ${verdict.person.phone} already`;
    return wrong(verdict, { ending: 'skipped', code: 'duplicate_in_file', reason });
  });
}

/** What is right has no problem any more; what is wrong has its new one, with the cells as they are now. */
async function keep(trx: Trx, row: ImportRow, verdicts: readonly Verdict[]): Promise<void> {
  const healed = verdicts.filter((verdict) => 'person' in verdict).map((verdict) => verdict.row);
  const problems = verdicts.flatMap((verdict) =>
    'problem' in verdict ? [{ ...verdict.problem, row_number: verdict.row, cells: verdict.cells }] : [],
  );
  await removeProblems(trx, row, healed);
  if (problems.length > 0) await insertProblems(trx, row, JSON.stringify(problems));
  if (row.status !== 'done') await saveFixes(trx, row, [...verdicts]);
}

/** How many more rows end in each way than before. */
function endings(verdicts: readonly Verdict[], before: ReadonlyMap<number, ProblemRow>) {
  const more = { skipped: 0, failed: 0 };
  for (const verdict of verdicts) {
    const was = before.get(verdict.row)?.ending;
    if (was !== undefined) more[was] -= 1;
    if ('problem' in verdict) more[verdict.problem.ending] += 1;
  }
  return more;
}

function counted(verdicts: readonly Verdict[], asked: number): Mendings {
  const count = (fits: (verdict: Verdict) => boolean) => verdicts.filter(fits).length;
  return {
    accepted: count((verdict) => 'person' in verdict && !verdict.isChanged),
    corrected: count((verdict) => 'person' in verdict && verdict.isChanged),
    dropped: count((verdict) => verdict.isDropped),
    stillWrong: count((verdict) => 'problem' in verdict && !verdict.isDropped),
    notFound: asked - verdicts.length,
  };
}
