import { parentPort, workerData } from 'node:worker_threads';
import type { Batch, FromWorker, Reading, ToWorker, Wish, WorkerInput } from './file-reader.ts';
import type { RowProblem } from './problems.ts';
import { PeopleReader } from './read-people.ts';
import type { PersonRow, RowRead } from './read-people.ts';
import { inspectTable, readTable } from './table/read-table.ts';
import type { Layout } from './table/read-table.ts';
import type { TableRecord } from './table/record-reader.ts';
import { Unreadable } from './table/unreadable.ts';

const rowsPerBatch = 4000;
const cellCharsPerBatch = 4_000_000;

type Gathered = {
  people: PersonRow[];
  wishes: Wish[];
  cells: [number, string[]][];
  problems: object[];
  rows: number;
  chars: number;
  skipped: number;
};

const { path, country } = workerData as WorkerInput;
/** How many batches the main thread is ready to take: it writes them, and memory must not fill meanwhile. */
let credits = 0;
let wake: (() => void) | undefined;

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'more') {
    credits += 1;
    wake?.();
  }
  if (message.kind === 'inspect')
    answer(async () => send({ kind: 'layout', layout: await inspectTable(path, country, message.mapping) }));
  if (message.kind === 'read') answer(() => readPeople(message.layout, message));
});

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function answer(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    if (error instanceof Unreadable) send({ kind: 'unreadable', code: error.code, message: error.message });
    else send({ kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
}

async function readPeople(layout: Layout, { importId, skip, forCampaign }: Reading): Promise<void> {
  const reader = new PeopleReader({ columns: layout.columns, country, importId, forCampaign });
  let before = 0;
  let gathered = gather();
  for await (const records of readTable(path, layout)) {
    for (const record of records) {
      const read = reader.read(record);
      // What an interrupted run wrote is read again only to know its numbers.
      if (before < skip) {
        before += 1;
        continue;
      }
      add(gathered, record, read);
      if (gathered.rows < rowsPerBatch && gathered.chars < cellCharsPerBatch) continue;
      await hand(gathered, before);
      before += gathered.rows;
      gathered = gather();
    }
  }
  if (gathered.rows > 0) await hand(gathered, before);
  send({ kind: 'end' });
}

function gather(): Gathered {
  return { people: [], wishes: [], cells: [], problems: [], rows: 0, chars: 0, skipped: 0 };
}

function add(gathered: Gathered, { row, cells }: TableRecord, read: RowRead): void {
  gathered.rows += 1;
  gathered.chars += cells.reduce((sum, cell) => sum + cell.length, 0);
  if (read.ok) {
    const { explicit, next_action: nextAction } = read.person;
    if (explicit !== 0 || nextAction !== null) gathered.wishes.push({ n: row, explicit, nextAction });
    gathered.people.push(read.person);
    gathered.cells.push([row, cells]);
    return;
  }
  const { ending, code, reason }: RowProblem = read.problem;
  if (ending === 'skipped') gathered.skipped += 1;
  gathered.problems.push({ row_number: row, ending, code, reason, cells });
}

async function takeCredit(): Promise<void> {
  if (credits === 0) await new Promise<void>((resolve) => (wake = resolve));
  credits -= 1;
}

async function hand({ people, wishes, cells, problems, rows, skipped }: Gathered, before: number): Promise<void> {
  await takeCredit();
  const failed = problems.length - skipped;
  const batch: Batch = {
    before,
    rows,
    people: JSON.stringify(people),
    wishes,
    cells: JSON.stringify(cells),
    problems: problems.length === 0 ? null : JSON.stringify(problems),
    skipped,
    failed,
  };
  send({ kind: 'batch', batch });
}
