-- Asking by mail: one survey, to the people of an audience.
create table survey_mailing (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  survey_id uuid not null references survey on delete cascade,
  audience_id uuid references audience on delete set null,
  -- the definition as it was when it was sent
  audience jsonb,
  audience_name text not null,
  -- [{"language", "subject", "intro"}]
  texts jsonb not null,
  spread_hours int not null default 0,
  per_domain_hour int,
  remind_after_days int not null default 7,
  reminders int not null default 0,
  version int not null default 1,
  created_by text not null, created_at timestamptz not null,
  updated_by text not null, updated_at timestamptz not null
);
create index survey_mailing_survey on survey_mailing (survey_id, created_at desc);
create index survey_mailing_organization on survey_mailing (organization_id);

-- The life of a mailing, every step with who and when; the last one is where it stands. No row: a draft.
create table survey_mailing_step (
  id bigint generated always as identity primary key,
  mailing_id uuid not null references survey_mailing on delete cascade,
  state text not null check (state in ('sending', 'paused', 'sent', 'stopped')),
  people int,
  reason text,
  actor_kind text not null, actor_id text, actor_name text not null, at timestamptz not null
);
create index survey_mailing_step_mailing on survey_mailing_step (mailing_id, id desc);

-- One letter to one person: round 0 asks, the others remind. No address is kept, it is read at the moment of sending.
create table survey_invitation (
  mailing_id uuid not null references survey_mailing on delete cascade,
  person_id uuid not null references person on delete cascade,
  round int not null,
  organization_id uuid not null references organization on delete cascade,
  -- names her in return addresses and links; lower case and digits, because mail servers change the case
  token text not null unique,
  language text not null,
  -- waiting → claimed → sent | kept (no mail server) | uncertain (the program ended between handing over and the answer)
  -- waiting ← later (refused for now) · refused (for good) · dropped (not to be asked)
  state text not null check (state in
    ('waiting', 'claimed', 'sent', 'kept', 'later', 'refused', 'uncertain', 'dropped')),
  reason text,
  -- what the reason rests on, as the contact policy said it
  detail jsonb,
  due_at timestamptz not null,
  ask_id uuid,
  link_id uuid,
  address_hash text,
  domain text,
  tries int not null default 0,
  claimed_at timestamptz,
  done_at timestamptz,
  response text,
  bounced_at timestamptz,
  unsubscribed_at timestamptz,
  primary key (mailing_id, round, person_id)
);
create unique index survey_invitation_address on survey_invitation (mailing_id, round, address_hash)
  where state in ('claimed', 'sent', 'kept', 'uncertain');
create index survey_invitation_due on survey_invitation (mailing_id, due_at) where state in ('waiting', 'later');
create index survey_invitation_claimed on survey_invitation (mailing_id) where state = 'claimed';
create index survey_invitation_person on survey_invitation (person_id);
create index survey_invitation_hour on survey_invitation (organization_id, claimed_at) where claimed_at is not null;
