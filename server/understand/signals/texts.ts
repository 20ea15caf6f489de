import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Slice, sliceSql } from "./dimension.ts"
import { streamSql } from "./stream.ts"

/** The part of a stream a signal is about: a slice, between two days (ISO, both included). */
export type Window = { slice: Slice; since: string; until: string }
export type Comment = {
  id: string
  text: string
  language: string | null
  occurred_at: Date
  person_id: string | null
  sentiment: number
}

/** SQL over the interaction table that is true for the (bad) records of a window of a stream. */
export function windowSql(scope: Scope, stream: string, window: Window, options: { all?: boolean } = {}) {
  const { records, bad, values } = streamSql(stream)
  const slice = sliceSql(window.slice)
  return {
    text: `organization_id = {o:UUID} and ${records} and occurred_at >= toDateTime64({since:String}, 3, 'UTC')
      and occurred_at < toDateTime64({until:String}, 3, 'UTC') + interval 1 day and ${slice.text} ${options.all ? "" : `and ${bad}`}`,
    values: { o: scope.organizationId, since: window.since, until: window.until, ...values, ...slice.values },
  }
}

/** Comments of a window with words in them, newest first. */
export async function textsOfSlice(scope: Scope, stream: string, window: Window, limit: number): Promise<Comment[]> {
  const { text, values } = windowSql(scope, stream, window)
  const rows = await scope.clickhouse.rows<{ id: string }>(
    `select distinct id, occurred_at from interaction where ${text} and has_words order by occurred_at desc limit {limit:UInt32}`,
    { ...values, limit },
  )
  return commentsOf(
    scope,
    rows.map((row) => row.id),
  )
}

/** A fixed sample of a stream's comments of the last year: what words are ordinary. */
export async function backgroundTexts(scope: Scope, stream: string, asOf: string): Promise<Comment[]> {
  const year = new Date(Date.parse(asOf) - 364 * 86_400_000).toISOString().slice(0, 10)
  const { text, values } = windowSql(scope, stream, { slice: {}, since: year, until: asOf }, { all: true })
  const rows = await scope.clickhouse.rows<{ id: string }>(
    `select distinct id from interaction where ${text} and has_words order by cityHash64(id) limit 500`,
    values,
  )
  return commentsOf(
    scope,
    rows.map((row) => row.id),
  )
}

export async function commentsOf(scope: Scope, ids: readonly string[]): Promise<Comment[]> {
  if (ids.length === 0) return []
  const rows = await scope.query<Comment>(sql`
    select id, text, reading->>'language' as language, occurred_at, person_id, coalesce((reading->>'sentiment')::float8, 0) as sentiment
    from feedback where organization_id = ${scope.organizationId} and id = any(${ids}::uuid[]) and text is not null`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
