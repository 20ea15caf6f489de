-- A task is what people want to get done in the product, defined by the events that begin it, lead through it and end
-- it. Nothing is computed at the definition: a report reads the events themselves, past and future.
create table task (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  about text,
  definition jsonb not null,
  version int not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  created_by_id uuid,
  updated_at timestamptz not null,
  updated_by text not null
);
create index task_organization on task (organization_id, name);
create table task_removal (
  task_id uuid primary key references task on delete cascade,
  removed_at timestamptz not null,
  removed_by text not null,
  removed_by_id uuid
);

-- A session in which somebody was watched at tasks: who moderated, how each task went, and the answers to SUS.
create table usability_session (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  study text not null,
  participant text not null,
  held_on date not null,
  -- The ten answers 1 … 5, or nothing
  sus int[] check (sus is null or cardinality(sus) = 10),
  -- 0 … 100; worked out from the answers, or as a file gave it
  sus_score float8,
  note text,
  created_at timestamptz not null,
  created_by text not null,
  created_by_id uuid,
  unique (organization_id, study, participant, held_on)
);
create table usability_attempt (
  session_id uuid not null references usability_session on delete cascade,
  task_id uuid not null references task on delete cascade,
  succeeded boolean not null,
  seconds float8 check (seconds > 0),
  errors int not null default 0 check (errors >= 0),
  primary key (session_id, task_id)
);
create index usability_attempt_task on usability_attempt (task_id);
