-- A member's due dates as a calendar that calendar programs read by an address nobody can guess.
create table calendar_feed (
  member_id uuid primary key references member on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  -- SHA-256 of the token in the address: who reads the database cannot read the calendars
  token_hash text not null unique,
  created_at timestamptz not null
);
