-- The inner loop: one customer's low score, answered by one member within a promised time.
create table followup_setting (
  organization_id uuid primary key references organization on delete cascade,
  settings jsonb not null,
  version int not null,
  updated_by text not null,
  updated_at timestamptz not null
);

create table followup_rule (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  -- which feedback asks for an answer: conditions, words, the scale its scores must have
  definition jsonb not null,
  -- only people of this audience; null: everybody
  audience_id uuid references audience on delete set null,
  -- null once the department is gone: what it makes then waits for anybody
  department_id uuid references department on delete set null,
  assigning text not null check (assigning in ('nobody', 'round_robin', 'least_loaded', 'fixed')),
  owner_id uuid references member on delete set null,
  promised_hours float8 not null check (promised_hours > 0),
  business_hours boolean not null,
  priority text not null check (priority in ('urgent', 'high', 'normal')),
  position int not null,
  version int not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  updated_by text not null,
  updated_at timestamptz not null
);
create index followup_rule_organization on followup_rule (organization_id, position);

-- A rule is switched off by a pause, with who and when; on again by its end.
create table followup_rule_pause (
  id uuid primary key,
  rule_id uuid not null references followup_rule on delete cascade,
  paused_at timestamptz not null,
  paused_by text not null,
  resumed_at timestamptz,
  resumed_by text
);
create unique index followup_rule_pause_holds on followup_rule_pause (rule_id) where resumed_at is null;

create table followup (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  number int not null,
  person_id uuid not null references person on delete cascade,
  -- what began it; null where a member began it by hand
  feedback_id uuid,
  rule_id uuid references followup_rule on delete set null,
  reason text not null,
  department_id uuid references department on delete set null,
  owner_id uuid references member on delete set null,
  priority text not null check (priority in ('urgent', 'high', 'normal')),
  -- where the newest step has led, with the promise that holds: what the queue is sorted by
  state text not null check (state in ('open', 'taken', 'waiting', 'closed')),
  since timestamptz not null,
  promised_at timestamptz not null,
  rank_at timestamptz not null,
  opened_at timestamptz not null,
  opened_by text not null,
  version int not null default 1,
  unique (organization_id, number)
);
-- One open conversation with one person.
create unique index followup_open_person on followup (person_id) where state <> 'closed';
create index followup_person on followup (person_id, opened_at desc);
create index followup_queue on followup (organization_id, rank_at, id) where state <> 'closed';
create index followup_since on followup (organization_id, since desc, id desc);
create index followup_owner on followup (owner_id) where owner_id is not null;

-- Every change of hands or state.
create table followup_step (
  id bigint generated always as identity primary key,
  followup_id uuid not null references followup on delete cascade,
  what text not null check (what in ('opened', 'taken', 'released', 'handed_over', 'waiting', 'resumed', 'closed', 'reopened', 'owner_left')),
  -- of a closing
  outcome text check (outcome in ('solved', 'explained', 'compensated', 'not_reachable', 'no_action')),
  feeling text check (feeling in ('better', 'same', 'worse')),
  said text,
  -- of a reopening (not_solved, low_score, replied, by_hand), and of a hand-over: to whom
  reason text,
  member_id uuid references member on delete set null,
  department_id uuid references department on delete set null,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index followup_step_followup on followup_step (followup_id, id desc);

-- Each promise: made when it was opened or reopened, kept when it was closed in time.
create table followup_promise (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  followup_id uuid not null references followup on delete cascade,
  made_at timestamptz not null,
  until timestamptz not null,
  closed_at timestamptz,
  -- who had it when it was closed
  department_id uuid, owner_id uuid,
  reminded_at timestamptz, overdue_at timestamptz, escalated_at timestamptz
);
create unique index followup_promise_open on followup_promise (followup_id) where closed_at is null;
create index followup_promise_until on followup_promise (organization_id, until);

-- The feedback it is about: what began it, and what came in while it was open. A rule takes an item once.
create table followup_item (
  id uuid primary key,
  followup_id uuid not null references followup on delete cascade,
  feedback_id uuid not null,
  rule_id uuid references followup_rule on delete set null,
  reason text not null,
  at timestamptz not null
);
create unique index followup_item_once on followup_item (feedback_id, rule_id) where rule_id is not null;
create index followup_item_followup on followup_item (followup_id, at);

-- A call or mail to her, also one that did not reach her.
create table followup_contact (
  id uuid primary key,
  followup_id uuid not null references followup on delete cascade,
  channel text not null check (channel in ('phone', 'email', 'chat', 'other')),
  reached boolean not null,
  said text,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index followup_contact_followup on followup_contact (followup_id, at);

create table followup_snooze (
  id uuid primary key,
  followup_id uuid not null references followup on delete cascade,
  until timestamptz not null,
  actor_name text not null,
  at timestamptz not null,
  ended_at timestamptz
);
create unique index followup_snooze_holds on followup_snooze (followup_id) where ended_at is null;
