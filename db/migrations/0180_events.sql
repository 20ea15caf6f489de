-- A write key lets a site or an app send what people do, and nothing else: it stands in the page's own code, so it is no
-- secret and can be shown again. What it sends is described here: from where, by default about which product.
create table write_key (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  key text not null unique,
  channel text not null check (channel in ('web', 'app', 'server')),
  product text,
  -- Pages that may use it; none named means any.
  origins text[] not null default '{}',
  created_at timestamptz not null,
  created_by text not null,
  created_by_id uuid
);
create index write_key_organization on write_key (organization_id, created_at);
create table write_key_revocation (
  write_key_id uuid primary key references write_key on delete cascade,
  revoked_at timestamptz not null,
  revoked_by text not null,
  revoked_by_id uuid
);

-- What identify, group and alias said of people, until the digest has worked it in. Accepted first, saved a moment later.
create table identification (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  entries jsonb not null,
  received_at timestamptz not null
);
