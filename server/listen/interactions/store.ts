import { pieces } from "../../platform/clickhouse.ts"
import { coded } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Query } from "./contract.ts"
import { dimensions, fieldExpression, type Interaction, listColumns, whereOf } from "./interaction.ts"

/** Adds facts. Ids that may be there already must be removed first (`removeInteractions`). */
export const insertInteractions = (scope: Pick<Scope, "clickhouse">, rows: readonly Interaction[]) =>
  scope.clickhouse.insert("interaction", rows)

export async function removeInteractions(scope: Pick<Scope, "clickhouse">, ids: readonly string[]) {
  for (const some of pieces(ids))
    await scope.clickhouse.command("delete from interaction where id in ({ids:Array(UUID)})", { ids: some })
}

/** Says anew what feedback is about, where it stands: unlike by removing and adding, nothing is missing meanwhile. */
export async function setThemes(scope: Pick<Scope, "clickhouse">, themes: ReadonlyMap<string, readonly string[]>) {
  for (const ids of pieces([...themes.keys()], 1_000)) {
    const lists = [...new Map(ids.map((id) => [String(themes.get(id)), themes.get(id)!])).values()]
    const names = lists.map(String)
    await scope.clickhouse.command(
      `alter table interaction update themes = {lists:Array(Array(String))}[transform(id, {ids:Array(UUID)}, {which:Array(UInt32)}, 0)]
       where id in ({ids:Array(UUID)}) settings mutations_sync = 1`,
      { ids, lists, which: ids.map((id) => names.indexOf(String(themes.get(id))) + 1) },
    )
  }
}

export const removeInteractionsOfImport = (scope: Scope, importId: string) =>
  scope.clickhouse.command("delete from interaction where organization_id = {o:UUID} and import_id = {i:UUID}", {
    o: scope.organizationId,
    i: importId,
  })

export type Cursor = { value: string; id: string }
export type Sort = "newest" | "oldest" | "lowest"

/** Ids of feedback, newest first (or oldest, or most negative first), and where the next page begins. */
export async function findFeedbackIds(
  scope: Scope,
  query: Query,
  page: { sort: Sort; limit: number; cursor?: string },
): Promise<{ ids: string[]; next: string | null }> {
  const where = whereOf(scope.organizationId, query)
  const { by, order } = {
    newest: { by: "occurred_at", order: "desc" },
    oldest: { by: "occurred_at", order: "asc" },
    lowest: { by: "sentiment", order: "asc" },
  }[page.sort]
  const type = page.sort === "lowest" ? "Float32" : "DateTime64(3, 'UTC')"
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor)
  // Words are looked up before sorting: sorted while it reads, ClickHouse 26 reads the words themselves and not their index.
  const rows = await scope.clickhouse.rows<Cursor>(
    `select id, toString(by) as value from (
       select id, ${by} as by from interaction
       where ${where.text} and fact = 'feedback' and metric = '' ${page.sort === "lowest" ? "and has_words" : ""}
       ${after ? pastCursor(by, type, order) : ""})
     order by by ${order}, id ${order} limit {limit:UInt32}`,
    { ...where.values, limit: page.limit + 1, ...(after ? { cv: after.value, ci: after.id } : {}) },
  )
  const shown = rows.slice(0, page.limit)
  return { ids: shown.map((row) => row.id), next: rows.length > page.limit ? writeCursor(shown.at(-1)!) : null }
}

// The plain bound beside the pair lets ClickHouse skip what lies before the cursor by the table's own order.
function pastCursor(by: string, type: string, order: string): string {
  const [past, bound] = order === "desc" ? ["<", "<="] : [">", ">="]
  return `and ${by} ${bound} cast({cv:String} as ${type}) and (${by}, id) ${past} (cast({cv:String} as ${type}), {ci:UUID})`
}

/** How many items a list has to its end. The list of the most negative ones has only those with words. */
export async function countFeedback(scope: Scope, query: Query, sort: Sort = "newest"): Promise<number> {
  const where = whereOf(scope.organizationId, query)
  const [row] = await scope.clickhouse.rows<{ n: number }>(
    `select count() as n from interaction where ${where.text} and fact = 'feedback' and metric = '' ${sort === "lowest" ? "and has_words" : ""}`,
    where.values,
  )
  return row!.n
}

/** Which scores (a metric on a scale) and which attributes occur in the feedback of a query, by name. */
export async function scoresAndAttributesOf(scope: Scope, query: Query, attributeLimit: number) {
  const scored = whereOf(scope.organizationId, query, { everyFact: true })
  const where = whereOf(scope.organizationId, query)
  const [scores, attributes] = await Promise.all([
    scope.clickhouse.rows<{ metric: string; min: number; max: number }>(
      `select metric, scale_min as min, scale_max as max from interaction where ${scored.text} and fact = 'score'
       group by metric, min, max order by metric, min, max limit 100`,
      scored.values,
    ),
    scope.clickhouse.rows<{ name: string }>(
      `select arrayJoin(mapKeys(attributes)) as name from interaction where ${where.text} and fact = 'feedback' and metric = ''
       group by name order by name limit {limit:UInt32}`,
      { ...where.values, limit: attributeLimit },
    ),
  ])
  return { scores, attributes: attributes.map((row) => row.name) }
}

/** The most frequent values of each field among the interactions of a query, with how many items of feedback have them. */
export async function facetsOf(scope: Scope, query: Query, fields: readonly string[], limit = 50) {
  return Promise.all(
    fields.map(async (field) => {
      const where = whereOf(scope.organizationId, query)
      const put = (value: unknown) => {
        where.values.facet = value
        return "{facet:String}"
      }
      const { text, list } = fieldExpression(field, put)
      const rows = await scope.clickhouse.rows<{ value: string; count: number }>(
        `select ${list ? `arrayJoin(${text})` : text} as value, count() as count from interaction
         where ${where.text} and fact = 'feedback' and metric = '' group by value having value != ''
         order by count desc, value limit {limit:UInt32}`,
        { ...where.values, limit: limit + 1 },
      )
      return { field, values: rows.slice(0, limit), more: rows.length > limit }
    }),
  )
}

/** Every field that this organization's feedback can be filtered and cut by, with how many different values it has. */
export async function fieldsOf(scope: Scope) {
  const columns = Object.entries(dimensions)
  const counts = columns.map(([, column], index) =>
    listColumns.has(column)
      ? `length(groupUniqArrayArray(1000)(${column})) as c${index}`
      : `uniqIf(${column}, ${column} != '') as c${index}`,
  )
  const where = "organization_id = {o:UUID} and fact = 'feedback' and metric = ''"
  const values = { o: scope.organizationId }
  const [[fixed], attributes, scores] = await Promise.all([
    scope.clickhouse.rows<Record<string, number>>(
      `select ${counts.join(", ")} from interaction where ${where}`,
      values,
    ),
    scope.clickhouse.rows<{ name: string; distinct: number; numeric: number }>(
      `select name, uniq(value) as distinct, min(toFloat64OrNull(value) is not null) as numeric
       from (select attributes from interaction where ${where} limit 1000000) array join mapKeys(attributes) as name, mapValues(attributes) as value
       group by name order by name limit 300`,
      values,
    ),
    scope.clickhouse.rows<{ metric: string; distinct: number }>(
      "select metric, uniq(value) as distinct from interaction where organization_id = {o:UUID} and fact = 'score' group by metric order by metric",
      values,
    ),
  ])
  return [
    ...columns
      .map(([field], index) => ({ field, type: "text" as const, distinct: fixed?.[`c${index}`] ?? 0 }))
      .filter((one) => one.distinct > 0),
    ...scores.map(({ metric, distinct }) => ({ field: `score.${metric}`, type: "number" as const, distinct })),
    ...attributes.map(({ name, distinct, numeric }) => ({
      field: `attributes.${name}`,
      type: numeric ? ("number" as const) : ("text" as const),
      distinct,
    })),
  ]
}

/** What one person did, newest first: her product events. What she said stands in PostgreSQL, found by an index. */
export async function eventsOfPerson(scope: Scope, personIds: readonly string[], limit = 200): Promise<PersonEvent[]> {
  return scope.clickhouse.rows<PersonEvent>(
    `select id, kind, name, formatDateTime(occurred_at, '%Y-%m-%dT%H:%i:%SZ', 'UTC') as occurredAt, channel, product, component
     from interaction where organization_id = {o:UUID} and fact = 'event' and person_id in ({p:Array(UUID)})
     order by occurred_at desc limit {limit:UInt32}`,
    { o: scope.organizationId, p: personIds, limit },
  )
}

type PersonEvent = {
  id: string
  kind: string
  name: string
  occurredAt: string
  channel: string
  product: string
  component: string[]
}

const writeCursor = (cursor: Cursor) => Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString("base64url")

function readCursor(text: string): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as [string, string]
    if (
      typeof value === "string" &&
      typeof id === "string" &&
      /^[0-9a-f-]{36}$/.test(id) &&
      /^[-+\d.:e TZ]+$/.test(value)
    )
      return { value, id }
  } catch {
    // answered below
  }
  throw coded("cursor.invalid", {}, "cursor")
}
