-- What each member is told, where, and when: chosen per kind and channel, in her own hours, and per record.

-- Being made the owner of a problem is an assignment like any other.
alter table notification drop constraint notification_kind_check;
update notification set kind = 'assignment' where kind = 'problem';
update notification_cause set kind = 'assignment' where kind = 'problem';
delete from notification_setting where kind = 'problem';

-- Which sentence it is and what stands in it: said in the reader's language when it is read.
alter table notification add column key text, add column params jsonb not null default '{}',
  -- false: wanted by mail or chat only
  add column in_app boolean not null default true;
alter table notification_cause add column key text, add column params jsonb not null default '{}',
  -- harm to people: may be sent in quiet hours to those who allow it
  add column urgent boolean not null default false,
  -- to be said in the chat; what the chat has said is not mailed too
  add column chat boolean not null default false,
  add column told_at timestamptz;
update notification set key = case kind when 'mention' then 'mention' when 'comment' then 'comment.added'
  when 'signal' then 'signal.found' when 'invitation' then 'member.joined'
  when 'assignment' then case when record like 'problem:%' then 'problem.owner' else 'signal.assigned' end end,
  params = jsonb_build_object('title', headline, 'words', headline);
update notification_cause c set key = n.key, params = jsonb_build_object('title', c.headline, 'words', c.headline)
  from notification n where n.id = c.notification_id;
alter table notification alter column key set not null;
alter table notification_cause alter column key set not null;
create index notification_cause_chat on notification_cause (organization_id, member_id) where chat and told_at is null;

-- What differs from the usual; null is the usual.
alter table notification_setting rename column mail to mailed;
alter table notification_setting alter column mailed drop not null;
alter table notification_setting add column mail text check (mail in ('now', 'daily', 'none')),
  add column app boolean, add column chat boolean;
update notification_setting set mail = 'none' where not mailed;
alter table notification_setting drop column mailed;

create table member_hours (
  member_id uuid primary key references member on delete cascade,
  -- null: the organization's
  time_zone text,
  daily_hour int not null check (daily_hour between 0 and 23),
  -- mail and chat wait from this hour until that hour of her clock; both or neither
  quiet_from int check (quiet_from between 0 and 23),
  quiet_to int check (quiet_to between 0 and 23),
  -- whole days on which they wait; 0 is Sunday
  quiet_days int[] not null default '{}',
  break_through boolean not null default false,
  -- null: who leads the company gets the weekly summary
  weekly boolean,
  check ((quiet_from is null) = (quiet_to is null))
);

-- What a member follows, and what she wants to hear nothing of.
create table record_following (
  organization_id uuid not null references organization on delete cascade,
  member_id uuid not null references member on delete cascade,
  record text not null,
  state text not null check (state in ('following', 'muted')),
  at timestamptz not null,
  primary key (member_id, record)
);
create index record_following_record on record_following (organization_id, record);

create table weekly_letter (
  member_id uuid not null references member on delete cascade,
  -- its Monday
  week date not null,
  claimed_at timestamptz not null,
  sent_at timestamptz,
  primary key (member_id, week)
);

-- Where a chat finds a member.
create table member_chat (
  member_id uuid not null references member on delete cascade,
  connection_id uuid not null references connection on delete cascade,
  email text not null,
  channel text not null,
  primary key (member_id, connection_id)
);
