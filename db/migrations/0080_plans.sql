-- The coordinated answer to a problem: one clock, one lead, one workstream per department.
-- Members who lead, sponsor or own are kept by id and name without a foreign key: when one leaves the company her
-- plans say so ("lead left: …") until somebody hands them over. Nothing is reassigned silently.
create table plan (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  number int not null,
  problem_id uuid not null references problem on delete cascade,
  title text not null,
  severity text not null check (severity in ('safety', 'unusable', 'hindered', 'annoyed')),
  -- the key of a playbook that ships, or the id of one's own
  playbook text not null,
  lead_id uuid not null, lead_name text not null,
  sponsor_id uuid, sponsor_name text,
  -- hours from opening to each step, as they were promised when the plan was opened
  promise jsonb not null,
  -- how often the lead says where it stands: {"everyDays": 14, "hour": 16}; null: never asked
  cadence jsonb,
  next_update_at timestamptz,
  version int not null default 1,
  opened_by text not null,
  opened_at timestamptz not null,
  unique (organization_id, number)
);
create index plan_problem on plan (problem_id);
create index plan_next_update on plan (next_update_at) where next_update_at is not null;

create table plan_clock (
  plan_id uuid not null references plan on delete cascade,
  step text not null check (step in ('opened', 'guidance_live', 'first_notice', 'fix_shipped', 'verified')),
  at timestamptz not null,
  actor_name text not null,
  primary key (plan_id, step)
);

-- What is to change, by how much and until when: set before the fix starts, or postponed with a reason. The last row counts.
create table plan_success (
  id bigint generated always as identity primary key,
  plan_id uuid not null references plan on delete cascade,
  -- {"metric", "where", "expected": {"direction", "size"}, "by"}; null: postponed
  success jsonb,
  reason text,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index plan_success_plan on plan_success (plan_id, id desc);

create table plan_hand_over (
  id uuid primary key,
  plan_id uuid not null references plan on delete cascade,
  role text not null check (role in ('lead', 'sponsor')),
  from_id uuid, from_name text,
  to_id uuid not null, to_name text not null,
  note text not null,
  actor_id text, actor_name text not null, at timestamptz not null,
  answer text check (answer in ('accepted', 'declined', 'withdrawn')),
  answer_note text,
  answered_by text, answered_at timestamptz
);
create unique index plan_hand_over_open on plan_hand_over (plan_id, role) where answer is null;
create index plan_hand_over_to on plan_hand_over (to_id) where answer is null;

-- A plan is closed while it has a closure that was not taken back.
create table plan_closure (
  id uuid primary key,
  plan_id uuid not null references plan on delete cascade,
  verdict text not null check (verdict in ('worked', 'did_not', 'unclear', 'without_outcome')),
  outcome_id uuid,
  reason text,
  actor_id text, actor_name text not null, at timestamptz not null,
  reopened_reason text, reopened_by text, reopened_at timestamptz
);
create unique index plan_closure_standing on plan_closure (plan_id) where reopened_at is null;

create table workstream (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  plan_id uuid not null references plan on delete cascade,
  department_id uuid references department on delete set null,
  department_name text not null,
  owner_id uuid, owner_name text,
  -- what kind of member the playbook asks for: "engineering lead"
  role text,
  title text not null,
  deliverable text not null check (deliverable in
    ('fix_released', 'guidance_live', 'notice_sent', 'research_done', 'cause_found', 'offer_decided', 'measured', 'other')),
  instructions text not null default '',
  -- the last word on where it stands, in the owner's words
  note text,
  position int not null,
  due_at timestamptz not null,
  version int not null default 1,
  created_at timestamptz not null
);
create index workstream_plan on workstream (plan_id, position);
create index workstream_owner on workstream (organization_id, owner_id);
create index workstream_due on workstream (due_at);

-- The life of a workstream; the last row counts, none is "waiting".
create table workstream_state (
  id bigint generated always as identity primary key,
  workstream_id uuid not null references workstream on delete cascade,
  state text not null check (state in ('waiting', 'started', 'done', 'dropped')),
  reason text,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index workstream_state_workstream on workstream_state (workstream_id, id desc);

create table workstream_task (
  id uuid primary key,
  workstream_id uuid not null references workstream on delete cascade,
  text text not null,
  position int not null,
  done_by text, done_at timestamptz
);
create index workstream_task_workstream on workstream_task (workstream_id, position);

-- What keeps a workstream from going on: another workstream of the plan, or something said in words.
create table workstream_blocker (
  id uuid primary key,
  workstream_id uuid not null references workstream on delete cascade,
  by_workstream_id uuid references workstream on delete cascade,
  words text,
  actor_id text, actor_name text not null, at timestamptz not null,
  lifted_by text, lifted_at timestamptz,
  check (by_workstream_id is not null or words is not null)
);
create index workstream_blocker_workstream on workstream_blocker (workstream_id) where lifted_at is null;

create table workstream_link (
  id uuid primary key,
  workstream_id uuid not null references workstream on delete cascade,
  url text not null,
  title text not null,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index workstream_link_workstream on workstream_link (workstream_id);

-- Each rung is told once for one due time; another due time begins anew.
create table workstream_escalation (
  workstream_id uuid not null references workstream on delete cascade,
  due_at timestamptz not null,
  level text not null check (level in ('owner', 'late', 'lead', 'sponsor', 'committee')),
  planned_at timestamptz not null,
  at timestamptz not null,
  primary key (workstream_id, due_at, level)
);

-- The organization's own promise and its ladder; without a row what ships holds.
create table plan_setting (
  organization_id uuid primary key references organization on delete cascade,
  settings jsonb not null,
  version int not null default 1,
  updated_by text not null,
  updated_at timestamptz not null
);

-- The timeline is read from the outbox: what is about a plan says so in its payload.
create index outbox_plan on outbox (organization_id, (payload ->> 'planId'), id desc) where payload ? 'planId';
