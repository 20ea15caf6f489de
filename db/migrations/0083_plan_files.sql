-- What matters in a plan's timeline, marked by somebody. The timeline itself is read from the outbox.
create table plan_star (
  plan_id uuid not null references plan on delete cascade,
  event_id bigint not null,
  actor_id text, actor_name text not null, at timestamptz not null,
  primary key (plan_id, event_id)
);

-- Files beside a record. The bytes lie in the data folder under their hash, once however often they were attached.
create table attachment (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  record text not null,
  plan_id uuid not null references plan on delete cascade,
  name text not null,
  bytes bigint not null,
  type text not null,
  hash text not null,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index attachment_record on attachment (organization_id, record, at);
create index attachment_plan on attachment (plan_id);
create index attachment_hash on attachment (hash);
