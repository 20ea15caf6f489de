import type { Amount } from "../../../stats/effects/change.ts"
import { customerBase, exposureBetween } from "../../listen/customers/public.ts"
import type { Condition } from "../../listen/interactions/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Counts, countByField, countCells, type Metric } from "../../understand/metrics/public.ts"
import { amountOf, lessCounts } from "./amounts.ts"
import { dayAfter } from "./window.ts"

/** What was counted, by the Monday of its week. */
export type CountsByWeek = ReadonlyMap<string, Counts>
/** A slice that could be compared with, and where it comes from. */
export type ControlCounts = {
  key: string
  field: string | null
  values: string[]
  where: Condition[] | null
  weeks: CountsByWeek
}
export type Period = { from: string; to: string }

export const countWeeks = async (scope: Scope, metric: Metric, where: Condition[], period: Period) =>
  byWeek(await countCells(scope, metric, { where }, period))

/**
 * What the slice can be compared with: for each thing that makes it up the other values of that thing (other batches of the
 * same part), and everything outside of it.
 */
export async function countControls(
  scope: Scope,
  metric: Metric,
  where: readonly Condition[],
  period: Period,
  slice: CountsByWeek,
): Promise<ControlCounts[]> {
  const parts = where.filter(({ op, values }) => op === "in" && values?.length)
  const others = await Promise.all(
    parts.map(async (part): Promise<ControlCounts> => {
      const other = otherThan(where, part)
      const weeks = await countWeeks(scope, metric, other, period)
      return { key: `other:${part.field}`, field: part.field, values: part.values!.map(String), where: other, weeks }
    }),
  )
  if (where.length === 0) return []
  const all = await countWeeks(scope, metric, [], period)
  const outside = new Map([...all].map(([start, counts]) => [start, lessCounts(counts, slice.get(start) ?? {})]))
  const rest: ControlCounts = { key: "outside", field: null, values: [], where: null, weeks: outside }
  // With one condition, what is outside are its other values and what has none: once is enough.
  return parts.length === 1 && where.length === 1 ? [rest] : [...others, rest]
}

function otherThan(where: readonly Condition[], part: Condition): Condition[] {
  return where.flatMap((one): Condition[] =>
    one === part
      ? [
          { field: one.field, op: "not_in", values: one.values },
          { field: one.field, op: "exists" },
        ]
      : [one],
  )
}

/** Slice and control cut alike: each part of the company is a witness of its own. */
export type Parts = { field: string; slice: Map<string, CountsByWeek>; control: Map<string, CountsByWeek> }

const partsBy = ["region", "businessUnit", "account", "touchpoint", "channel"]
const fewestParts = 5

/** The first of the usual fields by which slice and control have enough parts with something to say; null where none does. */
export async function countParts(
  scope: Scope,
  metric: Metric,
  where: readonly Condition[],
  control: ControlCounts,
  period: Period,
): Promise<Parts | null> {
  const used = new Set(where.map((one) => one.field))
  for (const field of partsBy) {
    if (used.has(field)) continue
    const values = await countByField(scope, metric, { where: [...where] }, period, field, 60)
    if (values.filter((one) => (one.counts.n ?? 0) >= 20).length < fewestParts) continue
    const slice = byUnit(await countCells(scope, metric, { where: [...where] }, period, field))
    const other = byUnit(await countCells(scope, metric, { where: control.where ?? [] }, period, field))
    if (control.where === null) {
      for (const [unit, weeks] of other) {
        const mine = slice.get(unit)
        if (mine) for (const [start, counts] of weeks) weeks.set(start, lessCounts(counts, mine.get(start) ?? {}))
      }
    }
    return { field, slice, control: other }
  }
  return null
}

/** Customers × months of each week for rates, by the products that the conditions ask for; null where nobody entered them. */
export async function exposuresOf(
  scope: Scope,
  metric: Metric,
  where: readonly Condition[] | null,
): Promise<(start: string) => number | null> {
  if (!metric.needsExposure) return () => null
  const base = await customerBase(scope)
  const product = where?.find(({ field, op }) => field === "product" && op === "in")
  const products = product?.values?.map(String) ?? null
  return (start) => exposureBetween(base, Date.parse(start), Date.parse(dayAfter(start, 7)), products)
}

export function amountsOf(
  metric: Metric,
  weeks: readonly string[],
  counts: CountsByWeek | undefined,
  exposure: (start: string) => number | null = () => null,
): Amount[] {
  return weeks.map((start) => amountOf(metric, counts?.get(start) ?? {}, exposure(start) ?? 1))
}

const byWeek = (cells: readonly { start: string; counts: Counts }[]): Map<string, Counts> =>
  new Map(cells.map((cell) => [cell.start, cell.counts]))

function byUnit(cells: readonly { start: string; unit: string; counts: Counts }[]) {
  const units = new Map<string, Map<string, Counts>>()
  for (const { unit, start, counts } of cells) {
    if (unit === "") continue
    const weeks = units.get(unit) ?? new Map<string, Counts>()
    weeks.set(start, counts)
    units.set(unit, weeks)
  }
  return units
}
