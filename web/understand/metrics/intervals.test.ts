import { expect, test } from "vitest"
import { intervalEnd, suggestedInterval } from "./intervals.ts"

test("an interval ends where the next begins", () => {
  expect(intervalEnd("2026-03-30", "week")).toBe("2026-04-06")
  expect(intervalEnd("2026-01-01", "month")).toBe("2026-02-01")
  expect(intervalEnd("2028-02-29T00:00:00.000Z", "day")).toBe("2028-03-01")
})

test("the longer the period, the coarser the points", () => {
  expect(suggestedInterval("2026-01-01", "2026-02-01")).toBe("day")
  expect(suggestedInterval("2025-01-01", "2026-02-01")).toBe("week")
  expect(suggestedInterval(undefined, undefined)).toBe("month")
})
