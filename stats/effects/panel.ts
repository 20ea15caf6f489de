import { clusterRobust, type Tested, tested } from "./cluster.ts"
import { leastSquares } from "./linear.ts"

/** The value of one unit in one period. `treated`: the unit is one the change reached; `post`: the period lies after it. */
export type Cell = {
  readonly unit: string | number
  readonly t: number
  readonly treated: boolean
  readonly post: boolean
  readonly y: number
  /** Weight, such as the number of answers behind `y`; default 1. */
  readonly weight?: number
}

/** Below so many units the usual cluster-robust error is too small: CR2 with Satterthwaite's degrees of freedom instead. */
export const fewClusters = 40

/**
 * Difference in differences: how much more the treated units changed than the others. y = 1 + treated + post +
 * treated·post, errors free to depend on each other within a unit. Null where one of the four groups is empty or a side
 * has only one unit: then nothing tells a change from chance.
 */
export function differenceInDifferences(cells: readonly Cell[], kind: "CR1" | "CR2" | "auto" = "auto"): Tested | null {
  if (!enoughUnits(cells)) return null
  const design = cells.map(({ treated, post }) => [1, +treated, +post, +(treated && post)])
  return regression(cells, design, 3, kind)
}

/**
 * Were the two sides on the same way before? y = 1 + treated + t + treated·t over the periods before the change: the last
 * coefficient is how much faster the treated units rose per period.
 */
export function preTrend(cells: readonly Cell[], kind: "CR1" | "CR2" | "auto" = "auto"): Tested | null {
  const earlier = cells.filter((cell) => !cell.post)
  if (!enoughUnits(earlier) || new Set(earlier.map((cell) => cell.t)).size < 3) return null
  // Centred, so that the columns are far from depending on each other.
  const middle = earlier.reduce((sum, cell) => sum + cell.t, 0) / earlier.length
  const design = earlier.map(({ treated, t }) => [1, +treated, t - middle, +treated * (t - middle)])
  return regression(earlier, design, 3, kind)
}

/**
 * Each unit's own change, treated against others, by Welch's t (Bertrand, Duflo and Mullainathan 2004: collapsing to before
 * and after takes all dependence in time out). Null with fewer than two units on a side.
 */
export function collapsedWelch(cells: readonly Cell[]): Tested | null {
  const changes = changesOf(cells)
  const [a, b] = [true, false].map((side) => changes.filter((one) => one.treated === side).map((one) => one.change))
  if (a!.length < 2 || b!.length < 2) return null
  const [ma, mb] = [mean(a!), mean(b!)]
  const [va, vb] = [variance(a!, ma) / a!.length, variance(b!, mb) / b!.length]
  if (va + vb === 0) return null
  const df = (va + vb) ** 2 / (va ** 2 / (a!.length - 1) + vb ** 2 / (b!.length - 1))
  return tested(ma - mb, Math.sqrt(va + vb), df)
}

/** After minus before of every unit that has both. */
export function changesOf(cells: readonly Cell[]): { unit: string | number; treated: boolean; change: number }[] {
  const units = new Map<string | number, { treated: boolean; sums: [Sum, Sum] }>()
  for (const cell of cells) {
    const unit = units.get(cell.unit) ?? { treated: cell.treated, sums: [emptySum(), emptySum()] }
    const sum = unit.sums[+cell.post]!
    sum.weight += cell.weight ?? 1
    sum.total += (cell.weight ?? 1) * cell.y
    units.set(cell.unit, unit)
  }
  return [...units].flatMap(([unit, { treated, sums }]) => {
    const [before, after] = sums
    if (before.weight === 0 || after.weight === 0) return []
    return [{ unit, treated, change: after.total / after.weight - before.total / before.weight }]
  })
}

type Sum = { weight: number; total: number }
const emptySum = (): Sum => ({ weight: 0, total: 0 })

function regression(cells: readonly Cell[], design: number[][], column: number, kind: "CR1" | "CR2" | "auto") {
  // Weighted least squares is least squares on rows multiplied by the root of their weight.
  const roots = cells.map((cell) => Math.sqrt(cell.weight ?? 1))
  const rows = design.map((row, i) => row.map((value) => value * roots[i]!))
  const fit = leastSquares(
    rows,
    cells.map((cell, i) => cell.y * roots[i]!),
  )
  if (!fit) return null
  const clusters = cells.map((cell) => cell.unit)
  const chosen = kind === "auto" ? (new Set(clusters).size < fewClusters ? "CR2" : "CR1") : kind
  return clusterRobust(fit, rows, clusters, column, chosen)
}

function enoughUnits(cells: readonly Cell[]): boolean {
  const sides = [true, false].map(
    (side) => new Set(cells.filter((cell) => cell.treated === side).map(({ unit }) => unit)),
  )
  return sides.every((units) => units.size >= 2)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const variance = (values: readonly number[], around: number) =>
  values.reduce((sum, value) => sum + (value - around) ** 2, 0) / (values.length - 1)
