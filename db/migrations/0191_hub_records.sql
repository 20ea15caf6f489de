-- Answers as Formbricks Hub's clients send them, one a question; those of one submission are one item of feedback.
create table hub_record (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  tenant_id text not null,
  submission_id text not null,
  field_id text not null,
  user_id text,
  -- what else was sent, as it was sent
  fields jsonb not null,
  collected_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (organization_id, tenant_id, submission_id, field_id)
);
create index hub_record_newest on hub_record (organization_id, tenant_id, collected_at desc, id);
create index hub_record_user on hub_record (organization_id, user_id) where user_id is not null;
