import { sql } from 'kysely';
import { NotFound } from '#server/errors.ts';
import type { System } from '#server/system.ts';
import { cancelCampaign } from './verbs.ts';

/**
 * A workspace that is deleted calls nobody any more: what waits in its campaigns is cancelled, none can be started, and
 * calls in progress end by themselves. Its records stay. Repeated, it finishes what was left.
 */
export async function closeWorkspace(system: System, workspace: { workspaceId: string; actor: string }): Promise<void> {
  const { workspaceId, actor } = workspace;
  const { rows } = await sql<{ id: string }>`
    -- Waits for starts that hold the workspace: they are seen running below.
    update workspaces set deleted_at = coalesce(deleted_at, ${system.clock.now()}) where id = ${workspaceId} returning id
  `.execute(system.db);
  if (rows.length === 0) throw new NotFound('workspace', workspaceId);
  const live = await sql<{ id: string }>`
    select id from campaigns
    where workspace_id = ${workspaceId} and deleted_at is null and status in ('scheduled', 'running', 'paused', 'failed')
    order by created_at, id
  `.execute(system.db);
  for (const { id: campaignId } of live.rows)
    await cancelCampaign(system, { workspaceId, campaignId, actor, hangUp: false });
}
