// How large the largest score gets when nothing is wrong, and the thresholds that follow from it.
import { badByCell, buildShareCube, cumulativeBad, type ShareSettings, scanCuboid } from "./scan-share.ts"
import type { Columns } from "./slices.ts"

/** Gumbel distribution of the largest score among all slices of k values (entry k - 1) over `looks` weekly looks. */
export type Calibration = { looks: number; byDepth: { location: number; scale: number }[] }

/**
 * Parametric bootstrap: bad records are drawn from the fitted rates (whose own uncertainty is drawn too) for the
 * records as they came, all slices are scanned at `looks` successive weekly looks, and a Gumbel distribution is fitted
 * to the largest score per depth (Abrams, Kulldorff and Kleinman 2010). Deterministic for a seed.
 */
export function calibrateShare(
  columns: Columns,
  lookDay: number,
  settings: ShareSettings,
  options: { streams: number; looks: number; seed: number },
): Calibration {
  const longest = settings.windows[settings.windows.length - 1]!
  const weeks = longest + options.looks - 1
  const cube = buildShareCube(columns, lookDay, weeks, settings)
  const random = generator(options.seed)
  const size = cube.hi - cube.lo
  const bad = new Uint8Array(size)
  const largest = Array.from({ length: settings.depth }, () => new Float64Array(options.streams))
  for (let stream = 0; stream < options.streams; stream++) {
    const shaken = cube.rates.uncertainty.map((variances) =>
      variances.map((v) => Math.exp(Math.sqrt(v) * normal(random))),
    )
    for (let i = 0; i < size; i++) {
      let p = cube.probability[i]!
      for (let d = 0; d < shaken.length; d++) {
        const dim = columns.dims[d]!
        const code = dim.offsets ? -1 : dim.codes[cube.lo + i]!
        if (code >= 0) p *= shaken[d]![code]!
      }
      bad[i] = random() < p ? 1 : 0
    }
    const total = cumulativeBad(cube, bad)
    for (const cuboid of cube.cuboids) {
      const counts = badByCell(cube, cuboid, bad)
      const depth = cuboid.dims.length - 1
      for (let look = longest; look <= weeks; look++) {
        scanCuboid(cube, cuboid, counts, total, look, settings, largest[depth]![stream]!, (_cell, _weeks, hit) => {
          if (hit.score > largest[depth]![stream]!) largest[depth]![stream] = hit.score
        })
      }
    }
  }
  // The tails fall alike at all depths (the score is a log-likelihood), so one scale is taken from all of them.
  const scale = largest.reduce((sum, values) => sum + gumbelFit(values).scale / largest.length, 0)
  return {
    looks: options.looks,
    byDepth: largest.map((values) => ({ location: gumbelLocation(values, scale), scale })),
  }
}

/**
 * Score per depth that all slices of that depth together exceed with probability `chance / depths` in `weeks` weeks
 * without a cause, so that all depths together stay within `chance`.
 */
export function thresholdsFor(calibration: Calibration, chance: number, weeks: number): number[] {
  const { byDepth, looks } = calibration
  const quiet = (1 - chance) ** (looks / weeks / byDepth.length)
  return byDepth.map(({ location, scale }) => location - scale * Math.log(-Math.log(quiet)))
}

/** Weeks between two chance alarms of at least this score, at any depth equally far out. */
export function recurrenceWeeks(calibration: Calibration, depth: number, score: number): number {
  const { location, scale } = calibration.byDepth[depth - 1]!
  const perStream = Math.exp(-(score - location) / scale)
  return calibration.looks / (perStream * calibration.byDepth.length)
}

/** Maximum likelihood fit of a Gumbel (largest value) distribution. */
export function gumbelFit(values: ArrayLike<number>): { location: number; scale: number } {
  const n = values.length
  let mean = 0
  for (let i = 0; i < n; i++) mean += values[i]! / n
  let variance = 0
  for (let i = 0; i < n; i++) variance += (values[i]! - mean) ** 2 / Math.max(1, n - 1)
  let scale = Math.max(1e-6, Math.sqrt(variance * 6) / Math.PI)
  for (let round = 0; round < 50; round++) {
    let weight = 0
    let weighted = 0
    for (let i = 0; i < n; i++) {
      const w = Math.exp(-(values[i]! - mean) / scale)
      weight += w
      weighted += w * values[i]!
    }
    const next = Math.max(1e-6, mean - weighted / weight)
    if (Math.abs(next - scale) < 1e-9) break
    scale = 0.5 * (scale + next)
  }
  return { location: gumbelLocation(values, scale), scale }
}

function gumbelLocation(values: ArrayLike<number>, scale: number): number {
  const n = values.length
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < n; i++) least = Math.min(least, values[i]!)
  let sum = 0
  for (let i = 0; i < n; i++) sum += Math.exp(-(values[i]! - least) / scale)
  return least - scale * Math.log(sum / n)
}

/** mulberry32: uniform numbers in [0, 1), the same for the same seed. */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
