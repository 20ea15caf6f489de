import type { ClickHouseClient } from "@clickhouse/client"

/**
 * Fills the interaction table with a made-up history of two years, made inside ClickHouse: half the rows are items of
 * feedback (six in ten with words), four tenths are scores, one tenth product events. Products, components and words
 * are as unevenly used as in life; people come back about twenty times.
 */
export async function makeHistory(client: ClickHouseClient, organizationId: string, rows: number, end: Date) {
  const items = Math.round(rows / 2)
  for (let from = 0; from < items; from += 250_000) {
    const count = Math.min(250_000, items - from)
    await client.command({
      query: statement(organizationId, from, count, items, end),
      clickhouse_settings: { max_insert_threads: "1" },
    })
  }
  await client.command({ query: "optimize table interaction final", clickhouse_settings: { wait_end_of_query: 1 } })
}

// One pass makes each item's row and, after it, its score or event rows (arrayJoin over what it has).
const statement = (organizationId: string, from: number, count: number, items: number, end: Date) => `
insert into interaction
with
  cityHash64(number) as h,
  h % 100 as dice,
  pow((bitShiftRight(h, 8) % 10000) / 10000, 2) as skew,
  arrayConcat(['feedback'], if(dice < 80, ['score'], []), if(dice % 5 = 0, ['event'], [])) as facts,
  arrayJoin(facts) as what,
  ['csat', 'nps', 'ces', 'rating'][1 + bitShiftRight(h, 12) % 4] as asked,
  bitShiftRight(h, 20) % 100 as answer,
  bitShiftRight(h, 28) % 10 < 6 as words
select
  '${organizationId}', what, if(what = 'score', asked, ''),
  toDateTime64(${Math.round(end.getTime() / 1000)} - toUInt64(${2 * 365 * 86_400} * (1 - number / ${items})), 3, 'UTC'),
  ${uuid("if(what = 'event', number + 1000000000000, number)")},
  ['ticket', 'call', 'chat', 'review', 'response'][1 + bitShiftRight(h, 16) % 5], if(what = 'event', 'feature_used', ''), 'bench',
  ['phone', 'email', 'web', 'app', 'store', 'chat'][1 + bitShiftRight(h, 18) % 6], 'support',
  concat('Product ', toString(toUInt8(12 * skew))), [concat('Part ', toString(toUInt8(40 * skew)))],
  toString(bitShiftRight(h, 22) % 8), concat('B', toString(bitShiftRight(h, 25) % 50)), concat('Region ', toString(bitShiftRight(h, 30) % 20)), '', '',
  '', ${uuid(`cityHash64(h % ${Math.max(1, Math.round(items / 10))})`)},
  if(what != 'score', 0, multiIf(asked = 'nps', answer % 11, asked = 'ces', 1 + answer % 7, 1 + answer % 5)),
  if(what = 'score' and asked != 'nps', 1, 0),
  if(what != 'score', 0, multiIf(asked = 'nps', 10, asked = 'ces', 7, 5)),
  if(words, (bitShiftRight(h, 33) % 200) / 100 - 1, 0),
  if(words, ['negative', 'neutral', 'positive'][1 + bitShiftRight(h, 36) % 3], ''), words, if(words, if(dice < 70, 'en', 'zh'), ''),
  [],
  if(what = 'feedback' and words,
    arrayMap(k -> concat(if(dice < 70, 'word', '词语'), toString(toUInt32(pow((cityHash64(number, k) % 1000000) / 1000000, 3) * 20000))), range(14)), []),
  map('plan', ['free', 'pro', 'team'][1 + bitShiftRight(h, 40) % 3]), toUUID('00000000-0000-0000-0000-000000000000'),
  toDateTime64(${Math.round(end.getTime() / 1000)}, 3, 'UTC')
from numbers(${from}, ${count})`

// A UUID of version 8 (made by hashing), as the API checks the form of ids.
const uuid = (value: string) => {
  const hex = (from: number, length: number) => `substring(hex(sipHash128(${value})), ${from}, ${length})`
  return `toUUID(concat(${hex(1, 8)}, '-', ${hex(9, 4)}, '-8', ${hex(14, 3)}, '-8', ${hex(18, 3)}, '-', ${hex(21, 12)}))`
}
