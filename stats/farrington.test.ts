import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { farrington, farringtonDetector } from "./farrington.ts"

const noufaily = { minimumCases: 0 }
const series = new Map(
  rowsOf("farrington-series.csv.gz").map((row) => [`${row[0]},${row[1]}`, Float64Array.from(row.slice(4), Number)]),
)

describe("against surveillance::farringtonFlexible", () => {
  const rows = rowsOf("farrington-expected.csv.gz").map(
    ([scenario, rep, , week, , ub, alarm, , pValue, , mu0, phi, , slope]) => {
      const ours = farringtonDetector(noufaily)(series.get(`${scenario},${rep}`)!, Number(week) - 1)!
      return {
        ours,
        r: {
          ub: Number(ub),
          alarm: alarm === "1",
          p: Number(pValue),
          mu0: Number(mu0),
          phi: Number(phi),
          slope: Number(slope),
        },
      }
    },
  )

  it("gives the same upper bound and alarm in every one of 1,764 weeks", () => {
    expect(rows).toHaveLength(1764)
    expect(rows.filter(({ ours, r }) => ours.upperBound !== r.ub || ours.alarm !== r.alarm)).toEqual([])
  })

  it("gives the same expectation, dispersion, trend and p-value to the ten digits of the file", () => {
    const off = rows.filter(
      ({ ours, r }) =>
        Math.abs(ours.expected / r.mu0 - 1) > 1e-9 ||
        Math.abs(ours.dispersion / r.phi - 1) > 1e-9 ||
        Math.abs(ours.pValue / r.p - 1) > 1e-9 ||
        Math.abs(ours.trend! - r.slope) > 1e-11,
    )
    expect(off).toEqual([])
  })
})

describe("farrington", () => {
  const flat = Float64Array.from({ length: 330 }, (_, week) => 4 + (week % 3))

  it("has no verdict before five years and three weeks of history", () => {
    const verdicts = farrington(flat, 262, 265)
    expect(verdicts.map((verdict) => verdict === null)).toEqual([true, false, false])
    expect(farringtonDetector()(flat, flat.length)).toBeNull()
  })

  it("alarms on a jump, and not with too few cases in four weeks", () => {
    const jump = flat.slice()
    jump[320] = 40
    expect(farrington(jump, 320, 321)[0]).toMatchObject({ alarm: true })
    expect(farrington(flat, 320, 321)[0]).toMatchObject({ alarm: false })
    const rare = new Float64Array(330)
    rare[320] = 4
    expect(farrington(rare, 320, 321)[0]).toMatchObject({ alarm: false })
    expect(farrington(rare, 320, 321, { minimumCases: 4 })[0]).toMatchObject({ alarm: true })
  })

  it("weights a past outbreak down", () => {
    const outbreak = flat.slice()
    for (let week = 200; week < 206; week++) outbreak[week]! += 40
    const [clean] = farrington(flat, 320, 321)
    const [after] = farrington(outbreak, 320, 321)
    expect(after!.expected / clean!.expected).toBeLessThan(1.15)
  })

  it("drops a trend that leads beyond everything seen", () => {
    const growing = Float64Array.from({ length: 330 }, (_, week) => Math.round(Math.exp(week / 60)))
    expect(farrington(growing, 329)[0]!.trend).toBeNull()
    expect(farrington(flat, 329)[0]!.trend).not.toBeNull()
  })

  it("works with fewer years and without seasonal levels", () => {
    expect(farrington(flat, 170, 171, { years: 3 })[0]!.expected).toBeCloseTo(5, 0)
    expect(farrington(flat, 320, 321, { periods: 1 })[0]!.expected).toBeCloseTo(5, 0)
    expect(farrington(flat, 320, 321, { periods: 7, halfWindow: 2 })[0]!.expected).toBeCloseTo(5, 0)
  })

  it("is never NaN, whatever was counted", () => {
    const count = fc.oneof(fc.constant(0), fc.nat(3), fc.nat(5000))
    fc.assert(
      fc.property(fc.array(count, { minLength: 270, maxLength: 270 }), (counts) => {
        for (const verdict of farrington(counts, 263)) {
          if (verdict === null) continue
          expect(verdict.upperBound).toBeGreaterThanOrEqual(0)
          expect(verdict.expected).toBeGreaterThanOrEqual(0)
          expect(verdict.pValue).toBeGreaterThanOrEqual(0)
          expect(verdict.dispersion).toBeGreaterThanOrEqual(1)
          expect(Number.isFinite(verdict.expected + verdict.upperBound + verdict.dispersion)).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  })
})

function rowsOf(file: string): string[][] {
  const text = gunzipSync(readFileSync(new URL(`./reference/${file}`, import.meta.url))).toString("utf8")
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
}
