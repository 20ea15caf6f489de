import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { normal } from "./distributions.ts"
import { countScore, cusum, cusumThreshold, meanScores, shareScore, shareScores } from "./drift.ts"
import { farringtonDetector } from "./farrington.ts"

describe("on the residuals of 240 series", () => {
  it("has the thresholds and detection rates computed with R", () => {
    const runs = residualRuns()
    expect(runs).toHaveLength(240)
    const expected = rowsOf(readFileSync(reference("cusum-on-residuals.csv"), "utf8"))
    for (const [method, target, threshold, falseAlarms, detected, sensitivity] of expected) {
      const allowance = method!.startsWith("cusum") ? Number(method!.split("=")[1]) : null
      const ours = atFalseAlarmRate(runs, allowance, Number(target))
      expect(ours.threshold / Number(threshold)).toBeCloseTo(1, 6)
      expect(ours.falseAlarms).toBeCloseTo(Number(falseAlarms), 4)
      expect(ours.detected).toBeCloseTo(Number(detected), 8)
      expect(ours.sensitivity).toBeCloseTo(Number(sensitivity), 8)
    }
    expect(expected).toHaveLength(15)
  })
})

describe("cusum", () => {
  it("names when a drift began, was seen, peaked and ended", () => {
    const { statistic, drifts } = cusum([0, 0, 2, 2.5, 3, 0, -4, 0, 1.5, 0, 0], { threshold: 2 })
    expect([...statistic]).toEqual([0, 0, 1, 2.5, 4.5, 3.5, 0, 0, 0.5, 0, 0])
    expect(drifts).toEqual([{ since: 2, detected: 3, peak: 4, ended: 6 }])
    expect(cusum([0, 2, 2, 3], { threshold: 2 }).drifts).toEqual([{ since: 1, detected: 3, peak: 3, ended: null }])
    expect(cusum([], {}).drifts).toEqual([])
  })

  it("sees a fall when asked for falls, and only then", () => {
    const falling = [0, 0.2, -2, -2.4, -3, -2]
    expect(cusum(falling).drifts).toEqual([])
    expect(cusum(falling, { direction: "fall" }).drifts).toMatchObject([{ since: 2, ended: null }])
  })

  it("keeps the promised time between false alarms within a fifth", () => {
    const random = seededNormal(42)
    const threshold = cusumThreshold(200)
    const times: number[] = []
    for (let run = 0; run < 3000; run++) {
      let sum = 0
      let week = 0
      do {
        sum = Math.max(0, sum + random() - 1)
        week++
      } while (sum <= threshold)
      times.push(week)
    }
    const mean = times.reduce((total, time) => total + time, 0) / times.length
    expect(mean).toBeGreaterThan(160)
    expect(mean).toBeLessThan(240)
    expect(cusumThreshold(520)).toBeGreaterThan(cusumThreshold(200))
    expect(() => cusumThreshold(0)).toThrow(RangeError)
  })
})

describe("scores", () => {
  it("are standard normal when nothing happens", () => {
    for (const [mean, dispersion] of [
      [30, 1],
      [8, 2.5],
    ] as const) {
      let first = 0
      let second = 0
      let total = 0
      for (let count = 0; count < 200; count++) {
        const weight = Math.exp(logProbability(count, mean, dispersion))
        const score = countScore(count, mean, dispersion)
        first += weight * score
        second += weight * score * score
        total += weight
      }
      expect(total).toBeCloseTo(1, 9)
      expect(first).toBeCloseTo(0, 2)
      expect(Math.sqrt(second)).toBeCloseTo(1, 1)
    }
  })

  it("are numbers and rise with what was counted", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), share, fc.double({ min: 0, max: 900, noNaN: true }), (a, b, p, mean) => {
        const n = a + b + 1
        expect(shareScore(a + 1, n, p)).toBeGreaterThanOrEqual(shareScore(a, n, p))
        expect(countScore(a + 1, mean, 1 + p)).toBeGreaterThanOrEqual(countScore(a, mean, 1 + p))
        expect(Math.abs(countScore(a, mean, 1 + p))).toBeLessThan(7.1)
      }),
    )
    expect(shareScore(0, 0, 0.5)).toBe(0)
  })

  it("let a fall of CSAT from 85 % to 70 % be seen within a few weeks, and nothing before", () => {
    const random = seededNormal(7)
    const weeks = Array.from({ length: 80 }, (_, week) => {
      const share = week < 60 ? 0.85 : 0.7
      return { successes: Math.round(60 * share + Math.sqrt(60 * share * (1 - share)) * random()), n: 60 }
    }).map((week) => ({ ...week, successes: Math.min(60, week.successes) }))
    const { drifts } = cusum(shareScores(weeks), { direction: "fall" })
    expect(drifts).toHaveLength(1)
    expect(drifts[0]!.since).toBeGreaterThanOrEqual(58)
    expect(drifts[0]!.detected).toBeLessThanOrEqual(63)
  })

  it("see the same in means, and say nothing without a past or without answers", () => {
    const weeks = Array.from({ length: 60 }, (_, week) => ({
      n: week % 10 === 3 ? 0 : 40,
      mean: (week < 50 ? 4.2 : 3.6) + 0.1 * Math.sin(week),
      sd: 1,
    }))
    const scores = meanScores(weeks)
    expect([...scores.slice(0, 9)]).toEqual(Array(9).fill(0))
    expect(scores[53]).toBe(0)
    expect(cusum(scores, { direction: "fall" }).drifts).toMatchObject([{ since: 50, ended: null }])
    expect([...shareScores([])]).toEqual([])
    expect([...meanScores(Array(50).fill({ n: 9, mean: 5, sd: 0 }))].every((score) => score === 0)).toBe(true)
  })
})

type Run = { scores: number[]; isOutbreak: boolean[]; isBefore: boolean[] }

function residualRuns(): Run[] {
  const outbreaks = rowsOf(gunzipSync(readFileSync(reference("farrington-outbreaks.csv.gz"))).toString("utf8"))
  const series = rowsOf(gunzipSync(readFileSync(reference("farrington-series.csv.gz"))).toString("utf8"))
  const detect = farringtonDetector({ minimumCases: 0 })
  return series.map(([scenario, rep, , , ...cells]) => {
    const counts = Float64Array.from(cells, Number)
    const weeks = new Set(
      outbreaks
        .filter(([s, r, current]) => s === scenario && r === rep && current === "1")
        .map((row) => Number(row[3])),
    )
    const start = Math.min(700, ...weeks)
    const run: Run = { scores: [], isOutbreak: [], isBefore: [] }
    for (let week = 576; week <= 624; week++) {
      const verdict = detect(counts, week - 1)
      if (verdict === null) continue
      run.scores.push(countScore(counts[week - 1]!, verdict.expected, verdict.dispersion))
      run.isOutbreak.push(weeks.has(week))
      run.isBefore.push(week < start)
    }
    return run
  })
}

/** The threshold that this share of the weeks before any outbreak exceeds, and what it finds. */
function atFalseAlarmRate(runs: Run[], allowance: number | null, rate: number) {
  const statistics = runs.map(({ scores }) =>
    allowance === null ? scores : [...cusum(scores, { allowance, threshold: 1 }).statistic],
  )
  const before = statistics.flatMap((values, r) => values.filter((_, i) => runs[r]!.isBefore[i])).sort((a, b) => a - b)
  const threshold = before[Math.ceil(before.length * (1 - rate)) - 1]!
  const inOutbreak = statistics.map((values, r) => values.filter((_, i) => runs[r]!.isOutbreak[i]))
  const withOutbreak = inOutbreak.filter((values) => values.length > 0)
  return {
    threshold,
    falseAlarms: before.filter((value) => value > threshold).length / before.length,
    detected: withOutbreak.filter((values) => values.some((v) => v > threshold)).length / withOutbreak.length,
    sensitivity: inOutbreak.flat().filter((v) => v > threshold).length / inOutbreak.flat().length,
  }
}

function logProbability(count: number, mean: number, dispersion: number): number {
  let log = dispersion === 1 ? -mean : (-mean / (dispersion - 1)) * Math.log(dispersion)
  for (let k = 1; k <= count; k++) {
    const ratio = dispersion === 1 ? mean : (mean / (dispersion - 1) + k - 1) * (1 - 1 / dispersion)
    log += Math.log(ratio / k)
  }
  return log
}

function seededNormal(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return normal.quantile((state + 0.5) / 4294967296)
  }
}

function reference(name: string): URL {
  return new URL(`./reference/${name}`, import.meta.url)
}

function rowsOf(text: string): string[][] {
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
}
