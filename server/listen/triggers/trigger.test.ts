import fc from "fast-check"
import { expect, test } from "vitest"
import { isDrawn, lot, notReady, plainName, roundOf, windowOf } from "./trigger.ts"

test("an event is the same in every spelling", () => {
  for (const name of ["Order Delivered", "order_delivered", "order.delivered", " ORDER-delivered! "])
    expect(plainName(name)).toBe("order.delivered")
  expect(plainName("订单 送达")).toBe("订单.送达")
  expect(plainName("…")).toBe("")
})

test("asks after the delay, and no later than the window; a window that is too narrow is widened to an hour", () => {
  const at = new Date("2026-03-01T12:00:00Z")
  expect(windowOf({ kind: "event", afterHours: 2, withinHours: 24 }, at)).toEqual({
    dueAt: new Date("2026-03-01T14:00:00Z"),
    until: new Date("2026-03-02T12:00:00Z"),
  })
  expect(windowOf({ kind: "event", afterHours: 2, withinHours: 1 }, at).until).toEqual(new Date("2026-03-01T15:00:00Z"))
})

test("a share is drawn evenly and always alike", () => {
  const ids = Array.from({ length: 4_000 }, (_, index) => `person ${index}`)
  const share = ids.filter((id) => isDrawn(0.25, "survey", id)).length / ids.length
  expect(share).toBeGreaterThan(0.22)
  expect(share).toBeLessThan(0.28)
  expect(isDrawn(undefined, "x")).toBe(true)
  fc.assert(fc.property(fc.string(), (id) => lot(id) >= 0 && lot(id) < 1))
})

test("a schedule goes round after round, and knows how far it is", () => {
  const started = new Date("2026-01-01T00:00:00Z")
  const rule = { kind: "schedule", everyDays: 90 } as const
  expect(roundOf(rule, started, started)).toMatchObject({ number: 0, passed: 0 })
  const later = roundOf(rule, started, new Date("2026-05-16T00:00:00Z"))
  expect(later).toMatchObject({ number: 1, passed: 0.5, ends: new Date("2026-06-30T00:00:00Z") })
})

test("a rule says what is missing", () => {
  expect(notReady({})).toBe("no_rule")
  expect(notReady({ trigger: { kind: "always" } })).toBe("no_rule")
  expect(notReady({ trigger: { kind: "event" } })).toBe("no_event")
  expect(notReady({ trigger: { kind: "event", event: "contact.closed" } })).toBeNull()
})
