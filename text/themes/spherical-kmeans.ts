export type Clusters = { labels: Int32Array; centroids: Float32Array; tightness: number }

/**
 * Spherical k-means (Dhillon and Modha 2001) on rows of length 1, started by k-means++ with a fixed seed; of three runs
 * the tightest is kept. With `initial` (an earlier cluster for each row, or −1) there is one run, begun from those
 * clusters and topped up to `k` by k-means++. Rows of zeros get label −1.
 */
export function sphericalKMeans(rows: Float32Array, width: number, k: number, initial?: Int32Array): Clusters {
  if (initial !== undefined) return oneRun(rows, width, k, 1, initial)
  let best: Clusters | undefined
  for (let start = 0; start < STARTS; start++) {
    const found = oneRun(rows, width, k, 1 + start * 7919)
    if (best === undefined || found.tightness > best.tightness) best = found
  }
  return best!
}

const STARTS = 3

function oneRun(rows: Float32Array, width: number, k: number, seed: number, initial?: Int32Array): Clusters {
  const n = rows.length / width
  const labels = new Int32Array(n).fill(-1)
  const closeness = new Float32Array(n)
  const centroids = new Float32Array(k * width)
  let known = 0
  if (initial !== undefined) {
    known = Math.min(k, initial.reduce((most, label) => Math.max(most, label), -1) + 1)
    recentre(rows, initial, closeness.fill(1), centroids, width, known)
  }
  addSeeds(rows, n, width, k, seed, centroids, known)
  let tightness = 0
  for (let pass = 0; pass < 25; pass++) {
    let moved = 0
    tightness = 0
    for (let r = 0; r < n; r++) {
      const label = nearest(rows, r * width, centroids, width, k, closeness, r)
      if (label !== labels[r]) moved++
      labels[r] = label
      if (label >= 0) tightness += closeness[r]!
    }
    if (moved <= n / 500) break
    recentre(rows, labels, closeness, centroids, width, k)
  }
  return { labels, centroids, tightness }
}

function nearest(
  rows: Float32Array,
  at: number,
  centroids: Float32Array,
  width: number,
  k: number,
  out: Float32Array,
  r: number,
): number {
  let best = -1
  let most = 1e-6
  for (let c = 0; c < k; c++) {
    const from = c * width
    let dot = 0
    for (let i = 0; i < width; i++) dot += rows[at + i]! * centroids[from + i]!
    if (dot > most) {
      most = dot
      best = c
    }
  }
  out[r] = best < 0 ? 0 : most
  return best
}

function recentre(
  rows: Float32Array,
  labels: Int32Array,
  closeness: Float32Array,
  centroids: Float32Array,
  width: number,
  k: number,
): void {
  centroids.fill(0)
  const counts = new Int32Array(k)
  for (let r = 0; r < labels.length; r++) {
    const label = labels[r]!
    if (label < 0 || label >= k) continue
    counts[label]!++
    for (let i = 0; i < width; i++) centroids[label * width + i]! += rows[r * width + i]!
  }
  for (let c = 0; c < k; c++) {
    // An empty cluster restarts at the row that fits worst where it is.
    if (counts[c] === 0) {
      let lonely = 0
      for (let r = 1; r < labels.length; r++) if (labels[r]! >= 0 && closeness[r]! < closeness[lonely]!) lonely = r
      closeness[lonely] = 2
      for (let i = 0; i < width; i++) centroids[c * width + i] = rows[lonely * width + i]!
    }
    let square = 0
    for (let i = 0; i < width; i++) square += centroids[c * width + i]! ** 2
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    for (let i = 0; i < width; i++) centroids[c * width + i]! *= scale
  }
}

/**
 * Greedy k-means++: fills the centroids from number `known` on; of four rows drawn with chances by their distance, the
 * one that brings all rows closest is taken.
 */
function addSeeds(
  rows: Float32Array,
  n: number,
  width: number,
  k: number,
  seed: number,
  centroids: Float32Array,
  known: number,
): void {
  let distance = new Float64Array(n).fill(1)
  for (let c = 0; c < known; c++)
    distance = shrunk(rows, width, centroids.subarray(c * width, (c + 1) * width), distance)
  let state = seed >>> 0
  for (let c = known; c < k; c++) {
    let best: { row: number; distance: Float64Array<ArrayBuffer>; left: number } | undefined
    for (let draw = 0; draw < 4; draw++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      const row = drawn(distance, state / 2 ** 32)
      const after = shrunk(rows, width, rows.subarray(row * width, (row + 1) * width), distance)
      const left = after.reduce((sum, d) => sum + d, 0)
      if (best === undefined || left < best.left) best = { row, distance: after, left }
    }
    distance = best!.distance
    centroids.set(rows.subarray(best!.row * width, (best!.row + 1) * width), c * width)
  }
}

function drawn(distance: Float64Array, chance: number): number {
  let left = chance * distance.reduce((sum, d) => sum + d, 0)
  for (let r = 0; r < distance.length; r++) {
    left -= distance[r]!
    if (left <= 0) return r
  }
  return distance.length - 1
}

function shrunk(
  rows: Float32Array,
  width: number,
  to: Float32Array,
  distance: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  return distance.map((before, r) => {
    const at = r * width
    let dot = 0
    for (let i = 0; i < width; i++) dot += rows[at + i]! * to[i]!
    return Math.min(before, Math.max(0, 1 - dot))
  })
}
