-- What is watched in an organization, and how far it has been looked at.
create table watching (
  organization_id uuid primary key references organization on delete cascade,
  -- null: Rapport chooses
  dims text[],
  -- how far back the first look after an import of history goes
  history_weeks int not null default 26 check (history_weeks between 1 and 2600),
  looking_since timestamptz,
  last_look_at timestamptz,
  -- the day the last look judged, and the feedback it had: another look needs more of either
  last_as_of date,
  last_items bigint not null default 0,
  -- the streams and dimensions of the last look
  streams jsonb not null default '[]',
  chosen_dims text[] not null default '{}'
);

-- How large scores get by chance, per stream; made again when the dimensions change or it is four weeks old.
create table watch_calibration (
  organization_id uuid not null references organization on delete cascade,
  stream text not null,
  dims text[] not null,
  as_of date not null,
  calibration jsonb not null,
  primary key (organization_id, stream)
);

-- Something that stood out and needs a person: one row per stream, slice and episode. The figures (weeks … n) are those
-- of the window since … until; last_seen is the last look at which it stood out. What people did with it lies in the
-- tables below, one row per act.
create table signal (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  number int not null,
  stream text not null,
  slice jsonb not null,
  first_seen date not null,
  began date not null,
  since date not null,
  until date not null,
  last_seen date not null,
  weeks int not null,
  observed int not null,
  expected float8 not null,
  ratio float8 not null,
  ratio_low float8 not null,
  ratio_high float8 not null,
  n int not null,
  people int not null,
  score float8 not null,
  recurrence_weeks float8 not null,
  rivals jsonb not null default '[]',
  terms text[] not null default '{}',
  alarms jsonb not null default '[]',
  active boolean not null,
  -- how many were observed when people were last told
  told_observed int not null,
  found_at timestamptz not null,
  unique (organization_id, number)
);
create index signal_list on signal (organization_id, active, last_seen desc, number desc);

create table signal_acknowledgement (
  signal_id uuid primary key references signal on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null
);
create table signal_assignment (
  signal_id uuid not null references signal on delete cascade,
  department_id uuid not null references department on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null,
  primary key (signal_id, department_id)
);
create index signal_assignment_department on signal_assignment (department_id);
create table signal_snooze (
  signal_id uuid primary key references signal on delete cascade,
  until timestamptz not null, note text,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index signal_snooze_until on signal_snooze (until);
create table signal_dismissal (
  signal_id uuid primary key references signal on delete cascade,
  reason text not null, note text,
  -- the size that was dismissed: only what is clearly larger comes back
  observed int not null, ratio float8 not null,
  actor_id text, actor_name text not null, at timestamptz not null
);
create table signal_merge (
  signal_id uuid primary key references signal on delete cascade,
  into_id uuid not null references signal on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null,
  check (signal_id <> into_id)
);
create index signal_merge_into on signal_merge (into_id);
-- Written by the stage that decides, which knows the problem; here it only ends the signal's being open.
create table signal_acceptance (
  signal_id uuid primary key references signal on delete cascade,
  problem_id uuid not null,
  actor_id text, actor_name text not null, at timestamptz not null
);

-- "What would Rapport have told us, and when?" over an organization's own history.
create table backtest (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  request jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  progress float8 not null default 0,
  result jsonb,
  error text,
  actor_name text not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index backtest_organization on backtest (organization_id, created_at desc);
