import { expect, test } from "vitest"
import { axisTicks } from "./axis-ticks.ts"

const weeks = (count: number, from = "2025-01-06") =>
  Array.from({ length: count }, (_, week) =>
    new Date(Date.parse(from) + week * 7 * 86_400_000).toISOString().slice(0, 10),
  )

test("a year of weeks is labelled by month", () => {
  const ticks = axisTicks(weeks(52), 6)
  expect(ticks.length).toBeLessThanOrEqual(6)
  expect(ticks[0]).toEqual({ index: 0, kind: "month" })
})

test("fifteen years are labelled by year", () => {
  expect(axisTicks(weeks(780, "2001-01-01"), 8).every((tick) => tick.kind === "year")).toBe(true)
})

test("three weeks are labelled by day, and nothing gives nothing", () => {
  expect(axisTicks(weeks(3), 6).map((tick) => tick.kind)).toEqual(["day", "day", "day"])
  expect(axisTicks([], 6)).toEqual([])
})
