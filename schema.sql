-- The whole database, written by `npm run schema`. Change it with a new file in migrations/.

create table activity (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  at timestamp with time zone not null,
  actor text not null,
  kind text not null,
  detail jsonb not null default '{}'::jsonb,
  version integer,
  constraint activity_pkey PRIMARY KEY (workspace_id, id),
  constraint activity_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE CASCADE
);

create table agents (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  provider_account_id uuid not null,
  provider_agent_id text,
  prompt text not null default ''::text,
  next_action text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  version integer not null default 1,
  ring_seconds_max integer not null default 45,
  talk_seconds_max integer not null default 600,
  constraint agents_pkey PRIMARY KEY (workspace_id, id),
  constraint agents_name_check CHECK (name <> ''::text),
  constraint agents_ring_seconds_max_check CHECK (ring_seconds_max >= 10 AND ring_seconds_max <= 120),
  constraint agents_talk_seconds_max_check CHECK (talk_seconds_max >= 30 AND talk_seconds_max <= 7200),
  constraint agents_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE,
  constraint agents_workspace_id_provider_account_id_fkey FOREIGN KEY (workspace_id, provider_account_id) REFERENCES provider_accounts(workspace_id, id)
);

create table api_keys (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  prefix text not null,
  hash bytea not null,
  is_system_admin boolean not null default false,
  created_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  scopes text[] not null,
  created_by text,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (workspace_id, id),
  constraint api_keys_hash_key UNIQUE (hash),
  constraint api_keys_hash_check CHECK (length(hash) = 32),
  constraint api_keys_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table audit_log (
  id uuid not null,
  workspace_id uuid,
  at timestamp with time zone not null,
  action text not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  target text,
  before jsonb,
  after jsonb,
  request_id text,
  ip text,
  constraint audit_log_pkey PRIMARY KEY (id),
  constraint audit_log_actor_kind_check CHECK (actor_kind = ANY (ARRAY['member'::text, 'api_key'::text, 'system'::text, 'visitor'::text]))
);

create table call_events (
  id bigint not null generated always as identity,
  workspace_id uuid not null,
  call_id uuid not null,
  kind text not null,
  source text not null,
  at timestamp with time zone not null,
  changed boolean not null default true,
  inbox_id bigint,
  disposition text,
  detail jsonb,
  constraint call_events_pkey PRIMARY KEY (id),
  constraint call_events_kind_check CHECK (kind = ANY (ARRAY['claimed'::text, 'placing'::text, 'posted'::text, 'accepted'::text, 'refused'::text, 'unknown'::text, 'queued'::text, 'initiated'::text, 'ringing'::text, 'answered'::text, 'disconnected'::text, 'ended'::text, 'not_placed'::text, 'cancel_requested'::text, 'asked'::text])),
  constraint call_events_source_check CHECK (source = ANY (ARRAY['claim'::text, 'place'::text, 'webhook'::text, 'fetch'::text, 'hold_limit'::text, 'operator'::text]))
);

create table calls (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  enrollment_id uuid not null,
  provider_account_id uuid not null,
  phone text not null,
  from_phone text,
  attempt integer not null,
  status text not null,
  holds_slot boolean not null,
  dial_at timestamp with time zone not null,
  claimed_at timestamp with time zone not null,
  placing_at timestamp with time zone,
  placed_at timestamp with time zone,
  ringing_at timestamp with time zone,
  answered_at timestamp with time zone,
  disconnected_at timestamp with time zone,
  ended_at timestamp with time zone,
  ring_deadline timestamp with time zone,
  look_at timestamp with time zone,
  looks integer not null default 0,
  missing_since timestamp with time zone,
  provider_call_id text,
  disposition text,
  reason text,
  talk_seconds integer,
  goal_met boolean,
  summary text,
  transcript text,
  recording_url text,
  extracted jsonb,
  cost_cents numeric,
  snapshot_version integer not null,
  ring_seconds_max integer not null default 45,
  talk_seconds_max integer not null default 600,
  constraint calls_pkey PRIMARY KEY (workspace_id, id),
  constraint calls_id_key UNIQUE (id),
  constraint calls_attempt_check CHECK (attempt >= 1),
  constraint calls_check CHECK ((status = 'ended'::text) = (disposition IS NOT NULL)),
  constraint calls_check1 CHECK ((status = 'ended'::text) = (ended_at IS NOT NULL)),
  constraint calls_check2 CHECK (holds_slot = (status <> ALL (ARRAY['disconnected'::text, 'ended'::text]))),
  constraint calls_check3 CHECK ((status = ANY (ARRAY['claimed'::text, 'ended'::text])) OR placing_at IS NOT NULL),
  constraint calls_disposition_check CHECK (disposition = ANY (ARRAY['answered'::text, 'voicemail'::text, 'no_answer'::text, 'busy'::text, 'failed'::text, 'cancelled'::text, 'unknown'::text, 'not_placed'::text])),
  constraint calls_status_check CHECK (status = ANY (ARRAY['claimed'::text, 'placing'::text, 'placed'::text, 'unknown'::text, 'ringing'::text, 'in_progress'::text, 'disconnected'::text, 'ended'::text])),
  constraint calls_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id),
  constraint calls_workspace_id_enrollment_id_fkey FOREIGN KEY (workspace_id, enrollment_id) REFERENCES enrollments(workspace_id, id),
  constraint calls_workspace_id_provider_account_id_fkey FOREIGN KEY (workspace_id, provider_account_id) REFERENCES provider_accounts(workspace_id, id)
) with (fillfactor=50);

create table campaign_counts (
  campaign_id uuid not null,
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
  version bigint not null default nextval('campaign_versions'::regclass),
  constraint campaign_counts_pkey PRIMARY KEY (campaign_id),
  constraint campaign_counts_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE CASCADE
);

create table campaign_deltas (
  id bigint not null generated always as identity,
  campaign_id uuid not null,
  workspace_id uuid not null,
  pending integer not null default 0,
  waiting integer not null default 0,
  queued integer not null default 0,
  calling integer not null default 0,
  completed integer not null default 0,
  voicemail integer not null default 0,
  failed integer not null default 0,
  cancelled integer not null default 0,
  suppressed integer not null default 0,
  calls_placed integer not null default 0,
  calls_answered integer not null default 0,
  calls_voicemail integer not null default 0,
  calls_no_answer integer not null default 0,
  calls_busy integer not null default 0,
  calls_failed integer not null default 0,
  calls_cancelled integer not null default 0,
  calls_unknown integer not null default 0,
  goals_met integer not null default 0,
  goals_missed integer not null default 0,
  talk_seconds integer not null default 0,
  constraint campaign_deltas_pkey PRIMARY KEY (id)
);

create table campaign_slots (
  campaign_id uuid not null,
  workspace_id uuid not null,
  provider_account_id uuid,
  in_use integer not null default 0,
  max integer not null,
  served bigint not null default 0,
  is_ready boolean not null default false,
  next_dial_at timestamp with time zone,
  last_sent_at timestamp with time zone,
  constraint campaign_slots_pkey PRIMARY KEY (campaign_id),
  constraint campaign_slots_in_use_check CHECK (in_use >= 0),
  constraint campaign_slots_max_check CHECK (max >= 0 AND max <= 50),
  constraint campaign_slots_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE CASCADE
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.01);

create table campaign_snapshots (
  workspace_id uuid not null,
  campaign_id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  snapshot jsonb not null,
  constraint campaign_snapshots_pkey PRIMARY KEY (workspace_id, campaign_id, version),
  constraint campaign_snapshots_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE CASCADE
);

create table campaigns (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  description text,
  status text not null default 'draft'::text,
  status_reason text,
  agent_id uuid,
  provider_account_id uuid,
  from_number_ids uuid[] not null default '{}'::uuid[],
  next_action text,
  time_zone text not null,
  start_at timestamp with time zone,
  end_at timestamp with time zone,
  days integer[] not null,
  first_call_time text not null,
  last_call_time text not null,
  all_day boolean not null,
  clock text not null,
  pace_mode text not null,
  pace_gap_seconds integer,
  retry_on text[] not null,
  retry_max integer not null,
  retry_delays text[] not null,
  priority_mode text not null,
  voicemail_retry boolean not null,
  voicemail_message text,
  snapshot jsonb,
  snapshot_version integer not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  deleted_at timestamp with time zone,
  version integer not null default 1,
  ring_seconds_max integer,
  talk_seconds_max integer,
  duplicated_from uuid,
  is_test boolean not null default false,
  pilot_size integer,
  constraint campaigns_pkey PRIMARY KEY (workspace_id, id),
  constraint campaigns_id_key UNIQUE (id),
  constraint campaigns_check CHECK (all_day OR first_call_time <> last_call_time),
  constraint campaigns_check1 CHECK ((status = ANY (ARRAY['draft'::text, 'cancelled'::text])) OR agent_id IS NOT NULL AND provider_account_id IS NOT NULL),
  constraint campaigns_clock_check CHECK (clock = ANY (ARRAY['campaign'::text, 'contact'::text])),
  constraint campaigns_days_check CHECK (cardinality(days) > 0 AND days <@ ARRAY[1, 2, 3, 4, 5, 6, 7]),
  constraint campaigns_first_call_time_check CHECK (first_call_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text),
  constraint campaigns_last_call_time_check CHECK (last_call_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text),
  constraint campaigns_name_check CHECK (name <> ''::text),
  constraint campaigns_pace_gap_seconds_check CHECK (pace_gap_seconds >= 5 AND pace_gap_seconds <= 60),
  constraint campaigns_pace_mode_check CHECK (pace_mode = ANY (ARRAY['asap'::text, 'spread'::text, 'interval'::text])),
  constraint campaigns_pilot_size_check CHECK (pilot_size >= 1 AND pilot_size <= 10000),
  constraint campaigns_priority_mode_check CHECK (priority_mode = ANY (ARRAY['priority'::text, 'fifo'::text])),
  constraint campaigns_retry_max_check CHECK (retry_max >= 0 AND retry_max <= 10),
  constraint campaigns_ring_seconds_max_check CHECK (ring_seconds_max >= 10 AND ring_seconds_max <= 120),
  constraint campaigns_status_check CHECK (status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'running'::text, 'paused'::text, 'completed'::text, 'cancelled'::text, 'failed'::text])),
  constraint campaigns_talk_seconds_max_check CHECK (talk_seconds_max >= 30 AND talk_seconds_max <= 7200),
  constraint campaigns_workspace_id_agent_id_fkey FOREIGN KEY (workspace_id, agent_id) REFERENCES agents(workspace_id, id),
  constraint campaigns_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE,
  constraint campaigns_workspace_id_provider_account_id_fkey FOREIGN KEY (workspace_id, provider_account_id) REFERENCES provider_accounts(workspace_id, id)
);

create table contacts (
  workspace_id uuid not null,
  id uuid not null,
  phone text not null,
  name text,
  email text,
  company text,
  notes text,
  time_zone text,
  zones text[] not null,
  custom jsonb not null default '{}'::jsonb,
  successful_calls integer not null default 0,
  not_connected integer not null default 0,
  last_conversation_at timestamp with time zone,
  last_summary text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  tags text[] not null default '{}'::text[],
  constraint contacts_pkey PRIMARY KEY (workspace_id, id),
  constraint contacts_workspace_id_phone_key UNIQUE (workspace_id, phone),
  constraint contacts_phone_check CHECK (phone ~ '^\+[1-9][0-9]{4,14}$'::text),
  constraint contacts_zones_check CHECK (cardinality(zones) > 0),
  constraint contacts_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
) with (fillfactor=80);

create table dial_evidence (
  workspace_id uuid not null,
  call_id uuid not null,
  at timestamp with time zone not null,
  zones text[] not null,
  local_times text[] not null,
  days integer[] not null,
  first_call_time text not null,
  last_call_time text not null,
  all_day boolean not null,
  suppression_version bigint not null,
  snapshot_version integer not null,
  limits jsonb not null,
  legal_version text,
  jurisdictions text[] not null default '{}'::text[],
  legal_zones text[] not null default '{}'::text[],
  legal_local_times text[] not null default '{}'::text[],
  legal_hours jsonb,
  constraint dial_evidence_pkey PRIMARY KEY (workspace_id, call_id)
);

create table enrollments (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  contact_id uuid,
  lane_id uuid not null,
  phone text not null,
  status text not null,
  priority integer not null,
  "position" bigint not null default nextval('enrollment_positions'::regclass),
  attempts integer not null default 0,
  attempts_before integer not null default 0,
  due_at timestamp with time zone,
  last_disposition text,
  next_action text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint enrollments_pkey PRIMARY KEY (workspace_id, id),
  constraint enrollments_campaign_id_phone_key UNIQUE (campaign_id, phone),
  constraint enrollments_attempts_check CHECK (attempts >= 0),
  constraint enrollments_check CHECK ((status = 'waiting'::text) = (due_at IS NOT NULL)),
  constraint enrollments_status_check CHECK (status = ANY (ARRAY['pending'::text, 'waiting'::text, 'queued'::text, 'calling'::text, 'completed'::text, 'voicemail'::text, 'failed'::text, 'cancelled'::text, 'suppressed'::text])),
  constraint enrollments_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE CASCADE,
  constraint enrollments_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id) ON DELETE SET NULL (contact_id),
  constraint enrollments_workspace_id_lane_id_fkey FOREIGN KEY (workspace_id, lane_id) REFERENCES lanes(workspace_id, id)
) with (fillfactor=80);

create table forecasts (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  made_at timestamp with time zone not null,
  people bigint not null,
  limits jsonb not null,
  ready bigint not null,
  calls_seen integer not null,
  p10_at timestamp with time zone,
  p50_at timestamp with time zone,
  p90_at timestamp with time zone,
  waits jsonb not null,
  ended_at timestamp with time zone,
  error_percent numeric,
  is_held boolean,
  void_reason text,
  closed_at timestamp with time zone,
  constraint forecasts_pkey PRIMARY KEY (workspace_id, id),
  constraint forecasts_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE CASCADE
);

create table idempotency_keys (
  workspace_id uuid not null,
  actor_id uuid not null,
  key text not null,
  fingerprint bytea not null,
  status integer,
  content_type text,
  body text,
  created_at timestamp with time zone not null,
  constraint idempotency_keys_pkey PRIMARY KEY (workspace_id, actor_id, key),
  constraint idempotency_keys_check CHECK ((status IS NULL) = (body IS NULL)),
  constraint idempotency_keys_fingerprint_check CHECK (length(fingerprint) = 32),
  constraint idempotency_keys_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table import_batches (
  workspace_id uuid not null,
  import_id uuid not null,
  rows_before integer not null,
  contact_ids uuid[] not null,
  enrollment_ids uuid[] not null,
  constraint import_batches_pkey PRIMARY KEY (workspace_id, import_id, rows_before),
  constraint import_batches_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, id) ON DELETE CASCADE
);

create table import_fixes (
  workspace_id uuid not null,
  import_id uuid not null,
  row_number integer not null,
  cells text[] not null,
  is_dropped boolean not null,
  constraint import_fixes_pkey PRIMARY KEY (workspace_id, import_id, row_number),
  constraint import_fixes_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, id) ON DELETE CASCADE
);

create table import_mappings (
  workspace_id uuid not null,
  headers_digest bytea not null,
  mapping jsonb not null,
  file_name text not null,
  used_at timestamp with time zone not null,
  constraint import_mappings_pkey PRIMARY KEY (workspace_id, headers_digest),
  constraint import_mappings_headers_digest_check CHECK (length(headers_digest) = 32),
  constraint import_mappings_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table import_problems (
  workspace_id uuid not null,
  import_id uuid not null,
  row_number integer not null,
  ending text not null,
  code text not null,
  reason text not null,
  cells text[] not null,
  constraint import_problems_pkey PRIMARY KEY (workspace_id, import_id, row_number),
  constraint import_problems_ending_check CHECK (ending = ANY (ARRAY['skipped'::text, 'failed'::text])),
  constraint import_problems_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, id) ON DELETE CASCADE
);

create table imports (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid,
  file_name text not null,
  status text not null,
  country text not null,
  columns jsonb,
  header text[],
  rows_read integer not null default 0,
  imported integer not null default 0,
  updated integer not null default 0,
  skipped integer not null default 0,
  failed integer not null default 0,
  problem_code text,
  problem text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  ready integer not null default 0,
  repaired integer not null default 0,
  stops_at_review boolean not null default false,
  file_path text,
  file_digest bytea,
  file_kept_until timestamp with time zone,
  layout jsonb,
  mapping jsonb not null default '{}'::jsonb,
  mapping_from text,
  committed_at timestamp with time zone,
  undone_at timestamp with time zone,
  constraint imports_pkey PRIMARY KEY (workspace_id, id),
  constraint imports_file_digest_check CHECK (length(file_digest) = 32),
  constraint imports_rows_check CHECK ((status <> ALL (ARRAY['ready'::text, 'done'::text])) OR rows_read = (ready + imported + updated + skipped + failed)),
  constraint imports_status_check CHECK (status = ANY (ARRAY['sniffed'::text, 'review'::text, 'checking'::text, 'ready'::text, 'committing'::text, 'done'::text, 'failed'::text, 'undone'::text])),
  constraint imports_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE SET NULL (campaign_id),
  constraint imports_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table installation_secrets (
  id boolean not null default true,
  session_secret text not null,
  constraint installation_secrets_pkey PRIMARY KEY (id),
  constraint installation_secrets_id_check CHECK (id)
);

create table invariant_checks (
  invariant text not null,
  violations integer not null,
  checked_at timestamp with time zone not null,
  constraint invariant_checks_pkey PRIMARY KEY (invariant),
  constraint invariant_checks_violations_check CHECK (violations >= 0)
);

create table invitations (
  workspace_id uuid not null,
  id uuid not null,
  email text,
  role text not null,
  hash bytea not null,
  invited_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint invitations_pkey PRIMARY KEY (workspace_id, id),
  constraint invitations_hash_key UNIQUE (hash),
  constraint invitations_email_check CHECK (email = lower(email)),
  constraint invitations_hash_check CHECK (length(hash) = 32),
  constraint invitations_role_check CHECK (role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text, 'owner'::text])),
  constraint invitations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table lanes (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  zones text[] not null,
  is_open boolean not null default false,
  flips_at timestamp with time zone,
  legal_zones text[] not null default '{}'::text[],
  jurisdictions text[] not null default '{}'::text[],
  bound_by text,
  constraint lanes_pkey PRIMARY KEY (workspace_id, id),
  constraint lanes_clocks_key UNIQUE (workspace_id, campaign_id, zones, legal_zones, jurisdictions),
  constraint lanes_bound_by_check CHECK (bound_by = ANY (ARRAY['window'::text, 'legal_hours'::text, 'needs_time_zone'::text, 'never_open'::text])),
  constraint lanes_zones_check CHECK (cardinality(zones) > 0),
  constraint lanes_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, id) ON DELETE CASCADE
);

create table live_events (
  id bigint not null default nextval('live_event_ids'::regclass),
  workspace_id uuid not null,
  campaign_id uuid,
  at timestamp with time zone not null,
  kind text not null,
  data jsonb not null,
  constraint live_events_pkey PRIMARY KEY (id),
  constraint live_events_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table live_watches (
  workspace_id uuid not null,
  since_id bigint not null,
  until timestamp with time zone not null,
  constraint live_watches_pkey PRIMARY KEY (workspace_id),
  constraint live_watches_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table members (
  workspace_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  constraint members_pkey PRIMARY KEY (workspace_id, id),
  constraint members_workspace_id_user_id_key UNIQUE (workspace_id, user_id),
  constraint members_role_check CHECK (role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text, 'owner'::text])),
  constraint members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint members_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table phone_numbers (
  workspace_id uuid not null,
  id uuid not null,
  provider_account_id uuid not null,
  phone text not null,
  label text not null default ''::text,
  constraint phone_numbers_pkey PRIMARY KEY (workspace_id, id),
  constraint phone_numbers_workspace_id_provider_account_id_phone_key UNIQUE (workspace_id, provider_account_id, phone),
  constraint phone_numbers_phone_check CHECK (phone ~ '^\+[1-9][0-9]{4,14}$'::text),
  constraint phone_numbers_workspace_id_provider_account_id_fkey FOREIGN KEY (workspace_id, provider_account_id) REFERENCES provider_accounts(workspace_id, id) ON DELETE CASCADE
);

create table provider_account_health (
  workspace_id uuid not null,
  provider_account_id uuid not null,
  failures integer not null default 0,
  first_failed_at timestamp with time zone,
  opened_at timestamp with time zone,
  probe_at timestamp with time zone,
  probes integer not null default 0,
  checked_at timestamp with time zone,
  answer jsonb,
  lookups_left integer,
  lookups_since timestamp with time zone,
  constraint provider_account_health_pkey PRIMARY KEY (workspace_id, provider_account_id),
  constraint provider_account_health_check CHECK ((opened_at IS NULL) = (probe_at IS NULL)),
  constraint provider_account_health_failures_check CHECK (failures >= 0),
  constraint provider_account_health_workspace_id_provider_account_id_fkey FOREIGN KEY (workspace_id, provider_account_id) REFERENCES provider_accounts(workspace_id, id) ON DELETE CASCADE
);

create table provider_account_slots (
  provider_account_id uuid not null,
  workspace_id uuid not null,
  in_use integer not null default 0,
  max integer not null,
  calls_per_second numeric,
  next_dial_at timestamp with time zone,
  last_sent_at timestamp with time zone,
  is_open boolean not null default true,
  constraint provider_account_slots_pkey PRIMARY KEY (provider_account_id),
  constraint provider_account_slots_calls_per_second_check CHECK (calls_per_second > 0::numeric),
  constraint provider_account_slots_in_use_check CHECK (in_use >= 0),
  constraint provider_account_slots_max_check CHECK (max >= 0),
  constraint provider_account_slots_workspace_id_provider_account_id_fkey FOREIGN KEY (workspace_id, provider_account_id) REFERENCES provider_accounts(workspace_id, id) ON DELETE CASCADE
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.01);

create table provider_accounts (
  workspace_id uuid not null,
  id uuid not null,
  provider text not null,
  name text not null,
  base_url text,
  credentials bytea,
  hook_token_hash bytea not null,
  hook_token text,
  paused_reason text,
  created_at timestamp with time zone not null,
  key_id text,
  hints jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  updated_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint provider_accounts_pkey PRIMARY KEY (workspace_id, id),
  constraint provider_accounts_hook_token_hash_key UNIQUE (hook_token_hash),
  constraint provider_accounts_hints_check CHECK (jsonb_typeof(hints) = 'object'::text),
  constraint provider_accounts_name_check CHECK (name <> ''::text),
  constraint provider_accounts_provider_check CHECK (provider = ANY (ARRAY['simulator'::text, 'bolna'::text, 'twilio'::text, 'exotel'::text])),
  constraint provider_accounts_sealed_check CHECK ((credentials IS NULL) = (key_id IS NULL)),
  constraint provider_accounts_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table restore_hold (
  id boolean not null default true,
  taken_at timestamp with time zone not null,
  restored_at timestamp with time zone not null,
  asked_workspace_id uuid,
  asked_enrollment_id uuid,
  constraint restore_hold_pkey PRIMARY KEY (id),
  constraint restore_hold_id_check CHECK (id)
);

create table sandbox_clock (
  id boolean not null default true,
  virtual_at timestamp with time zone not null,
  real_at timestamp with time zone not null,
  speed numeric not null,
  skip_idle boolean not null,
  ended_at timestamp with time zone,
  jump_to timestamp with time zone,
  constraint sandbox_clock_pkey PRIMARY KEY (id),
  constraint sandbox_clock_id_check CHECK (id),
  constraint sandbox_clock_speed_check CHECK (speed >= 0::numeric)
);

create table sessions (
  id uuid not null,
  user_id uuid not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  active_workspace_id uuid,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_key UNIQUE (token),
  constraint sessions_active_workspace_id_fkey FOREIGN KEY (active_workspace_id) REFERENCES workspaces(id) ON DELETE SET NULL,
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table set_up_links (
  hash bytea not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint set_up_links_pkey PRIMARY KEY (hash),
  constraint set_up_links_hash_check CHECK (length(hash) = 32)
);

create table suppressions (
  workspace_id uuid not null,
  phone text not null,
  reason text not null,
  source text not null,
  created_at timestamp with time zone not null,
  id uuid not null default gen_random_uuid(),
  actor text not null default 'system'::text,
  acknowledged_at timestamp with time zone,
  constraint suppressions_pkey PRIMARY KEY (workspace_id, phone),
  constraint suppressions_id_key UNIQUE (workspace_id, id),
  constraint suppressions_phone_check CHECK (phone ~ '^\+[1-9][0-9]{4,14}$'::text),
  constraint suppressions_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
);

create table system_slots (
  id boolean not null default true,
  in_use integer not null default 0,
  max integer not null default 10,
  served bigint not null default 0,
  constraint system_slots_pkey PRIMARY KEY (id),
  constraint system_slots_id_check CHECK (id),
  constraint system_slots_in_use_check CHECK (in_use >= 0),
  constraint system_slots_max_check CHECK (max >= 0)
) with (fillfactor=50);

create table user_accounts (
  id uuid not null,
  user_id uuid not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint user_accounts_pkey PRIMARY KEY (id),
  constraint user_accounts_provider_id_account_id_key UNIQUE (provider_id, account_id),
  constraint user_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table users (
  id uuid not null,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  is_system_admin boolean not null default false,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint users_email_check CHECK (email = lower(email)),
  constraint users_name_check CHECK (name <> ''::text)
);

create table verifications (
  id uuid not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint verifications_pkey PRIMARY KEY (id)
);

create table wait_forecasts (
  workspace_id uuid not null,
  forecast_id uuid not null,
  enrollment_id uuid not null,
  place integer not null,
  p10_at timestamp with time zone not null,
  p50_at timestamp with time zone not null,
  p90_at timestamp with time zone not null,
  called_at timestamp with time zone,
  error_percent numeric,
  is_held boolean,
  closed_at timestamp with time zone,
  constraint wait_forecasts_pkey PRIMARY KEY (workspace_id, forecast_id, enrollment_id),
  constraint wait_forecasts_workspace_id_enrollment_id_fkey FOREIGN KEY (workspace_id, enrollment_id) REFERENCES enrollments(workspace_id, id) ON DELETE CASCADE,
  constraint wait_forecasts_workspace_id_forecast_id_fkey FOREIGN KEY (workspace_id, forecast_id) REFERENCES forecasts(workspace_id, id) ON DELETE CASCADE
);

create table webhook_inbox (
  id bigint not null generated always as identity,
  workspace_id uuid not null,
  provider_account_id uuid not null,
  dedupe_key text not null,
  trust text not null,
  headers jsonb not null,
  body bytea not null,
  received_at timestamp with time zone not null,
  applied_at timestamp with time zone,
  problem text,
  constraint webhook_inbox_pkey PRIMARY KEY (id),
  constraint webhook_inbox_provider_account_id_dedupe_key_key UNIQUE (provider_account_id, dedupe_key),
  constraint webhook_inbox_trust_check CHECK (trust = ANY (ARRAY['signed'::text, 'token'::text])),
  constraint webhook_inbox_workspace_id_provider_account_id_fkey FOREIGN KEY (workspace_id, provider_account_id) REFERENCES provider_accounts(workspace_id, id)
);

create table workspace_slots (
  workspace_id uuid not null,
  in_use integer not null default 0,
  max integer not null default 2,
  served bigint not null default 0,
  is_ready boolean not null default false,
  constraint workspace_slots_pkey PRIMARY KEY (workspace_id),
  constraint workspace_slots_in_use_check CHECK (in_use >= 0),
  constraint workspace_slots_max_check CHECK (max >= 0),
  constraint workspace_slots_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id) ON DELETE CASCADE
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.01);

create table workspaces (
  id uuid not null,
  name text not null,
  time_zone text not null,
  default_country text not null,
  suppression_version bigint not null default 0,
  created_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  legal_hours_simulated boolean not null default false,
  legal_hours_real boolean not null default true,
  call_caps jsonb not null default '[]'::jsonb,
  call_gap_seconds integer,
  campaign_defaults jsonb not null default '{}'::jsonb,
  constraint workspaces_pkey PRIMARY KEY (id),
  constraint workspaces_call_caps_check CHECK (jsonb_typeof(call_caps) = 'array'::text),
  constraint workspaces_call_gap_seconds_check CHECK (call_gap_seconds >= 0 AND call_gap_seconds <= 604800),
  constraint workspaces_campaign_defaults_check CHECK (jsonb_typeof(campaign_defaults) = 'object'::text),
  constraint workspaces_default_country_check CHECK (default_country ~ '^[A-Z]{2}$'::text),
  constraint workspaces_name_check CHECK (name <> ''::text)
);

CREATE INDEX activity_by_campaign ON activity USING btree (workspace_id, campaign_id, id DESC);

CREATE INDEX audit_log_by_workspace ON audit_log USING btree (workspace_id, id DESC);

CREATE INDEX call_events_by_call ON call_events USING btree (call_id, id);

CREATE INDEX calls_by_campaign ON calls USING btree (campaign_id, claimed_at DESC, id DESC);

CREATE INDEX calls_by_claim ON calls USING btree (workspace_id, claimed_at DESC, id DESC);

CREATE INDEX calls_by_phone ON calls USING btree (phone, workspace_id, claimed_at DESC);

CREATE UNIQUE INDEX calls_by_provider_id ON calls USING btree (provider_account_id, provider_call_id) WHERE provider_call_id IS NOT NULL;

CREATE INDEX calls_by_rare_ending ON calls USING btree (workspace_id, disposition, claimed_at DESC, id DESC) WHERE disposition <> ALL (ARRAY['answered'::text, 'no_answer'::text]);

CREATE INDEX calls_by_rare_ending_of_campaign ON calls USING btree (campaign_id, disposition, claimed_at DESC, id DESC) WHERE disposition <> ALL (ARRAY['answered'::text, 'no_answer'::text]);

CREATE INDEX calls_in_progress ON calls USING btree (claimed_at) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX calls_one_at_a_time ON calls USING btree (workspace_id, phone) WHERE holds_slot;

CREATE UNIQUE INDEX calls_one_per_attempt ON calls USING btree (enrollment_id, attempt) WHERE disposition IS DISTINCT FROM 'not_placed'::text;

CREATE INDEX campaign_counts_by_version ON campaign_counts USING btree (version);

CREATE INDEX campaign_deltas_by_campaign ON campaign_deltas USING btree (campaign_id);

CREATE INDEX campaign_slots_ready ON campaign_slots USING btree (workspace_id, served, campaign_id) WHERE is_ready;

CREATE INDEX campaigns_by_creation ON campaigns USING btree (workspace_id, created_at DESC, id DESC);

CREATE INDEX campaigns_ending ON campaigns USING btree (end_at) WHERE status = 'running'::text AND end_at IS NOT NULL;

CREATE INDEX campaigns_scheduled ON campaigns USING btree (start_at) WHERE status = 'scheduled'::text;

CREATE INDEX contacts_by_company ON contacts USING btree (workspace_id, lower("left"(company, 100)) COLLATE "C") WHERE company IS NOT NULL;

CREATE INDEX contacts_by_email ON contacts USING btree (workspace_id, lower("left"(email, 100)) COLLATE "C") WHERE email IS NOT NULL;

CREATE INDEX contacts_by_last_conversation ON contacts USING btree (workspace_id, last_conversation_at, id) WHERE last_conversation_at IS NOT NULL;

CREATE INDEX contacts_by_last_word ON contacts USING btree (workspace_id, lower("substring"("left"(name, 100), '\S+$'::text)) COLLATE "C") WHERE name ~~ '% %'::text;

CREATE INDEX contacts_by_name ON contacts USING btree (workspace_id, lower("left"(COALESCE(name, ''::text), 100)) COLLATE "C", id);

CREATE INDEX contacts_by_tag ON contacts USING gin (tags) WHERE tags <> '{}'::text[];

CREATE INDEX enrollments_by_contact ON enrollments USING btree (workspace_id, contact_id);

CREATE INDEX enrollments_by_position ON enrollments USING btree (campaign_id, "position");

CREATE INDEX enrollments_by_status ON enrollments USING btree (campaign_id, status, "position");

CREATE INDEX enrollments_due ON enrollments USING btree (due_at) WHERE status = 'waiting'::text;

CREATE INDEX enrollments_due_in_order ON enrollments USING btree (campaign_id, due_at, priority DESC, "position") WHERE status = 'waiting'::text;

CREATE INDEX enrollments_open_by_phone ON enrollments USING btree (workspace_id, phone) WHERE status = ANY (ARRAY['pending'::text, 'waiting'::text, 'queued'::text]);

CREATE INDEX enrollments_pending ON enrollments USING btree (campaign_id, priority DESC, "position") WHERE status = 'pending'::text;

CREATE INDEX enrollments_ready ON enrollments USING btree (lane_id, priority DESC, "position") WHERE status = 'queued'::text;

CREATE INDEX enrollments_ready_of_workspace ON enrollments USING btree (workspace_id, priority DESC, "position") WHERE status = 'queued'::text;

CREATE INDEX forecasts_by_campaign ON forecasts USING btree (workspace_id, campaign_id, made_at DESC);

CREATE INDEX forecasts_closed ON forecasts USING btree (closed_at);

CREATE INDEX forecasts_open ON forecasts USING btree (campaign_id) WHERE closed_at IS NULL;

CREATE INDEX forecasts_scored ON forecasts USING btree (workspace_id, closed_at DESC) WHERE error_percent IS NOT NULL;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys USING btree (created_at);

CREATE INDEX imports_at_work ON imports USING btree (id) WHERE status = ANY (ARRAY['checking'::text, 'committing'::text]);

CREATE INDEX imports_by_digest ON imports USING btree (workspace_id, file_digest) WHERE file_digest IS NOT NULL;

CREATE INDEX imports_with_files ON imports USING btree (file_kept_until) WHERE file_path IS NOT NULL;

CREATE INDEX lanes_flipping ON lanes USING btree (flips_at) WHERE flips_at IS NOT NULL;

CREATE INDEX members_by_user ON members USING btree (user_id);

CREATE INDEX provider_account_health_probe ON provider_account_health USING btree (probe_at) WHERE probe_at IS NOT NULL;

CREATE INDEX sessions_by_user ON sessions USING btree (user_id);

CREATE INDEX suppressions_by_creation ON suppressions USING btree (workspace_id, created_at DESC, id DESC);

CREATE INDEX suppressions_unfinished ON suppressions USING btree (created_at) WHERE acknowledged_at IS NULL;

CREATE INDEX user_accounts_by_user ON user_accounts USING btree (user_id);

CREATE INDEX verifications_by_identifier ON verifications USING btree (identifier);

CREATE INDEX wait_forecasts_closed ON wait_forecasts USING btree (closed_at);

CREATE INDEX wait_forecasts_open ON wait_forecasts USING btree (enrollment_id) WHERE closed_at IS NULL;

CREATE INDEX wait_forecasts_scored ON wait_forecasts USING btree (workspace_id, closed_at DESC) WHERE error_percent IS NOT NULL;

CREATE INDEX webhook_inbox_to_apply ON webhook_inbox USING btree (id) WHERE applied_at IS NULL;

CREATE INDEX workspace_slots_ready ON workspace_slots USING btree (served, workspace_id) WHERE is_ready;

create view inv_01_one_call_at_a_time as
 SELECT a.id::text AS subject,
    'a second active call: '::text || b.id::text AS detail
   FROM calls a
     JOIN calls b ON b.workspace_id = a.workspace_id AND b.phone = a.phone AND b.id > a.id
  WHERE a.holds_slot AND b.holds_slot;

create view inv_01b_caps_kept as
 SELECT d.call_id::text AS subject,
    ((((others.calls + 1) || ' calls within '::text) || (cap.value ->> 'hours'::text)) || ' h, allowed '::text) || (cap.value ->> 'calls'::text) AS detail
   FROM dial_evidence d
     JOIN calls c ON c.workspace_id = d.workspace_id AND c.id = d.call_id
     CROSS JOIN LATERAL jsonb_array_elements(d.limits -> 'caps'::text) cap(value)
     CROSS JOIN LATERAL ( SELECT count(*) AS calls
           FROM calls o
          WHERE o.workspace_id = c.workspace_id AND o.phone = c.phone AND o.id <> c.id AND o.placing_at <= d.at AND o.placing_at > (d.at - make_interval(secs => 3600::double precision * ((cap.value ->> 'hours'::text)::double precision))) AND o.disposition IS DISTINCT FROM 'not_placed'::text) others
  WHERE c.disposition IS DISTINCT FROM 'not_placed'::text AND others.calls >= ((cap.value ->> 'calls'::text)::integer);

create view inv_02_attempts_allowed as
 SELECT e.id::text AS subject,
    ((e.attempts - e.attempts_before) || ' attempts of '::text) || (1 + k.retry_max) AS detail
   FROM enrollments e
     JOIN campaigns k ON k.workspace_id = e.workspace_id AND k.id = e.campaign_id
  WHERE (e.attempts - e.attempts_before) > (1 + k.retry_max) AND k.snapshot_version <= 1;

create view inv_02b_attempts_used as
 SELECT e.id::text AS subject,
    ((e.attempts || ' attempts used, '::text) || count(c.id)) || ' calls'::text AS detail
   FROM enrollments e
     LEFT JOIN calls c ON c.enrollment_id = e.id AND c.disposition IS DISTINCT FROM 'not_placed'::text
  GROUP BY e.workspace_id, e.id, e.attempts
 HAVING e.attempts <> count(c.id);

create view inv_03_slots_counted as
 SELECT 'system'::text AS subject,
    ((s.in_use || ' counted, '::text) || held.n) || ' held'::text AS detail
   FROM system_slots s,
    ( SELECT count(*) AS n
           FROM calls
          WHERE calls.holds_slot) held
  WHERE s.in_use <> held.n
UNION ALL
 SELECT s.workspace_id::text AS subject,
    ((s.in_use || ' counted in the workspace, '::text) || count(c.id)) || ' held'::text AS detail
   FROM workspace_slots s
     LEFT JOIN calls c ON c.workspace_id = s.workspace_id AND c.holds_slot
  GROUP BY s.workspace_id
 HAVING s.in_use <> count(c.id)
UNION ALL
 SELECT s.campaign_id::text AS subject,
    ((s.in_use || ' counted in the campaign, '::text) || count(c.id)) || ' held'::text AS detail
   FROM campaign_slots s
     LEFT JOIN calls c ON c.campaign_id = s.campaign_id AND c.holds_slot
  GROUP BY s.campaign_id
 HAVING s.in_use <> count(c.id)
UNION ALL
 SELECT s.provider_account_id::text AS subject,
    ((s.in_use || ' counted at the provider account, '::text) || count(c.id)) || ' held'::text AS detail
   FROM provider_account_slots s
     LEFT JOIN calls c ON c.provider_account_id = s.provider_account_id AND c.holds_slot
  GROUP BY s.provider_account_id
 HAVING s.in_use <> count(c.id);

create view inv_04_inside_legal_hours as
 WITH moments AS (
         SELECT d.call_id,
            rule.value AS rule,
            zone.zone,
            (moment.at AT TIME ZONE zone.zone) AS local,
            moment.what
           FROM dial_evidence d
             JOIN calls c ON c.workspace_id = d.workspace_id AND c.id = d.call_id
             CROSS JOIN LATERAL jsonb_array_elements(d.legal_hours) rule(value)
             CROSS JOIN LATERAL unnest(d.legal_zones) zone(zone)
             CROSS JOIN LATERAL ( VALUES ('dialled'::text,d.at), ('rang'::text,c.ringing_at)) moment(what, at)
          WHERE d.legal_hours IS NOT NULL AND moment.at IS NOT NULL
        )
 SELECT call_id::text AS subject,
    (((((what || ' at '::text) || local) || ' in '::text) || zone) || ' against '::text) || (rule ->> 'jurisdiction'::text) AS detail
   FROM moments
  WHERE NOT (EXISTS ( SELECT
           FROM jsonb_array_elements((moments.rule -> 'days'::text) -> to_char(moments.local, 'YYYY-MM-DD'::text)) span(value)
          WHERE moments.local::time without time zone >= ((span.value ->> 0)::time without time zone) AND ((span.value ->> 1) = '24:00'::text OR moments.local::time without time zone < ((span.value ->> 1)::time without time zone))));

create view inv_04_inside_the_window as
 WITH moments AS (
         SELECT d.call_id,
            zone.zone,
            (moment.at AT TIME ZONE zone.zone) AS local,
            d.days,
            d.first_call_time::time without time zone AS opens,
            d.last_call_time::time without time zone AS closes,
            d.all_day,
            moment.what
           FROM dial_evidence d
             JOIN calls c ON c.workspace_id = d.workspace_id AND c.id = d.call_id
             CROSS JOIN LATERAL unnest(d.zones) zone(zone)
             CROSS JOIN LATERAL ( VALUES ('dialled'::text,d.at), ('rang'::text,c.ringing_at)) moment(what, at)
          WHERE moment.at IS NOT NULL
        )
 SELECT call_id::text AS subject,
    (((what || ' at '::text) || local) || ' in '::text) || zone AS detail
   FROM moments
  WHERE NOT
        CASE
            WHEN all_day THEN EXTRACT(isodow FROM local)::integer = ANY (days)
            WHEN opens < closes THEN (EXTRACT(isodow FROM local)::integer = ANY (days)) AND local::time without time zone >= opens AND local::time without time zone < closes
            ELSE (EXTRACT(isodow FROM local)::integer = ANY (days)) AND local::time without time zone >= opens OR (EXTRACT(isodow FROM local - '1 day'::interval)::integer = ANY (days)) AND local::time without time zone < closes
        END;

create view inv_05_one_ending as
 SELECT call_id::text AS subject,
    count(*) || ' endings changed it'::text AS detail
   FROM call_events
  WHERE changed AND (kind = ANY (ARRAY['ended'::text, 'not_placed'::text])) AND disposition IS DISTINCT FROM 'voicemail'::text
  GROUP BY call_id
 HAVING count(*) > 1;

create view inv_06_everybody_counted as
 WITH counted AS (
         SELECT parts.campaign_id,
            sum(parts.pending) AS pending,
            sum(parts.waiting) AS waiting,
            sum(parts.queued) AS queued,
            sum(parts.calling) AS calling,
            sum(parts.completed) AS completed,
            sum(parts.voicemail) AS voicemail,
            sum(parts.failed) AS failed,
            sum(parts.cancelled) AS cancelled,
            sum(parts.suppressed) AS suppressed,
            sum(parts.calls_placed) AS placed
           FROM ( SELECT campaign_counts.campaign_id,
                    campaign_counts.pending,
                    campaign_counts.waiting,
                    campaign_counts.queued,
                    campaign_counts.calling,
                    campaign_counts.completed,
                    campaign_counts.voicemail,
                    campaign_counts.failed,
                    campaign_counts.cancelled,
                    campaign_counts.suppressed,
                    campaign_counts.calls_placed
                   FROM campaign_counts
                UNION ALL
                 SELECT campaign_deltas.campaign_id,
                    campaign_deltas.pending,
                    campaign_deltas.waiting,
                    campaign_deltas.queued,
                    campaign_deltas.calling,
                    campaign_deltas.completed,
                    campaign_deltas.voicemail,
                    campaign_deltas.failed,
                    campaign_deltas.cancelled,
                    campaign_deltas.suppressed,
                    campaign_deltas.calls_placed
                   FROM campaign_deltas) parts
          GROUP BY parts.campaign_id
        ), recounted AS (
         SELECT enrollments.campaign_id,
            count(*) FILTER (WHERE enrollments.status = 'pending'::text) AS pending,
            count(*) FILTER (WHERE enrollments.status = 'waiting'::text) AS waiting,
            count(*) FILTER (WHERE enrollments.status = 'queued'::text) AS queued,
            count(*) FILTER (WHERE enrollments.status = 'calling'::text) AS calling,
            count(*) FILTER (WHERE enrollments.status = 'completed'::text) AS completed,
            count(*) FILTER (WHERE enrollments.status = 'voicemail'::text) AS voicemail,
            count(*) FILTER (WHERE enrollments.status = 'failed'::text) AS failed,
            count(*) FILTER (WHERE enrollments.status = 'cancelled'::text) AS cancelled,
            count(*) FILTER (WHERE enrollments.status = 'suppressed'::text) AS suppressed
           FROM enrollments
          GROUP BY enrollments.campaign_id
        )
 SELECT c.campaign_id::text AS subject,
    (('counted '::text || to_jsonb(c.*)::text) || ', recounted '::text) || to_jsonb(r.*)::text AS detail
   FROM counted c
     LEFT JOIN recounted r ON r.campaign_id = c.campaign_id
  WHERE c.pending IS DISTINCT FROM COALESCE(r.pending, 0::bigint)::numeric OR c.waiting IS DISTINCT FROM COALESCE(r.waiting, 0::bigint)::numeric OR c.queued IS DISTINCT FROM COALESCE(r.queued, 0::bigint)::numeric OR c.calling IS DISTINCT FROM COALESCE(r.calling, 0::bigint)::numeric OR c.completed IS DISTINCT FROM COALESCE(r.completed, 0::bigint)::numeric OR c.voicemail IS DISTINCT FROM COALESCE(r.voicemail, 0::bigint)::numeric OR c.failed IS DISTINCT FROM COALESCE(r.failed, 0::bigint)::numeric OR c.cancelled IS DISTINCT FROM COALESCE(r.cancelled, 0::bigint)::numeric OR c.suppressed IS DISTINCT FROM COALESCE(r.suppressed, 0::bigint)::numeric
UNION ALL
 SELECT c.campaign_id::text AS subject,
    ((c.placed || ' calls counted as placed, '::text) || count(l.id)) || ' were'::text AS detail
   FROM counted c
     LEFT JOIN calls l ON l.campaign_id = c.campaign_id AND l.placed_at IS NOT NULL
  GROUP BY c.campaign_id, c.placed
 HAVING c.placed <> count(l.id)::numeric
UNION ALL
 SELECT imports.id::text AS subject,
    ((imports.rows_read || ' rows read, '::text) || (imports.imported + imports.updated + imports.skipped + imports.failed)) || ' accounted for'::text AS detail
   FROM imports
  WHERE imports.status = 'done'::text AND imports.rows_read <> (imports.imported + imports.updated + imports.skipped + imports.failed);

create view inv_09_no_dial_after_opt_out as
 SELECT c.id::text AS subject,
    ('allowed '::text || (c.placing_at - s.acknowledged_at)) || ' after the opt-out was acknowledged'::text AS detail
   FROM suppressions s
     JOIN calls c ON c.workspace_id = s.workspace_id AND c.phone = s.phone AND c.placing_at > s.acknowledged_at;

create view inv_11_posted_once as
 SELECT call_events.call_id::text AS subject,
    count(*) || ' dials allowed'::text AS detail
   FROM call_events
  WHERE call_events.kind = 'placing'::text
  GROUP BY call_events.call_id
 HAVING count(*) > 1
UNION ALL
 SELECT calls.id::text AS subject,
    'placed without having been allowed'::text AS detail
   FROM calls
  WHERE calls.placed_at IS NOT NULL AND calls.placing_at IS NULL;

create view inv_12_freed_by_evidence as
 SELECT id::text AS subject,
    'ended without evidence'::text AS detail
   FROM calls c
  WHERE status = 'ended'::text AND NOT (EXISTS ( SELECT
           FROM call_events e
          WHERE e.call_id = c.id AND (e.kind = 'ended'::text AND (e.source = ANY (ARRAY['webhook'::text, 'fetch'::text, 'hold_limit'::text])) OR e.kind = 'not_placed'::text AND (e.source = ANY (ARRAY['place'::text, 'fetch'::text])))));

create view inv_13_verified as
 SELECT e.call_id::text AS subject,
    'changed by a webhook that is not in the inbox of its account'::text AS detail
   FROM call_events e
     JOIN calls c ON c.workspace_id = e.workspace_id AND c.id = e.call_id
     LEFT JOIN webhook_inbox i ON i.id = e.inbox_id AND i.provider_account_id = c.provider_account_id
  WHERE e.source = 'webhook'::text AND i.id IS NULL;

create view inv_14_only_forward as
 WITH ranked AS (
         SELECT call_events.call_id,
            call_events.id,
                CASE call_events.kind
                    WHEN 'claimed'::text THEN 0
                    WHEN 'placing'::text THEN 1
                    WHEN 'unknown'::text THEN 2
                    WHEN 'queued'::text THEN 3
                    WHEN 'initiated'::text THEN 3
                    WHEN 'ringing'::text THEN 4
                    WHEN 'answered'::text THEN 5
                    WHEN 'disconnected'::text THEN 6
                    ELSE 7
                END AS rank
           FROM call_events
          WHERE call_events.changed AND (call_events.kind = ANY (ARRAY['claimed'::text, 'placing'::text, 'unknown'::text, 'queued'::text, 'initiated'::text, 'ringing'::text, 'answered'::text, 'disconnected'::text, 'ended'::text, 'not_placed'::text]))
        ), paired AS (
         SELECT ranked.call_id,
            ranked.rank,
            lag(ranked.rank) OVER (PARTITION BY ranked.call_id ORDER BY ranked.id) AS before
           FROM ranked
        )
 SELECT call_id::text AS subject,
    (('from rank '::text || before) || ' to '::text) || rank AS detail
   FROM paired
  WHERE rank < before;

create view inv_14b_events_of_calls as
 SELECT e.call_id::text AS subject,
    'an event of a call that is not there'::text AS detail
   FROM call_events e
     LEFT JOIN calls c ON c.workspace_id = e.workspace_id AND c.id = e.call_id
  WHERE c.id IS NULL;

create view inv_15_evidence as
 SELECT COALESCE(c.id, d.call_id)::text AS subject,
    'a dial without evidence, or evidence without a dial'::text AS detail
   FROM ( SELECT calls.workspace_id,
            calls.id
           FROM calls
          WHERE calls.placing_at IS NOT NULL) c
     FULL JOIN dial_evidence d ON d.workspace_id = c.workspace_id AND d.call_id = c.id
  WHERE c.id IS NULL OR d.call_id IS NULL;

create view invariant_violations as
 SELECT 'I1'::text AS invariant,
    inv_01_one_call_at_a_time.subject,
    inv_01_one_call_at_a_time.detail
   FROM inv_01_one_call_at_a_time
UNION ALL
 SELECT 'I2'::text AS invariant,
    inv_02_attempts_allowed.subject,
    inv_02_attempts_allowed.detail
   FROM inv_02_attempts_allowed
UNION ALL
 SELECT 'I2b'::text AS invariant,
    inv_02b_attempts_used.subject,
    inv_02b_attempts_used.detail
   FROM inv_02b_attempts_used
UNION ALL
 SELECT 'I3'::text AS invariant,
    inv_03_slots_counted.subject,
    inv_03_slots_counted.detail
   FROM inv_03_slots_counted
UNION ALL
 SELECT 'I4'::text AS invariant,
    inv_04_inside_the_window.subject,
    inv_04_inside_the_window.detail
   FROM inv_04_inside_the_window
UNION ALL
 SELECT 'I5'::text AS invariant,
    inv_05_one_ending.subject,
    inv_05_one_ending.detail
   FROM inv_05_one_ending
UNION ALL
 SELECT 'I6'::text AS invariant,
    inv_06_everybody_counted.subject,
    inv_06_everybody_counted.detail
   FROM inv_06_everybody_counted
UNION ALL
 SELECT 'I11'::text AS invariant,
    inv_11_posted_once.subject,
    inv_11_posted_once.detail
   FROM inv_11_posted_once
UNION ALL
 SELECT 'I12'::text AS invariant,
    inv_12_freed_by_evidence.subject,
    inv_12_freed_by_evidence.detail
   FROM inv_12_freed_by_evidence
UNION ALL
 SELECT 'I13'::text AS invariant,
    inv_13_verified.subject,
    inv_13_verified.detail
   FROM inv_13_verified
UNION ALL
 SELECT 'I14'::text AS invariant,
    inv_14_only_forward.subject,
    inv_14_only_forward.detail
   FROM inv_14_only_forward
UNION ALL
 SELECT 'I14b'::text AS invariant,
    inv_14b_events_of_calls.subject,
    inv_14b_events_of_calls.detail
   FROM inv_14b_events_of_calls
UNION ALL
 SELECT 'I15'::text AS invariant,
    inv_15_evidence.subject,
    inv_15_evidence.detail
   FROM inv_15_evidence
UNION ALL
 SELECT 'I4'::text AS invariant,
    inv_04_inside_legal_hours.subject,
    inv_04_inside_legal_hours.detail
   FROM inv_04_inside_legal_hours
UNION ALL
 SELECT 'I9'::text AS invariant,
    inv_09_no_dial_after_opt_out.subject,
    inv_09_no_dial_after_opt_out.detail
   FROM inv_09_no_dial_after_opt_out
UNION ALL
 SELECT 'I1b'::text AS invariant,
    inv_01b_caps_kept.subject,
    inv_01b_caps_kept.detail
   FROM inv_01b_caps_kept;

CREATE OR REPLACE FUNCTION public.note_campaign()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into campaign_deltas (workspace_id, campaign_id) values (new.workspace_id, new.id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.note_campaign_limit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into campaign_deltas (workspace_id, campaign_id) values (new.workspace_id, new.campaign_id);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end
$function$;

CREATE OR REPLACE FUNCTION public.tell_limits()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('carillon', 'database limits ' || coalesce(to_jsonb(new) ->> 'workspace_id', ''));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.wall_workspaces()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.workspace_in_scope()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('carillon.workspace_id'::text, true), ''::text))::uuid;

CREATE TRIGGER audit_log_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER campaign_slots_noted AFTER UPDATE OF max ON campaign_slots FOR EACH ROW EXECUTE FUNCTION note_campaign_limit();

CREATE TRIGGER campaigns_noted AFTER INSERT OR UPDATE ON campaigns FOR EACH ROW EXECUTE FUNCTION note_campaign();

CREATE TRIGGER system_slots_told AFTER UPDATE OF max ON system_slots FOR EACH ROW EXECUTE FUNCTION tell_limits();

CREATE TRIGGER workspace_slots_told AFTER UPDATE OF max ON workspace_slots FOR EACH ROW EXECUTE FUNCTION tell_limits();

alter table activity enable row level security, force row level security;

alter table agents enable row level security, force row level security;

alter table api_keys enable row level security, force row level security;

alter table audit_log enable row level security, force row level security;

alter table call_events enable row level security, force row level security;

alter table calls enable row level security, force row level security;

alter table campaign_counts enable row level security, force row level security;

alter table campaign_deltas enable row level security, force row level security;

alter table campaign_slots enable row level security, force row level security;

alter table campaign_snapshots enable row level security, force row level security;

alter table campaigns enable row level security, force row level security;

alter table contacts enable row level security, force row level security;

alter table dial_evidence enable row level security, force row level security;

alter table enrollments enable row level security, force row level security;

alter table forecasts enable row level security, force row level security;

alter table idempotency_keys enable row level security, force row level security;

alter table import_batches enable row level security, force row level security;

alter table import_fixes enable row level security, force row level security;

alter table import_mappings enable row level security, force row level security;

alter table import_problems enable row level security, force row level security;

alter table imports enable row level security, force row level security;

alter table invitations enable row level security, force row level security;

alter table lanes enable row level security, force row level security;

alter table live_events enable row level security, force row level security;

alter table live_watches enable row level security, force row level security;

alter table members enable row level security, force row level security;

alter table phone_numbers enable row level security, force row level security;

alter table provider_account_health enable row level security, force row level security;

alter table provider_account_slots enable row level security, force row level security;

alter table provider_accounts enable row level security, force row level security;

alter table suppressions enable row level security, force row level security;

alter table users enable row level security, force row level security;

alter table wait_forecasts enable row level security, force row level security;

alter table webhook_inbox enable row level security, force row level security;

alter table workspace_slots enable row level security, force row level security;

alter table workspaces enable row level security, force row level security;

create policy of_system on activity for all to carillon using true with check true;

create policy of_workspace on activity for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on agents for all to carillon using true with check true;

create policy of_workspace on agents for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on api_keys for all to carillon using true with check true;

create policy of_workspace on api_keys for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on audit_log for all to carillon using true with check true;

create policy of_workspace on audit_log for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on call_events for all to carillon using true with check true;

create policy of_workspace on call_events for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on calls for all to carillon using true with check true;

create policy of_workspace on calls for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on campaign_counts for all to carillon using true with check true;

create policy of_workspace on campaign_counts for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on campaign_deltas for all to carillon using true with check true;

create policy of_workspace on campaign_deltas for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on campaign_slots for all to carillon using true with check true;

create policy of_workspace on campaign_slots for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on campaign_snapshots for all to carillon using true with check true;

create policy of_workspace on campaign_snapshots for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on campaigns for all to carillon using true with check true;

create policy of_workspace on campaigns for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on contacts for all to carillon using true with check true;

create policy of_workspace on contacts for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on dial_evidence for all to carillon using true with check true;

create policy of_workspace on dial_evidence for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on enrollments for all to carillon using true with check true;

create policy of_workspace on enrollments for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on forecasts for all to carillon using true with check true;

create policy of_workspace on forecasts for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on idempotency_keys for all to carillon using true with check true;

create policy of_workspace on idempotency_keys for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on import_batches for all to carillon using true with check true;

create policy of_workspace on import_batches for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on import_fixes for all to carillon using true with check true;

create policy of_workspace on import_fixes for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on import_mappings for all to carillon using true with check true;

create policy of_workspace on import_mappings for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on import_problems for all to carillon using true with check true;

create policy of_workspace on import_problems for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on imports for all to carillon using true with check true;

create policy of_workspace on imports for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on invitations for all to carillon using true with check true;

create policy of_workspace on invitations for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on lanes for all to carillon using true with check true;

create policy of_workspace on lanes for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on live_events for all to carillon using true with check true;

create policy of_workspace on live_events for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on live_watches for all to carillon using true with check true;

create policy of_workspace on live_watches for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on members for all to carillon using true with check true;

create policy of_workspace on members for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on phone_numbers for all to carillon using true with check true;

create policy of_workspace on phone_numbers for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on provider_account_health for all to carillon using true with check true;

create policy of_workspace on provider_account_health for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on provider_account_slots for all to carillon using true with check true;

create policy of_workspace on provider_account_slots for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on provider_accounts for all to carillon using true with check true;

create policy of_workspace on provider_accounts for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on suppressions for all to carillon using true with check true;

create policy of_workspace on suppressions for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on users for all to carillon using true with check true;

create policy of_workspace on users for select to carillon_api using (EXISTS ( SELECT
   FROM members m
  WHERE ((m.user_id = users.id) AND (m.workspace_id = workspace_in_scope()))));

create policy of_system on wait_forecasts for all to carillon using true with check true;

create policy of_workspace on wait_forecasts for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on webhook_inbox for all to carillon using true with check true;

create policy of_workspace on webhook_inbox for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on workspace_slots for all to carillon using true with check true;

create policy of_workspace on workspace_slots for all to carillon_api using (workspace_id = workspace_in_scope()) with check (workspace_id = workspace_in_scope());

create policy of_system on workspaces for all to carillon using true with check true;

create policy of_workspace on workspaces for all to carillon_api using (id = workspace_in_scope()) with check (id = workspace_in_scope());

grant delete, insert, maintain, select, update on activity to carillon_api;

grant delete, insert, maintain, select, update on agents to carillon_api;

grant delete, insert, maintain, select, update on api_keys to carillon_api;

grant insert, maintain, select on audit_log to carillon_api;

grant delete, insert, maintain, select, update on call_events to carillon_api;

grant delete, insert, maintain, select, update on calls to carillon_api;

grant delete, insert, maintain, select, update on campaign_counts to carillon_api;

grant delete, insert, maintain, select, update on campaign_deltas to carillon_api;

grant delete, insert, maintain, select, update on campaign_slots to carillon_api;

grant delete, insert, maintain, select, update on campaign_snapshots to carillon_api;

grant delete, insert, maintain, select, update on campaigns to carillon_api;

grant delete, insert, maintain, select, update on contacts to carillon_api;

grant delete, insert, maintain, select, update on dial_evidence to carillon_api;

grant delete, insert, maintain, select, update on enrollments to carillon_api;

grant delete, insert, maintain, select, update on forecasts to carillon_api;

grant delete, insert, maintain, select, update on idempotency_keys to carillon_api;

grant delete, insert, maintain, select, update on import_batches to carillon_api;

grant delete, insert, maintain, select, update on import_fixes to carillon_api;

grant delete, insert, maintain, select, update on import_mappings to carillon_api;

grant delete, insert, maintain, select, update on import_problems to carillon_api;

grant delete, insert, maintain, select, update on imports to carillon_api;

grant select on invariant_checks to carillon_api;

grant delete, insert, maintain, select, update on invitations to carillon_api;

grant delete, insert, maintain, select, update on lanes to carillon_api;

grant delete, insert, maintain, select, update on live_events to carillon_api;

grant delete, insert, maintain, select, update on live_watches to carillon_api;

grant delete, insert, maintain, select, update on members to carillon_api;

grant delete, insert, maintain, select, update on phone_numbers to carillon_api;

grant delete, insert, maintain, select, update on provider_account_health to carillon_api;

grant delete, insert, maintain, select, update on provider_account_slots to carillon_api;

grant delete, insert, maintain, select, update on provider_accounts to carillon_api;

grant select on restore_hold to carillon_api;

grant select on sandbox_clock to carillon_api;

grant delete, insert, maintain, select, update on suppressions to carillon_api;

grant select, update on system_slots to carillon_api;

grant select on users to carillon_api;

grant delete, insert, maintain, select, update on wait_forecasts to carillon_api;

grant delete, insert, maintain, select, update on webhook_inbox to carillon_api;

grant delete, insert, maintain, select, update on workspace_slots to carillon_api;

grant select, update on workspaces to carillon_api;
