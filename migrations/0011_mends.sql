-- I1b: nobody is dialled more often than the caps allow that his dial was decided by, whichever campaigns called before.
-- Calls that were given back don't count, as when it was decided.
create view inv_01b_caps_kept as
select d.call_id::text as subject,
  others.calls + 1 || ' calls within ' || (cap.value ->> 'hours') || ' h, allowed ' || (cap.value ->> 'calls') as detail
from dial_evidence d
join calls c on c.workspace_id = d.workspace_id and c.id = d.call_id
cross join lateral jsonb_array_elements(d.limits -> 'caps') as cap (value)
cross join lateral (
  select count(*) as calls from calls o
  where o.workspace_id = c.workspace_id and o.phone = c.phone and o.id <> c.id
    and o.placing_at <= d.at and o.placing_at > d.at - make_interval(secs => 3600 * (cap.value ->> 'hours')::float8)
    and o.disposition is distinct from 'not_placed'
) others
where c.disposition is distinct from 'not_placed' and others.calls >= (cap.value ->> 'calls')::int;

do $$
begin
  execute 'create or replace view invariant_violations as '
    || rtrim(pg_get_viewdef('invariant_violations'::regclass), '; ')
    || ' union all select ''I1b'', subject, detail from inv_01b_caps_kept';
end
$$;
