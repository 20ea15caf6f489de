import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it, test } from "vitest"
import {
  beta,
  binomial,
  chiSquared,
  fisherF,
  gamma,
  negativeBinomial,
  normal,
  poisson,
  studentT,
} from "./distributions.ts"
import { erfc, lgamma, logNormalUpperTail } from "./special.ts"

type Reference = { fn: string; args: number | number[]; val: number }

const references: Reference[] = JSON.parse(readFileSync(new URL("./reference/dist_R.json", import.meta.url), "utf8"))

const functions: Record<string, (...args: number[]) => number> = {
  lgamma: (x) => lgamma(x!),
  norm_cdf: (x) => normal.cdf(x!),
  norm_q: (p) => normal.quantile(p!),
  t_cdf: (x, df) => studentT.cdf(x!, df!),
  t_q: (p, df) => studentT.quantile(p!, df!),
  beta_cdf: (x, a, b) => beta.cdf(x!, a!, b!),
  beta_q: (p, a, b) => beta.quantile(p!, a!, b!),
  gamma_cdf: (x, shape, rate) => gamma.cdf(x!, shape!, rate!),
  gamma_q: (p, shape, rate) => gamma.quantile(p!, shape!, rate!),
  chisq_cdf: (x, df) => chiSquared.cdf(x!, df!),
  chisq_q: (p, df) => chiSquared.quantile(p!, df!),
  pois_cdf: (k, mean) => poisson.cdf(k!, mean!),
  pois_q: (p, mean) => poisson.quantile(p!, mean!),
  nbinom_cdf: (k, size, prob) => negativeBinomial.cdf(k!, size!, prob!),
  nbinom_q: (p, size, prob) => negativeBinomial.quantile(p!, size!, prob!),
  binom_cdf: (k, n, prob) => binomial.cdf(k!, n!, prob!),
}

describe("the 592 values computed with R", () => {
  for (const [name, ours] of Object.entries(functions)) {
    test(name, () => {
      const rows = references.filter((r) => r.fn === name)
      expect(rows.length).toBeGreaterThan(0)
      const wrong = rows
        .map((r) => ({ ...r, ours: ours(...[r.args].flat()) }))
        .filter((r) => !(Math.abs(r.ours - r.val) <= 1e-9 * Math.abs(r.val)))
      expect(wrong).toEqual([])
    })
  }

  it("are all looked at", () => {
    expect(references.filter((r) => r.fn in functions)).toHaveLength(592)
  })
})

const size = fc.double({ min: 0.05, max: 5000, noNaN: true })
const inside = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
const count = fc.integer({ min: 0, max: 3000 })

const continuous = [
  { name: "normal", cdf: normal.cdf, survival: normal.survival, quantile: normal.quantile },
  { name: "t", cdf: studentT.cdf, survival: studentT.survival, quantile: studentT.quantile },
  { name: "gamma", cdf: gamma.cdf, survival: gamma.survival, quantile: gamma.quantile },
  { name: "beta", cdf: beta.cdf, survival: beta.survival, quantile: beta.quantile },
  { name: "F", cdf: fisherF.cdf, survival: fisherF.survival, quantile: fisherF.quantile },
] as const
type Continuous = (x: number, a: number, b: number) => number

describe.each(continuous)("$name", ({ cdf, survival, quantile }) => {
  it("takes quantile and cdf as inverses, in either tail", () => {
    fc.assert(
      fc.property(inside, size, size, (p, a, b) => {
        const x = (quantile as Continuous)(p, a, b)
        fc.pre(x > 1e-290 || x < 0)
        // The cdf may be so steep that neighbouring doubles straddle p: then it is enough that they do.
        const step = Math.abs(x) * 4e-15
        expect((cdf as Continuous)(x - step, a, b)).toBeLessThanOrEqual(p * (1 + 1e-9))
        expect((cdf as Continuous)(x + step, a, b)).toBeGreaterThanOrEqual(p * (1 - 1e-9))
      }),
    )
  })

  it("rises, and survival is what is left", () => {
    const x = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(x, x, size, size, (x1, x2, a, b) => {
        const low = (cdf as Continuous)(Math.min(x1, x2), a, b)
        expect((cdf as Continuous)(Math.max(x1, x2), a, b)).toBeGreaterThanOrEqual(low * (1 - 1e-11))
        expect(low + (survival as Continuous)(Math.min(x1, x2), a, b)).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe("counts", () => {
  it("sum to their cdf and complement it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0, max: 80, noNaN: true }),
        inside,
        (k, mean, p) => {
          const sums = [0, 0, 0]
          for (let i = 0; i <= k; i++) {
            sums[0]! += poisson.pmf(i, mean)
            sums[1]! += binomial.pmf(i, 70, p)
            sums[2]! += negativeBinomial.pmf(i, 3.5, Math.max(p, 0.01))
          }
          expect(poisson.cdf(k, mean)).toBeCloseTo(sums[0]!, 11)
          expect(binomial.cdf(k, 70, p)).toBeCloseTo(sums[1]!, 11)
          expect(negativeBinomial.cdf(k, 3.5, Math.max(p, 0.01))).toBeCloseTo(sums[2]!, 11)
          expect(poisson.survival(k, mean) + poisson.cdf(k, mean)).toBeCloseTo(1, 12)
          expect(binomial.survival(k, 70, p) + binomial.cdf(k, 70, p)).toBeCloseTo(1, 12)
        },
      ),
    )
  })

  it("give the count back for its own cdf", () => {
    fc.assert(
      fc.property(count, fc.double({ min: 0.1, max: 3000, noNaN: true }), (k, mean) => {
        const p = poisson.cdf(k, mean)
        fc.pre(p > 1e-200 && p < 1 - 1e-9)
        expect(poisson.quantile(p, mean)).toBe(k)
      }),
    )
  })

  it("give the smallest count that reaches p", () => {
    fc.assert(
      fc.property(inside, size, inside, (p, successes, prob) => {
        const chance = Math.max(prob, 1e-3)
        const k = negativeBinomial.quantile(p, successes, chance)
        expect(negativeBinomial.cdf(k, successes, chance)).toBeGreaterThanOrEqual(p * (1 - 1e-13))
        expect(negativeBinomial.cdf(k - 1, successes, chance)).toBeLessThan(p)
        const upper = negativeBinomial.upperQuantile(p, successes, chance)
        expect(negativeBinomial.survival(upper, successes, chance)).toBeLessThanOrEqual(p * (1 + 1e-13))
        expect(negativeBinomial.survival(upper - 1, successes, chance)).toBeGreaterThan(p)
      }),
    )
  })
})

describe("far tails and edges", () => {
  it("keeps relative accuracy where one minus cdf would be zero", () => {
    // Computed with 40 digits.
    expect(poisson.survival(1911, 1044.748228456914) / 1.233015764715832e-127).toBeCloseTo(1, 11)
    expect(normal.survival(37) / 5.72557122252458e-300).toBeCloseTo(1, 12)
    expect(erfc(24.82517392251621) / 5.071730080243568e-270).toBeCloseTo(1, 11)
    expect(logNormalUpperTail(256.30258337180646)).toBeCloseTo(-32851.972433999115, 8)
    expect(
      fisherF.survival(251.6651281775176, 15.023918617637504, 251.6651281775176) / 4.948979650377037e-142,
    ).toBeCloseTo(1, 11)
  })

  it("loses nothing to huge parameters", () => {
    expect(studentT.quantile(0.975, 1e12) / normal.quantile(0.975)).toBeCloseTo(1, 11)
    expect(poisson.quantile(0.975, 1e12)).toBe(1_000_001_959_964)
    expect(poisson.cdf(1e9, 1e9)).toBeCloseTo(0.500008410441739, 12)
    expect(negativeBinomial.cdf(1e8, 1e8, 0.5)).toBeCloseTo(0.5000282094791407, 12)
    expect(beta.quantile(0.025, 1e9, 2e9)).toBeCloseTo(0.3333164647544184, 13)
  })

  it("is a number at every edge", () => {
    const values = [
      normal.cdf(Number.NEGATIVE_INFINITY),
      normal.survival(Number.NEGATIVE_INFINITY),
      normal.quantile(0),
      normal.quantile(1),
      studentT.cdf(0, 1e-3),
      studentT.cdf(1e300, 3),
      studentT.logPdf(0, 5),
      studentT.quantile(0, 3),
      studentT.cdf(Number.NEGATIVE_INFINITY, 3),
      beta.cdf(-1, 2, 3),
      beta.cdf(2, 2, 3),
      beta.quantile(0, 0.5, 0.5),
      beta.quantile(1, 0.5, 0.5),
      beta.logPdf(0, 1, 2),
      gamma.cdf(0, 1),
      gamma.cdf(Number.POSITIVE_INFINITY, 1),
      gamma.quantile(1, 2),
      gamma.logPdf(0, 0.5),
      poisson.cdf(-1, 0),
      poisson.cdf(0, 0),
      poisson.quantile(0, 5),
      poisson.quantile(1, 5),
      poisson.quantile(0.3, 0),
      poisson.survival(Number.POSITIVE_INFINITY, 4),
      binomial.cdf(0, 0, 0.5),
      binomial.quantile(1, 9, 0.5),
      binomial.logPmf(9, 9, 1),
      negativeBinomial.cdf(3, 2, 1),
      negativeBinomial.quantile(0.9, 2, 1),
      fisherF.cdf(0, 1, 1),
      fisherF.cdf(Number.POSITIVE_INFINITY, 1, 1),
    ]
    expect(values.map((v, i) => (Number.isNaN(v) ? i : null)).filter((v) => v !== null)).toEqual([])
    expect(poisson.quantile(0.3, 0)).toBe(0)
    expect(negativeBinomial.quantile(0.9, 2, 1)).toBe(0)
  })

  it("refuses parameters that mean nothing", () => {
    expect(() => poisson.cdf(1, -1)).toThrow(RangeError)
    expect(() => normal.quantile(1.5)).toThrow("a probability lies between 0 and 1, got 1.5")
    expect(() => negativeBinomial.cdf(1, 0, 0.5)).toThrow(RangeError)
    expect(() => beta.quantile(0.5, 0, 1)).toThrow("a must be positive, got 0")
    expect(() => binomial.cdf(1, 2.5, 0.5)).toThrow(RangeError)
  })
})
