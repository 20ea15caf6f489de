-- Who works here: organizations, their departments, members and invitations.
create table organization (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  size text not null check (size in ('small', 'medium', 'large')),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table department (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  kind text not null check (kind in ('product', 'cx', 'contact_centre', 'marketing', 'executive', 'other')),
  position int not null default 0,
  unique (organization_id, name)
);

create table member (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  user_id text not null references "user" on delete cascade,
  role text not null check (role in ('owner', 'admin', 'editor', 'member', 'viewer', 'agent', 'auditor')),
  -- null: what the role says; true or false: said for this member
  personal_data boolean,
  joined_at timestamptz not null default now(),
  unique (organization_id, user_id)
);
create index member_user on member (user_id);

create table department_member (
  department_id uuid not null references department on delete cascade,
  member_id uuid not null references member on delete cascade,
  primary key (department_id, member_id)
);
create index department_member_member on department_member (member_id);

create table invitation (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  email text not null,
  role text not null,
  department_ids uuid[] not null default '{}',
  -- only a hash is kept: who reads the database cannot accept an invitation
  token_hash text not null unique,
  invited_by uuid references member on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create index invitation_organization on invitation (organization_id, created_at desc);

-- The API keys of an organization; the key itself is kept (hashed) by better-auth in "apikey".
create table organization_key (
  key_id text primary key references apikey on delete cascade,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  role text not null check (role in ('editor', 'viewer')),
  created_by uuid references member on delete set null,
  created_at timestamptz not null default now()
);
create index organization_key_organization on organization_key (organization_id);
