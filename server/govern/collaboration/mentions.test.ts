import { expect, test } from "vitest"
import { mentionedIn, readable } from "./mentions.ts"

const mei = "01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44"
const tom = "01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e45"

test("mentions are found once each, in order; what only looks like one is text", () => {
  expect(mentionedIn(`@[${tom}] and @[${mei}], @[${tom}]; mail a@[b] @[nobody]`)).toEqual([tom, mei])
})

test("a headline has names instead of ids, one line, and is cut between characters", () => {
  const names = new Map([[mei, "小梅"]])
  expect(readable(`@[${mei}]\n please look, @[${tom}]`, names)).toBe(`@小梅 please look, @[${tom}]`)
  expect(readable("🙂".repeat(200), names, 5)).toBe("🙂🙂🙂🙂…")
})
