-- One wide, append-only row per fact. fact = 'feedback': one row per item of feedback (volume, words, sentiment);
-- fact = 'score': one row per score in it; fact = 'event': one row per product event. Every row carries every
-- dimension, so that each number is one query over one table and any attribute can be a filter or a slice at once.
create table interaction
(
  organization_id UUID,
  fact LowCardinality(String),
  metric LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  id UUID,
  kind LowCardinality(String),
  name LowCardinality(String),
  source LowCardinality(String),
  channel LowCardinality(String),
  touchpoint LowCardinality(String),
  product LowCardinality(String),
  component Array(LowCardinality(String)),
  version LowCardinality(String),
  batch LowCardinality(String),
  region LowCardinality(String),
  business_unit LowCardinality(String),
  journey_step LowCardinality(String),
  account String,
  person_id UUID,
  value Float64,
  scale_min Float64,
  scale_max Float64,
  -- −1 … 1; meaningful where has_words
  sentiment Float32,
  sentiment_label LowCardinality(String),
  has_words Bool,
  language LowCardinality(String),
  themes Array(LowCardinality(String)),
  -- what full-text search looks at: folded words and, for Chinese, pairs of characters
  tokens Array(String),
  attributes Map(LowCardinality(String), String),
  import_id UUID,
  received_at DateTime64(3, 'UTC'),
  index tokens_text tokens type text(tokenizer = 'array'),
  index id_bloom id type bloom_filter(0.01) granularity 1,
  index person_bloom person_id type bloom_filter(0.01) granularity 1,
  index import_bloom import_id type bloom_filter(0.01) granularity 4
)
engine = MergeTree
partition by toYear(occurred_at)
order by (organization_id, fact, metric, occurred_at, id)
