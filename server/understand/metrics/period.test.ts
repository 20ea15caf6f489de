import { expect, test } from "vitest"
import { before, clipped, periodOf, startsIn } from "./period.ts"

test("a period is the whole days in UTC that hold the moments asked for, wherever they were written", () => {
  expect(periodOf({ from: "2026-03-02", to: "2026-03-09" }, "")).toEqual({ from: "2026-03-02", to: "2026-03-09" })
  expect(periodOf({ from: "2026-03-02T00:00:00+08:00", to: "2026-03-09T12:00:00Z" }, "")).toEqual({
    from: "2026-03-01",
    to: "2026-03-10",
  })
})

test("without dates it ends with the last day on which anything was said and begins on a Monday", () => {
  expect(periodOf({}, "2026-03-11", 8)).toEqual({ from: "2026-01-12", to: "2026-03-12" })
})

test("weeks begin on Mondays over the turn of the year, empty ones too, and the ends are clipped", () => {
  const period = { from: "2025-12-31", to: "2026-01-14" }
  expect(startsIn(period, "week")).toEqual(["2025-12-29", "2026-01-05", "2026-01-12"])
  expect(startsIn(period, "month")).toEqual(["2025-12-01", "2026-01-01"])
  expect(clipped("2025-12-29", "week", period)).toEqual([Date.UTC(2025, 11, 31), Date.UTC(2026, 0, 5)])
  expect(before(period)).toEqual({ from: "2025-12-17", to: "2025-12-31" })
})
