-- What was foretold, kept when it was told, and scored by what came true.
create table forecasts (
  workspace_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  made_at timestamptz not null,
  -- What it was told under: of a campaign that changed since, nothing is scored.
  people bigint not null,
  limits jsonb not null,
  -- People ready at that moment, and calls that had ended.
  ready bigint not null,
  calls_seen integer not null,
  -- Null: no end in sight.
  p10_at timestamptz,
  p50_at timestamptz,
  p90_at timestamptz,
  waits jsonb not null,
  ended_at timestamptz,
  -- Of the time from then to the end.
  error_percent numeric,
  is_held boolean,
  void_reason text,
  closed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);
create index forecasts_by_campaign on forecasts (workspace_id, campaign_id, made_at desc);
create index forecasts_open on forecasts (campaign_id) where closed_at is null;
create index forecasts_closed on forecasts (closed_at);
create index forecasts_scored on forecasts (workspace_id, closed_at desc) where error_percent is not null;

create table wait_forecasts (
  workspace_id uuid not null,
  forecast_id uuid not null,
  enrollment_id uuid not null,
  place integer not null,
  p10_at timestamptz not null,
  p50_at timestamptz not null,
  p90_at timestamptz not null,
  called_at timestamptz,
  error_percent numeric,
  is_held boolean,
  closed_at timestamptz,
  primary key (workspace_id, forecast_id, enrollment_id),
  foreign key (workspace_id, forecast_id) references forecasts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, enrollment_id) references enrollments (workspace_id, id) on delete cascade
);
create index wait_forecasts_open on wait_forecasts (enrollment_id) where closed_at is null;
create index wait_forecasts_closed on wait_forecasts (closed_at);
create index wait_forecasts_scored on wait_forecasts (workspace_id, closed_at desc) where error_percent is not null;

-- The order in which those who are due later stand in the queue; it serves "who is due next" as well.
create index enrollments_due_in_order on enrollments (campaign_id, due_at, priority desc, position) where status = 'waiting';
drop index enrollments_due_of_campaign;

-- Lists by what became of people and calls: without these a rare ending was looked for among everybody (200 ms in a million).
create index enrollments_by_status on enrollments (campaign_id, status, position);
-- Frequent endings are soon met among all calls, and would make every settle write here.
create index calls_by_rare_ending on calls (workspace_id, disposition, claimed_at desc, id desc)
  where disposition not in ('answered', 'no_answer');
create index calls_by_rare_ending_of_campaign on calls (campaign_id, disposition, claimed_at desc, id desc)
  where disposition not in ('answered', 'no_answer');

-- The queue of a workspace, in its order: found campaign by campaign, a page took 15 ms of processor with a thousand of them.
-- Partial, so that a claim, which takes people out of it, has nothing to write here.
create index enrollments_ready_of_workspace on enrollments (workspace_id, priority desc, position) where status = 'queued';
