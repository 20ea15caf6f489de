import fc from "fast-check"
import { expect, test } from "vitest"
import { type Calendar, openHours, promisedAt } from "./promise.ts"

const week: Calendar["week"] = [null, [9, 17], [9, 17], [9, 17], [9, 17], [9, 17], null]
const berlin: Calendar = { timeZone: "Europe/Berlin", week, holidays: ["2026-04-03", "2026-04-06"] }
const at = (from: string, hours: number, calendar: Calendar | null = berlin) =>
  promisedAt(new Date(from), hours, calendar).toISOString()

test("hours of opening: overnight, over the weekend, over holidays", () => {
  // Wednesday 15:00 in Berlin: two hours that day, six the next.
  expect(at("2026-03-11T14:00:00Z", 8)).toBe("2026-03-12T14:00:00.000Z")
  expect(at("2026-03-13T15:00:00Z", 2)).toBe("2026-03-16T09:00:00.000Z")
  // Good Friday and Easter Monday are closed.
  expect(at("2026-04-02T14:00:00Z", 2)).toBe("2026-04-07T08:00:00.000Z")
})

test("an hour is an hour when clocks change, by opening and by the clock", () => {
  const always: Calendar = {
    timeZone: "Europe/Berlin",
    week: Array.from({ length: 7 }, () => [0, 24] as const),
    holidays: [],
  }
  // 29 March 2026 has 23 hours in Berlin, 25 October has 25.
  expect(at("2026-03-28T23:00:00Z", 24, always)).toBe("2026-03-29T23:00:00.000Z")
  expect(at("2026-10-24T22:00:00Z", 25, always)).toBe("2026-10-25T23:00:00.000Z")
  expect(at("2026-03-28T12:00:00Z", 24, null)).toBe("2026-03-29T12:00:00.000Z")
  // Nine in the morning is an hour earlier by UTC after the change.
  expect(at("2026-03-27T16:00:00Z", 1)).toBe("2026-03-30T08:00:00.000Z")
})

test("who never opens is promised by the clock", () => {
  const never = { ...berlin, week: Array.from({ length: 7 }, () => null) }
  expect(at("2026-03-11T14:00:00Z", 8, never)).toBe("2026-03-11T22:00:00.000Z")
})

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
const calendars = fc.record({
  timeZone: fc.constantFrom(...zones),
  week: fc.array(
    fc.option(
      fc
        .tuple(fc.integer({ min: 0, max: 46 }), fc.integer({ min: 1, max: 48 }))
        .map(([a, b]) => [Math.min(a, b - 1) / 2, Math.max(a + 1, b) / 2] as const),
      { nil: null },
    ),
    { minLength: 7, maxLength: 7 },
  ),
  holidays: fc.constant([] as string[]),
})
const moments = fc.date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true })

test("between now and the promise lie exactly the promised hours of opening, and it only grows", () => {
  fc.assert(
    fc.property(calendars, moments, fc.integer({ min: 1, max: 400 }), (calendar, from, quarters) => {
      fc.pre(calendar.week.some((one) => one !== null))
      const hours = quarters / 4
      const until = promisedAt(from, hours, calendar)
      expect(until.getTime()).toBeGreaterThan(from.getTime())
      expect(openHours(from, until, calendar)).toBeCloseTo(hours, 6)
      expect(promisedAt(from, hours + 1, calendar).getTime()).toBeGreaterThan(until.getTime())
      const later = new Date(from.getTime() + 3_600_000)
      expect(promisedAt(later, hours, calendar).getTime()).toBeGreaterThanOrEqual(until.getTime())
    }),
    { numRuns: 150 },
  )
})
