-- Addresses that are fetched on a schedule: feeds of reviews and posts, and tables.
create table feed (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  -- also the source of its feedback
  name text not null,
  kind text not null check (kind in ('feed', 'table')),
  url text not null,
  every_minutes int not null,
  -- what its items are: {"kind", "channel", "product", "touchpoint"}
  defaults jsonb not null default '{}',
  -- what the server said last, to be asked only for what is new
  etag text,
  modified text,
  next_at timestamptz not null,
  read_at timestamptz,
  failure jsonb,
  failures int not null default 0,
  -- the import of the newest table; what its columns became is what those of the next become
  import_id uuid references import on delete set null,
  taken bigint not null default 0,
  created_by text not null,
  created_at timestamptz not null,
  unique (organization_id, name)
);
create index feed_next on feed (next_at);
create index feed_import on feed (import_id) where import_id is not null;

create table feed_pause (
  feed_id uuid primary key references feed on delete cascade,
  by text not null,
  at timestamptz not null
);
