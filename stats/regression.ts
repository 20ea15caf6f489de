/**
 * Quasi-Poisson regression with log link, by iteratively reweighted least squares on Householder QR, step for step as
 * R's glm.fit (start at y + 0.1, stop when the deviance moves by less than 1e-8 relative, at most 25 steps), so that
 * fitted values, leverages and dispersion equal R's to rounding.
 */
export type QuasiPoissonModel = {
  /** Column by column: design[column * rows + row]. */
  readonly design: Float64Array
  readonly rows: number
  readonly columns: number
  /** Counts, >= 0. */
  readonly counts: ArrayLike<number>
  /** Prior weights >= 0, default 1. A row of weight 0 is predicted, not fitted. */
  readonly weights?: ArrayLike<number>
  /** Per column, the precision of a normal prior around 0 on the log scale; default 0 (none). Makes every fit finite. */
  readonly precision?: ArrayLike<number>
}

export type QuasiPoissonFit = {
  /** 0 for a column that depends linearly on earlier ones. */
  readonly coefficients: Float64Array
  /** Standard errors with the estimated dispersion; NaN-free: 0 for a dropped column. */
  readonly standardErrors: Float64Array
  readonly fitted: Float64Array
  /** Per row, the variance of the fitted log mean divided by the dispersion. */
  readonly unscaledVariance: Float64Array
  /** Diagonal of the hat matrix. */
  readonly leverages: Float64Array
  /** Pearson chi-squared / residual degrees of freedom; 1 when no freedom is left. Not floored at 1. */
  readonly dispersion: number
  readonly degreesOfFreedom: number
  readonly converged: boolean
}

const MAX_STEPS = 25
const TOLERANCE = 1e-8

export function fitQuasiPoisson(model: QuasiPoissonModel): QuasiPoissonFit {
  const { design, rows, columns, counts } = model
  const solver = weightedLeastSquares(design, rows, columns, model.precision)
  const working = new Float64Array(rows)
  const weights = new Float64Array(rows)
  const eta = Float64Array.from({ length: rows }, (_, i) => Math.log(counts[i]! + 0.1))
  const fitted = eta.map(Math.exp)
  let deviance = Number.POSITIVE_INFINITY
  let converged = false
  let solution = solver.empty
  for (let step = 0; step < MAX_STEPS && !converged; step++) {
    for (let i = 0; i < rows; i++) {
      weights[i] = (model.weights?.[i] ?? 1) * fitted[i]!
      working[i] = eta[i]! + (counts[i]! - fitted[i]!) / fitted[i]!
    }
    solution = solver.solve(weights, working)
    predict(solution.coefficients, design, rows, columns, eta)
    for (let i = 0; i < rows; i++) fitted[i] = Math.max(Math.exp(eta[i]!), Number.EPSILON)
    const next = poissonDeviance(counts, fitted, model.weights)
    converged = Math.abs(next - deviance) / (Math.abs(next) + 0.1) < TOLERANCE
    deviance = next
  }
  return summarizeFit(model, solution, weights, fitted, converged)
}

function summarizeFit(
  { design, rows, columns, counts, weights: prior }: QuasiPoissonModel,
  solution: Solution,
  weights: Float64Array,
  fitted: Float64Array,
  converged: boolean,
): QuasiPoissonFit {
  let pearson = 0
  let used = 0
  for (let i = 0; i < rows; i++) {
    if (prior && prior[i] === 0) continue
    used++
    const residual = (counts[i]! - fitted[i]!) / fitted[i]!
    pearson += weights[i]! * residual * residual
  }
  const degreesOfFreedom = used - solution.rank
  const dispersion = degreesOfFreedom > 0 ? pearson / degreesOfFreedom : 1
  const unscaledVariance = new Float64Array(rows)
  const leverages = new Float64Array(rows)
  const row = new Float64Array(columns)
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++) row[c] = design[c * rows + i]!
    unscaledVariance[i] = solution.quadraticForm(row)
    leverages[i] = weights[i]! * unscaledVariance[i]!
  }
  const standardErrors = Float64Array.from({ length: columns }, (_, c) => {
    row.fill(0)
    row[c] = 1
    return Math.sqrt(dispersion * solution.quadraticForm(row))
  })
  const { coefficients } = solution
  return {
    coefficients,
    standardErrors,
    fitted,
    unscaledVariance,
    leverages,
    dispersion,
    degreesOfFreedom,
    converged,
  }
}

type Solution = {
  readonly coefficients: Float64Array
  readonly rank: number
  /** x' (X'WX)⁻¹ x over the columns kept. Overwrites x. */
  readonly quadraticForm: (x: Float64Array) => number
}

/** Solves min Σ w (z - Xβ)² + Σ precision β² repeatedly for one design, reusing its buffers. */
function weightedLeastSquares(
  design: Float64Array,
  rows: number,
  columns: number,
  precision: ArrayLike<number> | undefined,
): { solve: (weights: Float64Array, z: Float64Array) => Solution; empty: Solution } {
  const height = rows + (precision ? columns : 0)
  const q = new Float64Array(height * columns)
  const right = new Float64Array(height)
  const diagonal = new Float64Array(columns)
  const coefficients = new Float64Array(columns)

  function solve(weights: Float64Array, z: Float64Array): Solution {
    fill(weights, z)
    const rank = factorize()
    backSubstitute()
    return { coefficients, rank, quadraticForm }
  }

  function fill(weights: Float64Array, z: Float64Array): void {
    q.fill(0)
    right.fill(0)
    for (let i = 0; i < rows; i++) {
      const root = Math.sqrt(weights[i]!)
      right[i] = root * z[i]!
      for (let c = 0; c < columns; c++) q[c * height + i] = root * design[c * rows + i]!
    }
    if (precision) for (let c = 0; c < columns; c++) q[c * height + rows + c] = Math.sqrt(precision[c]!)
  }

  /** Householder reflections column by column; a column that is (nearly) spanned by earlier ones is dropped. */
  function factorize(): number {
    let rank = 0
    for (let c = 0; c < columns; c++) {
      const start = c * height
      const whole = norm(start, 0)
      // Rows above `rank` belong to earlier columns.
      const rest = norm(start, rank)
      if (rest <= 1e-11 * whole || rest === 0) {
        diagonal[c] = 0
        continue
      }
      const head = q[start + rank]!
      const alpha = head > 0 ? -rest : rest
      q[start + rank] = head - alpha
      reflect(start, rank)
      diagonal[c] = alpha
      pivotRow[c] = rank
      rank++
    }
    return rank
  }

  const pivotRow = new Int32Array(columns)

  function norm(start: number, from: number): number {
    let sum = 0
    for (let i = from; i < height; i++) sum += q[start + i]! * q[start + i]!
    return Math.sqrt(sum)
  }

  function reflect(start: number, from: number): void {
    let size = 0
    for (let i = from; i < height; i++) size += q[start + i]! * q[start + i]!
    for (let other = start + height; other < columns * height; other += height) apply(q, other)
    apply(right, 0)

    function apply(target: Float64Array, at: number): void {
      let dot = 0
      for (let i = from; i < height; i++) dot += q[start + i]! * target[at + i]!
      const factor = (2 * dot) / size
      for (let i = from; i < height; i++) target[at + i]! -= factor * q[start + i]!
    }
  }

  function backSubstitute(): void {
    for (let c = columns - 1; c >= 0; c--) {
      coefficients[c] = 0
      if (diagonal[c] === 0) continue
      const row = pivotRow[c]!
      let sum = right[row]!
      for (let k = c + 1; k < columns; k++) sum -= q[k * height + row]! * coefficients[k]!
      coefficients[c] = sum / diagonal[c]!
    }
  }

  /** |R'⁻¹ x|². */
  function quadraticForm(x: Float64Array): number {
    let sum = 0
    for (let c = 0; c < columns; c++) {
      if (diagonal[c] === 0) {
        x[c] = 0
        continue
      }
      let value = x[c]!
      for (let k = 0; k < c; k++) if (diagonal[k] !== 0) value -= q[c * height + pivotRow[k]!]! * x[k]!
      x[c] = value / diagonal[c]!
      sum += x[c]! * x[c]!
    }
    return sum
  }

  return { solve, empty: { coefficients, rank: 0, quadraticForm } }
}

function predict(
  coefficients: Float64Array,
  design: Float64Array,
  rows: number,
  columns: number,
  eta: Float64Array,
): void {
  eta.fill(0)
  for (let c = 0; c < columns; c++) {
    const coefficient = coefficients[c]!
    if (coefficient === 0) continue
    for (let i = 0; i < rows; i++) eta[i]! += coefficient * design[c * rows + i]!
  }
  // exp(±40) is beyond any count; without the limit a wild first step could overflow.
  for (let i = 0; i < rows; i++) eta[i] = Math.max(-40, Math.min(40, eta[i]!))
}

function poissonDeviance(
  counts: ArrayLike<number>,
  fitted: Float64Array,
  weights: ArrayLike<number> | undefined,
): number {
  let sum = 0
  for (let i = 0; i < fitted.length; i++) {
    const y = counts[i]!
    const part = y > 0 ? y * Math.log(y / fitted[i]!) - (y - fitted[i]!) : fitted[i]!
    sum += (weights?.[i] ?? 1) * part
  }
  return 2 * sum
}
