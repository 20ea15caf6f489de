import { expect, test } from "vitest"
import type { Eligibility } from "./contract.ts"
import { coverageOf, fitsSerial, type Unit } from "./eligibility.ts"

const unit = (given: Partial<Unit>): Unit => ({
  id: "u1",
  product: "Aria 2",
  serial: null,
  batch: null,
  purchasedAt: null,
  ...given,
})

test("a serial number is found as it is read over the phone", () => {
  const recall: Eligibility = { serials: ["AR2-07-8841"] }
  expect(fitsSerial(recall, "ar2 07 8841")).toBe(true)
  expect(fitsSerial(recall, "ＡＲ２－０７－８８４１")).toBe(true)
  expect(fitsSerial(recall, "AR2078842")).toBe(false)
})

test("a range counts numbers, not letters", () => {
  const range: Eligibility = { ranges: [{ from: "AR2-0900", to: "AR2-1100" }] }
  expect(["AR2-0900", "AR2-1000", "AR2-1100"].map((one) => fitsSerial(range, one))).toEqual([true, true, true])
  expect(["AR2-0899", "AR2-1101", "AR3-1000", "AR2-10000", "AR2-1000X"].map((one) => fitsSerial(range, one))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
  // Longer than a double can count.
  expect(fitsSerial({ ranges: [{ from: "90071992547409920", to: "90071992547409929" }] }, "90071992547409931")).toBe(
    false,
  )
})

test("patterns: any, one, one digit", () => {
  const patterns: Eligibility = { patterns: ["NL2-07*", "X?9##"] }
  expect(["NL2-07", "nl2-07-123", "XA912"].map((one) => fitsSerial(patterns, one))).toEqual([true, true, true])
  expect(["NL2-08-1", "XA9A2", "(NL2-07"].map((one) => fitsSerial(patterns, one))).toEqual([false, false, false])
})

test("a pattern made to be slow comes to its end", () => {
  expect(fitsSerial({ patterns: [`${"*a".repeat(29)}b`] }, "a".repeat(60))).toBe(false)
})

test("what is not known is asked for; no is said only when nothing of hers can be meant", () => {
  const recall: Eligibility = { product: ["Aria 2"], batch: ["7"], serials: ["A1"] }
  expect(coverageOf(recall, [unit({ batch: "7", serial: "A1" })])).toEqual({ verdict: "covered", ownershipId: "u1" })
  expect(coverageOf(recall, [unit({ batch: "7" })]).verdict).toBe("need_serial")
  expect(coverageOf(recall, [unit({ serial: "A1" })]).verdict).toBe("need_batch")
  expect(coverageOf(recall, [unit({ batch: "8" })]).verdict).toBe("not_covered")
  expect(coverageOf(recall, [unit({ product: "Brio", batch: "7", serial: "A1" })]).verdict).toBe("not_covered")
  expect(coverageOf(recall, []).verdict).toBe("need_serial")
  const two = [unit({ id: "a", batch: "8" }), unit({ id: "b", batch: "7", serial: "a-1" })]
  expect(coverageOf(recall, two)).toEqual({ verdict: "covered", ownershipId: "b" })
  expect(coverageOf({}, []).verdict).toBe("everyone")
})

test("a purchase date counts its first and its last day", () => {
  const sold: Eligibility = { purchasedFrom: "2026-03-01", purchasedTo: "2026-03-31" }
  const on = (day: string | null) => coverageOf(sold, [unit({ purchasedAt: day })]).verdict
  expect(["2026-03-01", "2026-03-31", "2026-02-28", "2026-04-01", null].map(on)).toEqual([
    "covered",
    "covered",
    "not_covered",
    "not_covered",
    "need_date",
  ])
})
