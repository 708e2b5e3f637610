-- What the last look at each invariant found, for every process that is asked; rows of its view beyond a thousand are not counted.
create table invariant_checks (
  invariant text primary key,
  violations integer not null check (violations >= 0),
  checked_at timestamptz not null
);

-- Looks at the invariants and at nothing else: the views read as their owner does. Where the account of DATABASE_URL may
-- not make roles, the check says so and reads as that account, in a transaction that can't write.
do $$
begin
  if not exists (select from pg_roles where rolname = 'carillon_watcher') then
    begin
      create role carillon_watcher nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, 'carillon_watcher', case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end) then
    execute format('grant carillon_watcher to %I', current_user);
  end if;
  grant select on invariant_violations to carillon_watcher;
exception when insufficient_privilege then
  raise warning 'invariants are checked as %: it may not make the role carillon_watcher', current_user;
end
$$;
