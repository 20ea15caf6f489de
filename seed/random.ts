/** Seeded randomness: the same seed gives the same sequence on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [low, high], both included. */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Picks a key with a chance in proportion to its weight. */
  weighted<const T extends string | number>(weights: readonly (readonly [T, number])[]): T
  normal(mean: number, deviation: number): number
  /** Poisson count; for means above 60 the normal approximation, rounded. */
  poisson(mean: number): number
  /** Exponential waiting time with the given mean. */
  wait(mean: number): number
}

/** sfc32 seeded by a string, so that independent parts of a world can have independent streams. */
export function seededRandom(seed: string): Random {
  let [a, b, c, d] = hashedSeed(seed)
  const next = () => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 15; i++) next()
  const normal = (mean: number, deviation: number) =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    weighted: (weights) => {
      let total = 0
      for (let i = 0; i < weights.length; i++) total += weights[i]![1]
      let rest = next() * total
      for (let i = 0; i < weights.length; i++) {
        rest -= weights[i]![1]
        if (rest < 0) return weights[i]![0]
      }
      return weights[weights.length - 1]![0]
    },
    normal,
    poisson: (mean) => {
      if (mean > 60) return Math.max(0, Math.round(normal(mean, Math.sqrt(mean))))
      const limit = Math.exp(-mean)
      let count = -1
      for (let product = 1; product > limit || count < 0; product *= next()) count++
      return count
    },
    wait: (mean) => -mean * Math.log(1 - next()),
  }
}

/** FNV-1a over the text with four different starts. */
function hashedSeed(seed: string): [number, number, number, number] {
  const start = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]
  return start.map((basis) => {
    let hash = basis
    for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
    return hash | 0
  }) as [number, number, number, number]
}
