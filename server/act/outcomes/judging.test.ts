import { describe, expect, test } from "vitest"
import { generator } from "../../../stats/null.ts"
import { type Case, judge, type UnitWeeks } from "./judging.ts"
import { windowOf } from "./window.ts"

const random = generator(11)
const share = (p: number, n = 60) => {
  let good = 0
  for (let i = 0; i < n; i++) good += +(random() < p)
  return { n, total: good, exposure: 1 }
}
const weeks = (length: number, p: (t: number) => number, n?: number) => Array.from({ length }, (_, t) => share(p(t), n))

function aCase(after: number, change: number, more: Partial<Case> = {}): Case {
  const length = 26 + after
  return {
    scale: "difference",
    expected: 0.15,
    slice: weeks(length, (t) => (t < 26 ? 0.5 : 0.5 + change)),
    controls: [{ key: "outside", weeks: weeks(length, () => 0.7, 180) }],
    control: "best",
    changeAt: 26,
    plannedAfter: 8,
    ...more,
  }
}

describe("a verdict", () => {
  test("needs weeks on both sides", () => {
    expect(judge(aCase(3, 0.4))).toMatchObject({ verdict: "cannot_tell", effect: null, weeksAfter: 3 })
    expect(judge({ ...aCase(8, 0.4), changeAt: 3 })).toMatchObject({ verdict: "cannot_tell", effect: null })
    expect(judge(aCase(0, 0)).power!.chance).toBeGreaterThan(0.5)
    const silent = Array.from({ length: 34 }, () => ({ n: 0, total: 0, exposure: 1 }))
    expect(judge({ ...aCase(8, 0), slice: silent })).toMatchObject({
      verdict: "cannot_tell",
      effect: null,
      power: null,
    })
  })

  test("before the promised day comes only from an interval that may be looked at every day", () => {
    const early = judge(aCase(5, 0.3))
    expect(early).toMatchObject({ look: "any", verdict: "worked" })
    const half = ({ effect }: typeof early) => (effect!.high - effect!.low) / 2
    expect(half(early) / early.effect!.se).toBeGreaterThan(2.2)
    const planned = judge(aCase(8, 0.3))
    expect(planned.look).toBe("planned")
    expect(half(planned) / planned.effect!.se).toBeLessThan(2.1)
  })

  test("at the promised day rests on the weeks until then, however late one looks", () => {
    const given = aCase(20, 0.3)
    const now = judge({ ...given, slice: given.slice.slice(0, 34) })
    expect(judge(given).effect).toEqual(now.effect)
  })

  test("with one part only, or parts that are too small, compares weeks", () => {
    const given = aCase(8, 0.3)
    const unit = (key: string, treated: boolean): UnitWeeks => ({ key, treated, weeks: given.slice })
    const judged = (units: UnitWeeks[]) => judge({ ...given, controls: [{ ...given.controls[0]!, units }] })
    expect(judged([unit("one", true), unit("one", false)])).toMatchObject({ method: "control" })
    const tiny = Array.from({ length: 12 }, (_, i) => ({
      ...unit(`U${i}`, i < 6),
      weeks: given.slice.map(() => ({ n: 0, total: 0, exposure: 1 })),
    }))
    expect(judged(tiny)).toMatchObject({ method: "control" })
  })

  test("is not made where parts and weeks point to opposite sides", () => {
    const given = aCase(8, 0.3)
    const falling = weeks(34, (t) => (t < 26 ? 0.8 : 0.4))
    const flat = weeks(34, () => 0.6)
    const units = Array.from({ length: 12 }, (_, i) => ({
      key: `U${i}`,
      treated: i < 6,
      weeks: i < 6 ? falling : flat,
    }))
    const judged = judge({ ...given, controls: [{ ...given.controls[0]!, units }] })
    expect(judged.verdict).toBe("cannot_tell")
    expect(judged.checks.find((one) => one.key === "agree")).toMatchObject({ state: "bad" })
  })

  test("knows the wrong direction, and ratios", () => {
    expect(judge(aCase(8, -0.25))).toMatchObject({ verdict: "did_not" })
    const counts = (mean: (t: number) => number) =>
      Array.from({ length: 34 }, (_, t) => {
        const n = Math.round(mean(t) * (0.9 + 0.2 * random()))
        return { n, total: n, exposure: 1 }
      })
    const fewer = judge({
      ...aCase(8, 0),
      scale: "ratio",
      expected: Math.log(0.7),
      slice: counts((t) => (t < 26 ? 50 : 24)),
      controls: [{ key: "outside", weeks: counts(() => 200) }],
      control: "outside",
    })
    expect(fewer).toMatchObject({ verdict: "worked", method: "control" })
    expect(Math.exp(fewer.effect!.estimate)).toBeCloseTo(0.48, 1)
  })

  test("is not made where neighbouring weeks are alike", () => {
    let at = 0
    const wandering = Array.from({ length: 34 }, () => {
      at = 0.95 * at + 0.08 * (random() - 0.5)
      return share(0.5 + at, 4000)
    })
    const judged = judge({ ...aCase(8, 0), slice: wandering, controls: [] })
    expect(judged.checks.find((one) => one.key === "neighbours")!.state).not.toBe("ok")
  })
})

describe("the weeks that count", () => {
  const given = {
    changeAt: "2026-03-18",
    by: "2026-05-17",
    dataUntil: "2026-05-24",
    firstDay: "2025-01-01",
    breaks: [],
    since: null,
    longest: 26,
  }

  test("are whole, and leave out the week of the change", () => {
    const window = windowOf(given)
    expect(window).toMatchObject({ changeAt: 26, changeWeek: "2026-03-16", plannedAfter: 8, to: "2026-05-25" })
    expect([window.weeks[25], window.weeks[26], window.weeks.at(-1)]).toEqual([
      "2026-03-09",
      "2026-03-23",
      "2026-05-18",
    ])
    expect(windowOf({ ...given, dataUntil: "2026-05-23" }).weeks.at(-1)).toBe("2026-05-11")
    expect(windowOf({ ...given, changeAt: "2026-03-16" })).toMatchObject({ changeWeek: null, plannedAfter: 9 })
  })

  test("end where the scale changed, and where there are no data", () => {
    expect(windowOf({ ...given, breaks: ["2025-12-10", "2026-04-15"] })).toMatchObject({
      changeAt: 13,
      to: "2026-04-13",
    })
    expect(windowOf({ ...given, changeAt: "2026-09-01" }).weeks.slice(-1)).toEqual(["2026-05-18"])
    expect(windowOf({ ...given, changeAt: "2020-01-01" })).toMatchObject({ changeAt: 0 })
  })

  test("before a change are those of the problem, not of the calm before it", () => {
    expect(windowOf({ ...given, since: "2026-01-06" })).toMatchObject({ changeAt: 9 })
    expect(windowOf({ ...given, since: "2026-01-06" }).weeks[0]).toBe("2026-01-12")
    expect(windowOf({ ...given, since: "2026-04-06" })).toMatchObject({ changeAt: 26 })
  })

  test("are the same across a change of the clocks", () => {
    const window = windowOf(given)
    const lengths = window.weeks
      .slice(1)
      .map((week, i) => (Date.parse(week) - Date.parse(window.weeks[i]!)) / 86_400_000)
    expect(new Set(lengths)).toEqual(new Set([7, 14]))
    expect(lengths.filter((length) => length === 14)).toHaveLength(1)
  })
})
