import type { TFunction } from "i18next"
import { expect, test } from "vitest"
import { formatFor } from "../../app/format.ts"
import { asField, duration, hoursSince } from "./plan-words.ts"

const t = ((key: string, params: { count: number }) => `${params.count} ${key.slice("plan.".length)}`) as TFunction
const format = formatFor("en-GB")

test("times are said in the unit people think in", () => {
  expect([0.5, 5, 47, 48, 150].map((hours) => duration(hours, t, format))).toEqual([
    "30 minutes",
    "5 hours",
    "47 hours",
    "2 days",
    "6 days",
  ])
})

test("a moment comes back from a form as it was", () => {
  const moment = "2026-03-29T07:30:00.000Z"
  expect(new Date(asField(moment)).toISOString()).toBe(moment)
  expect(hoursSince("2026-03-29T07:30:00.000Z", Date.parse("2026-03-29T09:30:00Z"))).toBe(2)
})
