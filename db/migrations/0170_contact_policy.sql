-- How often customers may be asked: one policy for an organization, over all its surveys and channels.
create table contact_policy (
  organization_id uuid primary key references organization on delete cascade,
  rules jsonb not null,
  version int not null,
  updated_by text not null,
  updated_at timestamptz not null
);

-- That somebody was asked, on whatever channel: every channel writes it before it asks.
create table survey_ask (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  survey_id uuid not null references survey on delete cascade,
  person_id uuid not null references person on delete cascade,
  -- email, web, agent, api, …
  channel text not null,
  at timestamptz not null,
  -- what led to it: {"kind": "mailing", "id"} or {"kind": "event", "id", "at"}
  cause jsonb not null default '{}',
  -- the personal link it was asked with
  link_id uuid,
  -- what the survey measured then: nps, csat, …
  metrics text[] not null default '{}',
  asked_by text not null,
  ended text check (ended in ('answered', 'bounced', 'unsubscribed', 'not_sent')),
  ended_at timestamptz
);
create index survey_ask_person on survey_ask (person_id, at desc);
create index survey_ask_survey on survey_ask (survey_id, at desc, id desc);
create index survey_ask_organization on survey_ask (organization_id, at desc, id desc);
create index survey_ask_link on survey_ask (link_id) where link_id is not null;

-- Whom a survey is going to ask, so that one of lower priority waits for it.
create table survey_due (
  survey_id uuid not null references survey on delete cascade,
  person_id uuid not null references person on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  -- "mailing:…": the record that is going to ask
  record text not null,
  due_at timestamptz not null,
  primary key (person_id, survey_id, record)
);
create index survey_due_record on survey_due (record);

-- Somebody speaks with this person: no survey meanwhile.
create table contact_hold (
  organization_id uuid not null references organization on delete cascade,
  -- "followup:…"
  record text not null,
  person_id uuid not null references person on delete cascade,
  since timestamptz not null,
  primary key (record, person_id)
);
create index contact_hold_person on contact_hold (person_id);
insert into contact_hold (organization_id, record, person_id, since)
  select organization_id, 'followup:' || id, person_id, opened_at from followup where state <> 'closed';

-- Why somebody was not asked when a channel was about to: the newest of a survey.
create table survey_held (
  survey_id uuid not null references survey on delete cascade,
  person_id uuid not null references person on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  channel text not null,
  at timestamptz not null,
  cause jsonb not null default '{}',
  reason text not null,
  detail jsonb not null default '{}',
  primary key (person_id, survey_id)
);
create index survey_held_survey on survey_held (survey_id, at desc);
