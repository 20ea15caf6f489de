import { hasMerges, mergedPeople, noId } from "../../listen/interactions/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { expressionOf, quoted } from "./dimension.ts"
import { streamSql } from "./stream.ts"

/**
 * The records of one stream as ClickHouse wrote them: rows of RowBinary, every value of a dimension already a code of
 * its dictionary. Read here without looking inside; `decodeColumns` (thread) turns them into columns.
 */
export type EncodedColumns = {
  bytes: Uint8Array
  dims: Dictionary[]
  share: boolean
}

/** Values of a dimension beyond the most frequent ones of this number have too few records to stand out. */
const mostValues = 2_000

export type Dictionary = { name: string; values: string[]; list: boolean }

/** The values of each dimension in an organization's feedback, the most frequent first: a value's place is its code. */
export function dictionariesOf(scope: Scope, dims: readonly string[]): Promise<Dictionary[]> {
  return Promise.all(
    dims.map(async (name) => {
      const { text, list } = expressionOf(name)
      const rows = await scope.clickhouse.rows<{ v: string }>(
        `select ${list ? `arrayJoin(${text})` : text} as v from interaction
         where organization_id = {o:UUID} and fact = 'feedback' and metric = ''
         group by v having v != '' order by count() desc, v limit ${mostValues}`,
        { o: scope.organizationId },
      )
      return { name, list, values: rows.map((row) => row.v) }
    }),
  )
}

/** Reads a stream's records from `from` to `to` (ISO days, both included), cut by the dimensions of the dictionaries. */
export async function readColumns(
  scope: Scope,
  stream: { key: string; mode: "count" | "share" },
  dims: Dictionary[],
  from: string,
  to: string,
): Promise<EncodedColumns> {
  const { records, bad, values } = streamSql(stream.key)
  const share = stream.mode === "share"
  const merged = await hasMerges(scope)
  const person = merged ? `if(m.root_id = toUUID('${noId}'), person_id, m.root_id)` : "person_id"
  const columns = [
    "toInt32(toDate(occurred_at, 'UTC')) as day",
    `if(person_id = toUUID('${noId}'), toInt32(-1), toInt32(cityHash64(${person}) % 2147483647)) as person`,
    ...(share ? [`toUInt8(${bad}) as bad`] : []),
    ...dims.map(({ name, list, values: known }, index) => `${codeExpression(name, list, known)} as d${index}`),
  ]
  const bytes = await bytesOf(
    scope,
    // In order, so that the same records give the same columns whatever the parts they lie in.
    `select ${columns.join(", ")} from interaction
     ${merged ? `any left join ${mergedPeople("{o:UUID}")} as m using (person_id)` : ""}
     where organization_id = {o:UUID} and ${records} and occurred_at >= toDateTime64({from:String}, 3, 'UTC')
       and occurred_at < toDateTime64({to:String}, 3, 'UTC') + interval 1 day
     order by occurred_at, id format RowBinary`,
    { o: scope.organizationId, from, to, ...values },
  )
  return { bytes, dims, share }
}

function codeExpression(name: string, list: boolean, values: readonly string[]): string {
  const { text } = expressionOf(name)
  if (values.length === 0) return list ? "emptyArrayInt32()" : "toInt32(-1)"
  const texts = `[${values.map(quoted).join(",")}]`
  const codes = `[${values.map((_, code) => `toInt32(${code})`).join(",")}]`
  const code = (x: string) => `transform(toString(${x}), ${texts}, ${codes}, toInt32(-1))`
  return list ? `arrayMap(x -> ${code("x")}, ${text})` : code(text)
}

async function bytesOf(scope: Scope, query: string, parameters: Record<string, unknown>): Promise<Uint8Array> {
  const { stream } = await scope.clickhouse.client.exec({
    query,
    query_params: parameters,
    // The dictionaries stand in the text of the query.
    clickhouse_settings: {
      max_query_size: "16000000",
      max_ast_elements: "500000",
      max_expanded_ast_elements: "2000000",
    },
  })
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
