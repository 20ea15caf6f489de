import { dimensions, fieldExpression, fieldsOf, listColumns } from "../../listen/interactions/public.ts"
import { coded } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"

export type Slice = Record<string, string>

/** More dimensions than this cost time without finding more. */
export const mostDimensions = 6

const preferred = ["component", "product", "version", "batch", "region", "channel", "touchpoint"]
const also = ["theme", "businessUnit", "journeyStep", "account", "source", "language", "kind"]
const manyValues = 5_000

/** `determinedBy`: another field that nearly settles its value, so that cutting by both says one thing twice. */
export type DimensionChoice = { field: string; distinct: number; share: number; determinedBy: string | null }

/**
 * What an organization's feedback can be cut by: every field of at least two different values that a tenth of the
 * items have, the parts of what was made first. Attributes count with 2 to 200 different values.
 */
export async function possibleDimensions(scope: Scope): Promise<DimensionChoice[]> {
  const fields = (await fieldsOf(scope)).filter(({ field, type, distinct }) =>
    field.startsWith("attributes.")
      ? type === "text" && distinct >= 2 && distinct <= 200
      : [...preferred, ...also].includes(field) && distinct >= 2 && distinct <= manyValues,
  )
  const shares = await sharesOf(
    scope,
    fields.map((one) => one.field),
  )
  const found = fields
    .map(({ field, distinct }, index) => ({ field, distinct, share: shares[index] ?? 0, determinedBy: null }))
    .filter((one) => one.share >= 0.1)
    .sort((a, b) => rank(a.field) - rank(b.field) || b.share - a.share)
  return markDetermined(scope, found)
}

/**
 * What is watched when nobody chose: the first six of `possibleDimensions` that say where a fault may lie. Of
 * attributes only those of up to 50 values that most items have, and never yes-or-no ones: those describe the harm.
 * What another field settles anyway (the channel of a touchpoint) is left out.
 */
export function chooseDimensions(possible: readonly DimensionChoice[]): string[] {
  return possible
    .filter(({ field, distinct, share, determinedBy }) =>
      determinedBy !== null
        ? false
        : field.startsWith("attributes.")
          ? distinct > 2 && distinct <= 50 && share >= 0.6
          : preferred.includes(field),
    )
    .slice(0, mostDimensions)
    .map((one) => one.field)
}

/** SQL that is true for the interactions of a slice; parameters are put under names beginning with `prefix`. */
export function sliceSql(slice: Slice, prefix = "slice"): { text: string; values: Record<string, unknown> } {
  const values: Record<string, unknown> = {}
  const put = (value: unknown, type: string) => {
    const name = `${prefix}${Object.keys(values).length}`
    values[name] = value
    return `{${name}:${type}}`
  }
  const parts = Object.entries(slice).map(([field, value]) => {
    const { text, list } = fieldExpression(field, put)
    // A level above ("Engine") stands for everything below it ("Engine: Gasoline") too.
    const same = (x: string) => `(${x} = ${put(value, "String")} or startsWith(${x}, ${put(`${value}:`, "String")}))`
    return list ? `arrayExists(x -> ${same("x")}, ${text})` : same(text)
  })
  return { text: parts.length > 0 ? parts.join(" and ") : "1", values }
}

/** The expression of a field's value as text. A list field has one value per entry. Throws `query.invalid`. */
export function expressionOf(field: string): { text: string; list: boolean } {
  if (field.startsWith("attributes.")) return { text: `attributes[${quoted(field.slice(11))}]`, list: false }
  const column = Object.hasOwn(dimensions, field) ? dimensions[field] : undefined
  if (!column) throw coded("query.invalid", { detail: `There is no field "${field}".` }, "dims")
  return { text: column, list: listColumns.has(column) }
}

/** Whether everything in `inner` lies in `outer` by what the two say: the same values or levels below them. */
export function isWithin(inner: Slice, outer: Slice): boolean {
  return Object.entries(outer).every(([field, wanted]) => {
    const value = inner[field]
    return value !== undefined && (value === wanted || value.startsWith(`${wanted}:`))
  })
}

/** A slice in words: "Fan motor · Aria 2 · batch 7". What was made comes first, in the order people say it. */
export function sliceLabel(slice: Slice): string {
  return Object.entries(slice)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([field, value]) => {
      if (field === "batch") return `batch ${value}`
      if (field === "version" && !/^(19|20)\d\d$/.test(value)) return `version ${value}`
      return field.startsWith("attributes.") ? `${field.slice(11)} ${value}` : value
    })
    .join(" · ")
}

/** A text as a literal of ClickHouse. */
export const quoted = (text: string) => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`

const rank = (field: string) => {
  const at = [...preferred, ...also].indexOf(field)
  return at < 0 ? 100 : at
}

/** The way an item came and what else is known of it; not what was made, whose parts are looked at by themselves. */
const isContext = (field: string) => !["component", "product", "version", "batch", "region"].includes(field)

/** From this share of items on whose value another field's value tells, a field adds nothing to the other. */
const settled = 0.9

async function markDetermined(scope: Scope, found: readonly DimensionChoice[]): Promise<DimensionChoice[]> {
  const contexts = found.filter((one) => isContext(one.field) && !expressionOf(one.field).list)
  const marked = new Map<string, string>()
  for (const one of contexts) {
    for (const other of contexts) {
      if (one === other || marked.has(other.field) || marked.has(one.field)) continue
      if ((await toldBy(scope, one.field, other.field)) >= settled) marked.set(one.field, other.field)
    }
  }
  return found.map((one) => ({ ...one, determinedBy: marked.get(one.field) ?? null }))
}

/** The share of items whose value of `field` is the most frequent one among items with the same value of `other`. */
async function toldBy(scope: Scope, field: string, other: string): Promise<number> {
  const [a, b] = [expressionOf(field).text, expressionOf(other).text]
  const [row] = await scope.clickhouse.rows<{ told: number }>(
    `select sum(most) / sum(records) as told from (
       select o, max(c) as most, sum(c) as records from (
         select ${b} as o, count() as c from interaction
         where organization_id = {o:UUID} and fact = 'feedback' and metric = '' and ${a} != '' and ${b} != '' group by o, ${a}
       ) group by o)`,
    { o: scope.organizationId },
  )
  return row!.told ?? 0
}

async function sharesOf(scope: Scope, fields: readonly string[]): Promise<number[]> {
  if (fields.length === 0) return []
  const having = fields.map((field, index) => {
    const { text, list } = expressionOf(field)
    return `countIf(${list ? `notEmpty(${text})` : `${text} != ''`}) / greatest(count(), 1) as s${index}`
  })
  const [row] = await scope.clickhouse.rows<Record<string, number>>(
    `select ${having.join(", ")} from interaction where organization_id = {o:UUID} and fact = 'feedback' and metric = ''`,
    { o: scope.organizationId },
  )
  return fields.map((_, index) => row![`s${index}`]!)
}
