import { expect, test } from "vitest"
import { smsOf } from "./sms.ts"

test.each([
  ["a".repeat(160), 160, 1],
  ["a".repeat(161), 161, 2],
  ["a".repeat(307), 307, 3],
  ["€".repeat(80), 160, 1],
  ["您".repeat(70), 70, 1],
  [`${"a".repeat(70)}您`, 71, 2],
  ["", 0, 1],
])("%s", (text, signs, messages) => {
  expect(smsOf(text)).toEqual({ signs, messages })
})
