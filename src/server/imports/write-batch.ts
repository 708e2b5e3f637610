import { setTimeout as wait } from 'node:timers/promises';
import { priorityOf } from '#domain/priority.ts';
import { upsertContacts } from '#server/contacts/sql.ts';
import type { UnwrittenContact, WrittenContact } from '#server/contacts/sql.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { enrolContacts } from '#server/dialer/campaign/enrol.ts';
import type { System } from '#server/system.ts';
import type { Batch } from './file-reader.ts';
import type { RowProblem } from './problems.ts';
import { addProgress, insertProblems, lockImport } from './sql.ts';
import type { ImportRow } from './sql.ts';

/** This run has nothing more to do: another one finished the import, or it was ended meanwhile. */
export class Overtaken extends Error {}

type Written = (WrittenContact | UnwrittenContact)[];

/**
 * Writes batches in two steps: people into the contact book, which may be repeated, then everything that is counted,
 * in one transaction, once and in the file's order. Batches overlap, so that the database is busy on two connections.
 */
export class BatchWriter {
  readonly #system: System;
  readonly #row: ImportRow;
  #last: Promise<void> = Promise.resolve();

  constructor(system: System, row: ImportRow) {
    this.#system = system;
    this.#row = row;
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
    return this.#patiently(() =>
      upsertContacts(db, { workspaceId: this.#row.workspaceId, rows: people, now: clock.now() }),
    );
  }

  async #record(batch: Batch, upserted: Promise<Written>): Promise<void> {
    let written = await upserted;
    await this.#patiently(async (tried) => {
      if (tried > 1) written = await this.#upsert(batch);
      const now = this.#system.clock.now();
      await this.#system.db.transaction().execute((trx) => record(trx, { row: this.#row, batch, written, now }));
    });
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

/** A batch that is in already is passed over: its commit was not heard of, or another process reads the same file. */
async function record(trx: Trx, { row, batch, written, now }: Recording): Promise<void> {
  const { status, rowsRead } = await lockImport(trx, row.workspaceId, row.id);
  if (status !== 'reading') throw new Overtaken(`import ${row.id} is ${status}`);
  if (rowsRead >= batch.before + batch.rows) return;
  if (rowsRead !== batch.before) throw new Overtaken(`another process reads import ${row.id}`);
  const people = written.filter((contact) => contact.contactId !== null);
  const suppressed = written.filter((contact) => contact.contactId === null).map(({ n }) => n);
  if (batch.problems !== null) await insertProblems(trx, row, batch.problems);
  if (suppressed.length > 0) await insertProblems(trx, row, describeSuppressed(suppressed, batch));
  if (row.campaignId !== null) await enrol(trx, { row, campaignId: row.campaignId, batch, people, now });
  const imported = people.filter((contact) => contact.isNew).length;
  await addProgress(trx, row, {
    imported,
    updated: people.length - imported,
    skipped: batch.skipped + suppressed.length,
    failed: batch.failed,
  });
}

function describeSuppressed(rows: number[], batch: Batch): string {
  const cells = new Map(JSON.parse(batch.cells) as [number, string[]][]);
  const problem: RowProblem = { ending: 'skipped', code: 'suppressed', reason: 'The number is on the never-call list' };
  return JSON.stringify(rows.map((row) => ({ ...problem, row_number: row, cells: cells.get(row) ?? [] })));
}

type Enrolment = { row: ImportRow; campaignId: string; batch: Batch; people: WrittenContact[]; now: Date };

async function enrol(trx: Trx, { row: { workspaceId }, campaignId, batch, people, now }: Enrolment): Promise<void> {
  const wishes = new Map(batch.wishes.map((wish) => [wish.n, wish]));
  const enrolled = people.map((contact) => {
    const { explicit = 0, nextAction = null } = wishes.get(contact.n) ?? {};
    const { contactId, phone, zones } = contact;
    return { contactId, phone, zones, priority: priorityOf({ ...contact, explicit }), nextAction };
  });
  await enrolContacts(trx, { workspaceId, campaignId, people: enrolled, now });
}

/** Deadlocks, a contact deleted in between, and a database that is restarting. */
function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    /^(?:40P01|40001|23503|57P0[123]|08\w{3}|53300|ECONN\w+|EPIPE)$/.test(code) ||
    /Connection terminated/i.test(String(error))
  );
}
