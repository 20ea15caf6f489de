-- Who did it may be an API key, whose ids are not UUIDs.
alter table person_link alter column linked_by_id type text, alter column unlinked_by_id type text;
alter table person_duplicate_answer alter column answered_by_id type text;
alter table person_consent alter column actor_id type text;
alter table person_erasure alter column erased_by_id type text;
