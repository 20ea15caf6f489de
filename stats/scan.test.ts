import { describe, expect, test } from "vitest"
import { negativeBinomial, poisson } from "./distributions.ts"
import { generator, gumbelFit, recurrenceWeeks, thresholdsFor } from "./null.ts"
import { surprise } from "./scan.ts"
import { splitExpectation } from "./scan-count.ts"
import {
  codedSlice,
  codesOf,
  combinedCode,
  contains,
  dimensionSets,
  entriesOf,
  isInSlice,
  prepareColumns,
} from "./slices.ts"
import { typicalWords } from "./slices-words.ts"

describe("the score", () => {
  test("is the log-likelihood ratio of Poisson, binomial and negative binomial alike", () => {
    const gap = (logPmf: (mean: number) => number, observed: number, expected: number) =>
      logPmf(observed) - logPmf(expected)
    expect(surprise(41, 9.3, 0)).toBeCloseTo(
      gap((m) => poisson.logPmf(41, m), 41, 9.3),
      9,
    )
    const size = 12.5
    const nb = (mean: number) => negativeBinomial.logPmf(41, size, size / (size + mean))
    expect(surprise(41, 9.3, 1 / size)).toBeCloseTo(gap(nb, 41, 9.3), 9)
    const n = 50
    const binomial = (mean: number) => 41 * Math.log(mean / n) + 9 * Math.log(1 - mean / n)
    expect(surprise(41, 9.3, -1 / n)).toBeCloseTo(gap(binomial, 41, 9.3), 9)
  })

  test("is one-sided, and the less certain the expectation the smaller", () => {
    expect(surprise(9, 9.3, 0)).toBe(0)
    expect(surprise(41, 9.3, 0.1)).toBeLessThan(surprise(41, 9.3, 0.01))
    expect(surprise(41, 9.3, 0.01)).toBeLessThan(surprise(41, 9.3, 0))
  })

  test("a conjunction that is as frequent as its parts imply is expected as it is", () => {
    const guess = { expected: 0, inverseSize: 0 }
    // 1000 records, half with A, a tenth with B, independent: 50 with both.
    splitExpectation(50, 500, 100, 1000, guess)
    expect(guess.expected).toBeCloseTo((450.5 * 50.5) / 450, 9)
    const before = guess.expected
    splitExpectation(50, 60, 60, 1000, guess)
    expect(guess.expected).toBe(before)
  })
})

describe("the threshold", () => {
  test("a Gumbel distribution is found again from its own draws", () => {
    const random = generator(3)
    const draws = Array.from({ length: 4000 }, () => 7 - 0.9 * Math.log(-Math.log(random())))
    const fit = gumbelFit(draws)
    expect(Math.abs(fit.location - 7)).toBeLessThan(0.06)
    expect(Math.abs(fit.scale - 0.9)).toBeLessThan(0.04)
  })

  test("all depths together exceed their thresholds with the promised chance, and the recurrence agrees", () => {
    const calibration = { looks: 12, byDepth: [4, 6, 8].map((location) => ({ location, scale: 0.9 })) }
    const thresholds = thresholdsFor(calibration, 0.05, 12)
    const quiet = thresholds.reduce(
      (p, t, d) => p * Math.exp(-Math.exp(-(t - calibration.byDepth[d]!.location) / 0.9)),
      1,
    )
    expect(1 - quiet).toBeCloseTo(0.05, 9)
    expect(recurrenceWeeks(calibration, 2, thresholds[1]!)).toBeGreaterThan(12 / 0.052)
    expect(recurrenceWeeks(calibration, 2, thresholds[1]!)).toBeLessThan(12 / 0.048)
    expect(thresholdsFor(calibration, 0.05, 52)[0]!).toBeGreaterThan(thresholds[0]!)
  })
})

describe("slices", () => {
  const columns = prepareColumns({
    day: Int32Array.from([30, 10, 20]),
    dims: [
      {
        name: "part",
        values: ["ENGINE:OIL", "ENGINE:GAS", "AT 10:30"],
        codes: Int32Array.from([0, 2, 1]),
        offsets: Int32Array.from([0, 2, 2, 3]),
      },
      { name: "model", values: ["A", "B"], codes: Int32Array.from([1, 0, -1]) },
    ],
  })

  test("records are sorted by day, and a level that groups values is a value of its own", () => {
    expect([...columns.day]).toEqual([10, 20, 30])
    expect([...columns.source]).toEqual([1, 2, 0])
    expect(columns.dims[0]!.values).toEqual(["ENGINE:OIL", "ENGINE:GAS", "AT 10:30", "ENGINE"])
  })

  test("a record with two values is in the slices of both, once in their common level", () => {
    const { records, keys } = entriesOf(columns, [0], 0, 3)
    const held = (i: number) => [...keys].filter((_, j) => records![j] === i).map((k) => columns.dims[0]!.values[k])
    expect(held(0)).toEqual([])
    expect(held(1)).toEqual(["ENGINE:GAS", "ENGINE"])
    expect(held(2).sort()).toEqual(["AT 10:30", "ENGINE", "ENGINE:OIL"])
  })

  test("combined codes come apart again; a missing value is in no slice", () => {
    const slice = codedSlice(columns, { model: "B", part: "ENGINE" })!
    expect(codesOf(columns, slice.dims, combinedCode(columns, slice))).toEqual(slice.codes)
    expect([0, 1, 2].map((i) => isInSlice(columns, slice, i))).toEqual([false, false, true])
    expect([...entriesOf(columns, [0, 1], 1, 2).keys]).toEqual([-1, -1])
    expect(codedSlice(columns, { model: "C" })).toBeUndefined()
  })

  test("wider slices contain narrower ones, by dimension and by level", () => {
    const coded = (slice: Record<string, string>) => codedSlice(columns, slice)!
    expect(contains(columns, coded({ part: "ENGINE" }), coded({ part: "ENGINE:OIL", model: "A" }))).toBe(true)
    expect(contains(columns, coded({ part: "ENGINE:OIL" }), coded({ part: "ENGINE" }))).toBe(false)
    expect(contains(columns, coded({ model: "A" }), coded({ part: "ENGINE" }))).toBe(false)
  })

  test("six dimensions have 41 sets of up to three", () => {
    expect(dimensionSets(6, 3).length).toBe(41)
  })

  test("columns of different length are refused by name", () => {
    expect(() =>
      prepareColumns({ day: new Int32Array(2), dims: [{ name: "x", values: [], codes: new Int32Array(1) }] }),
    ).toThrow(/"x" has 1 rows/)
  })
})

describe("typical words", () => {
  test("name what the rest does not say, without stop words and the slice's own name", () => {
    const inside = Array.from({ length: 10 }, (_, i) => `The power steering locked while I was driving car ${i}`)
    const outside = Array.from({ length: 60 }, (_, i) => `My car was driving fine but the paint peeled ${i}`)
    expect(typicalWords(inside, outside, { leaveOut: ["STEERING"] }).sort()).toEqual(["locked", "power"])
  })

  test("work in Chinese", () => {
    const inside = Array.from({ length: 8 }, () => "电池充电很慢，电池发热")
    const outside = Array.from({ length: 40 }, () => "屏幕很清晰，物流很快")
    expect(typicalWords(inside, outside)).toContain("电池")
  })

  test("say nothing where nothing differs", () => {
    expect(typicalWords(["all fine here"], ["all fine here", "all fine there"])).toEqual([])
  })
})
