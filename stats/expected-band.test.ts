import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { poisson } from "./distributions.ts"
import { expectedWithBand } from "./expected-band.ts"

describe("expectedWithBand", () => {
  it("follows trend and season of a long history", () => {
    const truth = (week: number) => Math.exp(3 + 0.004 * week + 0.4 * Math.cos((2 * Math.PI * week) / 52.1775))
    const counts = seededCounts(260, truth, 11)
    const { expected, dispersion } = expectedWithBand(counts)
    const worst = Math.max(...Array.from(expected, (value, week) => Math.abs(Math.log(value / truth(week)))))
    expect(worst).toBeLessThan(0.2)
    expect(dispersion).toBeLessThan(1.3)
  })

  it("holds about the promised share of weeks", () => {
    let inside = 0
    let weeks = 0
    for (let seed = 1; seed <= 30; seed++) {
      const counts = seededCounts(120, () => 12, seed)
      const { lower, upper } = expectedWithBand(counts, { level: 0.9 })
      counts.forEach((count, week) => {
        weeks++
        if (count >= lower[week]! && count <= upper[week]!) inside++
      })
    }
    expect(inside / weeks).toBeGreaterThan(0.88)
    expect(inside / weeks).toBeLessThan(0.97)
  })

  it.each([30, 60, 110, 160, 300, 1040])("is not moved by an outbreak in the last eight of %i weeks", (weeks) => {
    const counts = seededCounts(weeks, () => 10, 5)
    const clean = expectedWithBand(counts).expected[weeks - 1]!
    for (let week = weeks - 8; week < weeks; week++) counts[week]! += 30
    const { expected, upper } = expectedWithBand(counts)
    expect(expected[weeks - 1]! / clean).toBeLessThan(1.35)
    expect(upper[weeks - 1]!).toBeLessThan(30)
    expect(expectedWithBand(counts, { suspectFrom: weeks - 8 }).expected[weeks - 1]! / 10).toBeLessThan(1.5)
  })

  it("is calm about a single extreme week", () => {
    const counts = seededCounts(104, () => 5, 3)
    const before = expectedWithBand(counts).expected
    counts[50] = 400
    const after = expectedWithBand(counts)
    expect(Math.max(...after.expected.map((value, week) => value / before[week]!))).toBeLessThan(1.3)
    expect(after.upper[50]!).toBeLessThan(40)
  })

  it("expects nothing before a thing existed", () => {
    const counts = Float64Array.of(...new Float64Array(40), ...seededCounts(60, () => 8, 2))
    const { expected, upper } = expectedWithBand(counts)
    expect(expected[20]).toBe(0)
    expect(upper[20]).toBe(0)
    expect(expected[70]).toBeGreaterThan(5)
  })

  it("takes any length and any counts without a NaN, the expectation inside the band's reach", () => {
    const count = fc.oneof(fc.constant(0), fc.nat(4), fc.nat(100_000))
    fc.assert(
      fc.property(fc.array(count, { maxLength: 330 }), fc.option(fc.nat(330)), (counts, from) => {
        const band = expectedWithBand(counts, from === null ? {} : { suspectFrom: from })
        expect(band.dispersion).toBeGreaterThanOrEqual(1)
        for (let week = 0; week < counts.length; week++) {
          expect(Number.isFinite(band.expected[week]! + band.upper[week]!)).toBe(true)
          expect(band.lower[week]!).toBeGreaterThanOrEqual(0)
          expect(band.upper[week]!).toBeGreaterThanOrEqual(band.lower[week]!)
        }
      }),
      { numRuns: 60 },
    )
    expect(expectedWithBand([])).toMatchObject({ dispersion: 1 })
    expect(() => expectedWithBand([1, 2], { level: 1 })).toThrow(RangeError)
  })

  it("stays near zero, not at it, after a history of zeros", () => {
    const { expected, upper } = expectedWithBand(new Float64Array(50))
    expect(expected[49]).toBeCloseTo(0.01, 12)
    expect(upper[49]).toBe(0)
  })
})

function seededCounts(weeks: number, mean: (week: number) => number, seed: number): Float64Array {
  let state = seed
  return Float64Array.from({ length: weeks }, (_, week) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return poisson.quantile((state + 0.5) / 4294967296, mean(week))
  })
}
