-- Tenants first: every table below belongs to a workspace and is keyed by it.
create table workspaces (
  id uuid primary key,
  name text not null check (name <> ''),
  time_zone text not null,
  default_country text not null check (default_country ~ '^[A-Z]{2}$'),
  suppression_version bigint not null default 0,
  created_at timestamptz not null
);

create table api_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null,
  prefix text not null,
  hash bytea not null unique check (length(hash) = 32),
  is_system_admin boolean not null default false,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);

create table provider_accounts (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  provider text not null check (provider in ('simulator', 'bolna', 'twilio', 'exotel')),
  name text not null,
  base_url text,
  credentials bytea,
  hook_token_hash bytea not null unique,
  hook_token text not null,
  paused_reason text,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);

create table phone_numbers (
  workspace_id uuid not null,
  id uuid not null,
  provider_account_id uuid not null,
  phone text not null check (phone ~ '^\+[1-9][0-9]{4,14}$'),
  primary key (workspace_id, id),
  unique (workspace_id, provider_account_id, phone),
  foreign key (workspace_id, provider_account_id) references provider_accounts on delete cascade
);

create table agents (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null check (name <> ''),
  provider_account_id uuid not null,
  provider_agent_id text,
  prompt text not null default '',
  next_action text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, provider_account_id) references provider_accounts
);

create table contacts (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  phone text not null check (phone ~ '^\+[1-9][0-9]{4,14}$'),
  name text,
  email text,
  company text,
  notes text,
  time_zone text,
  zones text[] not null check (cardinality(zones) > 0),
  custom jsonb not null default '{}',
  successful_calls int not null default 0,
  not_connected int not null default 0,
  last_conversation_at timestamptz,
  last_summary text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, phone)
);

-- The do-not-call list.
create table suppressions (
  workspace_id uuid not null references workspaces on delete cascade,
  phone text not null check (phone ~ '^\+[1-9][0-9]{4,14}$'),
  reason text not null,
  source text not null,
  created_at timestamptz not null,
  primary key (workspace_id, phone)
);

create table campaigns (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null check (name <> ''),
  description text,
  status text not null default 'draft'
    check (status in ('draft', 'scheduled', 'running', 'paused', 'completed', 'cancelled', 'failed')),
  status_reason text,
  agent_id uuid,
  provider_account_id uuid,
  from_number_ids uuid[] not null default '{}',
  next_action text,
  time_zone text not null,
  start_at timestamptz,
  end_at timestamptz,
  days int[] not null check (cardinality(days) > 0 and days <@ array[1, 2, 3, 4, 5, 6, 7]),
  first_call_time text not null check (first_call_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  last_call_time text not null check (last_call_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  all_day boolean not null,
  clock text not null check (clock in ('campaign', 'contact')),
  pace_mode text not null check (pace_mode in ('asap', 'spread', 'interval')),
  pace_gap_seconds int check (pace_gap_seconds between 5 and 60),
  retry_on text[] not null,
  retry_max int not null check (retry_max between 0 and 10),
  retry_delays text[] not null,
  priority_mode text not null check (priority_mode in ('priority', 'fifo')),
  voicemail_retry boolean not null,
  voicemail_message text,
  snapshot jsonb,
  snapshot_version int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  deleted_at timestamptz,
  primary key (workspace_id, id),
  unique (id),
  check (all_day or first_call_time <> last_call_time),
  check (status in ('draft', 'cancelled') or (agent_id is not null and provider_account_id is not null)),
  foreign key (workspace_id, agent_id) references agents,
  foreign key (workspace_id, provider_account_id) references provider_accounts
);

create index campaigns_by_creation on campaigns (workspace_id, created_at desc, id desc);
create index campaigns_scheduled on campaigns (start_at) where status = 'scheduled';
create index campaigns_ending on campaigns (end_at) where status = 'running' and end_at is not null;

create table activity (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  at timestamptz not null,
  actor text not null,
  kind text not null,
  detail jsonb not null default '{}',
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade
);

create index activity_by_campaign on activity (workspace_id, campaign_id, id desc);

-- All enrollments of a campaign that live by the same clocks; what sleeps costs the claim nothing.
create table lanes (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  zones text[] not null check (cardinality(zones) > 0),
  is_open boolean not null default false,
  flips_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, campaign_id, zones),
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade
);

create index lanes_flipping on lanes (flips_at) where flips_at is not null;

-- One running number for all campaigns: first in, first out inside each, and no row to queue up on.
create sequence enrollment_positions;

create table enrollments (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  contact_id uuid,
  lane_id uuid not null,
  phone text not null,
  status text not null
    check (status in ('pending', 'waiting', 'queued', 'calling', 'completed', 'voicemail', 'failed', 'cancelled', 'suppressed')),
  priority int not null,
  position bigint not null default nextval('enrollment_positions'),
  attempts int not null default 0 check (attempts >= 0),
  -- Attempts used before somebody asked to call the unreached once more; the retry policy counts from here.
  attempts_before int not null default 0,
  due_at timestamptz,
  last_disposition text,
  next_action text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id),
  unique (campaign_id, phone),
  check ((status = 'waiting') = (due_at is not null)),
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade,
  foreign key (workspace_id, lane_id) references lanes,
  foreign key (workspace_id, contact_id) references contacts on delete set null (contact_id)
) with (fillfactor = 80);

create index enrollments_ready on enrollments (lane_id, priority desc, position) where status = 'queued';
create index enrollments_due on enrollments (due_at) where status = 'waiting';
create index enrollments_due_of_campaign on enrollments (campaign_id, due_at) where status = 'waiting';
create index enrollments_pending on enrollments (campaign_id, priority desc, position) where status = 'pending';
create index enrollments_by_position on enrollments (campaign_id, position);
create index enrollments_by_contact on enrollments (workspace_id, contact_id);
create index enrollments_open_by_phone on enrollments (workspace_id, phone) where status in ('pending', 'waiting', 'queued');

create table calls (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  enrollment_id uuid not null,
  provider_account_id uuid not null,
  phone text not null,
  from_phone text,
  attempt int not null check (attempt >= 1),
  status text not null
    check (status in ('claimed', 'placing', 'placed', 'unknown', 'ringing', 'in_progress', 'disconnected', 'ended')),
  holds_slot boolean not null,
  dial_at timestamptz not null,
  claimed_at timestamptz not null,
  placing_at timestamptz,
  placed_at timestamptz,
  ringing_at timestamptz,
  answered_at timestamptz,
  disconnected_at timestamptz,
  ended_at timestamptz,
  ring_deadline timestamptz,
  -- When the silence of this call has lasted long enough to ask about it.
  look_at timestamptz,
  looks int not null default 0,
  missing_since timestamptz,
  provider_call_id text,
  disposition text
    check (disposition in ('answered', 'voicemail', 'no_answer', 'busy', 'failed', 'cancelled', 'unknown', 'not_placed')),
  reason text,
  talk_seconds int,
  goal_met boolean,
  summary text,
  transcript text,
  recording_url text,
  extracted jsonb,
  cost_cents numeric,
  snapshot_version int not null,
  primary key (workspace_id, id),
  unique (id),
  check ((status = 'ended') = (disposition is not null)),
  check ((status = 'ended') = (ended_at is not null)),
  check (holds_slot = (status not in ('disconnected', 'ended'))),
  check (status in ('claimed', 'ended') or placing_at is not null),
  foreign key (workspace_id, campaign_id) references campaigns,
  foreign key (workspace_id, enrollment_id) references enrollments,
  foreign key (workspace_id, provider_account_id) references provider_accounts
) with (fillfactor = 80);

-- One call at a time to a person, whatever the campaigns.
create unique index calls_one_at_a_time on calls (workspace_id, phone) where holds_slot;
-- An attempt is used by one call; a call that was never placed gives it back.
create unique index calls_one_per_attempt on calls (enrollment_id, attempt) where disposition is distinct from 'not_placed';
create unique index calls_by_provider_id on calls (provider_account_id, provider_call_id) where provider_call_id is not null;
create index calls_to_look_at on calls (look_at) where look_at is not null;
create index calls_by_campaign on calls (campaign_id, claimed_at desc, id desc);
create index calls_by_claim on calls (workspace_id, claimed_at desc, id desc);
create index calls_by_enrollment on calls (enrollment_id);

-- Append-only: what happened to a call, and who said so.
create table call_events (
  id bigint generated always as identity primary key,
  workspace_id uuid not null,
  call_id uuid not null,
  kind text not null
    check (kind in ('claimed', 'placing', 'posted', 'accepted', 'refused', 'unknown', 'queued', 'initiated', 'ringing',
      'answered', 'disconnected', 'ended', 'not_placed', 'cancel_requested', 'asked')),
  source text not null
    check (source in ('claim', 'place', 'webhook', 'fetch', 'hold_limit', 'operator')),
  at timestamptz not null,
  changed boolean not null default true,
  inbox_id bigint,
  disposition text,
  detail jsonb,
  foreign key (workspace_id, call_id) references calls
);

create index call_events_by_call on call_events (call_id, id);

-- Why each dial was allowed: one row for every call that was about to be placed.
create table dial_evidence (
  workspace_id uuid not null,
  call_id uuid not null,
  at timestamptz not null,
  zones text[] not null,
  local_times text[] not null,
  days int[] not null,
  first_call_time text not null,
  last_call_time text not null,
  all_day boolean not null,
  suppression_version bigint not null,
  snapshot_version int not null,
  limits jsonb not null,
  primary key (workspace_id, call_id),
  foreign key (workspace_id, call_id) references calls
);

-- Bodies are bytes: JSON that jsonb refuses is still evidence.
create table webhook_inbox (
  id bigint generated always as identity primary key,
  workspace_id uuid not null,
  provider_account_id uuid not null,
  dedupe_key text not null,
  trust text not null check (trust in ('signed', 'token')),
  headers jsonb not null,
  body bytea not null,
  received_at timestamptz not null,
  applied_at timestamptz,
  problem text,
  unique (provider_account_id, dedupe_key),
  foreign key (workspace_id, provider_account_id) references provider_accounts
);

create index webhook_inbox_to_apply on webhook_inbox (id) where applied_at is null;

create table imports (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  campaign_id uuid,
  file_name text not null,
  status text not null check (status in ('reading', 'done', 'failed')),
  country text not null,
  columns jsonb,
  header text[],
  rows_read int not null default 0,
  imported int not null default 0,
  updated int not null default 0,
  skipped int not null default 0,
  failed int not null default 0,
  problem_code text,
  problem text,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id),
  check (status <> 'done' or rows_read = imported + updated + skipped + failed),
  foreign key (workspace_id, campaign_id) references campaigns on delete set null (campaign_id)
);

create table import_problems (
  workspace_id uuid not null,
  import_id uuid not null,
  row_number int not null,
  ending text not null check (ending in ('skipped', 'failed')),
  code text not null,
  reason text not null,
  cells text[] not null,
  primary key (workspace_id, import_id, row_number),
  foreign key (workspace_id, import_id) references imports on delete cascade
);

-- The counts of a campaign are what was folded plus what was not folded yet.
create table campaign_counts (
  campaign_id uuid primary key,
  workspace_id uuid not null,
  pending bigint not null default 0,
  waiting bigint not null default 0,
  queued bigint not null default 0,
  calling bigint not null default 0,
  completed bigint not null default 0,
  voicemail bigint not null default 0,
  failed bigint not null default 0,
  cancelled bigint not null default 0,
  suppressed bigint not null default 0,
  calls_placed bigint not null default 0,
  calls_answered bigint not null default 0,
  calls_voicemail bigint not null default 0,
  calls_no_answer bigint not null default 0,
  calls_busy bigint not null default 0,
  calls_failed bigint not null default 0,
  calls_cancelled bigint not null default 0,
  calls_unknown bigint not null default 0,
  goals_met bigint not null default 0,
  goals_missed bigint not null default 0,
  talk_seconds bigint not null default 0,
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade
);

create table campaign_deltas (
  id bigint generated always as identity primary key,
  campaign_id uuid not null,
  workspace_id uuid not null,
  pending int not null default 0,
  waiting int not null default 0,
  queued int not null default 0,
  calling int not null default 0,
  completed int not null default 0,
  voicemail int not null default 0,
  failed int not null default 0,
  cancelled int not null default 0,
  suppressed int not null default 0,
  calls_placed int not null default 0,
  calls_answered int not null default 0,
  calls_voicemail int not null default 0,
  calls_no_answer int not null default 0,
  calls_busy int not null default 0,
  calls_failed int not null default 0,
  calls_cancelled int not null default 0,
  calls_unknown int not null default 0,
  goals_met int not null default 0,
  goals_missed int not null default 0,
  talk_seconds int not null default 0
);

create index campaign_deltas_by_campaign on campaign_deltas (campaign_id);

-- Slots in use, in narrow hot rows: written only under the allocator's lock.
-- served: the allocator's running number at the last slot given; the smallest is served next.
create table system_slots (
  id boolean primary key default true check (id),
  in_use int not null default 0 check (in_use >= 0),
  max int not null default 10 check (max >= 0),
  served bigint not null default 0
) with (fillfactor = 50);

create table workspace_slots (
  workspace_id uuid primary key references workspaces on delete cascade,
  in_use int not null default 0 check (in_use >= 0),
  max int not null default 2 check (max >= 0),
  served bigint not null default 0,
  is_ready boolean not null default false
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);

create index workspace_slots_ready on workspace_slots (served, workspace_id) where is_ready;

create table provider_account_slots (
  provider_account_id uuid primary key,
  workspace_id uuid not null,
  in_use int not null default 0 check (in_use >= 0),
  max int not null check (max >= 0),
  calls_per_second numeric check (calls_per_second > 0),
  next_dial_at timestamptz,
  last_sent_at timestamptz,
  is_open boolean not null default true,
  foreign key (workspace_id, provider_account_id) references provider_accounts on delete cascade
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);

create table campaign_slots (
  campaign_id uuid primary key,
  workspace_id uuid not null,
  provider_account_id uuid,
  in_use int not null default 0 check (in_use >= 0),
  max int not null check (max between 0 and 50),
  served bigint not null default 0,
  is_ready boolean not null default false,
  next_dial_at timestamptz,
  foreign key (workspace_id, campaign_id) references campaigns on delete cascade
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);

create index campaign_slots_ready on campaign_slots (workspace_id, served, campaign_id) where is_ready;

-- The sandbox's clock: virtual time was virtual_at when real time was real_at, and runs speed times as fast.
create table sandbox_clock (
  id boolean primary key default true check (id),
  virtual_at timestamptz not null,
  real_at timestamptz not null,
  speed numeric not null check (speed > 0),
  skip_idle boolean not null
);

insert into system_slots default values;
