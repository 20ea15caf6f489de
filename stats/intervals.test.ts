import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { adjustP } from "./adjusted-p.ts"
import { agrestiCaffo, fisherExactP, miettinenNurminen, newcombe, pooledZTest, waldDifference } from "./differences.ts"
import {
  agrestiCoull,
  clopperPearson,
  geometricMeanInterval,
  type Interval,
  jeffreys,
  meanInterval,
  midP,
  summarize,
  wilson,
  wilsonCorrected,
} from "./intervals.ts"
import {
  type NetCounts,
  netSentimentInterval,
  npsDifference,
  npsDifferenceWelch,
  npsInterval,
  npsStudent,
  npsWald,
} from "./net-scores.ts"
import { exactBinomialP, garwood, observedToExpected, rateRatio } from "./rates.ts"

type Pair = [number, number]
type Reference = {
  proportion: (Record<`wilson9${0 | 5 | 9}` | "wilson_cc95" | "agresti_coull95", Pair> &
    Record<"clopper_pearson95" | "jeffreys95" | "midp95", Pair> & { x: number; n: number; p: number })[]
  nps: (Record<"promoters" | "passives" | "detractors" | "n" | "nps", number> & {
    wald95: Pair
    t95_n1: Pair | null
    adj_wald_add3_95: Pair
  })[]
  ces: {
    x: number | number[]
    n: number
    mean: number
    sd: number | null
    t95: Pair | null
    t90: Pair | null
    top2box: Pair
  }[]
  diff_proportion: (Record<"x1" | "n1" | "x2" | "n2" | "diff" | "fisher_p", number> &
    Record<"newcombe95" | "wald95" | "agresti_caffo95" | "miettinen_nurminen95", Pair> & {
      z_pooled: number | null
      p_pooled: number | null
    })[]
  nps_diff: {
    a: number[]
    b: number[]
    diff: number
    wald95: Pair
    z: number | null
    p: number | null
    welch95?: Pair
    welch_p?: number
  }[]
  poisson: { k: number; garwood95: Pair }[]
  rate_ratio: (Record<"x1" | "t1" | "x2" | "t2", number> & {
    note?: string
    ratio?: number | null
    ci95?: [number, number | null]
    p?: number
  })[]
  padjust: Record<"p" | "BH" | "BY" | "holm" | "hochberg" | "bonferroni", number[]>
}

const reference: Reference = JSON.parse(
  readFileSync(new URL("./reference/intervals_expected.json", import.meta.url), "utf8"),
)

describe("every number of the reference computed with R", () => {
  it("shares", () => {
    for (const { x, n, p, ...expected } of reference.proportion) {
      same(wilson(x, n).estimate, p)
      sameLimits(wilson(x, n), expected.wilson95)
      sameLimits(wilson(x, n, 0.9), expected.wilson90)
      sameLimits(wilson(x, n, 0.99), expected.wilson99)
      sameLimits(wilsonCorrected(x, n), expected.wilson_cc95)
      sameLimits(agrestiCoull(x, n), expected.agresti_coull95)
      sameLimits(clopperPearson(x, n), expected.clopper_pearson95)
      sameLimits(jeffreys(x, n), expected.jeffreys95)
      sameLimits(midP(x, n), expected.midp95)
    }
    expect(reference.proportion).toHaveLength(13)
  })

  it("NPS", () => {
    for (const row of reference.nps) {
      const counts = { good: row.promoters, neutral: row.passives, bad: row.detractors }
      same(npsInterval(counts).estimate, row.nps)
      expect(npsInterval(counts).n).toBe(row.n)
      sameLimits(npsInterval(counts), row.adj_wald_add3_95)
      sameLimits(npsWald(counts), row.wald95)
      sameLimits(npsStudent(counts), row.t95_n1 ?? [null, null])
    }
    expect(reference.nps).toHaveLength(13)
  })

  it("means", () => {
    for (const row of reference.ces) {
      const answers = [row.x].flat()
      const summary = summarize(answers)
      same(summary.mean, row.mean)
      if (row.sd !== null) same(summary.sd, row.sd)
      sameLimits(meanInterval(summary), row.t95 ?? [null, null])
      sameLimits(meanInterval(summary, 0.9), row.t90 ?? [null, null])
      sameLimits(wilson(answers.filter((answer) => answer >= 6).length, answers.length), row.top2box)
    }
    expect(reference.ces).toHaveLength(13)
  })

  it("differences of shares", () => {
    for (const row of reference.diff_proportion) {
      const first = { successes: row.x1, n: row.n1 }
      const second = { successes: row.x2, n: row.n2 }
      same(newcombe(first, second).estimate, row.diff)
      sameLimits(newcombe(first, second), row.newcombe95)
      sameLimits(waldDifference(first, second), row.wald95)
      sameLimits(agrestiCaffo(first, second), row.agresti_caffo95)
      sameLimits(miettinenNurminen(first, second), row.miettinen_nurminen95)
      same(pooledZTest(first, second).statistic, row.z_pooled)
      same(pooledZTest(first, second).p, row.p_pooled)
      same(fisherExactP(first, second), row.fisher_p)
    }
    expect(reference.diff_proportion).toHaveLength(13)
  })

  it("differences of NPS", () => {
    for (const row of reference.nps_diff) {
      const wald = npsDifference(netCounts(row.a), netCounts(row.b))
      same(wald.estimate, row.diff)
      sameLimits(wald, row.wald95)
      same(wald.statistic, row.z)
      same(wald.p, row.p)
      const welch = npsDifferenceWelch(netCounts(row.a), netCounts(row.b))
      sameLimits(welch, row.welch95 ?? [null, null])
      same(welch.p, row.welch_p ?? null)
    }
    expect(reference.nps_diff).toHaveLength(12)
  })

  it("rates and their ratios", () => {
    for (const { k, garwood95 } of reference.poisson) sameLimits(garwood(k), garwood95)
    for (const row of reference.rate_ratio) {
      const ratio = rateRatio({ count: row.x1, exposure: row.t1 }, { count: row.x2, exposure: row.t2 })
      same(ratio.estimate, row.ratio ?? null)
      sameLimits(ratio, row.ci95 ?? [null, null])
      same(ratio.p, row.p ?? null)
    }
    expect([reference.poisson.length, reference.rate_ratio.length]).toEqual([8, 6])
  })

  it("adjusted p-values", () => {
    const { p, BH, BY, holm, hochberg, bonferroni } = reference.padjust
    const methods = { BH, BY, Holm: holm, Hochberg: hochberg, Bonferroni: bonferroni } as const
    for (const [method, expected] of Object.entries(methods)) {
      adjustP(p, method as keyof typeof methods).forEach((value, i) => {
        same(value, expected[i]!)
      })
    }
    expect(adjustP([0.04, 0.01], "Holm")).toEqual([0.04, 0.02])
    expect(adjustP([], "BH")).toEqual([])
  })
})

describe("nothing observed", () => {
  it("is null and not NaN", () => {
    const none = { successes: 0, n: 0 }
    const noCounts = { good: 0, neutral: 0, bad: 0 }
    const intervals = [
      ...[wilson, wilsonCorrected, agrestiCoull, clopperPearson, jeffreys, midP].map((interval) => interval(0, 0)),
      ...[newcombe, miettinenNurminen, agrestiCaffo, waldDifference].map((interval) => interval(none, none)),
      ...[npsInterval, npsWald, npsStudent, netSentimentInterval].map((interval) => interval(noCounts)),
      ...[npsDifference, npsDifferenceWelch].map((interval) => interval(noCounts, { ...noCounts, good: 1 })),
      meanInterval(summarize([])),
      geometricMeanInterval(summarize([])),
      garwood(0, 0),
      rateRatio({ count: 0, exposure: 0 }, { count: 3, exposure: 4 }),
    ]
    expect(intervals.filter((i) => i.estimate !== null || i.low !== null || i.high !== null)).toEqual([])
    expect(pooledZTest(none, none)).toEqual({ statistic: null, p: null })
    expect(fisherExactP(none, none)).toBe(1)
  })
})

describe("net sentiment", () => {
  it("has limits where the likelihood-constrained score reaches z (Tango 1998)", () => {
    for (const counts of [
      netCounts([12, 36, 2]),
      netCounts([3, 5, 9]),
      netCounts([40, 10, 50]),
      netCounts([7, 2, 0]),
    ]) {
      const { low, high } = netSentimentInterval(counts)
      if (low! > -100) expect(constrainedScore(counts, low! / 100)).toBeCloseTo(1.959963984540054, 5)
      if (high! < 100) expect(constrainedScore(counts, high! / 100)).toBeCloseTo(-1.959963984540054, 5)
    }
  })

  it("has a width when all agree", () => {
    const unanimous = netSentimentInterval(netCounts([10, 0, 0]))
    expect(unanimous).toMatchObject({ estimate: 100, high: 100, n: 10 })
    expect(unanimous.low).toBeGreaterThan(20)
    expect(unanimous.low).toBeLessThan(80)
  })
})

describe("properties", () => {
  const counts = fc.tuple(fc.nat(400), fc.nat(400)).map(([x, more]) => ({ successes: x, n: x + more + 1 }))
  const level = fc.constantFrom(0.8, 0.9, 0.95, 0.99)

  it("every share's interval contains it, and a higher level contains a lower one", () => {
    fc.assert(
      fc.property(counts, ({ successes, n }) => {
        for (const interval of [wilson, wilsonCorrected, agrestiCoull, clopperPearson, jeffreys, midP]) {
          contains(interval(successes, n))
          // Agresti and Coull's is not nested: its centre moves with the level.
          if (interval === agrestiCoull) continue
          expect(interval(successes, n, 0.99).low!).toBeLessThanOrEqual(interval(successes, n, 0.9).low!)
          expect(interval(successes, n, 0.99).high!).toBeGreaterThanOrEqual(interval(successes, n, 0.9).high!)
        }
      }),
    )
  })

  it("every difference's interval contains it and turns round when the groups are exchanged", () => {
    fc.assert(
      fc.property(counts, counts, level, (first, second, at) => {
        for (const interval of [newcombe, miettinenNurminen]) {
          const there = interval(first, second, at)
          const back = interval(second, first, at)
          contains(there)
          expect(there.low! + back.high!).toBeCloseTo(0, 6)
        }
      }),
    )
  })

  it("net sentiment, rates and ratios contain their estimate", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(300), level, (a, b, c, at) => {
        fc.pre(a + b + c > 0)
        contains(netSentimentInterval({ good: a, neutral: b, bad: c }, at))
        contains(garwood(a, 7, at))
        contains(observedToExpected(a, b + 0.5, at))
        if (a > 0 && b > 0) contains(rateRatio({ count: a, exposure: 3 }, { count: b, exposure: 11 }, at))
        expect(exactBinomialP(a, a + b + c, 0.3)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it("a geometric mean lies between its limits, in the unit of the values", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 2 }), (times) => {
        const interval = geometricMeanInterval(summarize(times.map(Math.log)))
        contains(interval)
        expect(interval.estimate!).toBeGreaterThanOrEqual(Math.min(...times) * (1 - 1e-9))
        expect(interval.estimate!).toBeLessThanOrEqual(Math.max(...times) * (1 + 1e-9))
      }),
    )
  })

  it("an impossible count is refused", () => {
    expect(() => wilson(3, 2)).toThrow("3 successes are more than 2 trials")
    expect(() => wilson(1.5, 2)).toThrow(RangeError)
    expect(() => wilson(1, 2, 1)).toThrow("a confidence level lies between 0 and 1, got 1")
    expect(() => garwood(-1)).toThrow(RangeError)
    expect(() => adjustP([1.2], "BH")).toThrow(RangeError)
  })
})

function netCounts([good, neutral, bad]: number[]): NetCounts {
  return { good: good!, neutral: neutral!, bad: bad! }
}

/** The file has twelve decimals or thirteen digits. */
function same(ours: number | null, expected: number | null): void {
  if (expected === null || ours === null) {
    expect(ours).toBe(expected)
    return
  }
  const distance = Math.abs(ours - expected)
  if (distance > 1e-9 * Math.abs(expected) && distance > 2e-12) expect(ours).toBe(expected)
}

function sameLimits(ours: Interval, [low, high]: readonly [number | null, number | null]): void {
  same(ours.low, low)
  same(ours.high, high)
}

function contains({ estimate, low, high }: Interval): void {
  const slack = 1e-12 * Math.max(1, Math.abs(estimate!))
  expect(low!).toBeLessThanOrEqual(estimate! + slack)
  expect(high!).toBeGreaterThanOrEqual(estimate! - slack)
}

/** The same statistic without the closed form: the share of bad ones by golden search on the multinomial likelihood. */
function constrainedScore({ good, neutral, bad }: NetCounts, d: number): number {
  const n = good + neutral + bad
  const logLikelihood = (q: number) =>
    [
      [good, q + d],
      [bad, q],
      [neutral, 1 - d - 2 * q],
    ].reduce((sum, [count, share]) => sum + (count === 0 ? 0 : count! * Math.log(Math.max(share!, 1e-300))), 0)
  let low = Math.max(0, -d)
  let high = (1 - d) / 2
  for (let i = 0; i < 200; i++) {
    const left = high - (high - low) * 0.6180339887498949
    const right = low + (high - low) * 0.6180339887498949
    if (logLikelihood(left) < logLikelihood(right)) low = left
    else high = right
  }
  const q = (low + high) / 2
  return (good - bad - n * d) / Math.sqrt(n * (2 * q + d - d * d))
}
