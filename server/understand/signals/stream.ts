import { contactKinds } from "../../listen/feedback/public.ts"
import type { Scope } from "../../platform/scope.ts"

/** What is watched: how many records there are (count), or which share of them is bad (share). */
export type Stream = {
  key: string
  label: string
  /** What is counted, in the plural: "complaints and contacts", "low CSAT scores". */
  unit: string
  mode: "count" | "share"
}

/** SQL of a stream over the interaction table: its records, and which of them are bad (share mode). */
export type StreamSql = { records: string; bad: string; values: Record<string, unknown> }

/** A stream with fewer records than this in its last year says nothing: it is not watched. */
const least = { count: 60, share: 200 }

/**
 * The streams an organization has enough data for: contacts and complaints, low scores per metric, negative comments.
 * Counted over the year before `asOf` (ISO day).
 */
export async function streamsOf(scope: Scope, asOf: string): Promise<(Stream & { records: number })[]> {
  const [row] = await scope.clickhouse.rows<{ contacts: number; words: number; metrics: [string, number][] }>(
    `select countIf(fact = 'feedback' and kind in {kinds:Array(String)}) as contacts,
       countIf(fact = 'feedback' and has_words) as words,
       sumMapIf(map(metric, toUInt64(1)), fact = 'score' and scale_max > scale_min)::Array(Tuple(String, UInt64)) as metrics
     from interaction where organization_id = {o:UUID} and fact in ('feedback', 'score')
       and occurred_at > toDate({asOf:String}) - 364 and occurred_at < toDate({asOf:String}) + 1`,
    { o: scope.organizationId, kinds: contactKinds, asOf },
  )
  const { contacts, words, metrics } = row!
  const found = [
    { ...streamOf("contacts"), records: contacts },
    ...metrics
      .filter(([metric]) => metric !== "contacts" && metric !== "negative")
      .map(([metric, records]) => ({ ...streamOf(metric), records })),
    { ...streamOf("negative"), records: words },
  ]
  return found.filter(({ mode, records }) => records >= least[mode])
}

/** A stream by its key: "contacts", "negative", or the metric whose low scores it watches. */
export function streamOf(key: string): Stream {
  if (key === "contacts") return { key, label: "Contacts and complaints", unit: "contacts", mode: "count" }
  if (key === "negative") return { key, label: "Negative comments", unit: "negative comments", mode: "share" }
  const name = /^(csat|nps|ces)$/.test(key) ? key.toUpperCase() : key
  return { key, label: `Low ${name} scores`, unit: `low ${name} scores`, mode: "share" }
}

/**
 * Low is: NPS 0 to 6 (detractors), every other metric the lowest two fifths of its scale (1 and 2 of 5, 1 to 3 of 7),
 * whatever scale the score came on.
 */
export function streamSql(key: string): StreamSql {
  if (key === "contacts") {
    return {
      records: "fact = 'feedback' and metric = '' and kind in {stream_kinds:Array(String)}",
      bad: "1",
      values: { stream_kinds: contactKinds },
    }
  }
  if (key === "negative") {
    return {
      records: "fact = 'feedback' and metric = '' and has_words",
      bad: "sentiment_label = 'negative'",
      values: {},
    }
  }
  return {
    records: "fact = 'score' and metric = {stream_metric:String} and scale_max > scale_min",
    bad: `(value - scale_min) / (scale_max - scale_min) <= ${key === "nps" ? 0.6001 : 0.4001}`,
    values: { stream_metric: key },
  }
}
