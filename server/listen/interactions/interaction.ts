import { queryTokens } from "../../../text/search.ts"
import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import type { Condition, Query } from "./contract.ts"
import { everyIdOf, noId, roleOfPerson } from "./person-now.ts"

/** One row of the analytical store: a fact with every dimension it can be cut by (db/clickhouse/0001_interaction.sql). */
export type Interaction = {
  organization_id: string
  fact: "feedback" | "score" | "event"
  metric: string
  occurred_at: string
  id: string
  kind: string
  name: string
  source: string
  channel: string
  touchpoint: string
  product: string
  component: string[]
  version: string
  batch: string
  region: string
  business_unit: string
  journey_step: string
  account: string
  person_id: string
  value: number
  scale_min: number
  scale_max: number
  sentiment: number
  sentiment_label: string
  has_words: boolean
  language: string
  themes: string[]
  tokens: string[]
  attributes: Record<string, string>
  import_id: string
  received_at: string
}

/** A row of which only this is known: everything else is empty, and it was received when it occurred. */
export const anInteraction = (
  known: Pick<Interaction, "organization_id" | "fact" | "occurred_at" | "id" | "kind" | "source"> &
    Partial<Interaction>,
): Interaction => ({
  metric: "",
  name: "",
  channel: "",
  touchpoint: "",
  product: "",
  component: [],
  version: "",
  batch: "",
  region: "",
  business_unit: "",
  journey_step: "",
  account: "",
  person_id: noId,
  value: 0,
  scale_min: 0,
  scale_max: 0,
  sentiment: 0,
  sentiment_label: "",
  has_words: false,
  language: "",
  themes: [],
  tokens: [],
  attributes: {},
  import_id: noId,
  received_at: known.occurred_at,
  ...known,
})

/** The API's names of dimensions and the columns they stand for. */
export const dimensions: Readonly<Record<string, string>> = {
  kind: "kind",
  channel: "channel",
  touchpoint: "touchpoint",
  product: "product",
  component: "component",
  version: "version",
  batch: "batch",
  region: "region",
  businessUnit: "business_unit",
  journeyStep: "journey_step",
  account: "account",
  source: "source",
  language: "language",
  sentimentLabel: "sentiment_label",
  theme: "themes",
  personRole: roleOfPerson,
}
export const listColumns: ReadonlySet<string> = new Set(["component", "themes"])

/** SQL for ClickHouse with its parameters apart. Safe to put together with " and ". */
export type Where = { text: string; values: Record<string, unknown> }

/**
 * What a query means over the interaction table: which organization, when, and all of its conditions.
 * `prefix` keeps the parameters of two queries in one statement apart. Words stand with an item's own row: with
 * `everyFact` a search also finds the scores of the items it finds. Throws `query.invalid`.
 */
export function whereOf(
  organizationId: string,
  query: Query,
  { prefix = "w", everyFact = false }: { prefix?: string; everyFact?: boolean } = {},
): Where {
  const values: Record<string, unknown> = {}
  const put = (value: unknown, type: string) => {
    const name = `${prefix}${Object.keys(values).length}`
    values[name] = value
    return `{${name}:${type}}`
  }
  const parts = [`organization_id = ${put(organizationId, "UUID")}`]
  if (query.from) parts.push(`occurred_at >= parseDateTime64BestEffort(${put(query.from, "String")}, 3, 'UTC')`)
  if (query.to) parts.push(`occurred_at < parseDateTime64BestEffort(${put(query.to, "String")}, 3, 'UTC')`)
  for (const condition of query.where ?? []) parts.push(conditionText(condition, put, parts[0]!))
  const words = query.q ? queryTokens(query.q) : []
  if (query.q?.trim()) {
    const found = words.length > 0 ? `hasAll(tokens, ${put(words, "Array(String)")})` : "0"
    const items = `select id from interaction where ${parts[0]} and fact = 'feedback' and metric = '' and ${found}`
    parts.push(everyFact ? `id in (${items})` : found)
  }
  return { text: parts.join(" and "), values }
}

/** The SQL expression for a field's value as text; a list has one value per entry. Throws `query.invalid`. */
export function fieldExpression(
  field: string,
  put: (value: unknown, type: string) => string,
): { text: string; list: boolean } {
  const column = Object.hasOwn(dimensions, field) ? dimensions[field] : undefined
  if (column) return { text: column, list: listColumns.has(column) }
  if (field.startsWith("attributes.")) return { text: `attributes[${put(field.slice(11), "String")}]`, list: false }
  throw coded("query.invalid", { detail: `There is no field "${field}".` }, field)
}

function conditionText(condition: Condition, put: (value: unknown, type: string) => string, mine: string): string {
  const { field, op } = condition
  const given = condition.values ?? []
  if (op !== "exists" && op !== "missing" && given.length === 0) {
    throw coded("query.invalid", { detail: `The condition on "${field}" has no values.` }, field)
  }
  if (field.startsWith("score.")) return scoreText(field.slice(6), op, given.map(Number), put, mine)
  if (field === "person" || field === "import") {
    const column = field === "person" ? "person_id" : "import_id"
    const ids = given.map(String).filter(isId)
    if (field === "person" && (op === "in" || op === "not_in") && ids.length > 0) {
      const organization = mine.slice(mine.indexOf("{"))
      return `person_id ${op === "in" ? "in" : "not in"} ${everyIdOf(organization, put(ids, "Array(UUID)"))}`
    }
    if (op === "exists" || op === "missing") return `${column} ${op === "exists" ? "!=" : "="} toUUID('${noId}')`
    return `${column} ${op === "not_in" ? "not in" : "in"} (${put(ids.length > 0 ? ids : [noId], "Array(UUID)")})`
  }
  const { text, list } = fieldExpression(field, put)
  switch (op) {
    case "exists":
      return list ? `notEmpty(${text})` : `${text} != ''`
    case "missing":
      return list ? `empty(${text})` : `${text} = ''`
    case "in":
    case "not_in": {
      const among = put(given.map(String), "Array(String)")
      const holds = list ? `hasAny(${text}, ${among})` : `${text} in (${among})`
      return op === "in" ? holds : `not ${holds}`
    }
    case "gte":
    case "lte":
      return `(toFloat64OrNull(toString(${text})) ${op === "gte" ? ">=" : "<="} ${put(Number(given[0]), "Float64")}) = 1`
  }
}

// A score stands in a row of its own: the items that have one are found first.
function scoreText(
  metric: string,
  op: Condition["op"],
  given: number[],
  put: (value: unknown, type: string) => string,
  mine: string,
): string {
  const test = {
    gte: () => ` and value >= ${put(given[0], "Float64")}`,
    lte: () => ` and value <= ${put(given[0], "Float64")}`,
    in: () => ` and value in (${put(given, "Array(Float64)")})`,
    not_in: () => ` and value not in (${put(given, "Array(Float64)")})`,
    exists: () => "",
    missing: () => "",
  }[op]()
  const found = `select id from interaction where ${mine} and fact = 'score' and metric = ${put(metric, "String")}${test}`
  return `id ${op === "missing" ? "not in" : "in"} (${found})`
}
