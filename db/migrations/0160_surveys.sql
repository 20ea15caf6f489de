-- A survey: what members work on (draft), and what customers are asked (its versions).
create table survey (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  title text not null,
  state text not null default 'draft' check (state in ('draft', 'open', 'paused', 'closed')),
  state_at timestamptz not null,
  state_by text not null,
  -- survey/definition.ts as JSON
  draft jsonb not null,
  -- raised by each change, so that two people who edit see each other
  version int not null default 1,
  -- the newest version that was published
  published int,
  template text,
  touchpoint text, channel text, product text, journey_step text,
  closes_at timestamptz,
  -- [{"id", "most", "when"?, "label"?}]: how many answers are enough, of all or of those for which a rule holds
  quotas jsonb not null default '[]',
  -- whom to ask, when, how often, and what follows an unhappy answer
  setup jsonb not null default '{}',
  created_by text not null, created_by_id text, created_at timestamptz not null,
  updated_by text not null, updated_at timestamptz not null
);
create index survey_organization on survey (organization_id, updated_at desc, id);

create table survey_version (
  survey_id uuid not null references survey on delete cascade,
  number int not null,
  definition jsonb not null,
  note text,
  published_at timestamptz not null, published_by text not null, published_by_id text,
  primary key (survey_id, number)
);

-- Where a survey is answered. Whoever has the key may answer, so it is random and long.
create table survey_link (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  survey_id uuid not null references survey on delete cascade,
  key text not null unique,
  kind text not null check (kind in ('anonymous', 'single', 'personal', 'kiosk', 'widget')),
  label text,
  person_id uuid,
  expires_at timestamptz,
  used_at timestamptz,
  variables jsonb not null default '{}',
  language text,
  created_at timestamptz not null, created_by text not null,
  revoked_at timestamptz, revoked_by text
);
create index survey_link_survey on survey_link (survey_id, created_at desc, id);
create index survey_link_person on survey_link (person_id) where person_id is not null;

-- What one respondent answered, as it is known so far; its id is made by the page, so that sending again changes nothing.
create table response (
  id uuid primary key,
  organization_id uuid not null,
  survey_id uuid not null references survey on delete cascade,
  version int not null,
  link_id uuid not null,
  -- the link's id where a link can be answered only once
  once uuid unique,
  person_id uuid,
  -- how respondents named themselves in contact questions
  person_given jsonb,
  language text not null,
  answers jsonb not null,
  variables jsonb not null default '{}',
  place text,
  sequence int not null,
  seconds int not null default 0,
  human boolean not null,
  -- which quotas this finished response counts for
  quotas text[] not null default '{}',
  started_at timestamptz not null,
  changed_at timestamptz not null,
  finished_at timestamptz,
  -- finished, but there were enough of its kind already: kept, not counted
  surplus_at timestamptz,
  abandoned_at timestamptz,
  -- by the sender's own clock, which may be wrong
  sent_at timestamptz,
  -- until which sequence it has become feedback
  heard int,
  erased_at timestamptz
);
create index response_survey on response (survey_id, started_at desc, id);
create index response_finished on response (survey_id, finished_at) where finished_at is not null;
create index response_unfinished on response (changed_at) where finished_at is null and abandoned_at is null and human;
create index response_person on response (person_id) where person_id is not null;
create index response_named on response (organization_id) where person_given is not null;

create table response_file (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  survey_id uuid not null references survey on delete cascade,
  -- files come before the answer that names them
  response_id uuid not null,
  question text not null,
  name text not null,
  type text not null,
  bytes bigint not null,
  hash text not null,
  at timestamptz not null
);
create index response_file_response on response_file (response_id, question);
create index response_file_hash on response_file (hash);
