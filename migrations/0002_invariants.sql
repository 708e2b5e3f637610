-- Each view returns the rows that break an invariant: none may, ever. Numbers are those of the design notes in ARCHITECTURE.md.

-- I1: nobody has two calls at once. The unique index forbids it; the view would show an index that lies.
create view inv_01_one_call_at_a_time as
select a.id::text as subject, 'a second active call: ' || b.id::text as detail
from calls a
join calls b on b.workspace_id = a.workspace_id and b.phone = a.phone and b.id > a.id
where a.holds_slot and b.holds_slot;

-- I2: nobody is tried more often than the policy allows.
create view inv_02_attempts_allowed as
select e.id::text as subject, (e.attempts - e.attempts_before) || ' attempts of ' || (1 + k.retry_max) as detail
from enrollments e
join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
where e.attempts - e.attempts_before > 1 + k.retry_max
  -- A policy made stricter later does not undo what was allowed before.
  and k.snapshot_version <= 1;

-- I2b: an attempt is used by exactly the calls that were not given back.
create view inv_02b_attempts_used as
select e.id::text as subject, e.attempts || ' attempts used, ' || count(c.id) || ' calls' as detail
from enrollments e
left join calls c on c.enrollment_id = e.id and c.disposition is distinct from 'not_placed'
group by e.workspace_id, e.id, e.attempts
having e.attempts <> count(c.id);

-- I3: the slots counted are the slots held.
create view inv_03_slots_counted as
select 'system' as subject, s.in_use || ' counted, ' || held.n || ' held' as detail
from system_slots s, (select count(*) as n from calls where holds_slot) held
where s.in_use <> held.n
union all
select s.workspace_id::text, s.in_use || ' counted in the workspace, ' || count(c.id) || ' held'
from workspace_slots s
left join calls c on c.workspace_id = s.workspace_id and c.holds_slot
group by s.workspace_id
having s.in_use <> count(c.id)
union all
select s.campaign_id::text, s.in_use || ' counted in the campaign, ' || count(c.id) || ' held'
from campaign_slots s
left join calls c on c.campaign_id = s.campaign_id and c.holds_slot
group by s.campaign_id
having s.in_use <> count(c.id)
union all
select s.provider_account_id::text, s.in_use || ' counted at the provider account, ' || count(c.id) || ' held'
from provider_account_slots s
left join calls c on c.provider_account_id = s.provider_account_id and c.holds_slot
group by s.provider_account_id
having s.in_use <> count(c.id);

-- I4: every dial, and every first ring, lies inside the window it was allowed by, on every clock of the person.
create view inv_04_inside_the_window as
with moments as (
  select d.call_id, zone, moment.at at time zone zone as local, d.days, d.first_call_time::time as opens,
    d.last_call_time::time as closes, d.all_day, moment.what
  from dial_evidence d
  join calls c on c.workspace_id = d.workspace_id and c.id = d.call_id
  cross join lateral unnest(d.zones) as zone
  cross join lateral (values ('dialled', d.at), ('rang', c.ringing_at)) as moment (what, at)
  where moment.at is not null
)
select call_id::text as subject, what || ' at ' || local || ' in ' || zone as detail
from moments
where not case
  when all_day then extract(isodow from local)::int = any(days)
  when opens < closes then extract(isodow from local)::int = any(days) and local::time >= opens and local::time < closes
  else (extract(isodow from local)::int = any(days) and local::time >= opens)
    or (extract(isodow from local - interval '1 day')::int = any(days) and local::time < closes)
end;

-- I5: a call ends once.
create view inv_05_one_ending as
select call_id::text as subject, count(*) || ' endings changed it' as detail
from call_events
where changed and kind in ('ended', 'not_placed') and disposition is distinct from 'voicemail'
group by call_id
having count(*) > 1;

-- I6: everybody is counted once, and every file's rows too.
create view inv_06_everybody_counted as
with counted as (
  select campaign_id, sum(pending) as pending, sum(waiting) as waiting, sum(queued) as queued, sum(calling) as calling,
    sum(completed) as completed, sum(voicemail) as voicemail, sum(failed) as failed, sum(cancelled) as cancelled,
    sum(suppressed) as suppressed, sum(calls_placed) as placed
  from (
    select campaign_id, pending, waiting, queued, calling, completed, voicemail, failed, cancelled, suppressed, calls_placed
    from campaign_counts
    union all
    select campaign_id, pending, waiting, queued, calling, completed, voicemail, failed, cancelled, suppressed, calls_placed
    from campaign_deltas
  ) parts
  group by campaign_id
),
recounted as (
  select campaign_id,
    count(*) filter (where status = 'pending') as pending, count(*) filter (where status = 'waiting') as waiting,
    count(*) filter (where status = 'queued') as queued, count(*) filter (where status = 'calling') as calling,
    count(*) filter (where status = 'completed') as completed, count(*) filter (where status = 'voicemail') as voicemail,
    count(*) filter (where status = 'failed') as failed, count(*) filter (where status = 'cancelled') as cancelled,
    count(*) filter (where status = 'suppressed') as suppressed
  from enrollments
  group by campaign_id
)
select c.campaign_id::text as subject, 'counted ' || to_jsonb(c)::text || ', recounted ' || to_jsonb(r)::text as detail
from counted c
left join recounted r on r.campaign_id = c.campaign_id
where (c.pending, c.waiting, c.queued, c.calling, c.completed, c.voicemail, c.failed, c.cancelled, c.suppressed)
  is distinct from (coalesce(r.pending, 0), coalesce(r.waiting, 0), coalesce(r.queued, 0), coalesce(r.calling, 0),
    coalesce(r.completed, 0), coalesce(r.voicemail, 0), coalesce(r.failed, 0), coalesce(r.cancelled, 0),
    coalesce(r.suppressed, 0))
union all
select c.campaign_id::text, c.placed || ' calls counted as placed, ' || count(l.id) || ' were'
from counted c
left join calls l on l.campaign_id = c.campaign_id and l.placed_at is not null
group by c.campaign_id, c.placed
having c.placed <> count(l.id)
union all
select id::text, rows_read || ' rows read, ' || (imported + updated + skipped + failed) || ' accounted for'
from imports
where status = 'done' and rows_read <> imported + updated + skipped + failed;

-- I11: a call was posted at most once, and only after the transaction that allowed it.
create view inv_11_posted_once as
select call_id::text as subject, count(*) || ' dials allowed' as detail
from call_events
where kind = 'placing'
group by call_id
having count(*) > 1
union all
select id::text, 'placed without having been allowed'
from calls
where placed_at is not null and placing_at is null;

-- I12: a call leaves silence by evidence alone: what the provider said, or the longest possible call having passed.
create view inv_12_freed_by_evidence as
select c.id::text as subject, 'ended without evidence' as detail
from calls c
where c.status = 'ended'
  and not exists (
    select from call_events e
    where e.call_id = c.id
      and (
        (e.kind = 'ended' and e.source in ('webhook', 'fetch', 'hold_limit'))
        or (e.kind = 'not_placed' and e.source in ('place', 'fetch'))
      )
  );

-- I13: nothing changed by what was not verified.
create view inv_13_verified as
select e.call_id::text as subject, 'changed by a webhook that is not in the inbox of its account' as detail
from call_events e
join calls c on c.workspace_id = e.workspace_id and c.id = e.call_id
left join webhook_inbox i on i.id = e.inbox_id and i.provider_account_id = c.provider_account_id
where e.source = 'webhook' and i.id is null;

-- I14: a call's status only ever went forward.
create view inv_14_only_forward as
with ranked as (
  select call_id, id, case kind
      when 'claimed' then 0 when 'placing' then 1 when 'unknown' then 2 when 'queued' then 3 when 'initiated' then 3
      when 'ringing' then 4 when 'answered' then 5 when 'disconnected' then 6 else 7
    end as rank
  from call_events
  where changed and kind in ('claimed', 'placing', 'unknown', 'queued', 'initiated', 'ringing', 'answered', 'disconnected', 'ended', 'not_placed')
),
paired as (
  select call_id, rank, lag(rank) over (partition by call_id order by id) as before from ranked
)
select call_id::text as subject, 'from rank ' || before || ' to ' || rank as detail
from paired
where rank < before;

-- I15: a dial was decided exactly when its evidence was written.
create view inv_15_evidence as
select coalesce(c.id, d.call_id)::text as subject, 'a dial without evidence, or evidence without a dial' as detail
from (select workspace_id, id from calls where placing_at is not null) c
full join dial_evidence d on d.workspace_id = c.workspace_id and d.call_id = c.id
where c.id is null or d.call_id is null;

create view invariant_violations as
select 'I1' as invariant, subject, detail from inv_01_one_call_at_a_time
union all select 'I2', subject, detail from inv_02_attempts_allowed
union all select 'I2b', subject, detail from inv_02b_attempts_used
union all select 'I3', subject, detail from inv_03_slots_counted
union all select 'I4', subject, detail from inv_04_inside_the_window
union all select 'I5', subject, detail from inv_05_one_ending
union all select 'I6', subject, detail from inv_06_everybody_counted
union all select 'I11', subject, detail from inv_11_posted_once
union all select 'I12', subject, detail from inv_12_freed_by_evidence
union all select 'I13', subject, detail from inv_13_verified
union all select 'I14', subject, detail from inv_14_only_forward
union all select 'I15', subject, detail from inv_15_evidence;
