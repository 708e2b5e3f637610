-- The sandbox's clock may stand still, and may be on its way to an instant: calls in progress end first, no other starts.
alter table sandbox_clock drop constraint sandbox_clock_speed_check;
alter table sandbox_clock add constraint sandbox_clock_speed_check check (speed >= 0);
alter table sandbox_clock add column jump_to timestamptz;
