-- The contact book by last conversation: a million people were sorted for each page. Who was never talked with is in neither
-- list, so an import writes nothing here.
create index contacts_by_last_conversation on contacts (workspace_id, last_conversation_at, id)
where last_conversation_at is not null;
