-- An organization's own playbooks; those that ship are in the program.
create table playbook (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  description text not null default '',
  -- the key or id it began as a copy of
  copied_from text,
  steps jsonb not null,
  version int not null default 1,
  created_by text not null, created_at timestamptz not null,
  changed_by text, changed_at timestamptz,
  -- plans that were opened with it keep saying so
  retired_by text, retired_at timestamptz
);
create unique index playbook_name on playbook (organization_id, name) where retired_at is null;
