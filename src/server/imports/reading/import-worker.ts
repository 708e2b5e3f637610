import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Batch, FromWorker, Inspection, Reading, RowFix, ToWorker, Wish, WorkerInput } from './file-reader.ts';
import type { RowProblem } from '#server/imports/problems/row-problem.ts';
import { PeopleReader } from './read-people.ts';
import type { PersonRow, RowRead } from './read-people.ts';
import { inspectTable, readTable } from '#server/imports/table/read-table.ts';
import type { Hints, Layout } from '#server/imports/table/read-table.ts';
import type { TableRecord } from '#server/imports/table/record-reader.ts';
import { Unreadable } from '#server/imports/table/unreadable.ts';

const rowsPerBatch = 4000;
const rowsAtOnce = 1000;
const cellCharsPerBatch = 4_000_000;

type Gathered = {
  people: PersonRow[];
  wishes: Wish[];
  cells: [number, string[]][];
  problems: object[];
  rows: number;
  chars: number;
  skipped: number;
  repaired: number;
};

const { path } = workerData as WorkerInput;
/** How many batches the main thread is ready to take: it writes them, and memory must not fill meanwhile. */
let credits = 0;
let wake: (() => void) | undefined;

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'more') {
    credits += 1;
    wake?.();
  }
  if (message.kind === 'inspect')
    answer(async () => send({ kind: 'inspection', inspection: await inspect(message.hints) }));
  if (message.kind === 'rows') answer(() => readRows(message.layout));
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

async function inspect(hints: Hints): Promise<Inspection> {
  const layout = await inspectTable(path, hints);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 }) as AsyncIterable<Buffer>)
    hash.update(chunk);
  return { layout, digest: hash.digest('hex') };
}

async function readPeople(layout: Layout, { importId, country, skip, forCampaign, fixes }: Reading): Promise<void> {
  const reader = new PeopleReader({ columns: layout.columns, country, importId, forCampaign });
  const fixed = new Map(fixes.map((fix) => [fix.row, fix]));
  let before = 0;
  let gathered = gather();
  for await (const records of readTable(path, layout)) {
    for (const original of records) {
      const fix = fixed.get(original.row);
      const record = mended(original, fix);
      const read = fix?.isDropped ? dropped : reader.read(record);
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

async function readRows(layout: Layout): Promise<void> {
  for await (const records of readTable(path, layout)) {
    for (let at = 0; at < records.length; at += rowsAtOnce) {
      await takeCredit();
      send({ kind: 'rows', rows: records.slice(at, at + rowsAtOnce).map(({ row, cells }) => [row, cells]) });
    }
  }
  await takeCredit();
  send({ kind: 'end' });
}

const dropped: RowRead = {
  ok: false,
  problem: { ending: 'skipped', code: 'dropped', reason: 'Somebody took the row out' },
};

function mended(record: TableRecord, fix: RowFix | undefined): TableRecord {
  return fix === undefined ? record : { row: record.row, line: record.line, cells: fix.cells };
}

function gather(): Gathered {
  return { people: [], wishes: [], cells: [], problems: [], rows: 0, chars: 0, skipped: 0, repaired: 0 };
}

function add(gathered: Gathered, { row, cells }: TableRecord, read: RowRead): void {
  gathered.rows += 1;
  gathered.chars += cells.reduce((sum, cell) => sum + cell.length, 0);
  if (read.ok) {
    const { explicit, next_action: nextAction } = read.person;
    if (explicit !== 0 || nextAction !== null) gathered.wishes.push({ n: row, explicit, nextAction });
    gathered.people.push(read.person);
    if (read.repaired) gathered.repaired += 1;
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

async function hand(
  { people, wishes, cells, problems, rows, skipped, repaired }: Gathered,
  before: number,
): Promise<void> {
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
    repaired,
  };
  send({ kind: 'batch', batch });
}
