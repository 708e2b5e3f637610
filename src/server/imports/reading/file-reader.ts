import { closeSync, openSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Hints, Layout } from '#server/imports/table/read-table.ts';
import { Unreadable } from '#server/imports/table/unreadable.ts';
import type { UnreadableCode } from '#server/imports/table/unreadable.ts';

/** The priority and next action a row asks for, by row; only of rows that ask. */
export type Wish = { n: number; explicit: number; nextAction: string | null };

/** Some thousand rows, read: as JSON, so that the main thread only passes them on to the database. */
export type Batch = {
  /** Rows of data before the first of these. */
  before: number;
  rows: number;
  /** PersonRow[] */
  people: string;
  wishes: Wish[];
  /** The original cells of the people, by row: [row, cells][]; needed for those whom the database refuses. */
  cells: string;
  /** Rows of import_problems, or null where there are none. */
  problems: string | null;
  skipped: number;
  failed: number;
  /** Among the people: numbers that were damaged and could be repaired. */
  repaired: number;
};

/** A file after a first look. */
export type Inspection = {
  layout: Layout;
  /** SHA-256 of the whole file, in hexadecimal. */
  digest: string;
};

/** What somebody made of a row: other cells, or nothing at all. */
export type RowFix = { row: number; cells: string[]; isDropped: boolean };

/** A row as it stands in the file: its number and its cells. */
export type RawRow = [row: number, cells: string[]];

export type WorkerInput = { path: string };

export type Reading = {
  importId: string;
  country: string;
  /** Rows of data that are in already. */
  skip: number;
  forCampaign: boolean;
  fixes: RowFix[];
};

export type ToWorker =
  | { kind: 'inspect'; hints: Hints }
  | ({ kind: 'read'; layout: Layout } & Reading)
  | { kind: 'rows'; layout: Layout }
  | { kind: 'more' };

export type FromWorker =
  | { kind: 'inspection'; inspection: Inspection }
  | { kind: 'batch'; batch: Batch }
  | { kind: 'rows'; rows: RawRow[] }
  | { kind: 'end' }
  | { kind: 'unreadable'; code: UnreadableCode; message: string }
  | { kind: 'broken'; message: string };

const batchesAhead = 2;
/** Enough for the widest file that is let in; a small young space keeps the process 60 MB smaller. */
const oldMegabytes = { text: 192, workbook: 512 };
const youngMegabytes = 8;

/** Reads one file in a thread of its own, so that nothing in it can hold up or take down the process. */
export class FileReader {
  readonly #worker: Worker;
  readonly #arrived: FromWorker[] = [];
  #wake: (() => void) | undefined;

  constructor(input: WorkerInput) {
    this.#worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
      workerData: input,
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: isArchive(input.path) ? oldMegabytes.workbook : oldMegabytes.text,
        maxYoungGenerationSizeMb: youngMegabytes,
      },
    });
    this.#worker.on('message', (message: FromWorker) => this.#arrive(message));
    this.#worker.on('error', (error: unknown) => this.#arrive(fateOf(error)));
    this.#worker.on('exit', () => this.#arrive({ kind: 'broken', message: 'the reading thread ended' }));
  }

  /** How the file is to be read; rejects with Unreadable. */
  async inspect(hints: Hints): Promise<Inspection> {
    this.#send({ kind: 'inspect', hints });
    const answer = await this.#next();
    if (answer.kind === 'inspection') return answer.inspection;
    throw new Error(`an inspection was asked for, ${answer.kind} came`);
  }

  /** The file's rows, at most a few batches ahead of whoever takes them. */
  async *batches(layout: Layout, reading: Reading): AsyncGenerator<Batch> {
    this.#send({ kind: 'read', layout, ...reading });
    for (let ahead = 0; ahead < batchesAhead; ahead += 1) this.#send({ kind: 'more' });
    for (;;) {
      const answer = await this.#next();
      if (answer.kind === 'end') return;
      if (answer.kind !== 'batch') throw new Error(`a batch was asked for, ${answer.kind} came`);
      yield answer.batch;
      this.#send({ kind: 'more' });
    }
  }

  /** The file's rows below its header as they stand there. */
  async *rows(layout: Layout): AsyncGenerator<RawRow[]> {
    this.#send({ kind: 'rows', layout });
    for (;;) {
      this.#send({ kind: 'more' });
      const answer = await this.#next();
      if (answer.kind === 'end') return;
      if (answer.kind !== 'rows') throw new Error(`rows were asked for, ${answer.kind} came`);
      yield answer.rows;
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #arrive(message: FromWorker): void {
    this.#arrived.push(message);
    this.#wake?.();
  }

  async #next(): Promise<FromWorker> {
    while (this.#arrived.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    const [message] = this.#arrived.splice(0, 1);
    if (message === undefined) return this.#next();
    if (message.kind === 'unreadable') throw new Unreadable(message.code, message.message);
    if (message.kind === 'broken') throw new Error(`the file could not be read: ${message.message}`);
    return message;
  }
}

/** Workbooks are unpacked in memory; both kinds begin with a byte that no text begins with, or with PK. */
function isArchive(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    readSync(file, head, 0, 2, 0);
    return head[0] === 0xd0 || head.toString('latin1') === 'PK';
  } finally {
    closeSync(file);
  }
}

/** A thread that needed too much memory was ended; the process goes on. */
function fateOf(error: unknown): FromWorker {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isMemory) return { kind: 'broken', message: String(error) };
  const message = 'The file needs more memory to unpack than any honest one of its size. Save it as CSV.';
  return { kind: 'unreadable', code: 'archive_rejected', message };
}
