-- "What became of my feedback?": one person's own page about one plan, opened by whoever holds the link. The token is kept
-- as it is: the same link stands in every notice to her, and who can read this table can read what the page shows.
create table standing_link (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  token text not null unique,
  person_id uuid not null references person on delete cascade,
  plan_id uuid not null references plan on delete cascade,
  created_at timestamptz not null
);
create index standing_link_person on standing_link (person_id, plan_id);
create index standing_link_plan on standing_link (plan_id);

create table standing_revocation (
  link_id uuid primary key references standing_link on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null
);

-- "This did not solve it for me", said by the person herself.
create table standing_objection (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  link_id uuid not null references standing_link on delete cascade,
  -- her words, as feedback; null where she gave none
  feedback_id uuid,
  at timestamptz not null,
  withdrawn_at timestamptz
);
create index standing_objection_link on standing_objection (link_id, at desc);
