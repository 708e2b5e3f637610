-- Legal hours and frequency caps are the workspace's; real accounts have them on unless a system admin says otherwise.
alter table workspaces
  add column legal_hours_simulated boolean not null default false,
  add column legal_hours_real boolean not null default true,
  add column call_caps jsonb not null default '[]' check (jsonb_typeof(call_caps) = 'array'),
  -- Null: ten minutes on real accounts, none on the simulator.
  add column call_gap_seconds integer check (call_gap_seconds between 0 and 604800);

-- People of one lane live by the same window and by the same law. Where the law is not applied, both sets are empty.
alter table lanes
  add column legal_zones text[] not null default '{}',
  add column jurisdictions text[] not null default '{}',
  -- What decides the next opening of a closed lane.
  add column bound_by text check (bound_by in ('window', 'legal_hours', 'needs_time_zone', 'never_open'));
alter table lanes drop constraint lanes_workspace_id_campaign_id_zones_key;
alter table lanes add constraint lanes_clocks_key unique (workspace_id, campaign_id, zones, legal_zones, jurisdictions);

-- The hours that allowed a dial are kept with it: the data may change later, what was right then does not.
alter table dial_evidence
  add column legal_version text,
  add column jurisdictions text[] not null default '{}',
  add column legal_zones text[] not null default '{}',
  add column legal_local_times text[] not null default '{}',
  add column legal_hours jsonb;

alter table suppressions
  add column id uuid not null default gen_random_uuid(),
  add column actor text not null default 'system',
  -- From then on it is promised that no call is placed.
  add column acknowledged_at timestamptz;
alter table suppressions add constraint suppressions_id_key unique (workspace_id, id);
create index suppressions_by_creation on suppressions (workspace_id, created_at desc, id desc);
create index suppressions_unfinished on suppressions (created_at) where acknowledged_at is null;

-- What one person was called, whichever campaign did it. By claim, which never changes: placing must stay a cheap update.
create index calls_by_phone on calls (phone, workspace_id, claimed_at desc);

-- I4: every dial, and every first ring, lies inside the legal hours it was allowed by, on every clock of the person.
create view inv_04_inside_legal_hours as
with moments as (
  select d.call_id, rule.value as rule, zone, moment.at at time zone zone as local, moment.what
  from dial_evidence d
  join calls c on c.workspace_id = d.workspace_id and c.id = d.call_id
  cross join lateral jsonb_array_elements(d.legal_hours) as rule (value)
  cross join lateral unnest(d.legal_zones) as zone
  cross join lateral (values ('dialled', d.at), ('rang', c.ringing_at)) as moment (what, at)
  where d.legal_hours is not null and moment.at is not null
)
select call_id::text as subject, what || ' at ' || local || ' in ' || zone || ' against ' || (rule ->> 'jurisdiction') as detail
from moments
where not exists (
  select
  from jsonb_array_elements(rule -> 'days' -> to_char(local, 'YYYY-MM-DD')) as span (value)
  where local::time >= (span.value ->> 0)::time and (span.value ->> 1 = '24:00' or local::time < (span.value ->> 1)::time)
);

-- I9: once it is acknowledged that a number must not be called, none of its calls is allowed any more.
create view inv_09_no_dial_after_opt_out as
select c.id::text as subject, 'allowed ' || (c.placing_at - s.acknowledged_at) || ' after the opt-out was acknowledged' as detail
from suppressions s
join calls c on c.workspace_id = s.workspace_id and c.phone = s.phone and c.placing_at > s.acknowledged_at;

-- Added to whatever the view holds: other files add theirs.
do $$
begin
  execute 'create or replace view invariant_violations as '
    || rtrim(pg_get_viewdef('invariant_violations'::regclass), '; ')
    || ' union all select ''I4'', subject, detail from inv_04_inside_legal_hours'
    || ' union all select ''I9'', subject, detail from inv_09_no_dial_after_opt_out';
end
$$;
