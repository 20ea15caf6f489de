-- Two people who edit one record see each other.
alter table person add column version int not null default 0;
-- The words of a person who was erased are gone; what was counted of them stays as it is.
alter table feedback add column words_erased_at timestamptz;

create index person_identity_learned on person_identity (organization_id, learned_at);
create index person_account_since on person_account (since);
-- How far the search for duplicates has come.
create table duplicate_search (
  organization_id uuid primary key references organization on delete cascade,
  until timestamptz not null,
  found int not null default 0,
  searched_at timestamptz not null
);
