import { expect, test } from "vitest"
import { ladderOf } from "./escalation.ts"
import { addDays, dayIn, isZone, momentAt, weekdayOf } from "./local-time.ts"
import { dueOf, nextUpdate } from "./schedule.ts"
import { shippedSettings } from "./settings.ts"

const at = (text: string) => new Date(text)

test("nine in the morning is nine in the morning, before and after the clocks change", () => {
  expect(momentAt("2026-03-28", 9, "Europe/Berlin")).toEqual(at("2026-03-28T08:00:00Z"))
  expect(momentAt("2026-03-29", 9, "Europe/Berlin")).toEqual(at("2026-03-29T07:00:00Z"))
  expect(momentAt("2026-10-25", 9, "Europe/Berlin")).toEqual(at("2026-10-25T08:00:00Z"))
  expect(momentAt("2026-07-01", 9, "Asia/Shanghai")).toEqual(at("2026-07-01T01:00:00Z"))
  expect(momentAt("2026-11-01", 9, "America/New_York")).toEqual(at("2026-11-01T14:00:00Z"))
  expect(momentAt("2026-01-15", 9, "Asia/Kathmandu")).toEqual(at("2026-01-15T03:15:00Z"))
})

test("an hour that clocks skip is an hour later by the clock; of one that comes twice it is the first", () => {
  expect(momentAt("2026-03-29", 2, "Europe/Berlin")).toEqual(at("2026-03-29T01:00:00Z"))
  expect(momentAt("2026-10-25", 2, "Europe/Berlin")).toEqual(at("2026-10-25T00:00:00Z"))
  // A day that begins at one: midnight did not happen.
  expect(momentAt("2026-03-08", 0, "America/Havana")).toEqual(at("2026-03-08T05:00:00Z"))
})

test("days are the calendar's days there, and zones that are none are told apart", () => {
  expect(dayIn(at("2026-03-12T23:30:00Z"), "Asia/Shanghai")).toBe("2026-03-13")
  expect(dayIn(at("2026-03-12T00:30:00Z"), "America/New_York")).toBe("2026-03-11")
  expect(addDays("2026-02-27", 2)).toBe("2026-03-01")
  expect(weekdayOf("2026-03-13")).toBe(5)
  expect([isZone("Europe/Berlin"), isZone("Mars/Olympus"), isZone("")]).toEqual([true, false, false])
})

test("what has days is due in the evening of the last whole day before the promise; what has hours, to the hour", () => {
  const promise = shippedSettings.promise.hindered
  const opened = at("2026-03-20T10:00:00Z")
  expect(dueOf({ promise: "guidance_live", share: 1 }, opened, promise, "Europe/Berlin")).toEqual(
    at("2026-03-21T16:00:00Z"),
  )
  // 42 days later is summer there.
  expect(dueOf({ promise: "fix_shipped", share: 1 }, opened, promise, "Europe/Berlin")).toEqual(
    at("2026-04-30T15:00:00Z"),
  )
  expect(dueOf({ hours: 4 }, opened, promise, "Europe/Berlin")).toEqual(at("2026-03-20T14:00:00Z"))
})

test("an update every second week falls on Fridays, through a change of the clocks", () => {
  const cadence = { everyDays: 14, hour: 16 }
  const first = nextUpdate(cadence, at("2026-03-09T10:00:00Z"), "Europe/Berlin")
  expect(first).toEqual(at("2026-03-20T15:00:00Z"))
  expect(nextUpdate(cadence, first, "Europe/Berlin")).toEqual(at("2026-04-03T14:00:00Z"))
  expect(nextUpdate({ everyDays: 1, hour: 16 }, at("2026-03-28T15:00:00Z"), "Europe/Berlin")).toEqual(
    at("2026-03-29T14:00:00Z"),
  )
})

test("the ladder says in advance who is told when, by the clock of the organization", () => {
  const settings = { ...shippedSettings, timeZone: "Europe/Berlin" }
  const one = { dueAt: at("2026-03-27T16:00:00Z"), createdAt: at("2026-03-12T06:10:00Z") }
  const rungs = ladderOf(one, "hindered", settings).map(({ level, at: moment }) => [level, moment.toISOString()])
  expect(rungs).toEqual([
    ["owner", "2026-03-27T08:00:00.000Z"],
    ["late", "2026-03-27T16:00:00.000Z"],
    ["lead", "2026-03-28T08:00:00.000Z"],
    // Clocks went forward: nine is an hour earlier.
    ["sponsor", "2026-03-30T07:00:00.000Z"],
    ["committee", "2026-04-02T07:00:00.000Z"],
  ])
})

test("of a few hours the owner is reminded half-way, and where somebody is in danger the lead hears when it is late", () => {
  const one = { dueAt: at("2026-03-12T08:30:00Z"), createdAt: at("2026-03-12T04:30:00Z") }
  const rungs = ladderOf(one, "safety", shippedSettings)
  expect(rungs.map((rung) => rung.at.toISOString())).toEqual([
    "2026-03-12T06:30:00.000Z",
    "2026-03-12T08:30:00.000Z",
    "2026-03-12T08:30:00.000Z",
    "2026-03-13T09:00:00.000Z",
    "2026-03-14T09:00:00.000Z",
  ])
})
