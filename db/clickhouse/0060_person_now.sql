-- What is true of a person now, beside facts that never change: who she is (root_id differs where her record was merged
-- into another) and her role. Only people of whom there is something to say have a row; the newest version holds.
create table person_now
(
  organization_id UUID,
  person_id UUID,
  root_id UUID,
  role LowCardinality(String),
  version UInt64
)
engine = ReplacingMergeTree(version)
order by (organization_id, person_id)
