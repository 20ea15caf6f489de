-- What people say to each other beside a record, who has read it, and who is told.
create table comment (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  -- "signal:<id>", "feedback:<id>": the record it stands on
  record text not null,
  author_id uuid references member on delete set null,
  -- what a former member said stays readable
  author_name text not null,
  text text not null,
  mentions uuid[] not null default '{}',
  created_at timestamptz not null,
  edited_at timestamptz
);
create index comment_record on comment (organization_id, record, id);

create table record_read (
  organization_id uuid not null references organization on delete cascade,
  member_id uuid not null references member on delete cascade,
  record text not null,
  first_at timestamptz not null,
  at timestamptz not null,
  primary key (member_id, record)
);
create index record_read_record on record_read (organization_id, record);

-- What a member is told, one row per record and kind for as long as it is unread.
create table notification (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  member_id uuid not null references member on delete cascade,
  kind text not null check (kind in ('mention', 'assignment', 'comment', 'signal', 'problem', 'invitation')),
  record text not null,
  headline text not null,
  actor_name text,
  -- how many causes it stands for
  count int not null default 1,
  created_at timestamptz not null,
  read_at timestamptz
);
create unique index notification_unread on notification (member_id, record, kind) where read_at is null;
create index notification_member on notification (member_id, created_at desc, id desc);

-- Why somebody was told. A cause counts once, however often the event that brought it is handled.
create table notification_cause (
  member_id uuid not null references member on delete cascade,
  cause text not null,
  organization_id uuid not null references organization on delete cascade,
  notification_id uuid not null references notification on delete cascade,
  kind text not null,
  record text not null,
  headline text not null,
  actor_name text,
  at timestamptz not null,
  mail text not null check (mail in ('now', 'digest', 'none')),
  -- taken by a process that sends it; after five minutes without success by another
  claimed_at timestamptz,
  mailed_at timestamptz,
  primary key (member_id, cause)
);
create index notification_cause_mail on notification_cause (organization_id, mail, member_id) where mailed_at is null and mail <> 'none';

create table notification_setting (
  member_id uuid not null references member on delete cascade,
  kind text not null,
  mail boolean not null,
  primary key (member_id, kind)
);

-- When a member was last at home; a visit ends after half an hour without a look.
create table home_visit (
  member_id uuid primary key references member on delete cascade,
  began_at timestamptz not null,
  seen_at timestamptz not null,
  previous_at timestamptz
);

-- Feedback and reading fill the outbox; what people did must be found between them without reading over them.
create index outbox_activity on outbox (organization_id, id desc)
  where name not in ('feedback.received', 'feedback.rethemed', 'record.read', 'person.read') and name not like 'notification.%';
