import { existsSync } from 'node:fs';
import { isAtWork } from '#domain/import-status.ts';
import type { System } from '#server/system.ts';
import { listFixes, rememberMapping } from './fixes/sql.ts';
import { removeProblems } from './problems/sql.ts';
import { FileReader } from './reading/file-reader.ts';
import { analyzePeople, failImport, finishImport, getImportRow } from './sql.ts';
import type { ImportRow } from './sql.ts';
import { headersDigest, keptUntil } from './start-import.ts';
import { Unreadable } from './table/unreadable.ts';
import { BatchWriter, Overtaken } from './write-batch.ts';

type Key = { workspaceId: string; id: string };

/**
 * Reads what a run before this one has not, checks it or writes it, and says how the import ended. May be run by any
 * process that sees the file, and by two at once: a batch is counted once. An import nobody should work on is left alone.
 */
export async function runImport(system: System, { workspaceId, id }: Key): Promise<ImportRow> {
  const row = await getImportRow(system.db, workspaceId, id);
  if (!isAtWork(row.status)) return row;
  const ended = await (row.filePath === null || row.layout === null || !existsSync(row.filePath)
    ? interrupt(system, row)
    : readAll(system, row, row.filePath));
  await tell(system, row);
  return ended ?? getImportRow(system.db, workspaceId, id);
}

/** Whoever follows imports reads its row anew. */
export async function tell(system: System, { workspaceId, id }: Key): Promise<void> {
  await system.bus.publish('import', `${workspaceId} ${id}`);
}

async function readAll(system: System, row: ImportRow, path: string): Promise<void> {
  const reader = new FileReader({ path });
  try {
    await writeAll(system, row, reader);
  } catch (error) {
    await end(system, row, error);
  } finally {
    await reader.close();
  }
}

const rowsWorthAnalyzing = 10_000;

async function writeAll(system: System, row: ImportRow, reader: FileReader): Promise<void> {
  if (row.layout === null) return;
  // What a check found is found again.
  if (row.rowsRead === 0) await removeProblems(system.db, row);
  const layout = { ...row.layout, columns: row.columns ?? [] };
  const fixes = await listFixes(system.db, row);
  const reading = {
    importId: row.id,
    country: row.country,
    skip: row.rowsRead,
    forCampaign: row.campaignId !== null,
    fixes,
  };
  const writer = new BatchWriter(system, row, () => tell(system, row));
  for await (const batch of reader.batches(layout, reading)) await writer.take(batch);
  await writer.finish();
  const now = system.clock.now();
  await finishImport(system.db, row, { now, keptUntil: keptUntil(now) });
  if (row.status !== 'committing') return;
  await remember(system, row);
  if (layout.rows >= rowsWorthAnalyzing) await analyzePeople(system.db);
}

/** For the next file with these headers: only what somebody chose for this one, and only where there are headers. */
async function remember(system: System, row: ImportRow): Promise<void> {
  const { workspaceId, mapping, mappingFrom, fileName, columns, layout } = row;
  if (Object.keys(mapping).length === 0 || mappingFrom !== null || !layout?.headerRow) return;
  await rememberMapping(system.db, workspaceId, {
    mapping,
    fileName,
    headersDigest: headersDigest(columns ?? []),
    now: system.clock.now(),
  });
}

async function end(system: System, row: ImportRow, error: unknown): Promise<void> {
  if (error instanceof Overtaken) {
    system.log.info({ importId: row.id }, error.message);
    return;
  }
  if (error instanceof Unreadable) {
    await failImport(system.db, row, { code: error.code, message: error.message, now: system.clock.now() });
    return;
  }
  system.log.error({ err: error, importId: row.id }, 'an import stopped');
  await interrupt(system, row);
}

async function interrupt(system: System, { workspaceId, id }: Key): Promise<void> {
  const { rowsRead } = await getImportRow(system.db, workspaceId, id);
  const told = rowsRead.toLocaleString('en');
  const message = `The import was interrupted after ${told} rows, which are kept. Commit it to go on, or import the file again: who is in already is updated, not added twice.`;
  await failImport(system.db, { workspaceId, id }, { code: 'interrupted', message, now: system.clock.now() });
}
