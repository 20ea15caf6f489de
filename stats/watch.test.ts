import { createHash } from "node:crypto"
import { beforeAll, describe, expect, test } from "vitest"
import { generator } from "./null.ts"
import { csvOf, makeStream, truth } from "./reference/localise/generator.ts"
import type { Records } from "./slices.ts"
import { type Calibration, calibrate, lookAt, replay } from "./watch.ts"

const cases = truth()
const named = (name: string) => cases.find((c) => c.case === name)!
const LAST = 363

describe("share of bad records", () => {
  let calibration: Calibration
  beforeAll(() => {
    calibration = calibrate(makeStream(named("NULL_01")), 285)
  })

  test("the reference streams are the published ones", () => {
    const first = named("D2_01")
    expect(
      createHash("sha256")
        .update(csvOf(makeStream(first)))
        .digest("hex"),
    ).toBe(first.sha256)
  })

  test("a planted defect of two values is named exactly, with its size and its neighbours", () => {
    const planted = named("D2_01")
    const [first, ...others] = lookAt(makeStream(planted), LAST, { calibration })
    expect(first!.slice).toEqual(planted.slice)
    expect(others).toEqual([])
    // Realised ratio over the last 12 weeks: 224 bad of 311 where 6.2 to 8.8 % is ordinary.
    expect(first!.ratio[0]).toBeGreaterThan(7)
    expect(first!.ratio[1]).toBeLessThan(first!.ratio[0])
    expect(first!.recurrenceWeeks).toBeGreaterThan(1e6)
    const wider = first!.rivals.filter((r) => r.relation === "wider")
    expect(wider.flatMap((r) => Object.keys(r.slice)).sort()).toEqual(["part", "product"])
    for (const rival of wider) expect(rival.observed / rival.expected).toBeLessThan(first!.ratio[1])
  })

  test("nothing is raised on streams without a defect, not even when a product is launched", () => {
    for (const name of ["NULL_02", "NULL_07"]) {
      expect(replay(makeStream(named(name)), { from: 286, to: LAST, calibration }).map((s) => s.slice)).toEqual([])
    }
  })

  test("a replay sees the defect only after it began, once, with every later alarm folded in", () => {
    const planted = named("D3_03")
    const signals = replay(makeStream(planted), { from: 286, to: LAST, calibration })
    expect(signals.map((s) => s.slice)).toEqual([planted.slice])
    expect(signals[0]!.firstSeen).toBeGreaterThanOrEqual(7 * planted.start)
    expect(signals[0]!.alarms.length).toBeGreaterThan(3)
    expect(signals[0]!.alarms[0]).toBe(signals[0]!.firstSeen)
  })
})

describe("counts", () => {
  test("a part failing on one product is named; growth of a product and of the whole is not", () => {
    const signals = replay(tickets({ failing: true }), { from: 7 * 60, to: 7 * 120 })
    expect(signals.map((s) => s.slice)).toEqual([{ part: "hinge", product: "p2" }])
    expect(signals[0]!.firstSeen).toBeGreaterThanOrEqual(7 * 90)
    expect(signals[0]!.firstSeen).toBeLessThanOrEqual(7 * 95)
    expect(signals[0]!.people).toBeLessThanOrEqual(signals[0]!.observed)
  })

  test("without the failure nothing is raised, though one product doubles", () => {
    expect(replay(tickets({ failing: false }), { from: 7 * 60, to: 7 * 120 })).toEqual([])
  })

  test("what happens later does not change what was seen earlier", () => {
    const records = tickets({ failing: true })
    const whole = replay(records, { from: 7 * 60, to: 7 * 120 })
    const early = replay(until(records, 7 * 100), { from: 7 * 60, to: 7 * 100 })
    expect(early.map((s) => [s.slice, s.firstSeen, s.observed])).toEqual(
      whole.filter((s) => s.firstSeen <= 7 * 100).map((s) => [s.slice, s.firstSeen, s.observed]),
    )
  })

  test("the order of the records does not matter", () => {
    const records = tickets({ failing: true })
    const turned: Records = {
      day: records.day.toReversed(),
      dims: records.dims.map((dim) => ({ ...dim, codes: dim.codes.toReversed() })),
      person: records.person!.toReversed(),
    }
    const figures = (r: Records) => lookAt(r, 7 * 110).map((f) => [f.slice, f.observed, f.people, f.since])
    expect(figures(records).length).toBeGreaterThan(0)
    expect(figures(turned)).toEqual(figures(records))
  })
})

test("a step that is no whole number of weeks is refused", () => {
  expect(() => replay(tickets({ failing: false }), { from: 500, to: 600, step: 10 })).toThrow(RangeError)
})

test("no records, no findings", () => {
  const none: Records = { day: new Int32Array(0), dims: [{ name: "part", values: [], codes: new Int32Array(0) }] }
  expect(lookAt(none, 100)).toEqual([])
  expect(lookAt({ ...none, bad: new Uint8Array(0) }, 100)).toEqual([])
})

/** 120 weeks of tickets: five products, eight parts, everything grows, p4 doubles in week 80; with `failing`, the hinge
 * of p2 brings six tickets more a week from week 90 on. */
function tickets({ failing }: { failing: boolean }): Records {
  const random = generator(11)
  const parts = ["hinge", "screen", "battery", "lid", "fan", "plug", "cable", "key"]
  const products = ["p0", "p1", "p2", "p3", "p4"]
  const day: number[] = []
  const part: number[] = []
  const product: number[] = []
  const add = (week: number, p: number, q: number) => {
    day.push(7 * week + Math.floor(7 * random()))
    part.push(p)
    product.push(q)
  }
  for (let week = 0; week < 120; week++) {
    for (let q = 0; q < products.length; q++) {
      const level = (4 + 2 * q) * (1 + week / 120) * (q === 4 && week >= 80 ? 2 : 1)
      for (let k = 0; k < level; k++) add(week, Math.floor(parts.length * random() ** 1.3), q)
    }
    if (failing && week >= 90) for (let k = 0; k < 6; k++) add(week, 0, 2)
  }
  return {
    day: Int32Array.from(day),
    dims: [
      { name: "part", values: parts, codes: Int32Array.from(part) },
      { name: "product", values: products, codes: Int32Array.from(product) },
    ],
    person: Int32Array.from(day, (_, i) => Math.floor(i / 2)),
  }
}

function until(records: Records, last: number): Records {
  const kept = [...records.day.keys()].filter((i) => records.day[i]! <= last)
  return {
    day: Int32Array.from(kept, (i) => records.day[i]!),
    dims: records.dims.map((dim) => ({ ...dim, codes: Int32Array.from(kept, (i) => dim.codes[i]!) })),
    person: Int32Array.from(kept, (i) => records.person![i]!),
  }
}
