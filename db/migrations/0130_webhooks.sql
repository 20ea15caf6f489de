-- Outbound webhooks: who is told of what, and what became of each telling.
create table webhook (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  url text not null,
  description text not null default '',
  -- names of events, or with a star: "plan.*"
  events text[] not null,
  -- sealed with a key derived from RAPPORT_SECRET; the previous one signs too until it has run out
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  created_by text not null,
  created_at timestamptz not null
);
create index webhook_organization on webhook (organization_id);

-- While one stands here the endpoint is told nothing; what it misses can be replayed.
create table webhook_pause (
  webhook_id uuid primary key references webhook on delete cascade,
  reason text not null check (reason in ('asked', 'gone', 'failing')),
  actor_id text, actor_name text not null, at timestamptz not null
);

-- One event for one endpoint. The id goes out as webhook-id with every attempt, so that a receiver can tell a repetition.
create table webhook_delivery (
  id uuid primary key,
  webhook_id uuid not null references webhook on delete cascade,
  event_id bigint not null,
  event_name text not null,
  body text not null,
  attempts int not null default 0,
  created_at timestamptz not null,
  -- when it is tried next; null when it is settled
  due_at timestamptz,
  settled text check (settled in ('delivered', 'dead')),
  settled_at timestamptz,
  unique (webhook_id, event_id)
);
create index webhook_delivery_due on webhook_delivery (due_at) where due_at is not null;
create index webhook_delivery_newest on webhook_delivery (webhook_id, id desc);

create table webhook_attempt (
  delivery_id uuid not null references webhook_delivery on delete cascade,
  number int not null,
  at timestamptz not null,
  milliseconds int not null,
  status int,
  -- why there was no answer
  reason text,
  detail text,
  -- the beginning of the answer
  answer text,
  primary key (delivery_id, number)
);
