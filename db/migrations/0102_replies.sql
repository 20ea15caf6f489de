-- What came back to a notice by mail: customers' words are feedback, the rest is only counted.
create table notice_reply (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  notice_id uuid not null references notice on delete cascade,
  person_id uuid references person on delete cascade,
  kind text not null check (kind in ('reply', 'automatic', 'bounce', 'delay', 'empty')),
  -- the mail's own id, hashed: the same mail delivered twice counts once
  mail_hash text not null,
  feedback_id uuid,
  status text,
  at timestamptz not null,
  unique (notice_id, mail_hash)
);
create index notice_reply_notice on notice_reply (notice_id, at desc);
