-- The message to exactly the people a plan's problem affects.
create table notice (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  number int not null,
  plan_id uuid not null references plan on delete cascade,
  kind text not null check (kind in ('safety', 'first', 'update', 'fixed')),
  title text not null,
  -- affected: whom the problem affects now; same: whom `previous_id` reached, and who is newly matched; added: newly matched only
  reach text not null check (reach in ('affected', 'same', 'added')),
  previous_id uuid references notice on delete set null,
  channel text not null default 'email' check (channel in ('email', 'webhook')),
  -- for a person whose language has no text
  language text not null,
  version int not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  changed_by_id text,
  changed_by text not null,
  changed_at timestamptz not null,
  unique (organization_id, number)
);
create index notice_plan on notice (plan_id, number);
create index notice_previous on notice (previous_id) where previous_id is not null;

create table notice_text (
  notice_id uuid not null references notice on delete cascade,
  language text not null,
  subject text not null,
  body text not null,
  primary key (notice_id, language)
);

-- The life of a notice, every step with who and when; the last one is where it stands. No row: a draft.
create table notice_step (
  id bigint generated always as identity primary key,
  notice_id uuid not null references notice on delete cascade,
  state text not null check (state in ('draft', 'asked', 'approved', 'sending', 'paused', 'sent', 'cancelled')),
  -- the text this step is about, and how many people it was to reach
  version int not null,
  people int,
  -- of the list of people as it was seen
  fingerprint text,
  -- why it is paused, sent back or cancelled
  reason text,
  actor_kind text not null, actor_id text, actor_name text not null, at timestamptz not null
);
create index notice_step_notice on notice_step (notice_id, id desc);

-- Who is to get it: written when the notice is approved (or sent without need of approval), and not changed after.
-- No address is kept here: it is read at the moment of sending, so that somebody erased meanwhile is not written to.
create table notice_recipient (
  notice_id uuid not null references notice on delete cascade,
  person_id uuid not null references person on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  -- names her in return addresses and links; lower case and digits, because mail servers change the case
  token text not null unique,
  language text not null,
  -- waiting → claimed → sent | kept (no mail server) | uncertain (the program ended between handing over and the answer)
  -- waiting ← later (refused for now) · refused (for good) · dropped (no longer to be written to)
  state text not null default 'waiting' check (state in
    ('waiting', 'claimed', 'sent', 'kept', 'later', 'refused', 'uncertain', 'dropped')),
  -- why dropped or refused: a code
  reason text,
  -- a hash of the address it went to: one address gets one mail, whoever was merged meanwhile
  address_hash text,
  domain text,
  tries int not null default 0,
  claimed_at timestamptz,
  done_at timestamptz,
  next_try_at timestamptz,
  -- the mail server's answer, without addresses
  response text,
  bounced_at timestamptz,
  unsubscribed_at timestamptz,
  primary key (notice_id, person_id)
);
create unique index notice_recipient_address on notice_recipient (notice_id, address_hash)
  where state in ('claimed', 'sent', 'kept', 'uncertain');
create index notice_recipient_due on notice_recipient (notice_id, person_id) where state in ('waiting', 'later');
create index notice_recipient_claimed on notice_recipient (notice_id) where state = 'claimed';
create index notice_recipient_person on notice_recipient (person_id, done_at desc);
create index notice_recipient_hour on notice_recipient (organization_id, claimed_at) where claimed_at is not null;

create table notice_setting (
  organization_id uuid primary key references organization on delete cascade,
  approval_above int not null default 100,
  per_hour int,
  per_domain_hour int,
  reply_to text,
  webhook_url text,
  webhook_secret text,
  version int not null default 1,
  updated_by text not null,
  updated_at timestamptz not null
);

-- A mail to a customer says to whom it went, so that erasing her erases it too.
alter table mail add column person_id uuid;
create index mail_person on mail (person_id) where person_id is not null;
