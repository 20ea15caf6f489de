/** A sparse row: parallel arrays of column and value. */
export type SparseRow = { columns: Int32Array; values: Float32Array }
export type LatentSpace = {
  /** Rows projected and scaled to length 1: n × rank. */
  rows: Float32Array
  /** Columns' directions: columns × rank. */
  directions: Float32Array
  rank: number
}

/**
 * Latent semantic analysis: the truncated singular value decomposition by randomized subspace iteration
 * (Halko, Martinsson, Tropp 2011, two power iterations). Deterministic: the start comes from a fixed seed.
 */
export function latentSpace(rows: SparseRow[], columns: number, rank: number): LatentSpace {
  const width = Math.min(rank + 8, rows.length, columns)
  let directions = randomMatrix(columns, width)
  for (let pass = 0; pass < 3; pass++) {
    const projected = times(rows, directions, width)
    orthonormalize(projected, rows.length, width)
    directions = timesTransposed(rows, projected, columns, width)
    orthonormalize(directions, columns, width)
  }
  const projected = times(rows, directions, width)
  const rotation = principalAxes(projected, rows.length, width)
  const kept = Math.min(rank, width)
  const turned = turn(directions, columns, width, rotation, kept)
  const placed = turn(projected, rows.length, width, rotation, kept)
  normalizeRows(placed, rows.length, kept)
  return { rows: placed, directions: turned, rank: kept }
}

function times(rows: SparseRow[], matrix: Float32Array, width: number): Float32Array {
  const out = new Float32Array(rows.length * width)
  rows.forEach((row, r) => {
    const to = r * width
    for (let i = 0; i < row.columns.length; i++) {
      const from = row.columns[i]! * width
      const value = row.values[i]!
      for (let c = 0; c < width; c++) out[to + c]! += value * matrix[from + c]!
    }
  })
  return out
}

function timesTransposed(rows: SparseRow[], matrix: Float32Array, columns: number, width: number): Float32Array {
  const out = new Float32Array(columns * width)
  rows.forEach((row, r) => {
    const from = r * width
    for (let i = 0; i < row.columns.length; i++) {
      const to = row.columns[i]! * width
      const value = row.values[i]!
      for (let c = 0; c < width; c++) out[to + c]! += value * matrix[from + c]!
    }
  })
  return out
}

/** Modified Gram–Schmidt over the columns, in place; a column that vanishes becomes zero. */
function orthonormalize(matrix: Float32Array, height: number, width: number): void {
  const columns = Array.from({ length: width }, (_, c) => {
    const column = new Float64Array(height)
    for (let r = 0; r < height; r++) column[r] = matrix[r * width + c]!
    return column
  })
  for (let c = 0; c < width; c++) {
    const column = columns[c]!
    for (let before = 0; before < c; before++) {
      const other = columns[before]!
      let dot = 0
      for (let r = 0; r < height; r++) dot += column[r]! * other[r]!
      for (let r = 0; r < height; r++) column[r]! -= dot * other[r]!
    }
    let square = 0
    for (let r = 0; r < height; r++) square += column[r]! ** 2
    const scale = square > 1e-18 ? 1 / Math.sqrt(square) : 0
    for (let r = 0; r < height; r++) column[r]! *= scale
  }
  for (let c = 0; c < width; c++) for (let r = 0; r < height; r++) matrix[r * width + c] = columns[c]![r]!
}

/** Eigenvectors of MᵀM (Jacobi), largest first, as columns of a width × width matrix. */
function principalAxes(matrix: Float32Array, height: number, width: number): Float64Array {
  const gram = new Float64Array(width * width)
  for (let r = 0; r < height; r++) {
    const at = r * width
    for (let i = 0; i < width; i++) {
      const value = matrix[at + i]!
      if (value !== 0) for (let j = i; j < width; j++) gram[i * width + j]! += value * matrix[at + j]!
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[i * width + j] = gram[j * width + i]!
  const axes = new Float64Array(width * width)
  for (let i = 0; i < width; i++) axes[i * width + i] = 1
  for (let sweep = 0; sweep < 12; sweep++) {
    let off = 0
    for (let p = 0; p < width; p++) {
      for (let q = p + 1; q < width; q++) {
        const between = gram[p * width + q]!
        off += between * between
        if (Math.abs(between) < 1e-12) continue
        const theta = (gram[q * width + q]! - gram[p * width + p]!) / (2 * between)
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
        const c = 1 / Math.sqrt(t * t + 1)
        rotate(gram, axes, width, p, q, c, t * c)
      }
    }
    if (off < 1e-16) break
  }
  const order = Array.from({ length: width }, (_, i) => i).sort((a, b) => gram[b * width + b]! - gram[a * width + a]!)
  const sorted = new Float64Array(width * width)
  order.forEach((from, to) => {
    for (let r = 0; r < width; r++) sorted[r * width + to] = axes[r * width + from]!
  })
  return sorted
}

function rotate(
  gram: Float64Array,
  axes: Float64Array,
  width: number,
  p: number,
  q: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < width; k++) {
    const kp = gram[k * width + p]!
    const kq = gram[k * width + q]!
    gram[k * width + p] = c * kp - s * kq
    gram[k * width + q] = s * kp + c * kq
  }
  for (let k = 0; k < width; k++) {
    const pk = gram[p * width + k]!
    const qk = gram[q * width + k]!
    gram[p * width + k] = c * pk - s * qk
    gram[q * width + k] = s * pk + c * qk
    const ap = axes[k * width + p]!
    const aq = axes[k * width + q]!
    axes[k * width + p] = c * ap - s * aq
    axes[k * width + q] = s * ap + c * aq
  }
}

function turn(matrix: Float32Array, height: number, width: number, axes: Float64Array, kept: number): Float32Array {
  const out = new Float32Array(height * kept)
  for (let r = 0; r < height; r++) {
    for (let i = 0; i < width; i++) {
      const value = matrix[r * width + i]!
      if (value === 0) continue
      for (let c = 0; c < kept; c++) out[r * kept + c]! += value * axes[i * width + c]!
    }
  }
  return out
}

function normalizeRows(matrix: Float32Array, height: number, width: number): void {
  for (let r = 0; r < height; r++) {
    let square = 0
    for (let c = 0; c < width; c++) square += matrix[r * width + c]! ** 2
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    for (let c = 0; c < width; c++) matrix[r * width + c]! *= scale
  }
}

function randomMatrix(height: number, width: number): Float32Array {
  const matrix = new Float32Array(height * width)
  let state = 42
  for (let i = 0; i < matrix.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    matrix[i] = state / 2 ** 31 - 1
  }
  return matrix
}
