import fc from "fast-check"
import { expect, test } from "vitest"
import { CodedError } from "../../platform/http/errors.ts"
import { readFormula, worth } from "./expression.ts"
import { certaintyOf, type Parts, readScore, scoreNames, scoreOf, severityOf } from "./score.ts"
import { moverRatio, peopleAffected, tellShare } from "./size.ts"
import { inTheirWords, told } from "./statement.ts"

const parts: Parts = {
  people: 1904,
  told: 233,
  reports: 260,
  severity: 5,
  certainty: 0.68,
  customer_value: 5,
  business_value: 4,
  effort: 2,
  revenue: 245_616,
  signals: 2,
}

test("arithmetic is read as people write it", () => {
  const value = (text: string) => worth(readFormula(text, scoreNames), parts)
  expect(value("1 + 2 * 3")).toBe(7)
  expect(value("(1 + 2) * 3")).toBe(9)
  expect(value("2 ^ 3 ^ 2")).toBe(512)
  expect(value("-2 ^ 2")).toBe(-4)
  expect(value("10 - 4 - 3")).toBe(3)
  expect(value("12 / 4 / 3")).toBe(1)
  expect(value("6 × 2 ÷ 3 − 1")).toBe(3)
  expect(value("min(people, 100) + max(1, 2, 3)")).toBe(103)
  expect(value("if(effort > 3, 1, if(signals == 2, 7, 0))")).toBe(7)
  expect(value("round(sqrt(people)) + abs(-.5)")).toBe(44.5)
})

test("what has no value scores nothing, and a formula can guard itself against it", () => {
  const score = (text: string, over: Partial<Parts> = {}) => scoreOf(readScore(text), { ...parts, ...over })
  expect(score("people / (effort - 2)")).toBe(0)
  expect(score("sqrt(effort - 3)")).toBe(0)
  expect(score("people - 5000")).toBe(0)
  expect(score("if(effort - 2 == 0, 1, people / (effort - 2))")).toBe(1)
  expect(score("9 ^ 999999")).toBe(0)
})

test("errors are named with their place", () => {
  const code = (text: string) => {
    try {
      readFormula(text, scoreNames)
    } catch (error) {
      if (error instanceof CodedError) return [error.fault.code.replace("problem.formula_", ""), error.fault.params?.at]
    }
    return null
  }
  expect(code("people * severty")).toEqual(["unknown", 10])
  expect(code("people severity")).toEqual(["unexpected", 8])
  expect(code("people *")).toEqual(["ends", undefined])
  expect(code("(people")).toEqual(["ends", undefined])
  expect(code("")).toEqual(["ends", undefined])
  expect(code("people; 1")).toEqual(["unexpected", 7])
  expect(code("sqrt(1, 2)")).toEqual(["arguments", 1])
  expect(code(`${"(".repeat(60)}1${")".repeat(60)}`)).toEqual(["too_deep", undefined])
  expect(code(`${"-".repeat(90)}1`)).toEqual(["too_deep", undefined])
  expect(code("1+".repeat(400))).toEqual(["too_long", undefined])
})

test("nothing but arithmetic gets through: no property, no call, no code", () => {
  for (const hostile of [
    "constructor",
    "__proto__",
    "people.constructor",
    "toString()",
    "constructor(1)",
    "process.exit(1)",
    "people[0]",
    "`x`",
    "'a'",
    "this",
    "globalThis",
    "x=>1",
    "people = 0",
    "min.call(1)",
    "0x10",
    "1e400",
    "\u0000",
    "$people",
    "people//1",
    "Infinity",
    "NaN",
  ]) {
    expect(() => readFormula(hostile, scoreNames), hostile).toThrow(CodedError)
  }
})

test("whatever is typed is either a formula with a finite score or an error of ours", () => {
  const piece = fc.constantFrom(
    "people",
    "effort",
    "min(",
    "if(",
    "sqrt(",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "^",
    "<",
    "2",
    ".5",
    " ",
    "é",
    "eval",
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 30 }).map((all) => all.join("")),
        fc.string({ maxLength: 40 }),
      ),
      (text) => {
        try {
          return Number.isFinite(scoreOf(readScore(text), parts))
        } catch (error) {
          return error instanceof CodedError
        }
      },
    ),
    { numRuns: 2_000, seed: 7 },
  )
})

test("untouched, the score is people × severity × certainty; worth and effort move it", () => {
  const plain = { ...parts, customer_value: 3, business_value: 3, effort: 3 }
  expect(scoreOf(readScore(null), plain)).toBeCloseTo(1904 * 5 * 0.68)
  expect(scoreOf(readScore(null), { ...plain, effort: 1 })).toBeCloseTo(3 * 1904 * 5 * 0.68)
  expect(scoreOf(readScore(null), { ...plain, customer_value: 5, business_value: 5 })).toBeCloseTo(
    (5 / 3) * 1904 * 5 * 0.68,
  )
})

test("severity is judged, or read from the words; certainty comes of signals and of how many told", () => {
  expect(severityOf("safety", { reports: 3, told: 3, negative: 0 })).toBe(5)
  expect(severityOf(null, { reports: 0, told: 0, negative: 0 })).toBe(1)
  // Wilson's lower limit of 40 of 50 is 0.6696.
  expect(severityOf(null, { reports: 50, told: 50, negative: 40 })).toBeCloseTo(2.339, 2)
  expect(certaintyOf([], { told: 0 }, 0)).toBe(0)
  expect(certaintyOf([], { told: 5 }, 0)).toBe(0.5)
  expect(certaintyOf([], { told: 2 }, 1)).toBe(0.5)
  expect(certaintyOf([{ ratio_low: 4 }, { ratio_low: 0.8 }], { told: 1 }, 0)).toBe(0.75)
})

test("people are exact, estimated with an interval, or at least those who told", () => {
  const share = tellShare(240, 2000, "problems")
  expect(peopleAffected(12, { exact: 1904, share, customers: null })).toMatchObject({
    method: "exact",
    people: 1904,
    low: 1904,
    high: 1904,
  })
  expect(peopleAffected(12, { exact: null, share: null, customers: 5 })).toEqual({
    method: "told",
    people: 12,
    low: 12,
    high: null,
    share: null,
  })
  const estimated = peopleAffected(12, { exact: null, share, customers: null })
  expect(estimated).toMatchObject({ method: "estimated", people: 100 })
  expect(estimated.low).toBeGreaterThan(45)
  expect(estimated.low).toBeLessThan(60)
  expect(estimated.high).toBeGreaterThan(165)
  expect(estimated.high).toBeLessThan(190)
  // Nobody can be affected who is no customer, and nobody who told can be left out.
  expect(peopleAffected(12, { exact: null, share, customers: 80 })).toMatchObject({ people: 80, high: 80 })
  expect(peopleAffected(12, { exact: null, share, customers: 3 })).toMatchObject({ people: 12, low: 12, high: 12 })
  expect(tellShare(3, 10, "own")).toBeNull()
  expect(tellShare(0, 100, "own")).toBeNull()
})

test("a share that is known badly gives a wide interval, never a wrong-way or a broken one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 20, max: 20_000 }),
      (told, some, of) => {
        const share = tellShare(Math.min(some, of), of, "own")!
        const { people, low, high } = peopleAffected(told, { exact: null, share, customers: null })
        return low <= people && high !== null && people <= high && low >= told
      },
    ),
    { seed: 3 },
  )
  expect(moverRatio({ estimate: 10, low: 5, high: 18 }, { estimate: 0.05, low: 0.01, high: 0.24 }).low).toBeCloseTo(
    5 / 0.24,
  )
})

test("a story is one sentence in its own language; long words are cut at a sentence", () => {
  expect(told({ as: "parent", want: "want clean air at night", but: "the fan stops" })).toBe(
    "As a parent, I want clean air at night, but the fan stops",
  )
  expect(told({ as: "家长", want: "想要夜里空气干净", but: "风扇停了" })).toBe(
    "作为家长，我想要夜里空气干净，但是风扇停了",
  )
  expect(inTheirWords(`${"The fan stopped. ".repeat(20)}`)).toMatch(/stopped\.$/)
  expect([...inTheirWords("风".repeat(500))].length).toBe(240)
})
