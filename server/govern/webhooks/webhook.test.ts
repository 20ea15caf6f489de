import fc from "fast-check"
import { expect, test } from "vitest"
import { asksFor, patternForm, retryAfterOf, secondsUntilNext } from "./webhook.ts"

test("an endpoint is told what it asked for, and never what members do for themselves", () => {
  expect(asksFor(["plan.*"], "plan.opened")).toBe(true)
  expect(asksFor(["plan.*"], "planet.opened")).toBe(false)
  expect(asksFor(["signal.found"], "signal.grew")).toBe(false)
  expect(asksFor(["*"], "problem.opened")).toBe(true)
  for (const inward of ["notification.added", "person.read", "view.saved", "record.read", "audit.exported"])
    expect(asksFor(["*", inward], inward)).toBe(false)
  expect(["*", "plan.*", "signal.found"].every((one) => patternForm.test(one))).toBe(true)
  expect(["plan", "plan.**", "Plan.opened", "*.opened", ""].some((one) => patternForm.test(one))).toBe(false)
})

test("pauses grow, differ a little, respect the receiver, and end after ten attempts", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, dice) => {
      const pause = secondsUntilNext(attempts, dice, null)!
      expect(pause).toBeGreaterThanOrEqual(4.5)
      expect(pause).toBeLessThan(secondsUntilNext(attempts + 1, dice, null) ?? Number.POSITIVE_INFINITY)
      expect(secondsUntilNext(attempts, dice, 1e9)).toBeLessThanOrEqual(24 * 3600 * 1.1)
    }),
  )
  expect(secondsUntilNext(1, 0.5, 120)).toBe(120)
  expect(secondsUntilNext(10, 0.5, null)).toBeNull()
})

test("Retry-After is seconds or a date", () => {
  const now = new Date("2026-03-01T12:00:00Z")
  expect(retryAfterOf("120", now)).toBe(120)
  expect(retryAfterOf("Sun, 01 Mar 2026 12:01:00 GMT", now)).toBe(60)
  for (const nothing of [undefined, "", "soon", "-5", "Sun, 01 Mar 2026 11:00:00 GMT"])
    expect(retryAfterOf(nothing, now)).toBeNull()
})
