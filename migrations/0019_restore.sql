-- While it has a row, nothing is claimed: the database was restored from a backup, and providers may have called people
-- since that it knows nothing of. The row goes when all of them have been asked about.
create table restore_hold (
  id boolean primary key default true check (id),
  -- The instants of the backup and of the restore, on the installation's clock.
  taken_at timestamptz not null,
  restored_at timestamptz not null,
  -- Everybody up to this one has been asked about.
  asked_workspace_id uuid,
  asked_enrollment_id uuid
);
