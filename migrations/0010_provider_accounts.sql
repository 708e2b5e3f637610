-- What is secret of an account (its credentials, its webhook token) lies in `credentials`, sealed with the key `key_id`.
-- Accounts that are older have their token in clear until the next start seals it.
alter table provider_accounts
  alter column hook_token drop not null,
  add column key_id text,
  -- What is shown of each credential: the last four characters of a secret, all of what is none.
  add column hints jsonb not null default '{}' check (jsonb_typeof(hints) = 'object'),
  add column version integer not null default 1,
  add column updated_at timestamptz,
  add column deleted_at timestamptz;
alter table provider_accounts
  add constraint provider_accounts_name_check check (name <> ''),
  add constraint provider_accounts_sealed_check check ((credentials is null) = (key_id is null));

-- How an account does; there is no row until something was heard of it. It lies apart from its row, which every dial holds a share of: a count of failures must wait for nobody.
create table provider_account_health (
  workspace_id uuid not null,
  provider_account_id uuid not null,
  -- Create-calls in a row that nobody answered, since one that was; the first of them, then.
  failures integer not null default 0 check (failures >= 0),
  first_failed_at timestamptz,
  -- While its circuit is open nothing is dialled; the provider is asked again at `probe_at`.
  opened_at timestamptz,
  probe_at timestamptz,
  probes integer not null default 0,
  -- What the provider last said about it.
  checked_at timestamptz,
  answer jsonb,
  -- Questions about calls that may still be asked in the minute that began then.
  lookups_left integer,
  lookups_since timestamptz,
  primary key (workspace_id, provider_account_id),
  foreign key (workspace_id, provider_account_id) references provider_accounts on delete cascade,
  check ((opened_at is null) = (probe_at is null))
);
create index provider_account_health_probe on provider_account_health (probe_at) where probe_at is not null;

alter table phone_numbers add column label text not null default '';

-- The first real account ends the sandbox: from then on time is real, for good.
alter table sandbox_clock add column ended_at timestamptz;
