-- Where customers meet the company, in the company's own order. Feedback keeps the name it came with; what that means
-- now is looked up, so that renaming and merging change no feedback and can be taken back.
create table touchpoint (
  id uuid primary key,
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  kind text not null check (kind in ('discover', 'buy', 'receive', 'use', 'support', 'relationship', 'other')),
  position int not null,
  -- event tasks that show what people do here
  tasks uuid[] not null default '{}',
  version int not null default 1,
  created_by text not null,
  created_at timestamptz not null
);
create index touchpoint_organization on touchpoint (organization_id, position, name);

-- Every name a touchpoint goes by in feedback and surveys, in small letters.
create table touchpoint_name (
  organization_id uuid not null references organization on delete cascade,
  name text not null,
  touchpoint_id uuid not null references touchpoint on delete cascade,
  primary key (organization_id, name)
);
create index touchpoint_name_of on touchpoint_name (touchpoint_id);
