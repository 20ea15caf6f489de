-- A file on its way in: how it is read, what its columns become, how far it has come.
create table import (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  source text not null,
  state text not null check (state in ('ready', 'checking', 'checked', 'running', 'done', 'undoing', 'undone', 'failed')),
  -- what it was doing when it failed, and why
  failed_in text,
  failure jsonb,
  bytes bigint not null,
  -- SHA-256 of the file
  fingerprint text not null,
  file_removed_at timestamptz,
  overrides jsonb not null default '{}',
  layout jsonb not null,
  detection jsonb not null,
  columns jsonb not null,
  mapping jsonb not null,
  preview jsonb not null,
  -- what the check found; null before the first
  expected jsonb,
  skip_bad_rows boolean not null default false,
  -- the checkpoint: everything up to this row is in, and nothing is lost or doubled when it goes on from here
  row_done bigint not null default 0,
  rows_read bigint not null default 0,
  sent bigint not null default 0,
  accepted bigint not null default 0,
  refused bigint not null default 0,
  created_by_id text,
  created_by_name text not null,
  created_at timestamptz not null,
  -- who asked for what it is doing now: the background works with the rights of that moment
  asked_by jsonb not null,
  touched_at timestamptz not null default now()
);
create index import_organization on import (organization_id, created_at desc, id desc);
create index import_fingerprint on import (organization_id, fingerprint);
create index import_moving on import (touched_at) where state in ('checking', 'running', 'undoing');
create index import_file on import (created_at) where file_removed_at is null;

-- Rows that cannot be taken in, as the last check found them: the first 10,000 (the count is exact, on the import).
create table import_problem (
  import_id uuid not null references import on delete cascade,
  position int not null,
  row bigint not null,
  "column" text,
  value text,
  code text not null,
  message text not null,
  remedy text,
  params jsonb not null default '{}',
  primary key (import_id, position)
);
