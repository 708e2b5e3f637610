-- So many people are called first; then the campaign pauses itself, and this is taken away: it goes on with everybody.
alter table campaigns add column pilot_size int check (pilot_size between 1 and 10000);
