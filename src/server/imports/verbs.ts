import { allowedActions, isOver } from '#domain/campaign.ts';
import { importActions } from '#domain/import-status.ts';
import type { ImportAction } from '#domain/import-status.ts';
import { requireCampaign } from '#server/campaigns/sql.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { System } from '#server/system.ts';
import { missingPhone } from './columns/map-columns.ts';
import { mendAll, mendSome, noMendings, sumOf } from './fixes/mend-rows.ts';
import { handToWorkers, waitForImport } from './import-jobs.ts';
import { describeImport } from './present.ts';
import { tell } from './run-import.ts';
import { beginCommit, getImportRow, restartImport } from './sql.ts';
import type { ImportRow } from './sql.ts';
import { inspectFile, readCountry, refusalOf } from './start-import.ts';
import { undo } from './undo.ts';

/** Conflict, with what is possible, where this can't be done with an import in its state. */
export function requireAction(row: ImportRow, action: ImportAction): void {
  if (importActions(row.status).includes(action)) return;
  throw notNow(row);
}

function notNow({ status }: Pick<ImportRow, 'status'>): Conflict {
  const allowed = importActions(status);
  const possible = allowed.length === 0 ? 'Nothing can be done with it now' : `Possible now: ${allowed.join(', ')}`;
  return new Conflict('invalid_transition', `The import is ${status}. ${possible}.`, { allowedActions: allowed });
}

/** Conflict where the campaign that people are to go into is over. */
export async function requireOpen(system: System, workspaceId: string, campaignId: string | null): Promise<void> {
  if (campaignId === null) return;
  const { status } = await requireCampaign(system.db, workspaceId, campaignId);
  if (!isOver(status)) return;
  const detail = `The campaign is ${status}; nobody can be added. Make a new campaign for them.`;
  throw new Conflict('invalid_transition', detail, { allowedActions: allowedActions(status) });
}

export const changeImport: Handlers['imports']['change'] = async (system, { workspaceId }, input) => {
  const row = await getImportRow(system.db, workspaceId, input.id);
  requireAction(row, 'map');
  const path = requireFile(row);
  const mapping = input.mapping === undefined ? row.mapping : { ...row.mapping, ...input.mapping };
  const { found } = await inspectFile(system, {
    workspaceId,
    path,
    mapping,
    country: readCountry(input.country) ?? row.country,
    sheet: input.sheet ?? row.layout?.workbook?.sheet,
    stopsAtReview: true,
  }).catch((error: unknown) => {
    throw refusalOf(error);
  });
  if (!(await restartImport(system.db, row, found))) throw notNow(await again(system, row));
  return settled(system, row, input.wait);
};

export const commitImport: Handlers['imports']['commit'] = async (system, { workspaceId }, { id, wait, ...into }) => {
  const row = await getImportRow(system.db, workspaceId, id);
  if (row.status === 'committing' || row.status === 'done') return settled(system, row, wait);
  requireAction(row, 'commit');
  const campaignId = row.campaignId ?? into.campaignId ?? null;
  await requireOpen(system, workspaceId, campaignId);
  requireFile(row);
  const message = missingPhone(row.columns ?? []);
  if (message !== null) throw new Invalid('no_phone_column', message);
  const isBegun = await beginCommit(system.db, row, { isResumed: row.status === 'failed', campaignId });
  if (!isBegun) throw notNow(await again(system, row));
  return settled(system, row, wait);
};

export const fixImport: Handlers['imports']['fix'] = async (system, { workspaceId }, { id, rows, all }) => {
  const row = await getImportRow(system.db, workspaceId, id);
  requireAction(row, 'fix');
  await requireOpen(system, workspaceId, row.campaignId);
  let done = noMendings;
  if (rows.length > 0) done = sumOf(done, await mendSome(system, row, rows));
  if (all !== undefined) done = sumOf(done, await mendAll(system, row, { ...all, country: readCountry(all.country) }));
  await system.bus.publish('dial');
  return { ...done, import: await describeImport(system, await again(system, row)) };
};

export const undoImport: Handlers['imports']['undo'] = async (system, { workspaceId }, { id }) => {
  const row = await getImportRow(system.db, workspaceId, id);
  requireAction(row, 'undo');
  const undone = await undo(system, row);
  await Promise.all([tell(system, row), system.bus.publish('dial')]);
  return { ...undone, import: await describeImport(system, await again(system, row)) };
};

function again(system: System, { workspaceId, id }: ImportRow): Promise<ImportRow> {
  return getImportRow(system.db, workspaceId, id);
}

async function settled(system: System, row: ImportRow, wait: boolean) {
  await tell(system, row);
  const begun = await again(system, row);
  await handToWorkers(system, begun);
  const ended = wait ? await waitForImport(system, row) : begun;
  if (ended.status === 'done') await system.bus.publish('dial');
  return describeImport(system, ended);
}

function requireFile({ filePath }: ImportRow): string {
  if (filePath !== null) return filePath;
  throw new Conflict('file_gone', 'The file was kept for seven days, which are over. Import it again.');
}
