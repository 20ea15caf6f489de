/**
 * Least squares for small designs (a dozen columns at most) by Householder QR, with what sandwich variances need: the
 * residuals and (X'X)⁻¹. A matrix is a list of rows.
 */
export type Matrix = readonly (readonly number[])[]

export type LinearFit = {
  readonly coefficients: readonly number[]
  readonly residuals: readonly number[]
  /** (X'X)⁻¹. */
  readonly bread: Matrix
  readonly rows: number
  readonly columns: number
}

/** Null where the columns depend on each other, or there are no more rows than columns. */
export function leastSquares(design: Matrix, y: readonly number[]): LinearFit | null {
  const rows = design.length
  const columns = design[0]?.length ?? 0
  if (rows <= columns || columns === 0) return null
  const a = design.map((row, i) => [...row, y[i]!])
  const lengths = Array.from({ length: columns }, (_, c) => norm(a, c, 0))
  for (let c = 0; c < columns; c++) {
    const length = norm(a, c, c)
    if (!(length > 1e-10 * lengths[c]!)) return null
    reflect(a, c, length)
  }
  const inverse = invertedTriangle(a, columns)
  const coefficients = inverse.map((row) => row.reduce((sum, value, k) => sum + value * a[k]![columns]!, 0))
  return {
    coefficients,
    residuals: y.map((value, i) => value - dot(design[i]!, coefficients)),
    bread: inverse.map((one) => inverse.map((other) => dot(one, other))),
    rows,
    columns,
  }
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

export const timesVector = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => dot(row, vector))

export const timesMatrix = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) => b[0]!.map((_, c) => row.reduce((sum, value, k) => sum + value * b[k]![c]!, 0)))

/** Eigenvalues and eigenvectors (as columns) of a small symmetric matrix, by Jacobi's rotations. */
export function eigen(symmetric: Matrix): { values: number[]; vectors: number[][] } {
  const n = symmetric.length
  const a = symmetric.map((row) => [...row])
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)))
  const scale = Math.max(...a.flat().map(Math.abs), Number.MIN_VALUE)
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off = Math.max(off, Math.abs(a[p]![q]!))
    if (off <= 1e-17 * scale) break
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q)
  }
  return { values: a.map((row, i) => row[i]!), vectors: v }
}

function norm(a: readonly number[][], column: number, from: number): number {
  let sum = 0
  for (let i = from; i < a.length; i++) sum += a[i]![column]! ** 2
  return Math.sqrt(sum)
}

function reflect(a: number[][], c: number, length: number) {
  const alpha = a[c]![c]! > 0 ? -length : length
  const v = a.slice(c).map((row) => row[c]!)
  v[0]! -= alpha
  const size = dot(v, v)
  for (let k = c; k < a[0]!.length; k++) {
    let sum = 0
    for (let i = 0; i < v.length; i++) sum += v[i]! * a[c + i]![k]!
    const factor = (2 * sum) / size
    for (let i = 0; i < v.length; i++) a[c + i]![k]! -= factor * v[i]!
  }
}

function invertedTriangle(a: readonly number[][], n: number): number[][] {
  const inverse = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  for (let c = 0; c < n; c++) {
    inverse[c]![c] = 1 / a[c]![c]!
    for (let r = c - 1; r >= 0; r--) {
      let sum = 0
      for (let k = r + 1; k <= c; k++) sum += a[r]![k]! * inverse[k]![c]!
      inverse[r]![c] = -sum / a[r]![r]!
    }
  }
  return inverse
}

function rotate(a: number[][], v: number[][], p: number, q: number) {
  const off = a[p]![q]!
  if (off === 0) return
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * off)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]![p]!, a[k]![q]!]
    a[k]![p] = c * x - s * y
    a[k]![q] = s * x + c * y
  }
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[p]![k]!, a[q]![k]!]
    a[p]![k] = c * x - s * y
    a[q]![k] = s * x + c * y
    const [e, f] = [v[k]![p]!, v[k]![q]!]
    v[k]![p] = c * e - s * f
    v[k]![q] = s * e + c * f
  }
}
