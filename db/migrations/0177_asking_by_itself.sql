-- A survey that asks by itself: after an event, or a sample of customers spread over time. What its rule is stands in the
-- survey's set-up; that there is a row here means that it does.
create table survey_asking (
  survey_id uuid primary key references survey on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  started_at timestamptz not null,
  started_by text not null, started_by_id text,
  -- until when product events have been looked at
  looked_at timestamptz not null
);
create index survey_asking_organization on survey_asking (organization_id);

-- Somebody whom a survey is to ask because of something: once for a cause.
create table survey_cause (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  survey_id uuid not null references survey on delete cascade,
  person_id uuid not null references person on delete cascade,
  -- "feedback:…", "event:…", "round:…"
  cause text not null,
  caused_at timestamptz not null,
  due_at timestamptz not null,
  -- after this it is too late to ask about it
  until timestamptz not null,
  -- why it was not asked when it was last looked at
  reason jsonb,
  ended text check (ended in ('asked', 'held_back', 'too_late', 'stopped')),
  ended_at timestamptz,
  unique (survey_id, person_id, cause)
);
create index survey_cause_due on survey_cause (due_at) where ended is null;
create index survey_cause_survey on survey_cause (survey_id, id desc);
create index survey_cause_person on survey_cause (person_id);

-- A member who fills a survey in for a customer at the telephone reads it out of a link of its own.
alter table survey_link
  add column read_by text,
  add column read_by_id text,
  -- the contact it was made after
  add column contact_id uuid;

-- The key by which a website asks which surveys to show, and when.
create table survey_site (
  organization_id uuid primary key references organization on delete cascade,
  key text not null unique,
  created_at timestamptz not null, created_by text not null
);
