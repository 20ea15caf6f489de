-- What an organization's comments are about, as found in them and as people named it.
create table theme (
  organization_id uuid not null references organization on delete cascade,
  id text not null,
  -- text/themes.ts `Theme`: wording, terms, centroid, pinned, mergedInto
  model jsonb not null,
  primary key (organization_id, id)
);

-- When themes were last looked for, and among how many comments: the next time is when there are a fifth more.
create table theme_discovery (
  organization_id uuid primary key references organization on delete cascade,
  comments int not null,
  at timestamptz not null default now()
);
