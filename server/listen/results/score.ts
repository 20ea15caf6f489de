import { type Interval, meanInterval, wilson } from "../../../stats/intervals.ts"
import { npsInterval } from "../../../stats/net-scores.ts"
import type { Estimate } from "../../platform/schema.ts"
import type { Scale } from "./counted.ts"

/** What a score is made of: NPS, the share of answers from a value up, or their mean. */
export type Formula = { kind: "nps" } | { kind: "top"; from: number } | { kind: "mean" }

// Read by their top boxes, as the metrics of these names are; what measures something else is read by its mean.
const topBoxes: ReadonlySet<string> = new Set([
  "csat",
  "ces",
  "ease",
  "quality",
  "value",
  "expectations",
  "rating",
  "satisfaction",
  "pmf",
])

/** The formula of what a question measures on its scale. */
export function formulaOf(measures: string | undefined, { min, max }: Scale): Formula {
  if (measures === "nps") return min === 0 && max === 10 ? { kind: "nps" } : { kind: "mean" }
  if (!measures || !topBoxes.has(measures)) return { kind: "mean" }
  const points = max - min
  // CES is agreement: "somewhat agree" counts.
  if (measures === "ces")
    return {
      kind: "top",
      from: points === 6 ? max - 2 : points <= 2 ? max : points <= 4 ? max - 1 : max - points * 0.3,
    }
  return { kind: "top", from: points <= 2 ? max : points <= 6 ? max - 1 : points <= 10 ? max - 2 : max - points / 5 }
}

/** The score of counted values, with its interval: adjusted Wald for NPS, Wilson for shares, Student's t for means. */
export function scoreOf(formula: Formula, counts: ReadonlyMap<number, number>): Estimate {
  const n = sum(counts, () => 1)
  if (formula.kind === "top")
    return bare(
      wilson(
        sum(counts, (value) => (value >= formula.from ? 1 : 0)),
        n,
      ),
    )
  if (formula.kind === "nps") {
    const good = sum(counts, (value) => (value >= 9 ? 1 : 0))
    const bad = sum(counts, (value) => (value <= 6 ? 1 : 0))
    return bare(npsInterval({ good, bad, neutral: n - good - bad }))
  }
  const mean = n === 0 ? 0 : sum(counts, (value) => value) / n
  const squares = sum(counts, (value) => (value - mean) ** 2)
  return bare(meanInterval({ n, mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 }))
}

export const unitOf = (formula: Formula) => ({ nps: "score", top: "share", mean: "mean" })[formula.kind] as Unit
export type Unit = "score" | "share" | "mean"

export const bare = ({ n, estimate, low, high }: Interval): Estimate => ({ n, estimate, low, high })

function sum(counts: ReadonlyMap<number, number>, weight: (value: number) => number): number {
  let total = 0
  for (const [value, count] of counts) total += weight(value) * count
  return total
}
