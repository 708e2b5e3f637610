alter table contacts add column tags text[] not null default '{}';

-- The words a contact is found by: those of its name, e-mail and company, and its number from each place people begin at.
create function contact_words(phone text, name text, email text, company text) returns tsvector
language sql immutable parallel safe
return array_to_tsvector(
  array_remove(string_to_array(lower(translate(
    left(coalesce(name, ''), 200) || ' ' || left(coalesce(email, ''), 200) || ' ' || left(coalesce(company, ''), 200),
    '@._+,;:()/"''&-', '              '
  )), ' '), '') || array[substr(phone, 2), right(phone, 10), right(phone, 7), right(phone, 4)]
);

-- A short list of what is still to be sorted in: whoever writes the row that fills it up does the sorting.
create index contacts_by_word on contacts using gin (contact_words(phone, name, email, company))
  with (gin_pending_list_limit = 256);
create index contacts_by_tag on contacts using gin (tags) with (gin_pending_list_limit = 256);
create index contacts_by_name on contacts (workspace_id, lower(left(coalesce(name, ''), 100)), id);
create index contacts_by_conversation on contacts (workspace_id, coalesce(last_conversation_at, '-infinity'), id);
