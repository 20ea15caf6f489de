-- Did a plan work? One outcome a round: a plan that is taken up again after a relapse is measured anew.
create table outcome (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  plan_id uuid not null references plan on delete cascade,
  round int not null,
  created_at timestamptz not null,
  unique (plan_id, round)
);
create index outcome_organization on outcome (organization_id, created_at desc, id desc);

-- What a person chose instead of Rapport: when the change came, and what to compare with. The last row counts.
create table outcome_method (
  id bigint generated always as identity primary key,
  outcome_id uuid not null references outcome on delete cascade,
  -- {"changeAt": day or null (as the clock says), "control": "best", "none" or the key of one}
  method jsonb not null,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index outcome_method_outcome on outcome_method (outcome_id, id desc);

-- What each day's look found until it was decided: how the answer became clear.
create table outcome_measurement (
  outcome_id uuid not null references outcome on delete cascade,
  day date not null,
  data_until date not null,
  verdict text not null check (verdict in ('worked', 'did_not', 'cannot_tell')),
  estimate double precision, low double precision, high double precision,
  measured_at timestamptz not null,
  primary key (outcome_id, day)
);

-- The verdict with everything it rests on, as it was on that day: later data do not change it.
create table outcome_decision (
  outcome_id uuid primary key references outcome on delete cascade,
  verdict text not null check (verdict in ('worked', 'did_not', 'unclear')),
  data_until date not null,
  measured jsonb not null,
  reason text,
  actor_id text, actor_name text not null, at timestamptz not null
);

-- The problem came back after it was closed as solved.
create table outcome_relapse (
  outcome_id uuid not null references outcome on delete cascade,
  signal_id uuid not null references signal on delete cascade,
  at timestamptz not null,
  primary key (outcome_id, signal_id)
);
