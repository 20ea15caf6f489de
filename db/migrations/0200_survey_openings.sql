-- How often a link of a survey was opened, a day: people and what still passes for them; known robots are left out.
create table survey_opening (
  survey_id uuid not null references survey on delete cascade,
  link_id uuid not null,
  day date not null,
  count int not null,
  primary key (survey_id, link_id, day)
);
