-- Saved filters over people. What one holds now is counted again when something happens that may change it.
create table audience (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  definition jsonb not null,
  version int not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  updated_by text not null,
  updated_at timestamptz not null,
  people bigint,
  counted_at timestamptz
);
create unique index audience_name on audience (organization_id, lower(name));

-- Who uses an audience: while it is used it is not deleted.
create table audience_use (
  audience_id uuid not null references audience on delete cascade,
  -- "notice:…": the record that uses it
  record text not null,
  label text not null,
  used_by text not null,
  used_at timestamptz not null,
  primary key (audience_id, record)
);
