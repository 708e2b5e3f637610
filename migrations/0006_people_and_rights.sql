-- People. users, sessions, user_accounts and verifications are laid out for better-auth, under our names.
create table users (
  id uuid primary key,
  name text not null check (name <> ''),
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  is_system_admin boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- How a user signs in: provider_id 'credential' has the hash of a password.
create table user_accounts (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);

create index user_accounts_by_user on user_accounts (user_id);

create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  active_workspace_id uuid references workspaces on delete set null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index sessions_by_user on sessions (user_id);

create table verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index verifications_by_identifier on verifications (identifier);

create table members (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('viewer', 'operator', 'admin', 'owner')),
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, user_id)
);

create index members_by_user on members (user_id);

create table invitations (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  email text check (email = lower(email)),
  role text not null check (role in ('viewer', 'operator', 'admin', 'owner')),
  hash bytea not null unique check (length(hash) = 32),
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (workspace_id, id)
);

-- The link that makes the first person: good once.
create table set_up_links (
  hash bytea primary key check (length(hash) = 32),
  created_at timestamptz not null,
  used_at timestamptz
);

-- Signs the sessions' cookies; every process of the installation has the same.
create table installation_secrets (
  id boolean primary key default true check (id),
  session_secret text not null
);

-- A key made before there were scopes may do what an admin may, as it always could.
alter table api_keys
  add scopes text[] not null default '{admin}',
  add created_by text,
  add expires_at timestamptz,
  add last_used_at timestamptz;
alter table api_keys alter scopes drop default;

-- What was answered to a request that may come again. status is null while it is being worked on.
create table idempotency_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  actor_id uuid not null,
  key text not null,
  fingerprint bytea not null check (length(fingerprint) = 32),
  status int,
  content_type text,
  body text,
  created_at timestamptz not null,
  primary key (workspace_id, actor_id, key),
  check ((status is null) = (body is null))
);

create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Append-only. workspace_id is null for what belongs to the installation; no foreign key: entries outlive what they are about.
create table audit_log (
  id uuid primary key,
  workspace_id uuid,
  at timestamptz not null,
  action text not null,
  actor_kind text not null check (actor_kind in ('member', 'api_key', 'system', 'visitor')),
  actor_id uuid,
  actor_name text not null,
  target text,
  before jsonb,
  after jsonb,
  request_id text,
  ip text
);

create index audit_log_by_workspace on audit_log (workspace_id, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_log_stays before update or delete or truncate on audit_log
  for each statement execute function refuse_change();

-- The second wall around a workspace: handlers of the API run as carillon_api, which sees the rows of the workspace
-- that its connection is set to, and none when it is set to none.
do $$
begin
  if not exists (select from pg_roles where rolname = 'carillon_api') then
    begin
      create role carillon_api nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  -- Since 16 who makes a role may administer it, and must be granted its use all the same.
  if not pg_has_role(current_user, 'carillon_api', case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end) then
    execute format('grant carillon_api to %I', current_user);
  end if;
exception when insufficient_privilege then
  raise exception 'the account of DATABASE_URL may not make the role carillon_api. Let an administrator of the database run: create role carillon_api nologin; grant carillon_api to %;',
    quote_ident(current_user);
end
$$;

create function workspace_in_scope() returns uuid language sql stable parallel safe
return nullif(current_setting('carillon.workspace_id', true), '')::uuid;

-- Walls every table that has a workspace_id and no wall yet; runs after each migration, so that none is forgotten.
-- The owner of the tables, who is the dialer and all system work, passes by a policy of its own: it may be no superuser.
create function wall_workspaces() returns void language plpgsql as $$
declare
  name text;
begin
  for name in
    select c.relname
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'of_workspace')
    order by c.relname
  loop
    execute format('alter table %I enable row level security, force row level security', name);
    execute format('create policy of_workspace on %I to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope())', name);
    execute format('create policy of_system on %I to %I using (true) with check (true)', name, current_user);
    execute format('grant select, insert, update, delete on %I to carillon_api', name);
    -- After a large import the planner must learn of it (see analyzePeople); before 17 only an owner could tell it.
    if current_setting('server_version_num')::int >= 170000 then
      execute format('grant maintain on %I to carillon_api', name);
    end if;
  end loop;
  -- What belongs to no workspace may be read, unless it is about people and their secrets.
  for name in
    select c.relname
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity
      and c.relname not in ('user_accounts', 'sessions', 'verifications', 'set_up_links', 'installation_secrets')
    order by c.relname
  loop
    execute format('grant select on %I to carillon_api', name);
  end loop;
  grant usage on all sequences in schema public to carillon_api;
end
$$;

alter table workspaces enable row level security, force row level security;
create policy of_workspace on workspaces to carillon_api using (id = workspace_in_scope()) with check (id = workspace_in_scope());
grant select, update on workspaces to carillon_api;

-- A user's name and e-mail are seen by those who share a workspace.
alter table users enable row level security, force row level security;
create policy of_workspace on users for select to carillon_api
  using (exists (select from members m where m.user_id = users.id and m.workspace_id = workspace_in_scope()));
grant select on users to carillon_api;

do $$
begin
  execute format('create policy of_system on workspaces to %I using (true) with check (true)', current_user);
  execute format('create policy of_system on users to %I using (true) with check (true)', current_user);
end
$$;

select wall_workspaces();
revoke update, delete on audit_log from carillon_api;
grant update on system_slots to carillon_api;
