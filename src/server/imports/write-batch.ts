import { setTimeout as wait } from 'node:timers/promises';
import { priorityOf } from '#domain/priority.ts';
import { upsertContacts, zonedOf } from '#server/contacts/sql.ts';
import type { UnwrittenContact, WrittenContact } from '#server/contacts/sql.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { enrolContacts } from '#server/dialer/campaign/enrol.ts';
import { replanPeople } from '#server/dialer/campaign/plan/replan.ts';
import { countImportRows } from '#server/metrics/metrics.ts';
import type { System } from '#server/system.ts';
import type { Batch } from './reading/file-reader.ts';
import { insertBatchPeople } from './fixes/sql.ts';
import type { RowProblem } from './problems/row-problem.ts';
import { insertProblems } from './problems/sql.ts';
import type { PersonRow } from './reading/read-people.ts';
import { addProgress, lockImport } from './sql.ts';
import type { ImportRow, Progress } from './sql.ts';
import { listSuppressed } from '#server/suppressions/sql.ts';
import { stopwatch } from '#server/clock.ts';

/** This run has nothing more to do: another one finished the import, or it was ended meanwhile. */
export class Overtaken extends Error {}

type Written = (WrittenContact | UnwrittenContact)[];

const toldEveryMs = 250;

/**
 * Writes batches in two steps: people into the contact book, which may be repeated, then everything that is counted,
 * in one transaction, once and in the file's order. Batches overlap, so that the database is busy on two connections.
 * Of an import that is only checked, nobody goes into the contact book.
 */
export class BatchWriter {
  readonly #system: System;
  readonly #row: ImportRow;
  /** Says that there is progress, at most four times a second. */
  readonly #tell: () => Promise<void>;
  #sinceTold = stopwatch();
  #last: Promise<void> = Promise.resolve();

  constructor(system: System, row: ImportRow, tell: () => Promise<void>) {
    this.#system = system;
    this.#row = row;
    this.#tell = tell;
  }

  /** Begins with a batch, and resolves when the one before it is in. */
  async take(batch: Batch): Promise<void> {
    const before = this.#last;
    const upserted = this.#upsert(batch);
    upserted.catch(() => {});
    this.#last = before.then(() => this.#record(batch, upserted));
    this.#last.catch(() => {});
    await before;
  }

  /** Resolves when all that was taken is in. */
  async finish(): Promise<void> {
    await this.#last;
  }

  #upsert({ people }: Batch): Promise<Written> {
    const { db, clock } = this.#system;
    const { workspaceId, status } = this.#row;
    return this.#patiently(() =>
      status === 'checking'
        ? lookUp(this.#system, workspaceId, people)
        : upsertContacts(db, { workspaceId, rows: people, now: clock.now() }),
    );
  }

  async #record(batch: Batch, upserted: Promise<Written>): Promise<void> {
    let written = await upserted;
    await this.#patiently(async (tried) => {
      if (tried > 1) written = await this.#upsert(batch);
      const now = this.#system.clock.now();
      const kept = await this.#system.db
        .transaction()
        .execute((trx) => record(trx, { row: this.#row, batch, written, now }));
      if (kept && this.#row.status === 'committing') countImportRows(kept);
    });
    if (this.#sinceTold() < toldEveryMs) return;
    this.#sinceTold = stopwatch();
    await this.#tell();
  }

  async #patiently<T>(work: (tried: number) => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await work(tried);
      } catch (error) {
        if (tried === tries || !isPassing(error)) throw error;
        this.#system.log.warn({ err: error, importId: this.#row.id }, 'a batch of an import is tried again');
        await wait(100 * 2 ** tried);
      }
    }
  }
}

const tries = 5;

type Recording = { row: ImportRow; batch: Batch; written: Written; now: Date };

/** Nobody is written; who must not be called comes back as from a write. */
async function lookUp({ db }: System, workspaceId: string, people: string): Promise<Written> {
  const rows = JSON.parse(people) as PersonRow[];
  const suppressed = await listSuppressed(
    db,
    workspaceId,
    rows.map(({ phone }) => phone),
  );
  return rows
    .filter(({ phone }) => suppressed.has(phone))
    .map(({ n }) => ({ n, contactId: null, isNew: false, isZoned: false }));
}

/** A batch that is in already is passed over: its commit was not heard of, or another process reads the same file. */
async function record(trx: Trx, { row, batch, written, now }: Recording): Promise<Progress | null> {
  const { status, rowsRead } = await lockImport(trx, row.workspaceId, row.id);
  if (status !== row.status) throw new Overtaken(`import ${row.id} is ${status}`);
  if (rowsRead >= batch.before + batch.rows) return null;
  if (rowsRead !== batch.before) throw new Overtaken(`another process reads import ${row.id}`);
  const came = written.filter((contact) => contact.contactId !== null);
  const suppressed = written.filter((contact) => contact.contactId === null).map(({ n }) => n);
  const enrolled = status === 'committing' ? await keepPeople(trx, { row, batch, people: came, now }) : null;
  const people = enrolled === null ? came : came.filter(({ phone }) => enrolled.has(phone));
  const doubles = enrolled === null ? [] : came.filter(({ phone }) => !enrolled.has(phone)).map(({ n }) => n);
  if (batch.problems !== null) await insertProblems(trx, row, batch.problems);
  await insertSkipped(trx, row, { batch, problem: onTheList, rows: suppressed });
  await insertSkipped(trx, row, { batch, problem: inTheCampaign, rows: doubles });
  const imported = people.filter((contact) => contact.isNew).length;
  const skipped = batch.skipped + suppressed.length + doubles.length;
  const progress: Progress = {
    ready: status === 'checking' ? batch.rows - skipped - batch.failed : 0,
    imported,
    updated: people.length - imported,
    skipped,
    failed: batch.failed,
    repaired: batch.repaired,
  };
  await addProgress(trx, row, progress);
  return progress;
}

type Keeping = { row: ImportRow; batch: Pick<Batch, 'before' | 'wishes'>; people: WrittenContact[]; now: Date };

/**
 * Notes who came, puts them into the campaign where there is one, and plans anew wherever they wait. Returns the numbers that were not in it before;
 * null without a campaign.
 */
export async function keepPeople(trx: Trx, keeping: Keeping): Promise<Set<string> | null> {
  const { row, batch, people } = keeping;
  const { campaignId } = row;
  const enrolled = campaignId === null ? null : await enrol(trx, { ...keeping, campaignId });
  const contactIds = people.map((contact) => contact.contactId);
  await insertBatchPeople(trx, row, { rowsBefore: batch.before, contactIds, enrollmentIds: enrolled?.ids ?? [] });
  await replanPeople(trx, { workspaceId: row.workspaceId, contactIds: zonedOf(people) }, keeping.now);
  return enrolled && new Set(enrolled.phones);
}

export const onTheList: RowProblem = {
  ending: 'skipped',
  code: 'suppressed',
  reason: 'The number is on the never-call list',
};

export const inTheCampaign: RowProblem = {
  ending: 'skipped',
  code: 'duplicate_in_campaign',
  reason: 'The person is in the campaign already',
};

type Skipping = { batch: Batch; problem: RowProblem; rows: number[] };

async function insertSkipped(trx: Trx, row: ImportRow, { batch, problem, rows }: Skipping): Promise<void> {
  if (rows.length === 0) return;
  const cells = new Map(JSON.parse(batch.cells) as [number, string[]][]);
  const problems = rows.map((number) => ({ ...problem, row_number: number, cells: cells.get(number) ?? [] }));
  await insertProblems(trx, row, JSON.stringify(problems));
}

type Enrolment = Keeping & { campaignId: string };

async function enrol(trx: Trx, enrolment: Enrolment): Promise<{ ids: string[]; phones: string[] }> {
  const { campaignId, batch, people, now } = enrolment;
  const { workspaceId } = enrolment.row;
  const wishes = new Map(batch.wishes.map((wish) => [wish.n, wish]));
  const enrolled = people.map((contact) => {
    const { explicit = 0, nextAction = null } = wishes.get(contact.n) ?? {};
    const { contactId, phone, zones } = contact;
    return { contactId, phone, zones, priority: priorityOf({ ...contact, explicit }), nextAction };
  });
  return enrolContacts(trx, { workspaceId, campaignId, people: enrolled, now });
}

/** Deadlocks, a contact deleted in between, and a database that is restarting. */
function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    /^(?:40P01|40001|23503|57P0[123]|08\w{3}|53300|ECONN\w+|EPIPE)$/.test(code) ||
    /Connection terminated/i.test(String(error))
  );
}
