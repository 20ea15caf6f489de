-- The customer's voice as it was given. What is made of it (person, reading) is added by the digest, a moment later.
create table feedback (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  source text not null,
  external_id text,
  kind text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  channel text, touchpoint text, product text, component text[] not null default '{}',
  version text, batch text, region text, business_unit text, journey_step text, account text,
  -- the person as the source named her; person_id is what identity resolution made of it
  person_given jsonb,
  person_id uuid,
  text text,
  language text,
  scores jsonb not null default '[]',
  attributes jsonb not null default '{}',
  import_id uuid,
  -- language, sentiment, sentences; null until digested
  reading jsonb,
  themes text[] not null default '{}',
  digested_at timestamptz
);
create unique index feedback_external on feedback (organization_id, source, external_id) where external_id is not null;
create index feedback_person on feedback (person_id, occurred_at desc) where person_id is not null;
create index feedback_import on feedback (import_id, id) where import_id is not null;
create index feedback_waiting on feedback (id) where digested_at is null;

create table person (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text,
  role text check (role in ('buyer', 'user', 'both')),
  attributes jsonb not null default '{}',
  first_seen_at timestamptz not null default now()
);
create index person_organization on person (organization_id, id);

-- One person, many names: external id, e-mail, phone, anonymous id.
create table person_identity (
  organization_id uuid not null references organization on delete cascade,
  kind text not null check (kind in ('external', 'email', 'phone', 'anonymous')),
  value text not null,
  person_id uuid not null references person on delete cascade,
  primary key (organization_id, kind, value)
);
create index person_identity_person on person_identity (person_id);

-- What happened at the time: releases, recalls, campaigns. Marked on every chart.
create table known_event (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  at date not null,
  title text not null,
  kind text not null check (kind in ('release', 'recall', 'campaign', 'incident', 'batch', 'other')),
  -- which part of the world it concerns: {"product": ["Aria 2"]}; {} concerns everything
  slice jsonb not null default '{}',
  link text,
  created_at timestamptz not null default now()
);
create index known_event_organization on known_event (organization_id, at);

-- Denominators for contact rate: customers and shipments per month, product by product ('' is the whole company).
create table customer_base (
  organization_id uuid not null references organization on delete cascade,
  month date not null,
  product text not null default '',
  customers int not null,
  shipments int not null default 0,
  primary key (organization_id, month, product)
);

create table saved_view (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  member_id uuid not null references member on delete cascade,
  page text not null,
  name text not null,
  query jsonb not null,
  shared boolean not null default false,
  created_at timestamptz not null default now(),
  unique (organization_id, member_id, page, name)
);
