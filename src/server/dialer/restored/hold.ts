import type pg from 'pg';

/**
 * What a backup says of a call that was about to be placed is long over: it may have been, and is asked about by our id.
 * Every open call is asked about at once.
 */
const callsInDoubt = `
  with doubted as (
    update calls set status = 'unknown', placing_at = coalesce(placing_at, claimed_at), looks = 0
    where status in ('claimed', 'placing')
    returning workspace_id, id, campaign_id, placing_at, snapshot_version
  )
  insert into dial_evidence (workspace_id, call_id, at, zones, local_times, days, first_call_time, last_call_time, all_day,
    suppression_version, snapshot_version, limits)
  select d.workspace_id, d.id, d.placing_at, '{}', '{}', k.days, k.first_call_time, k.last_call_time, k.all_day, 0,
    d.snapshot_version, '{"restored": true}'
  from doubted d
  join campaigns k on k.workspace_id = d.workspace_id and k.id = d.campaign_id
  on conflict do nothing
`;

/** In the transaction that restores: nobody is called from then on until everybody has been asked about. */
export async function holdAfterRestore(
  client: pg.Client,
  { takenAt, now }: { takenAt: Date; now: Date },
): Promise<void> {
  await client.query('delete from restore_hold');
  await client.query('insert into restore_hold (taken_at, restored_at) values ($1, $2)', [takenAt, now]);
  await client.query(callsInDoubt);
  await client.query('update calls set look_at = $1 where ended_at is null', [now]);
}

/** Calling goes on, whether or not everybody has been asked about. Returns whether it was held. */
export async function releaseHold(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query('delete from restore_hold');
  return rowCount === 1;
}
