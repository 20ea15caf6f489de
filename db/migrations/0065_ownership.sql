-- The installed base: who has which product, of which version and batch, under which serial number, since when.
create table ownership (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  -- the person as she was given; who she is now is person.root_id
  person_id uuid references person on delete cascade,
  account text,
  product text not null,
  -- parts built in; empty where nobody recorded them
  component text[] not null default '{}',
  version text,
  batch text,
  serial text,
  order_number text,
  relation text not null default 'both' check (relation in ('buyer', 'user', 'both')),
  purchased_at date,
  -- sold, returned, thrown away: it is hers no longer
  ended_at date,
  source text not null,
  external_id text,
  import_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (person_id is not null or account is not null)
);
create index ownership_what on ownership (organization_id, product, batch, version) include (person_id, ended_at);
create index ownership_order on ownership (organization_id, id);
create index ownership_person on ownership (person_id) where person_id is not null;
create index ownership_serial on ownership (organization_id, upper(serial)) where serial is not null;
create index ownership_order_number on ownership (organization_id, upper(order_number)) where order_number is not null;
create index ownership_import on ownership (import_id) where import_id is not null;
create index ownership_component on ownership using gin (component);
create unique index ownership_external on ownership (organization_id, source, external_id) where external_id is not null;
-- One unit has one buyer and one user at a time, who may be the same person.
create unique index ownership_buyer on ownership (organization_id, product, upper(serial))
  where serial is not null and ended_at is null and relation in ('buyer', 'both');
create unique index ownership_user on ownership (organization_id, product, upper(serial))
  where serial is not null and ended_at is null and relation in ('user', 'both');
