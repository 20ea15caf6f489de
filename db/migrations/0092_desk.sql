-- A contact an agent logged: it became feedback (the same id); here stands what came of it.
create table desk_contact (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  -- made by the page that logged it: pressing twice, or sending again, logs once
  client_id uuid not null,
  person_id uuid references person on delete cascade,
  problem_id uuid references problem on delete set null,
  guidance_version_id uuid references guidance_version on delete set null,
  outcome text not null check (outcome in ('answered', 'offered', 'not_answered', 'other')),
  actor_kind text not null, actor_id text, actor_name text not null,
  at timestamptz not null,
  unique (organization_id, client_id)
);
create index desk_contact_person on desk_contact (person_id, at desc) where person_id is not null;

-- The panel in somebody else's help desk: with which keys links to it are signed, and which sites may show it.
create table panel_key (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  sealed text not null,
  -- its first letters, to tell one from another
  start text not null,
  created_by text not null,
  created_at timestamptz not null
);
create index panel_key_organization on panel_key (organization_id, created_at);
create table panel_origin (
  organization_id uuid not null references organization on delete cascade,
  origin text not null,
  added_by text not null,
  added_at timestamptz not null,
  primary key (organization_id, origin)
);
-- A signed link opens the panel once.
create table panel_entry (
  organization_id uuid not null references organization on delete cascade,
  signature_hash text not null,
  at timestamptz not null,
  primary key (organization_id, signature_hash)
);
create index panel_entry_at on panel_entry (at);

-- A session that somebody else's page opened for a member: short, and good for a few things only.
create table delegated_session (
  token_hash text primary key,
  organization_id uuid not null references organization on delete cascade,
  member_id uuid not null references member on delete cascade,
  permissions text[] not null,
  made_at timestamptz not null,
  expires_at timestamptz not null
);
create index delegated_session_expires on delegated_session (expires_at);
