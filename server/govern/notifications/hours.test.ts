import { describe, expect, test } from "vitest"
import { type Hours, isQuiet, lastDaily, lastWeekly } from "./hours.ts"

const berlin: Hours = {
  timeZone: "Europe/Berlin",
  dailyHour: 8,
  quiet: { from: 20, to: 7 },
  quietDays: [],
  breakThrough: false,
}
const at = (moment: string) => new Date(moment)

describe("quiet hours", () => {
  test("over midnight, by the member's clock, winter and summer", () => {
    // Winter: 20:00 in Berlin is 19:00Z; summer: 18:00Z.
    expect(isQuiet(at("2026-01-15T18:59:00Z"), berlin)).toBe(false)
    expect(isQuiet(at("2026-01-15T19:00:00Z"), berlin)).toBe(true)
    expect(isQuiet(at("2026-01-16T05:59:00Z"), berlin)).toBe(true)
    expect(isQuiet(at("2026-01-16T06:00:00Z"), berlin)).toBe(false)
    expect(isQuiet(at("2026-07-15T17:59:00Z"), berlin)).toBe(false)
    expect(isQuiet(at("2026-07-15T18:00:00Z"), berlin)).toBe(true)
  })
  test("of the night in which clocks go forward or back, the end is at the hour clocks show", () => {
    expect(isQuiet(at("2026-03-29T04:59:00Z"), berlin)).toBe(true)
    expect(isQuiet(at("2026-03-29T05:00:00Z"), berlin)).toBe(false)
    expect(isQuiet(at("2026-10-25T05:59:00Z"), berlin)).toBe(true)
    expect(isQuiet(at("2026-10-25T06:00:00Z"), berlin)).toBe(false)
  })
  test("within a day, and whole days", () => {
    const noon = { ...berlin, quiet: { from: 12, to: 13 }, quietDays: [0, 6] }
    expect(isQuiet(at("2026-01-15T11:30:00Z"), noon)).toBe(true)
    expect(isQuiet(at("2026-01-15T12:00:00Z"), noon)).toBe(false)
    expect(isQuiet(at("2026-01-17T09:00:00Z"), noon)).toBe(true)
    expect(isQuiet(at("2026-01-15T23:30:00Z"), { ...berlin, quiet: null })).toBe(false)
  })
})

test("the daily mail: her hour on both sides of a clock change, today or yesterday, not on quiet days", () => {
  expect(lastDaily(at("2026-03-28T12:00:00Z"), berlin)).toEqual(at("2026-03-28T07:00:00Z"))
  expect(lastDaily(at("2026-03-29T12:00:00Z"), berlin)).toEqual(at("2026-03-29T06:00:00Z"))
  expect(lastDaily(at("2026-03-29T05:59:59Z"), berlin)).toEqual(at("2026-03-28T07:00:00Z"))
  expect(lastDaily(at("2026-03-29T12:00:00Z"), { ...berlin, quietDays: [0, 6] })).toEqual(at("2026-03-27T07:00:00Z"))
  expect(lastDaily(at("2026-03-29T12:00:00Z"), { ...berlin, quietDays: [0, 1, 2, 3, 4, 5, 6] })).toBeNull()
})

test("the weekly summary: Monday at her hour", () => {
  const shanghai = { ...berlin, timeZone: "Asia/Shanghai" }
  expect(lastWeekly(at("2026-03-16T00:00:00Z"), shanghai)).toEqual({
    week: "2026-03-16",
    at: at("2026-03-16T00:00:00Z"),
  })
  expect(lastWeekly(at("2026-03-15T23:59:59Z"), shanghai)).toEqual({
    week: "2026-03-09",
    at: at("2026-03-09T00:00:00Z"),
  })
})
