-- Who a person is: `root_id` is her own id unless she was merged into another. Every other table keeps the id it was
-- given; reads resolve to the root. Merging never moves data, so it can be taken back at any time.
alter table person add column root_id uuid references person on delete cascade;
update person set root_id = id;
create function person_is_her_own_root() returns trigger language plpgsql as $$
begin
  if new.root_id is null then new.root_id := new.id; end if;
  return new;
end $$;
create trigger person_root before insert on person for each row execute function person_is_her_own_root();
alter table person alter column root_id set not null;
create index person_of_root on person (root_id);

-- One merge, with who and when; taken back by ending it. The links that hold form a forest: a person has at most one
-- that leads away from her, so taking any of them back splits exactly what it joined.
create table person_link (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  person_id uuid not null references person on delete cascade,
  into_id uuid not null references person on delete cascade,
  reason text,
  linked_at timestamptz not null,
  linked_by text not null,
  linked_by_id uuid,
  unlinked_at timestamptz,
  unlinked_by text,
  unlinked_by_id uuid
);
create unique index person_link_holds on person_link (person_id) where unlinked_at is null;
create index person_link_into on person_link (into_id);
create index person_link_organization on person_link (organization_id, linked_at);

-- What of an address is compared: canonical e-mail, the last digits of a phone number. Filled when it is learned.
alter table person_identity add column match text, add column learned_at timestamptz not null default now();
create index person_identity_match on person_identity (organization_id, kind, match) where match is not null;
create index person_identity_unmatched on person_identity (organization_id) where match is null and kind in ('email', 'phone');

-- Two records that may be one person, with the reasons (never with the values: they are personal data).
create table person_duplicate (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  first_id uuid not null references person on delete cascade,
  second_id uuid not null references person on delete cascade,
  reasons text[] not null,
  confidence float8 not null,
  found_at timestamptz not null default now(),
  check (first_id < second_id),
  unique (first_id, second_id)
);
create index person_duplicate_organization on person_duplicate (organization_id, confidence desc, id);
create index person_duplicate_second on person_duplicate (second_id);
create table person_duplicate_answer (
  duplicate_id uuid primary key references person_duplicate on delete cascade,
  answer text not null check (answer in ('same', 'different')),
  answered_at timestamptz not null,
  answered_by text not null,
  answered_by_id uuid
);

-- What a person allows and prefers, as it was said: each change a row; the newest of a topic holds.
create table person_consent (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  person_id uuid not null references person on delete cascade,
  -- marketing, research, email, sms, phone, post, language
  topic text not null,
  -- granted, denied; of a language its tag
  value text not null,
  source text not null,
  note text,
  at timestamptz not null,
  actor_name text not null,
  actor_id uuid
);
create index person_consent_person on person_consent (person_id, topic, at desc);

-- Addresses that mail does not reach. A bounce is cleared when the address works again.
create table address_bounce (
  organization_id uuid not null references organization on delete cascade,
  email text not null,
  reason text not null,
  at timestamptz not null,
  primary key (organization_id, email)
);

create table person_attribute (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  label text not null,
  type text not null check (type in ('text', 'number', 'date', 'boolean', 'choice')),
  choices text[] not null default '{}',
  created_at timestamptz not null,
  created_by text not null,
  unique (organization_id, name)
);

-- What remains of a person who was erased: that she was, when and by whom.
create table person_erasure (
  person_id uuid primary key references person on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  erased_at timestamptz not null,
  erased_by text not null,
  erased_by_id uuid,
  reason text
);

-- A company that buys. Feedback names it in words; its people are those who wrote for it or were put into it.
-- ("account" alone is a sign-in.)
create table customer_account (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  external_id text,
  attributes jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, name)
);
create unique index account_external on customer_account (organization_id, external_id) where external_id is not null;
create table person_account (
  person_id uuid not null references person on delete cascade,
  account_id uuid not null references customer_account on delete cascade,
  since timestamptz not null default now(),
  source text not null,
  primary key (person_id, account_id)
);
create index person_account_account on person_account (account_id, person_id);
insert into customer_account (id, organization_id, name)
  select gen_random_uuid(), organization_id, account from feedback where account is not null group by organization_id, account;
insert into person_account (person_id, account_id, since, source)
  select f.person_id, a.id, min(f.occurred_at), 'feedback' from feedback f
  join customer_account a on a.organization_id = f.organization_id and a.name = f.account
  join person p on p.id = f.person_id group by f.person_id, a.id;
create index feedback_account on feedback (organization_id, account, occurred_at desc) where account is not null;
