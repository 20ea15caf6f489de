/** Differences between two shares (first minus second, -1…1), and the tests that belong to them. */
import { binomial, normal } from "./distributions.ts"
import { bisect, checkCount, type Interval, twoSidedZ, wilson } from "./intervals.ts"

export type Trials = { readonly successes: number; readonly n: number }

/** p is null where the statistic is undefined (both groups without any variation). */
export type TestResult = { readonly statistic: number | null; readonly p: number | null }

/** Newcombe's hybrid score interval (1998, method 10), the default: built from two Wilson intervals. */
export function newcombe(first: Trials, second: Trials, level = 0.95): Interval {
  return difference(first, second, level, "Newcombe", (d, p1, p2) => {
    const a = wilson(first.successes, first.n, level)
    const b = wilson(second.successes, second.n, level)
    return [d - Math.hypot(p1 - a.low!, b.high! - p2), d + Math.hypot(a.high! - p1, p2 - b.low!)]
  })
}

/** Miettinen and Nurminen's score interval (1985), with the factor N / (N - 1): best for small or extreme groups. */
export function miettinenNurminen(first: Trials, second: Trials, level = 0.95): Interval {
  const z = twoSidedZ(level)
  return difference(first, second, level, "Miettinen-Nurminen", (d) => [
    d <= -1 ? -1 : bisect((at) => scoreOfDifference(first, second, at) > z, -1, d),
    d >= 1 ? 1 : bisect((at) => scoreOfDifference(first, second, at) > -z, d, 1),
  ])
}

/** Agresti and Caffo (2000): Wald after one success and one failure more in each group. Not clipped. */
export function agrestiCaffo(first: Trials, second: Trials, level = 0.95): Interval {
  return difference(first, second, level, "Agresti-Caffo", () => {
    const p1 = (first.successes + 1) / (first.n + 2)
    const p2 = (second.successes + 1) / (second.n + 2)
    const half = twoSidedZ(level) * Math.sqrt((p1 * (1 - p1)) / (first.n + 2) + (p2 * (1 - p2)) / (second.n + 2))
    return [p1 - p2 - half, p1 - p2 + half]
  })
}

/** The textbook interval; zero width when both shares are 0 or 1, so only for comparison with other tools. */
export function waldDifference(first: Trials, second: Trials, level = 0.95): Interval {
  return difference(first, second, level, "Wald", (d, p1, p2) => {
    const half = twoSidedZ(level) * Math.sqrt((p1 * (1 - p1)) / first.n + (p2 * (1 - p2)) / second.n)
    return [d - half, d + half]
  })
}

/** Two-sided z test of equal shares with the pooled standard error. */
export function pooledZTest(first: Trials, second: Trials): TestResult {
  if (first.n === 0 || second.n === 0) return { statistic: null, p: null }
  const pooled = (first.successes + second.successes) / (first.n + second.n)
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n))
  if (se === 0) return { statistic: null, p: null }
  const z = (first.successes / first.n - second.successes / second.n) / se
  return { statistic: z, p: 2 * normal.survival(Math.abs(z)) }
}

/** Fisher's exact test, two-sided by summing all tables no more likely than the one seen (as R's fisher.test). */
export function fisherExactP(first: Trials, second: Trials): number {
  checkTrials(first)
  checkTrials(second)
  const total = first.successes + second.successes
  const chance = first.n + second.n === 0 ? 0 : total / (first.n + second.n)
  // Any chance gives the same hypergeometric ratio; the pooled one keeps all three logarithms small.
  const logTable = (x: number) => binomial.logPmf(x, first.n, chance) + binomial.logPmf(total - x, second.n, chance)
  const seen = logTable(first.successes)
  let asUnlikely = 0
  let all = 0
  for (let x = Math.max(0, total - second.n); x <= Math.min(total, first.n); x++) {
    const relative = Math.exp(logTable(x) - seen)
    all += relative
    if (relative <= 1 + 1e-7) asUnlikely += relative
  }
  return Math.min(1, asUnlikely / all)
}

function difference(
  first: Trials,
  second: Trials,
  level: number,
  method: string,
  limits: (difference: number, p1: number, p2: number) => readonly [number, number],
): Interval {
  checkTrials(first)
  checkTrials(second)
  const n = first.n + second.n
  if (first.n === 0 || second.n === 0) return { estimate: null, low: null, high: null, n, method, level }
  const p1 = first.successes / first.n
  const p2 = second.successes / second.n
  const [low, high] = limits(p1 - p2, p1, p2)
  return { estimate: p1 - p2, low, high, n, method, level }
}

/** Standardized distance of the data from a true difference d, at the constrained maximum-likelihood shares (closed form). */
function scoreOfDifference(first: Trials, second: Trials, d: number): number {
  const { successes: x1, n: n1 } = first
  const { successes: x2, n: n2 } = second
  const n = n1 + n2
  const l2 = (n1 + 2 * n2) * d - n - x1 - x2
  const l1 = (n2 * d - n - 2 * x2) * d + x1 + x2
  const l0 = x2 * d * (1 - d)
  const q = l2 ** 3 / (3 * n) ** 3 - (l1 * l2) / (6 * n * n) + l0 / (2 * n)
  const root = Math.sqrt(Math.max(0, l2 ** 2 / (3 * n) ** 2 - l1 / (3 * n)))
  const u = q < 0 ? -root : root
  const angle = (Math.PI + Math.acos(u === 0 ? 0 : clamp(q / u ** 3, -1, 1))) / 3
  const p2 = clamp(2 * u * Math.cos(angle) - l2 / (3 * n), 0, 1)
  const p1 = clamp(p2 + d, 0, 1)
  const variance = (((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2) * n) / (n - 1)
  const distance = x1 / n1 - x2 / n2 - d
  if (variance <= 0) return Math.abs(distance) < 1e-15 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY
  return distance / Math.sqrt(variance)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

function checkTrials({ successes, n }: Trials): void {
  checkCount(successes)
  checkCount(n)
  if (successes > n) throw new RangeError(`${successes} successes are more than ${n} trials`)
}
