import type { Campaign } from '#contract/campaigns.ts';
import { allowedActions } from '#domain/campaign.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import type { System } from '#server/system.ts';
import { explainDispatch } from './dispatch.ts';
import { countsOf } from './numbers.ts';
import { presentSettings } from './settings.ts';
import { findNextWaiting } from './sql.ts';
import type { CampaignRow } from './sql.ts';

/** Campaigns as the API shows them: rows, exact counts, and why each calls or doesn't. */
export async function presentCampaigns(system: System, rows: CampaignRow[]): Promise<Campaign[]> {
  const now = system.clock.now();
  const counted = await readCounts(
    system.db,
    rows.map(({ id }) => id),
  );
  const counts = new Map(rows.map(({ id }) => [id, countsOf(counted.get(id))]));
  const waits = rows.filter(({ id, status }) => status === 'running' && counts.get(id)?.queued === 0);
  const nextWaiting = await findNextWaiting(
    system.db,
    waits.map(({ id }) => id),
  );
  return rows.map((row) => {
    const own = counts.get(row.id) ?? countsOf(undefined);
    const dispatch = explainDispatch({ campaign: row, counts: own, next: nextWaiting.get(row.id) ?? null, now });
    return { ...presentSettings(row), ...presentState(row), counts: own, dispatch };
  });
}

function presentState(row: CampaignRow) {
  const { id, version, status, statusReason, agentName, createdAt, updatedAt, startedAt, completedAt, duplicatedFrom } =
    row;
  return {
    id,
    version,
    duplicatedFrom,
    status,
    statusReason,
    agentName,
    createdAt,
    updatedAt,
    startedAt,
    completedAt,
    allowedActions: allowedActions(status),
  };
}
