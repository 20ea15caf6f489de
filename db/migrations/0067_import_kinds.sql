-- What the rows of a file are: feedback, people, or who owns what.
alter table import add column kind text not null default 'feedback' check (kind in ('feedback', 'people', 'ownership'));
-- People whom an import made: they go again when it is undone, unless something else knows them by then.
create table import_person (
  import_id uuid not null references import on delete cascade,
  person_id uuid not null references person on delete cascade,
  primary key (import_id, person_id)
);
