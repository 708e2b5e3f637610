-- The version of a campaign's settings: whoever edits says which one he saw.
alter table campaigns
  add column version int not null default 1,
  -- Null is the agent's.
  add column ring_seconds_max int check (ring_seconds_max between 10 and 120),
  add column talk_seconds_max int check (talk_seconds_max between 30 and 7200),
  add column duplicated_from uuid,
  -- A campaign of one person that tests an agent: it calls as every other does, and stands in no list.
  add column is_test boolean not null default false;

alter table agents
  add column version int not null default 1,
  add column ring_seconds_max int not null default 45 check (ring_seconds_max between 10 and 120),
  add column talk_seconds_max int not null default 600 check (talk_seconds_max between 30 and 7200);

-- What was asked of the provider with this call: its silence is judged by that, whatever is edited later.
alter table calls
  add column ring_seconds_max int not null default 45,
  add column talk_seconds_max int not null default 600;

-- When the last call of a campaign with a fixed gap was sent, or will be.
alter table campaign_slots add column last_sent_at timestamptz;

-- Of the campaign's settings after a change: what others changed since a version that somebody saw.
alter table activity add column version int;

alter table workspaces add column if not exists deleted_at timestamptz;

-- Every version of what a campaign was started and went on with: a call names the one it was placed under.
create table campaign_snapshots (
  workspace_id uuid not null,
  campaign_id uuid not null,
  version int not null,
  at timestamptz not null,
  snapshot jsonb not null,
  primary key (workspace_id, campaign_id, version),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);

insert into campaign_snapshots (workspace_id, campaign_id, version, at, snapshot)
select workspace_id, id, snapshot_version, updated_at, snapshot from campaigns where snapshot is not null;
