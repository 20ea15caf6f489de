-- Every change is one row here: audit trail, activity feed, live pages, notifications and webhooks all read it.
-- A reader must not skip a row whose transaction commits late: rows are read in (tx, id) order and only up to
-- the oldest transaction still running (pg_snapshot_xmin), so what has been read is complete.
create table outbox (
  id bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  -- "signal:<id>", "feedback:<id>": what the event is about
  record text,
  actor_kind text not null check (actor_kind in ('member', 'key', 'system')),
  actor_id text,
  actor_name text not null,
  payload jsonb not null default '{}',
  at timestamptz not null default now()
);
create index outbox_order on outbox (tx, id);
create index outbox_organization on outbox (organization_id, id desc);
create index outbox_record on outbox (organization_id, record, id desc) where record is not null;

-- How far each durable reader has come.
create table outbox_reader (
  name text primary key,
  tx xid8 not null default '0',
  id bigint not null default 0,
  moved_at timestamptz not null default now()
);
