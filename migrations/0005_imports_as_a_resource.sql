alter table imports drop constraint imports_status_check;
alter table imports drop constraint imports_check;
update imports set status = 'committing' where status = 'reading';

alter table imports
  add constraint imports_status_check
    check (status in ('sniffed', 'review', 'checking', 'ready', 'committing', 'done', 'failed', 'undone')),
  add constraint imports_rows_check
    check (status not in ('ready', 'done') or rows_read = ready + imported + updated + skipped + failed),
  -- Of a check, which writes nobody: people who would be imported.
  add column ready int not null default 0,
  -- Among those who came: numbers whose digits or plus a spreadsheet had taken away.
  add column repaired int not null default 0,
  -- A commit stops before it, for somebody to look at what was found.
  add column stops_at_review boolean not null default false,
  add column file_path text,
  add column file_digest bytea check (length(file_digest) = 32),
  add column file_kept_until timestamptz,
  add column layout jsonb,
  add column mapping jsonb not null default '{}',
  add column mapping_from text,
  add column committed_at timestamptz,
  add column undone_at timestamptz;

create index imports_by_digest on imports (workspace_id, file_digest) where file_digest is not null;
create index imports_at_work on imports (id) where status in ('checking', 'committing');
create index imports_with_files on imports (file_kept_until) where file_path is not null;

-- Who came with which batch, in the file's order: what an undo takes back, and how a corrected row finds its double.
create table import_batches (
  workspace_id uuid not null,
  import_id uuid not null,
  rows_before int not null,
  contact_ids uuid[] not null,
  enrollment_ids uuid[] not null,
  primary key (workspace_id, import_id, rows_before),
  foreign key (workspace_id, import_id) references imports on delete cascade
);

-- What somebody made of single rows before a commit; it reads these instead of the file's.
create table import_fixes (
  workspace_id uuid not null,
  import_id uuid not null,
  row_number int not null,
  cells text[] not null,
  is_dropped boolean not null,
  primary key (workspace_id, import_id, row_number),
  foreign key (workspace_id, import_id) references imports on delete cascade
);

-- Mappings that somebody chose, for the next file with the same headers.
create table import_mappings (
  workspace_id uuid not null references workspaces on delete cascade,
  headers_digest bytea not null check (length(headers_digest) = 32),
  mapping jsonb not null,
  file_name text not null,
  used_at timestamptz not null,
  primary key (workspace_id, headers_digest)
);

