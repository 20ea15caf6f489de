import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { fitQuasiPoisson } from "./regression.ts"

describe("quasi-Poisson regression", () => {
  it("repeats R's two-stage fit of 252 Farrington baselines through the general solver", () => {
    const series = new Map(
      rowsOf("farrington-series.csv.gz").map((row) => [`${row[0]},${row[1]}`, row.slice(4).map(Number)]),
    )
    const rows = rowsOf("farrington-expected.csv.gz").filter((_, i) => i % 7 === 0)
    const off = rows.filter(([scenario, rep, , week, , , , , , , mu0, phi]) => {
      const ours = farringtonByHand(series.get(`${scenario},${rep}`)!, Number(week) - 1)
      return Math.abs(ours.expected / Number(mu0) - 1) > 1e-8 || Math.abs(ours.dispersion / Number(phi) - 1) > 1e-8
    })
    expect(rows.length).toBe(252)
    expect(off).toEqual([])
  })

  it("gives the weighted mean, its error and its dispersion for a constant", () => {
    const fit = fitQuasiPoisson({ design: Float64Array.of(1, 1, 1, 1), rows: 4, columns: 1, counts: [2, 4, 9, 5] })
    expect(fit.fitted[0]).toBeCloseTo(5, 7)
    expect(fit.dispersion).toBeCloseTo((9 + 1 + 16 + 0) / 5 / 3, 3)
    expect(fit.standardErrors[0]).toBeCloseTo(Math.sqrt(fit.dispersion / 20), 3)
    expect([...fit.leverages].reduce((sum, h) => sum + h, 0)).toBeCloseTo(1, 10)
  })

  it("drops a column that says nothing new", () => {
    const design = Float64Array.of(1, 1, 1, 1, 2, 2, 2, 2, 0, 1, 2, 3)
    const fit = fitQuasiPoisson({ design, rows: 4, columns: 3, counts: [1, 2, 4, 8] })
    expect(fit.coefficients[1]).toBe(0)
    expect(fit.standardErrors[1]).toBe(0)
    expect(fit.coefficients[2]).toBeCloseTo(Math.LN2, 8)
    expect(fit.degreesOfFreedom).toBe(2)
  })

  it("predicts a row of weight zero without learning from it", () => {
    const design = Float64Array.of(1, 1, 1, 1, 0, 1, 2, 3)
    const fit = fitQuasiPoisson({ design, rows: 4, columns: 2, counts: [10, 20, 40, 999], weights: [1, 1, 1, 0] })
    expect(fit.fitted[3]).toBeCloseTo(80, 6)
    expect(fit.degreesOfFreedom).toBe(1)
  })

  it("stays finite where only a prior can hold it", () => {
    const design = Float64Array.of(1, 1, 1, 0, 0, 1)
    const fit = fitQuasiPoisson({ design, rows: 3, columns: 2, counts: [0, 0, 50], precision: [1e-3, 4] })
    expect(fit.converged).toBe(true)
    expect(Number.isFinite(fit.coefficients[0]! + fit.coefficients[1]! + fit.dispersion)).toBe(true)
  })
})

function farringtonByHand(counts: number[], week: number): { expected: number; dispersion: number } {
  const backs = Array.from({ length: 263 - 26 }, (_, i) => 263 - i)
  const rows = backs.length + 1
  const y = [...backs.map((back) => counts[week - back]!), 0]
  const design = new Float64Array(rows * 11)
  ;[...backs, 0].forEach((back, i) => {
    const intoGap = ((263 - back) % 52) - 7
    const level = back === 0 || intoGap < 0 ? 0 : 1 + Math.floor(intoGap / 5)
    design[i] = 1
    design[rows + i] = week - back
    if (level > 0) design[(level + 1) * rows + i] = 1
  })
  const used = y.map((_, i) => (i < backs.length ? 1 : 0))
  const first = fitQuasiPoisson({ design, rows, columns: 11, counts: y, weights: used })
  const phi = Math.max(1, first.dispersion)
  const weights = backs.map((_, i) => {
    const mu = first.fitted[i]!
    const s = (1.5 * (y[i]! ** (2 / 3) * mu ** (-1 / 6) - mu ** 0.5)) / Math.sqrt(phi * (1 - first.leverages[i]!))
    return s > 2.58 ? s ** -2 : 1
  })
  const scale = backs.length / weights.reduce((sum, w) => sum + w, 0)
  const second = fitQuasiPoisson({
    design,
    rows,
    columns: 11,
    counts: y,
    weights: [...weights.map((w) => w * scale), 0],
  })
  return { expected: second.fitted[rows - 1]!, dispersion: Math.max(1, second.dispersion) }
}

function rowsOf(file: string): string[][] {
  const text = gunzipSync(readFileSync(new URL(`./reference/${file}`, import.meta.url))).toString("utf8")
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
}
