-- What is said about a plan on a cadence, to whom, and the page customers may look at.
create table plan_update (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  plan_id uuid not null references plan on delete cascade,
  -- public: also on the status page and to those who subscribed by e-mail
  audience text not null check (audience in ('internal', 'public')),
  -- no_news: nothing happened, and that is said
  kind text not null check (kind in ('news', 'no_news')),
  -- by language; what a language lacks is read in another one
  texts jsonb not null default '{}',
  author_id uuid, author_name text not null,
  at timestamptz not null,
  withdrawn_by text, withdrawn_at timestamptz
);
create index plan_update_plan on plan_update (plan_id, at desc);

-- The lead is asked once for each update that is due.
create table plan_update_asked (
  plan_id uuid not null references plan on delete cascade,
  due_at timestamptz not null,
  at timestamptz not null,
  primary key (plan_id, due_at)
);

-- Who is told of updates: members of all, others (by e-mail) of public ones.
create table plan_subscriber (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  plan_id uuid not null references plan on delete cascade,
  member_id uuid references member on delete cascade,
  email text,
  language text not null default 'en',
  -- opens the page on which she confirms, or leaves
  token text unique,
  added_by text,
  created_at timestamptz not null,
  -- when she asked for it herself, only after this is anything sent
  confirmed_at timestamptz,
  ended_at timestamptz,
  check ((member_id is null) <> (email is null))
);
create unique index plan_subscriber_member on plan_subscriber (plan_id, member_id) where ended_at is null;
create unique index plan_subscriber_email on plan_subscriber (plan_id, lower(email)) where ended_at is null;

-- Each subscriber is mailed an update once.
create table plan_update_mail (
  update_id uuid not null references plan_update on delete cascade,
  subscriber_id uuid not null references plan_subscriber on delete cascade,
  at timestamptz not null,
  primary key (update_id, subscriber_id)
);

-- A page for everybody who has its address; closing it makes the address worthless for ever.
create table plan_status_page (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  plan_id uuid not null references plan on delete cascade,
  token text not null unique,
  -- what customers read as its title, by language
  titles jsonb not null,
  opened_by text not null, opened_at timestamptz not null,
  closed_by text, closed_at timestamptz
);
create unique index plan_status_page_open on plan_status_page (plan_id) where closed_at is null;
