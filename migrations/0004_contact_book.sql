alter table contacts add column tags text[] not null default '{}';

-- What a contact is searched by has an index to begin with. An inverted index over the words, kept as people come in,
-- made a row three times as expensive (45-60 µs instead of 16), which an import of a million people pays.
create index contacts_by_name on contacts (workspace_id, lower(left(coalesce(name, ''), 100)) collate "C", id);
create index contacts_by_last_word on contacts (workspace_id, lower(substring(left(name, 100) from '\S+$')) collate "C")
  where name like '% %';
create index contacts_by_email on contacts (workspace_id, lower(left(email, 100)) collate "C") where email is not null;
create index contacts_by_company on contacts (workspace_id, lower(left(company, 100)) collate "C") where company is not null;
create index contacts_by_tag on contacts using gin (tags) where tags <> '{}';

-- Live events: what open streams are told. One process at a time writes them, so that ids are the order of commit.
create sequence live_event_ids;
select nextval('live_event_ids');

create table live_events (
  id bigint primary key default nextval('live_event_ids'),
  workspace_id uuid not null references workspaces on delete cascade,
  campaign_id uuid,
  at timestamptz not null,
  kind text not null,
  data jsonb not null
);

-- Workspaces that somebody watches, or did a while ago: for others no event is written. From since_id on all are there.
create table live_watches (
  workspace_id uuid primary key references workspaces on delete cascade,
  since_id bigint not null,
  until timestamptz not null
);

-- Given anew whenever something of a campaign has changed; under the lock of the folding, so in the order of commit.
create sequence campaign_versions;
alter table campaign_counts add column version bigint not null default nextval('campaign_versions');
create index campaign_counts_by_version on campaign_counts (version);

-- A change of a campaign itself counts as a change of its counts by nothing: the fold that follows gives a new version.
create function note_campaign() returns trigger language plpgsql as $$
begin
  insert into campaign_deltas (workspace_id, campaign_id) values (new.workspace_id, new.id);
  return null;
end
$$;
create trigger campaigns_noted after insert or update on campaigns for each row execute function note_campaign();

create function note_campaign_limit() returns trigger language plpgsql as $$
begin
  insert into campaign_deltas (workspace_id, campaign_id) values (new.workspace_id, new.campaign_id);
  return null;
end
$$;
create trigger campaign_slots_noted after update of max on campaign_slots for each row execute function note_campaign_limit();

-- In the bus's own words: the sender, the topic, and whose limit it is; that of the system is everybody's.
create function tell_limits() returns trigger language plpgsql as $$
begin
  perform pg_notify('carillon', 'database limits ' || coalesce(to_jsonb(new) ->> 'workspace_id', ''));
  return null;
end
$$;
create trigger workspace_slots_told after update of max on workspace_slots for each row execute function tell_limits();
create trigger system_slots_told after update of max on system_slots for each row execute function tell_limits();
