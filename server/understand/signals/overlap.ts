import { type Condition, whereOf } from "../../listen/interactions/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { isWithin, type Slice, sliceSql } from "./dimension.ts"
import type { SignalRow } from "./signal.ts"
import { windowSql } from "./texts.ts"

/** From how much of a wider signal it is about the narrower thing, and of how many records one can say so. */
const most = 0.5
const fewest = 5

/**
 * Whether a signal is about a slice although it says more or less than it: they name something in common, nothing against
 * each other, and at least half of what the signal counts lies in the slice. "Fan motor × Aria 2" is about batch 7 where
 * most of its complaints come from batch 7.
 */
export async function isAbout(scope: Scope, signal: Told, slice: Slice): Promise<boolean> {
  if (isWithin(signal.slice, slice)) return true
  return agree(signal.slice, slice) && (await mostLies(scope, signal, sliceSql(slice, "own")))
}

/** The same for conditions, which may name several values of a field. */
export async function isAboutWhere(scope: Scope, signal: Told, where: readonly Condition[]): Promise<boolean> {
  const named = where.filter(({ op, values }) => op === "in" && values?.length)
  const common = named.filter(({ field }) => signal.slice[field] !== undefined)
  const possible = common.every(({ field, values }) =>
    values!.some((value) => agree({ [field]: signal.slice[field]! }, { [field]: String(value) })),
  )
  if (common.length === 0 || !possible) return false
  return mostLies(
    scope,
    signal,
    whereOf(scope.organizationId, { where: [...where] }, { prefix: "own", everyFact: true }),
  )
}

type Told = Pick<SignalRow, "slice" | "stream" | "since" | "until">

const agree = (one: Slice, other: Slice) => {
  const common = Object.keys(one).filter((field) => other[field] !== undefined)
  const same = (field: string) => {
    const [a, b] = [{ [field]: one[field]! }, { [field]: other[field]! }]
    return isWithin(a, b) || isWithin(b, a)
  }
  return common.length > 0 && common.every(same)
}

async function mostLies(scope: Scope, signal: Told, own: { text: string; values: Record<string, unknown> }) {
  const window = windowSql(scope, signal.stream, { slice: signal.slice, since: signal.since, until: signal.until })
  const [row] = await scope.clickhouse.rows<{ n: number; within: number }>(
    `select count() as n, countIf(${own.text}) as within from interaction where ${window.text}`,
    { ...window.values, ...own.values },
  )
  return row !== undefined && row.within >= fewest && row.within >= most * row.n
}
