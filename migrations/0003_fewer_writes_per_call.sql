-- A call is updated five times in its life. Every index that names a column which changes makes each of these updates
-- write to all indexes of the table; where none does, and the page has room, an update writes the row alone.
drop index calls_to_look_at;
create index calls_in_progress on calls (claimed_at) where ended_at is null;
-- calls_one_per_attempt serves it.
drop index calls_by_enrollment;
alter table calls set (fillfactor = 50);
alter table contacts set (fillfactor = 80);

-- Events and evidence are written only by the transaction that holds their call's row: looking each one's call up again was
-- a tenth of a call's whole life. The views say instead what the keys said (I15 for the evidence).
alter table call_events drop constraint call_events_workspace_id_call_id_fkey;
alter table dial_evidence drop constraint dial_evidence_workspace_id_call_id_fkey;

-- I14b: what happened, happened to a call that is there.
create view inv_14b_events_of_calls as
select e.call_id::text as subject, 'an event of a call that is not there' as detail
from call_events e
left join calls c on c.workspace_id = e.workspace_id and c.id = e.call_id
where c.id is null;

create or replace view invariant_violations as
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
union all select 'I14b', subject, detail from inv_14b_events_of_calls
union all select 'I15', subject, detail from inv_15_evidence;
