import { expect, test } from "vitest"
import { asTarget, readable, readWords, ruleFor, wordsText } from "./rules.ts"

test("a rule that becomes a score has a metric and a scale, one that becomes an attribute a name", () => {
  const rule = { target: "text" as const, from: "ticket.rating[0].value | x" }
  expect(asTarget(rule, "score", "nps")).toEqual({
    target: "score",
    from: rule.from,
    metric: "nps",
    scale: { min: 0, max: 10 },
  })
  expect(asTarget(rule, "attribute")).toMatchObject({ attribute: "value" })
  expect(asTarget(asTarget(rule, "score"), "channel")).toEqual({ target: "channel", from: rule.from })
  expect(ruleFor("ticket.tags[]")).toMatchObject({ target: "attribute", attribute: "tags" })
})

test("what words are worth is written and read the same way", () => {
  expect(readWords("Good = 1, bad = 0; so so: 0.5, nothing")).toEqual({ good: 1, bad: 0, "so so": 0.5 })
  expect(readWords(wordsText({ good: 1, bad: 0 }))).toEqual({ good: 1, bad: 0 })
  expect(readWords("")).toBeUndefined()
})

test("a payload is shown line by line, or as it came", () => {
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(readable("<x/>")).toBe("<x/>")
})
