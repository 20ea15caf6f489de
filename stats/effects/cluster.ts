import { studentT } from "../distributions.ts"
import { dot, eigen, type LinearFit, type Matrix, timesMatrix, timesVector } from "./linear.ts"

/** A coefficient with its uncertainty. `p` and the interval are of Student's t with `df` degrees of freedom. */
export type Tested = {
  readonly estimate: number
  readonly se: number
  readonly df: number
  readonly t: number
  readonly p: number
  readonly low: number
  readonly high: number
}

export function tested(estimate: number, se: number, df: number, level = 0.95): Tested {
  const t = se === 0 ? (estimate === 0 ? 0 : Math.sign(estimate) * Number.POSITIVE_INFINITY) : estimate / se
  const half = studentT.upperQuantile((1 - level) / 2, df) * se
  return {
    estimate,
    se,
    df,
    t,
    p: 2 * studentT.survival(Math.abs(t), df),
    low: estimate - half,
    high: estimate + half,
  }
}

/**
 * One coefficient with a variance that lets observations of a cluster depend on each other in any way (Liang and Zeger
 * 1986). CR1: the usual correction G/(G−1) · (N−1)/(N−K), t with G−1. CR2: Bell and McCaffrey's (2002) bias-reduced form
 * with Satterthwaite's degrees of freedom under independent errors, as R's clubSandwich; for few clusters.
 */
export function clusterRobust(
  fit: LinearFit,
  design: Matrix,
  clusters: readonly (string | number)[],
  column: number,
  kind: "CR1" | "CR2",
): Tested | null {
  const groups = [...indexed(clusters).values()]
  if (groups.length < 2) return null
  const direction = fit.bread[column]!
  return kind === "CR1" ? cr1(fit, design, groups, column, direction) : cr2(fit, design, groups, column, direction)
}

function cr1(fit: LinearFit, design: Matrix, groups: Groups, column: number, direction: readonly number[]): Tested {
  let sum = 0
  for (const rows of groups)
    sum +=
      dot(
        rows.map((i) => dot(design[i]!, direction)),
        pick(fit.residuals, rows),
      ) ** 2
  const g = groups.length
  const correction = (g / (g - 1)) * ((fit.rows - 1) / (fit.rows - fit.columns))
  return tested(fit.coefficients[column]!, Math.sqrt(correction * sum), g - 1)
}

function cr2(
  fit: LinearFit,
  design: Matrix,
  groups: Groups,
  column: number,
  direction: readonly number[],
): Tested | null {
  // a_g = (I − H_gg)^(−½) X_g (X'X)⁻¹ c, so the variance is Σ (a_g' e_g)².
  const weights = groups.map((rows) =>
    adjusted(
      rows.map((i) => design[i]!),
      fit.bread,
      direction,
    ),
  )
  let variance = 0
  for (const [g, rows] of groups.entries()) variance += dot(weights[g]!, pick(fit.residuals, rows)) ** 2
  // Σ_gh (p_g'p_h)² with p_g'p_h = [g = h] a_g'a_g − (X_g'a_g)' (X'X)⁻¹ (X_h'a_h).
  const scores = groups.map((rows, g) =>
    direction.map((_, c) => rows.reduce((sum, i, k) => sum + design[i]![c]! * weights[g]![k]!, 0)),
  )
  const through = scores.map((score) => timesVector(fit.bread, score))
  let trace = 0
  let squares = 0
  for (const [g, score] of scores.entries()) {
    const own = dot(weights[g]!, weights[g]!) - dot(score, through[g]!)
    trace += own
    squares += own ** 2
    for (let h = 0; h < g; h++) squares += 2 * dot(score, through[h]!) ** 2
  }
  // One cluster carries the whole coefficient: nothing to estimate its variance from.
  if (!(squares > 1e-300) || !(trace > 0)) return null
  return tested(fit.coefficients[column]!, Math.sqrt(variance), trace ** 2 / squares)
}

/** (I − H_gg)^(−½) X_g M c. H_gg = B B' with B = X_g M^½ has at most as many eigenvalues as columns: only they change. */
function adjusted(x: Matrix, bread: Matrix, direction: readonly number[]): number[] {
  const root = squareRoot(bread)
  const b = timesMatrix(x, root)
  const columns = direction.length
  const inner = Array.from({ length: columns }, (_, r) =>
    Array.from({ length: columns }, (__, c) => b.reduce((sum, row) => sum + row[r]! * row[c]!, 0)),
  )
  const { values, vectors } = eigen(inner)
  const plain = timesVector(x, direction)
  const projected = Array.from({ length: columns }, (_, r) => b.reduce((sum, row, i) => sum + row[r]! * plain[i]!, 0))
  const result = [...plain]
  for (const [k, value] of values.entries()) {
    if (value < 1e-12) continue
    const left = 1 - value
    // A direction that the cluster alone decides has no residual: its generalized inverse is 0.
    const factor = ((left > 1e-9 ? 1 / Math.sqrt(left) : 0) - 1) / value
    const vector = vectors.map((row) => row[k]!)
    const amount = factor * dot(vector, projected)
    for (const [i, row] of b.entries()) result[i]! += amount * dot(row, vector)
  }
  return result
}

function squareRoot(symmetric: Matrix): number[][] {
  const { values, vectors } = eigen(symmetric)
  return vectors.map((row) =>
    vectors.map((other) =>
      row.reduce((sum, value, k) => sum + value * other[k]! * Math.sqrt(Math.max(0, values[k]!)), 0),
    ),
  )
}

type Groups = readonly (readonly number[])[]

function indexed(clusters: readonly (string | number)[]): Map<string | number, number[]> {
  const groups = new Map<string | number, number[]>()
  for (const [i, cluster] of clusters.entries()) {
    const rows = groups.get(cluster)
    if (rows) rows.push(i)
    else groups.set(cluster, [i])
  }
  return groups
}

const pick = (values: readonly number[], rows: readonly number[]) => rows.map((i) => values[i]!)

/** Standard error of a coefficient when errors are independent and alike. */
export function plainError(fit: LinearFit, column: number): number {
  return Math.sqrt((dot(fit.residuals, fit.residuals) / (fit.rows - fit.columns)) * fit.bread[column]![column]!)
}
