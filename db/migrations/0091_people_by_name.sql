-- Somebody on the phone says her name: the beginning of it, or its words in any order. Without an extension, so that a
-- PostgreSQL on which we may not make one is as fast as ours.
create index person_name_begins on person (organization_id, lower(name) text_pattern_ops) where name is not null;
create index person_name_words on person using gin (string_to_array(lower(name), ' ')) where name is not null;
