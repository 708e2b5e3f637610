import { allowedActions, isOver } from '#domain/campaign.ts';
import { requireCampaign } from '#server/campaigns/sql.ts';
import { Conflict } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { ReceivedFile } from '#server/http/upload.ts';
import type { System } from '#server/system.ts';
import { describeImport } from './handlers.ts';
import { startImport } from './run-import.ts';
import { getImportRow } from './sql.ts';
import type { ImportRow } from './sql.ts';

export const uploadImport: Handlers['imports']['upload'] = async (system, actor, { file, country, campaignId }) => {
  if (campaignId !== undefined) await requireOpen(system, actor, campaignId);
  return describeImport(system, await importFile(system, actor, { file, country, campaignId }));
};

export type FileFor = { file: ReceivedFile; country?: string | undefined; campaignId?: string | undefined };

/** Imports a received file to its last row, and wakes whoever calls people. */
export async function importFile(
  system: System,
  actor: Actor,
  { file, country, campaignId }: FileFor,
): Promise<ImportRow> {
  const { workspaceId } = actor;
  const started = await startImport(
    system,
    { workspaceId },
    { fileName: file.name, path: file.path, country, campaignId },
  );
  const row = (await started.finished) ?? (await getImportRow(system.db, workspaceId, started.importId));
  await system.bus.publish('dial');
  return row;
}

async function requireOpen(system: System, { workspaceId }: Actor, campaignId: string): Promise<void> {
  const { status } = await requireCampaign(system.db, workspaceId, campaignId);
  if (!isOver(status)) return;
  const detail = `The campaign is ${status}; nobody can be added. Make a new campaign for them.`;
  throw new Conflict('invalid_transition', detail, { allowedActions: allowedActions(status) });
}
