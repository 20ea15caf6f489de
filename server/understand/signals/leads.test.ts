import { expect, test } from "vitest"
import { leadsOf } from "./backtest.ts"

const event = (id: string, at: string, slice: Record<string, string[]>) => ({
  id,
  at,
  title: id,
  kind: "recall" as const,
  slice,
  link: null,
})
const steering = { firstSeen: "2015-09-07", slice: { component: "Steering: Column", product: "Sonata" } }

test("an event is led by the first signal that speaks of it; the median is over those that were", () => {
  const { events, missed, medianLeadWeeks } = leadsOf(
    [{ firstSeen: "2010-01-04", slice: { product: "Sonata" } }, steering],
    [
      event("ahead", "2016-03-07", { component: ["Steering"], product: ["Sonata", "Azera"] }),
      event("another model", "2016-03-07", { component: ["Steering"], product: ["Tucson"] }),
      event("too early", "2015-09-07", { component: ["Steering"], product: ["Sonata"] }),
      event("also ahead", "2015-10-05", { component: ["Steering", "Steering: Column"] }),
      event("concerns everything", "2016-01-01", {}),
    ],
  )
  expect(events.map(({ id, leadWeeks, signal }) => [id, leadWeeks, signal])).toEqual([
    ["ahead", 26, 1],
    ["another model", null, null],
    ["too early", null, null],
    ["also ahead", 4, 1],
  ])
  expect(missed).toBe(2)
  expect(medianLeadWeeks).toBe(15)
})

test("without any event that was led there is no median", () => {
  expect(leadsOf([], [event("missed", "2016-01-01", { product: ["Sonata"] })])).toMatchObject({
    missed: 1,
    medianLeadWeeks: null,
  })
})
