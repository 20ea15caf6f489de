import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { clusterRobust, plainError } from "./cluster.ts"
import { leastSquares } from "./linear.ts"
import { type Cell, changesOf, collapsedWelch, differenceInDifferences, preTrend } from "./panel.ts"
import { autocorrelation, effectOf, interruptedSeries, neweyWest, usualLag } from "./series.ts"
import { anytimeFactor, chanceToSee, smallestVisible, timesAsMuch } from "./watching.ts"

type Numbers = Record<string, number>
type Its = {
  name: string
  t0: number
  n: number
  formula: string
  coef: Numbers
  ols_se: Numbers
  dw: number
  nw_auto_lag: number
} & Record<`nw_lag${number}`, { se: Numbers; se_smallsample: Numbers; p_t: Numbers; ci95_t: Record<string, number[]> }>
type Did = {
  name: string
  coef: Numbers
  ols_se: Numbers
  cr1_se: Numbers
  cr1_p_t: Numbers
  cr1_ci95_t_tp: number[]
  df_t: number
  wls_n: { coef: Numbers; cr1_se: Numbers }
  collapsed_welch: { effect: number; se: number; df: number; p: number; ci95: number[] }
  pretrend: { coef: number; cr1_se: number }
}
type Cr2 = Record<string, { CR2_se: number; CR2_satterthwaite_df: number; CR2_p: number; CR2_ci95: number[] }>

const folder = new URL("../reference/outcome/", import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), "utf8")
const expected = JSON.parse(read("outcome_expected.json")) as { its: Its[]; did: Did[] }
const cr2 = JSON.parse(read("did_cr2_clubsandwich.json")) as Cr2

describe("difference in differences equals statsmodels, sandwich and clubSandwich", () => {
  it.each(expected.did.map((one) => [one.name, one] as const))("%s", (name, reference) => {
    const cells = panel(name)
    const one = differenceInDifferences(cells, "CR1")!
    near(one.estimate, reference.coef.tp!)
    near(one.se, reference.cr1_se.tp!)
    near(one.df, reference.df_t)
    near(one.p, reference.cr1_p_t.tp!, 1e-7)
    near([one.low, one.high], reference.cr1_ci95_t_tp, 1e-8)

    const two = differenceInDifferences(cells, "CR2")!
    const club = cr2[name]!
    near(two.se, club.CR2_se, 1e-9)
    near(two.df, club.CR2_satterthwaite_df, 1e-9)
    near(two.p, club.CR2_p, 1e-6)
    near([two.low, two.high], club.CR2_ci95, 1e-8)
    expect(differenceInDifferences(cells)!.se).toBe(name.includes("few") ? two.se : one.se)

    const weighted = differenceInDifferences(
      cells.map((cell, i) => ({ ...cell, weight: weights(name)[i]! })),
      "CR1",
    )!
    near(weighted.estimate, reference.wls_n.coef.tp!)
    near(weighted.se, reference.wls_n.cr1_se.tp!)

    const welch = collapsedWelch(cells)!
    near(
      [welch.estimate, welch.se, welch.df, welch.low, welch.high],
      [
        reference.collapsed_welch.effect,
        reference.collapsed_welch.se,
        reference.collapsed_welch.df,
        ...reference.collapsed_welch.ci95,
      ],
    )
    near(welch.p, reference.collapsed_welch.p, 1e-7)

    const trend = preTrend(cells, "CR1")!
    near([trend.estimate, trend.se], [reference.pretrend.coef, reference.pretrend.cr1_se])
  })

  it("says of the violated trend that the sides were not on the same way", () => {
    expect(preTrend(panel("did_pretrend_violated"))!.p).toBeLessThan(0.05)
    expect(preTrend(panel("did_effect"))!.p).toBeGreaterThan(0.5)
  })
})

describe("an interrupted series equals statsmodels and sandwich", () => {
  it.each(expected.its.map((one) => [one.name, one] as const))("%s", (name, reference) => {
    const rows = csv(name)
    const series = interruptedSeries({
      y: rows.map((row) => row.y!),
      t: rows.map((row) => row.t!),
      changeAt: reference.t0,
      ...(reference.formula.includes("s1") ? { season: 52 } : {}),
    })!
    const names = ["Intercept", "t", "post", "t_since", ...(reference.formula.includes("s1") ? ["s1", "c1"] : [])]
    // The reference rounds its sines to ten places.
    near(
      [...series.fit.coefficients],
      names.map((one) => reference.coef[one]!),
      1e-7,
    )
    near(series.durbinWatson, reference.dw, 1e-8)
    near(
      names.map((_, k) => plainError(series.fit, k)),
      names.map((one) => reference.ols_se[one]!),
      1e-7,
    )
    expect(series.lag).toBe(reference.nw_auto_lag)
    expect(usualLag(reference.n)).toBe(reference.nw_auto_lag)
    for (const lag of [0, 1, 4, reference.nw_auto_lag]) {
      const { se, se_smallsample } = reference[`nw_lag${lag}`]!
      const errors = (corrected: boolean) =>
        neweyWest(series.fit, series.design, lag, corrected).map((row, k) => Math.sqrt(row[k]!))
      near(
        errors(false),
        names.map((one) => se[one]!),
        1e-7,
      )
      near(
        errors(true),
        names.map((one) => se_smallsample[one]!),
        1e-7,
      )
    }
    const jump = effectOf(
      series,
      names.map((one) => +(one === "post")),
      { safe: false },
    )
    const { p_t, ci95_t } = reference[`nw_lag${reference.nw_auto_lag}`]!
    near(jump.p, p_t.post!, 1e-5)
    near([jump.low, jump.high], ci95_t.post!, 1e-7)
  })

  it("takes the larger error where neighbouring weeks agree, and says so", () => {
    const rows = csv("its_highrho_null")
    const series = interruptedSeries({ y: rows.map((row) => row.y!), t: rows.map((row) => row.t!), changeAt: 25 })!
    const { rho, p } = autocorrelation(series)
    expect(rho).toBeGreaterThan(0.6)
    expect(p).toBeLessThan(0.001)
    const combination = [0, 0, 1, 0]
    expect(effectOf(series, combination).se).toBeGreaterThan(effectOf(series, combination, { safe: false }).se)
  })
})

describe("what must hold of any panel", () => {
  const cells = fc
    .record({
      units: fc.integer({ min: 4, max: 9 }),
      seed: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 72, maxLength: 72 }),
    })
    .map(({ units, seed }): Cell[] =>
      Array.from({ length: units * 8 }, (_, i) => ({
        unit: i % units,
        t: Math.floor(i / units),
        treated: i % units < units / 2,
        post: i / units >= 4,
        y: seed[i]! + 0.1 * i,
      })),
    )

  it("moving all values, or all of a side, changes nothing; multiplying multiplies", () => {
    fc.assert(
      fc.property(cells, fc.double({ min: -100, max: 100, noNaN: true }), (panel, by) => {
        const plain = differenceInDifferences(panel, "CR2")!
        const moved = differenceInDifferences(
          panel.map((cell) => ({ ...cell, y: cell.y + by + (cell.treated ? 3 : 0) })),
          "CR2",
        )!
        expect(moved.estimate).toBeCloseTo(plain.estimate, 7)
        expect(moved.se).toBeCloseTo(plain.se, 7)
        const twice = differenceInDifferences(
          panel.map((cell) => ({ ...cell, y: -2 * cell.y })),
          "CR2",
        )!
        expect([twice.estimate, twice.se, twice.df]).toEqual([-2 * plain.estimate, 2 * plain.se, plain.df].map(about))
      }),
      { numRuns: 60 },
    )
  })

  it("the order of rows does not matter; exchanged sides give the opposite; the estimate is the difference of changes", () => {
    fc.assert(
      fc.property(cells, (panel) => {
        const plain = differenceInDifferences(panel, "CR2")!
        const turned = differenceInDifferences([...panel].reverse(), "CR2")!
        expect(turned.estimate).toBeCloseTo(plain.estimate, 8)
        expect(turned.df).toBeCloseTo(plain.df, 6)
        const exchanged = differenceInDifferences(
          panel.map((cell) => ({ ...cell, treated: !cell.treated })),
          "CR2",
        )!
        expect(exchanged.estimate).toBeCloseTo(-plain.estimate, 8)
        expect(exchanged.se).toBeCloseTo(plain.se, 8)
        const change = (side: boolean) => {
          const mine = changesOf(panel).filter((one) => one.treated === side)
          return mine.reduce((sum, one) => sum + one.change, 0) / mine.length
        }
        expect(plain.estimate).toBeCloseTo(change(true) - change(false), 8)
      }),
      { numRuns: 60 },
    )
  })

  it("units that say nothing more give no estimate rather than a wrong one", () => {
    const one = (unit: number, treated: boolean, post: boolean): Cell => ({ unit, t: +post, treated, post, y: unit })
    expect(differenceInDifferences([])).toBeNull()
    const oneTreated = [0, 1, 2].flatMap((unit) => [one(unit, unit === 0, false), one(unit, unit === 0, true)])
    expect(differenceInDifferences(oneTreated)).toBeNull()
    expect(collapsedWelch(oneTreated)).toBeNull()
    expect(preTrend(oneTreated)).toBeNull()
    expect(interruptedSeries({ y: [1, 2, 3], t: [1, 2, 3], changeAt: 3 })).toBeNull()
    expect(interruptedSeries({ y: [1, 2, 3, 4, 5, 6, 7], t: [1, 2, 3, 4, 5, 6, 7], changeAt: 9 })).toBeNull()
    expect(
      leastSquares(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        [1, 2, 3],
      ),
    ).toBeNull()
    const fit = leastSquares([[1], [1], [1]], [1, 2, 3])!
    expect(clusterRobust(fit, [[1], [1], [1]], [7, 7, 7], 0, "CR1")).toBeNull()
  })
})

describe("looking often, and how much is needed", () => {
  it("an interval for every look is wider than one for a single look, and narrowest in ratio near its best", () => {
    expect(anytimeFactor(26, 26)).toBeGreaterThan(1.96)
    expect(anytimeFactor(26, 26)).toBeLessThan(3.2)
    for (const n of [1, 5, 100, 1000]) expect(anytimeFactor(n, 26)).toBeGreaterThan(anytimeFactor(26, 26) - 1)
    expect(anytimeFactor(26, 26, 0.99)).toBeGreaterThan(anytimeFactor(26, 26))
  })

  it("a walk looked at every week leaves a 95 % interval of single looks often, and this one rarely", () => {
    const random = generator(7)
    let [often, rarely] = [0, 0]
    const runs = 2000
    for (let run = 0; run < runs; run++) {
      let sum = 0
      let [naive, honest] = [false, false]
      for (let n = 1; n <= 104; n++) {
        sum += gauss(random)
        if (n < 4) continue
        const z = Math.abs(sum) / Math.sqrt(n)
        naive ||= z > 1.96
        honest ||= z > anytimeFactor(n, 26)
      }
      often += +naive
      rarely += +honest
    }
    expect(often / runs).toBeGreaterThan(0.2)
    expect(rarely / runs).toBeLessThanOrEqual(0.05)
  })

  it("what 80 % power means", () => {
    expect(smallestVisible(1)).toBeCloseTo(2.8016, 3)
    expect(chanceToSee(1, smallestVisible(1))).toBeCloseTo(0.8, 6)
    expect(timesAsMuch(1, 2.8016 / 2)).toBeCloseTo(4, 2)
    expect(timesAsMuch(1, 0)).toBe(Number.POSITIVE_INFINITY)
  })
})

function panel(name: string): Cell[] {
  return csv(name).map((row) => ({
    unit: row.unit!,
    t: row.t!,
    treated: row.treated === 1,
    post: row.post === 1,
    y: row.y!,
  }))
}
const weights = (name: string) => csv(name).map((row) => row.n!)

function csv(name: string): Numbers[] {
  const [head, ...lines] = read(`${name}.csv`).trim().split("\n")
  const columns = head!.split(",")
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [columns[i]!, Number(cell)])))
}

function near(actual: number | readonly number[], wanted: number | readonly number[], relative = 1e-9) {
  const [a, b] = [[actual].flat(), [wanted].flat()] as [number[], number[]]
  expect(a).toHaveLength(b.length)
  for (const [i, value] of a.entries())
    expect(Math.abs(value - b[i]!), `${value} against ${b[i]}`).toBeLessThanOrEqual(
      relative * Math.max(1e-3, Math.abs(b[i]!)),
    )
}

const about = (value: number) => expect.closeTo(value, 6)

function generator(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const gauss = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
