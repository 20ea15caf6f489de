-- A mailbox of the company's, read by IMAP: what customers write there becomes feedback.
create table mailbox (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  -- also the source of its feedback
  name text not null,
  host text not null,
  port int not null,
  security text not null check (security in ('tls', 'starttls', 'none')),
  username text not null,
  sign_in text not null check (sign_in in ('password', 'token')),
  -- sealed with a key derived from RAPPORT_SECRET
  secret text not null,
  folder text not null,
  afterwards text not null check (afterwards in ('leave', 'seen', 'move')),
  move_to text,
  -- mails from before are not read
  since timestamptz,
  -- domains of the company: what is sent from there is not a customer's
  own_domains text[] not null default '{}',
  touchpoint text,
  product text,
  every_minutes int not null,
  -- the checkpoint: everything up to this UID, of this numbering, has been taken or left out
  uid_validity bigint,
  uid_done bigint not null default 0,
  next_at timestamptz not null,
  read_at timestamptz,
  -- why it could not be read: {"code", "params"}; null when the last time went well
  failure jsonb,
  failures int not null default 0,
  version int not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  unique (organization_id, name)
);
create index mailbox_next on mailbox (next_at);

-- It is not read for the time being. Deleting the row is going on.
create table mailbox_pause (
  mailbox_id uuid primary key references mailbox on delete cascade,
  by text not null,
  at timestamptz not null
);

-- What became of each mail. No address, no subject, no words: those are in the feedback, or nowhere.
create table mailbox_mail (
  mailbox_id uuid not null references mailbox on delete cascade,
  -- a hash of the Message-ID: the same mail under another number is the same mail
  mail text not null,
  -- the first mail of the conversation it belongs to
  conversation text not null,
  -- a keyed hash of who wrote it, to know the same writer in one conversation
  writer text not null,
  uid_validity bigint not null,
  uid bigint not null,
  outcome text not null,
  feedback_id uuid,
  at timestamptz not null,
  -- when the mail was marked as seen or moved; null while that is still to do
  settled_at timestamptz,
  primary key (mailbox_id, mail)
);
create index mailbox_mail_newest on mailbox_mail (mailbox_id, uid desc);
create index mailbox_mail_conversation on mailbox_mail (mailbox_id, conversation);
create index mailbox_mail_unsettled on mailbox_mail (mailbox_id) where settled_at is null;
