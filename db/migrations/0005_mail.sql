create table mail (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  recipient text not null,
  subject text not null,
  text text not null,
  html text,
  state text not null check (state in ('sent', 'kept', 'failed')),
  error text,
  at timestamptz not null default now()
);
create index mail_organization on mail (organization_id, at desc);
