-- Inbound webhooks: what other tools send, kept as it came until it has become feedback.
create table receiver (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  vendor text not null check (vendor in ('zendesk', 'intercom', 'freshdesk', 'salesforce', 'generic')),
  -- how a sender proves who it is
  proof text not null check (proof in ('zendesk', 'hub', 'standard', 'header')),
  -- what the address ends with; random
  key text not null unique,
  -- the source its feedback bears
  source text not null,
  -- sealed; none until the one that the tool made has been entered. The previous one holds until it has run out
  secret text,
  previous_secret text,
  previous_until timestamptz,
  mapping jsonb not null,
  version int not null default 1,
  -- how many were turned away, and why the last one was
  refused int not null default 0,
  refused_at timestamptz,
  refused_reason text,
  created_by text not null,
  created_by_id uuid,
  created_at timestamptz not null
);
create index receiver_organization on receiver (organization_id);

-- From here on its address answers that it is gone; can be taken back.
create table receiver_removal (
  receiver_id uuid primary key references receiver on delete cascade,
  removed_by text not null,
  removed_by_id uuid,
  removed_at timestamptz not null
);

create table receiver_delivery (
  id uuid primary key,
  receiver_id uuid not null references receiver on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  -- the same delivery sent again has the same one
  digest text not null,
  -- sealed; null once it is no longer kept
  body text,
  bytes int not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'skipped', 'failed')),
  settled_at timestamptz,
  -- why it failed or was passed over: a code and the field; the rest of what is wrong
  reason text,
  problems jsonb not null default '[]',
  feedback_ids uuid[] not null default '{}',
  -- when the other tool changed it, so that what overtook another is not undone by it
  changed_at timestamptz,
  tries int not null default 0,
  unique (receiver_id, digest)
);
create index receiver_delivery_waiting on receiver_delivery (receiver_id, received_at, id) where state = 'waiting';
create index receiver_delivery_newest on receiver_delivery (receiver_id, received_at desc, id desc);
create index receiver_delivery_feedback on receiver_delivery using gin (feedback_ids);
create index receiver_delivery_kept on receiver_delivery (received_at) where body is not null;
