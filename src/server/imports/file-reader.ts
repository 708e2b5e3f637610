import { Worker } from 'node:worker_threads';
import type { Mapping } from './columns/map-columns.ts';
import type { Layout } from './table/read-table.ts';
import { Unreadable } from './table/unreadable.ts';
import type { UnreadableCode } from './table/unreadable.ts';

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
};

export type WorkerInput = { path: string; country: string };

export type Reading = {
  importId: string;
  /** Rows of data that are in already. */
  skip: number;
  forCampaign: boolean;
};

export type ToWorker =
  | { kind: 'inspect'; mapping?: Mapping | undefined }
  | ({ kind: 'read'; layout: Layout } & Reading)
  | { kind: 'more' };

export type FromWorker =
  | { kind: 'layout'; layout: Layout }
  | { kind: 'batch'; batch: Batch }
  | { kind: 'end' }
  | { kind: 'unreadable'; code: UnreadableCode; message: string }
  | { kind: 'broken'; message: string };

const batchesAhead = 2;
/** Enough for the widest file that is let in; a small young space keeps the process 60 MB smaller. */
const oldMegabytes = 192;
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
      resourceLimits: { maxOldGenerationSizeMb: oldMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
    });
    this.#worker.on('message', (message: FromWorker) => this.#arrive(message));
    this.#worker.on('error', (error: unknown) => this.#arrive({ kind: 'broken', message: String(error) }));
    this.#worker.on('exit', () => this.#arrive({ kind: 'broken', message: 'the reading thread ended' }));
  }

  /** How the file is to be read; rejects with Unreadable. */
  async inspect(mapping?: Mapping): Promise<Layout> {
    this.#send({ kind: 'inspect', mapping });
    const answer = await this.#next();
    if (answer.kind === 'layout') return answer.layout;
    throw new Error(`a layout was asked for, ${answer.kind} came`);
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
