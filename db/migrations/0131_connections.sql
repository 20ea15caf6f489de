-- Tools people have that Rapport speaks to by their own APIs: issue trackers and chats.
create table connection (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  kind text not null check (kind in ('jira', 'github', 'gitlab', 'linear', 'slack', 'teams')),
  name text not null,
  settings jsonb not null,
  -- sealed with a key derived from RAPPORT_SECRET
  secret text not null,
  -- what the other side signs its messages to us with; sealed too
  hook_secret text not null,
  -- for chats: the events that are told there
  events text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null
);
create index connection_organization on connection (organization_id, created_at);

-- How the last conversation with it went, and the last that went well.
create table connection_contact (
  connection_id uuid not null references connection on delete cascade,
  ok boolean not null,
  reason text,
  detail text,
  at timestamptz not null,
  primary key (connection_id, ok)
);

-- An issue in a tracker that a workstream's work is followed in.
create table external_issue (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  workstream_id uuid not null references workstream on delete cascade,
  connection_id uuid not null references connection on delete cascade,
  key text not null,
  url text not null,
  title text not null,
  state text not null check (state in ('open', 'in_progress', 'done')),
  -- the tracker's own word for its state
  state_label text not null,
  added_by text not null,
  added_at timestamptz not null,
  synced_at timestamptz not null,
  unique (workstream_id, connection_id, key)
);
create index external_issue_connection on external_issue (connection_id, key);

-- It is no longer there: deleted, moved away, or closed to us. Deleting the row means it has been found again.
create table external_issue_loss (
  issue_id uuid primary key references external_issue on delete cascade,
  reason text not null,
  at timestamptz not null
);
