-- What the contact centre says, offers and must not promise about a problem. The words live in versions.
create table guidance (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  number int not null,
  problem_id uuid references problem on delete set null,
  -- the plan it belongs to; its clock shows when the first guidance was live
  plan_id uuid,
  created_by text not null,
  created_at timestamptz not null,
  unique (organization_id, number)
);
create index guidance_problem on guidance (problem_id) where problem_id is not null;
create index guidance_plan on guidance (plan_id) where plan_id is not null;

-- A version is a draft until it is approved; an approved one is never changed again, it is followed by another.
create table guidance_version (
  id uuid primary key,
  guidance_id uuid not null references guidance on delete cascade,
  number int not null,
  title text not null,
  -- language → {"say", "offer", "notPromise", "steps"}
  texts jsonb not null,
  eligibility jsonb not null default '{}',
  valid_from timestamptz,
  valid_until timestamptz,
  -- goes up with every change: who saves or approves says which text she saw
  revision int not null default 1,
  -- everybody who wrote in it: none of them approves it where two pairs of eyes are asked for
  editors text[] not null,
  created_by text not null,
  created_at timestamptz not null,
  changed_by text not null,
  changed_at timestamptz not null,
  unique (guidance_id, number),
  check (valid_until is null or valid_from is null or valid_until > valid_from)
);
create table guidance_request (
  version_id uuid primary key references guidance_version on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null
);
create table guidance_approval (
  version_id uuid primary key references guidance_version on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null,
  -- from when it holds: its valid_from, or the approval
  live_from timestamptz not null
);
-- Going live is told once: at the approval, or when its time has come.
create table guidance_publication (
  version_id uuid primary key references guidance_version on delete cascade,
  at timestamptz not null
);
create table guidance_withdrawal (
  version_id uuid primary key references guidance_version on delete cascade,
  reason text not null,
  actor_id text, actor_name text not null, at timestamptz not null
);
-- There is a row where a small organization does without the second pair of eyes.
create table guidance_without_second (
  organization_id uuid primary key references organization on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null
);

-- Shown to an agent while a customer was there: one caller on one day counts once.
create table guidance_showing (
  organization_id uuid not null references organization on delete cascade,
  guidance_id uuid not null references guidance on delete cascade,
  version_id uuid not null references guidance_version on delete cascade,
  person_id uuid not null references person on delete cascade,
  day date not null,
  at timestamptz not null,
  primary key (guidance_id, person_id, day)
);
create index guidance_showing_person on guidance_showing (person_id);

-- Contacts that were logged on it, and whether it answered what the customer came with.
create table guidance_contact (
  -- the feedback the contact became
  contact_id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  guidance_id uuid not null references guidance on delete cascade,
  version_id uuid not null references guidance_version on delete cascade,
  outcome text not null check (outcome in ('answered', 'offered', 'not_answered', 'other')),
  at timestamptz not null
);
create index guidance_contact_guidance on guidance_contact (guidance_id, outcome);
