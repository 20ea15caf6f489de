-- A problem as people work on it: who and what it hurts, its worth, what joins it, what became of it.
alter table problem
  add column version int not null default 1,
  add column state text not null default 'open' check (state in ('open', 'planned', 'in_progress', 'solved', 'dismissed')),
  -- "As a …, I … but …": {"as": …, "want": …, "but": …}; null where the statement was written freely
  add column story jsonb,
  add column who text,
  add column jobs_hurt text[] not null default '{}',
  -- an audience; null: the owners of the slice and those who wrote about it
  add column affected jsonb,
  -- which feedback joins by itself; null: what the slice says. Each change of the rule is a new version of it
  add column joining jsonb,
  add column joining_version int not null default 1,
  add column joins_since date,
  add column severity text check (severity in ('safety', 'unusable', 'hindered', 'annoyed')),
  add column customer_value smallint check (customer_value between 1 and 5),
  add column business_value smallint check (business_value between 1 and 5),
  add column effort smallint check (effort between 1 and 5),
  -- {"amount": 129, "per": "person" | "total", "currency": "EUR"}
  add column revenue jsonb,
  -- what customers may see; null: what the state says
  add column stage text check (stage in ('received', 'looking', 'fixing', 'fixed')),
  -- own words for a stage, by stage and language: {"fixing": {"en": …, "zh-CN": …}}
  add column public_texts jsonb not null default '{}';
create index problem_state on problem (organization_id, state);

-- Each change of state, with who, when and why.
create table problem_state_change (
  id bigint generated always as identity primary key,
  problem_id uuid not null references problem on delete cascade,
  before text not null,
  state text not null,
  reason text,
  actor_kind text not null, actor_id text, actor_name text not null, at timestamptz not null
);
create index problem_state_change_problem on problem_state_change (problem_id, id desc);
insert into problem_state_change (problem_id, before, state, reason, actor_kind, actor_id, actor_name, at)
  select problem_id, 'open', 'dismissed', reason, 'member', actor_id, actor_name, at from problem_dismissal;
update problem set state = 'dismissed' where id in (select problem_id from problem_dismissal);
drop table problem_dismissal;

-- Each change of what customers may see.
create table problem_stage_change (
  id bigint generated always as identity primary key,
  problem_id uuid not null references problem on delete cascade,
  stage text not null,
  actor_kind text not null, actor_id text, actor_name text not null, at timestamptz not null
);
create index problem_stage_change_problem on problem_stage_change (problem_id, id desc);

-- What each version changed, so that two people who edit at once can be told of each other.
create table problem_edit (
  problem_id uuid not null references problem on delete cascade,
  version int not null,
  fields text[] not null,
  actor_id text, actor_name text not null, at timestamptz not null,
  primary key (problem_id, version)
);

-- 'signal': came with the signal; 'promoted': the problem was made of it; 'linked': a person added it;
-- 'joined': the joining rule (of that version) took it in.
alter table problem_signal
  add column how text not null default 'signal' check (how in ('signal', 'linked', 'joined')),
  add column at timestamptz not null default now(),
  add column actor_name text;
delete from problem_evidence e where not exists (select 1 from feedback f where f.id = e.feedback_id);
alter table problem_evidence
  add foreign key (feedback_id) references feedback on delete cascade,
  alter column position set default 0,
  add column how text not null default 'signal' check (how in ('signal', 'promoted', 'linked', 'joined')),
  add column rule_version int,
  add column at timestamptz not null default now(),
  add column actor_name text;
create index problem_evidence_feedback on problem_evidence (feedback_id);
create index problem_evidence_order on problem_evidence (problem_id, (how = 'joined'), feedback_id desc);

-- What a person took out stays out, whatever the rule says.
create table problem_removal (
  problem_id uuid not null references problem on delete cascade,
  -- "feedback:…" or "signal:…"
  record text not null,
  actor_id text, actor_name text not null, at timestamptz not null,
  primary key (problem_id, record)
);

create table problem_note (
  id uuid primary key,
  problem_id uuid not null references problem on delete cascade,
  kind text not null check (kind in ('interview', 'observation', 'usability_test', 'desk_research', 'other')),
  summary text,
  quote text,
  link text,
  noted_on date not null,
  author_id uuid references member on delete set null,
  author_name text not null,
  created_at timestamptz not null,
  check (summary is not null or quote is not null)
);
create index problem_note_problem on problem_note (problem_id, noted_on desc, id desc);

-- The same problem written down twice: a link, which can be taken away again.
create table problem_duplicate (
  problem_id uuid primary key references problem on delete cascade,
  of_id uuid not null references problem on delete cascade,
  actor_id text, actor_name text not null, at timestamptz not null,
  check (problem_id <> of_id)
);
create index problem_duplicate_of on problem_duplicate (of_id);

-- How large a problem is, as it was last counted, and the score made of it.
create table problem_size (
  problem_id uuid primary key references problem on delete cascade,
  reports int not null,
  joined int not null,
  told int not null,
  negative int not null,
  last_report_at timestamptz,
  owners int not null,
  method text not null check (method in ('exact', 'estimated', 'told')),
  people double precision not null,
  people_low double precision not null,
  people_high double precision,
  tell_share jsonb,
  severity double precision not null,
  certainty double precision not null,
  score double precision not null,
  counted_at timestamptz not null
);
create index problem_size_score on problem_size (score desc);

-- The organization's own formula of the score; the latest one counts, null is the one that ships.
create table problem_formula (
  id bigint generated always as identity primary key,
  organization_id uuid not null references organization on delete cascade,
  formula text,
  -- of so many people who had a problem, so many told the company: {"told": 12, "of": 300}
  tell_share jsonb,
  actor_id text, actor_name text not null, at timestamptz not null
);
create index problem_formula_organization on problem_formula (organization_id, id desc);
