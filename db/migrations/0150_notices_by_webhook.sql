-- Notices by SMS or push: what the provider said of it later.
alter table notice_recipient add column delivered_at timestamptz;
-- A customer somebody speaks with right now: left out of a notice, or written to all the same. Null: as the kind says.
alter table notice add column in_conversation text check (in_conversation in ('leave_out', 'write'));
