-- Events that were not taken in, with the reason: shown to who sends them, gone after a month.
create table event_refusal
(
  organization_id UUID,
  at DateTime64(3, 'UTC'),
  write_key_id UUID,
  reason LowCardinality(String),
  kind LowCardinality(String),
  name String,
  detail String,
  -- The message as it came, cut short; '' for bots and refusals of consent
  message String
)
engine = MergeTree
order by (organization_id, at)
ttl toDateTime(at) + interval 30 day
