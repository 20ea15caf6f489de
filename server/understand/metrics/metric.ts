import type { Interval } from "../../../stats/intervals.ts"
import type { Estimate } from "../../platform/schema.ts"
import type { Difference, MetricDefinition } from "./contract.ts"

/** What the database counts for a metric: each name with the SQL that sums it over interactions. */
export type Sums<Name extends string = string> = Record<Name, string>
export type Counts<Name extends string = string> = Record<Name, number>

/**
 * A number that ships: what it asks, what the database counts for it, and what follows from the counts. The counts are
 * sums, so they add up over days, products and weeks; estimates and intervals are made of them at the end and never averaged.
 */
export type Metric = {
  definition: MetricDefinition
  /** Which interactions it is about, as SQL. */
  about: string
  sums: Sums
  /** `exposure`: customers × months, for rates. */
  estimate(counts: Counts, exposure: number | null): Estimate
  /** How `second` differs from `first`, with its interval; null where one of them says nothing. */
  difference(first: Measured, second: Measured): Difference | null
  needsExposure?: boolean
}

export type Measured = { counts: Counts; exposure: number | null }

export const asEstimate = (
  { n, estimate, low, high }: Pick<Interval, "n" | "estimate" | "low" | "high">,
  times = 1,
): Estimate => ({
  n,
  estimate: scaled(estimate, times),
  low: scaled(low, times),
  high: scaled(high, times),
})

export const asDifference = (
  { estimate, low, high }: { estimate: number | null; low: number | null; high: number | null },
  { times = 1, relative = false } = {},
): Difference => ({ estimate: scaled(estimate, times), low: scaled(low, times), high: scaled(high, times), relative })

const scaled = (value: number | null, times: number) =>
  value === null || !Number.isFinite(value) ? null : value * times
