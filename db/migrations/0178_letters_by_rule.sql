-- Letters nobody drafted: those of a survey that asks by itself, and of an agent after a contact.
alter table survey_mailing add column because text check (because in ('trigger', 'contact'));
