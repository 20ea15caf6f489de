-- A customer problem the company accepts as real.
create table problem (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  number int not null,
  statement text not null,
  slice jsonb not null default '{}',
  owner_id uuid references member on delete set null,
  created_by text not null,
  created_at timestamptz not null,
  unique (organization_id, number)
);
create table problem_signal (
  problem_id uuid not null references problem on delete cascade,
  signal_id uuid not null unique references signal on delete cascade,
  primary key (problem_id, signal_id)
);
create table problem_evidence (
  problem_id uuid not null references problem on delete cascade,
  feedback_id uuid not null,
  position int not null,
  primary key (problem_id, feedback_id)
);
create table problem_dismissal (
  problem_id uuid primary key references problem on delete cascade,
  reason text not null,
  actor_id text, actor_name text not null, at timestamptz not null
);
