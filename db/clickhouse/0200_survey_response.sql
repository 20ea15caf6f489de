-- One row for each response to a survey that is finished or was given up; a correction replaces its row.
-- `tokens` holds what was answered as short words, so that every distribution of a survey is one pass over one column:
-- 'v⇥question[@scale]⇥value' a value, 'a⇥question' answered (where values are not exactly one), 'u⇥question' "can't say",
-- 's⇥question' seen and left out, 'p⇥page' seen (pages that have not exactly one question), 'w⇥name⇥value' a variable.
-- No words of respondents, no contacts: those stay in PostgreSQL.
create table survey_response
(
  organization_id UUID,
  survey_id UUID,
  started_at DateTime64(3, 'UTC'),
  id UUID,
  state LowCardinality(String),
  version UInt32,
  language LowCardinality(String),
  link_id UUID,
  link_kind LowCardinality(String),
  -- on which page it was given up
  place LowCardinality(String),
  seconds UInt32,
  tokens Array(LowCardinality(String)),
  numbers Map(LowCardinality(String), Float64),
  index id_bloom id type bloom_filter(0.01) granularity 1
)
engine = MergeTree
order by (organization_id, survey_id, started_at, id)
