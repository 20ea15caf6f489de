import { expect, test } from "vitest"
import { nounsTouchedBy } from "./live-effects.ts"

test("a comment refreshes the comments, the bell and the activity feed", () => {
  expect(nounsTouchedBy({ name: "comment.added" })).toEqual(
    expect.arrayContaining(["comments", "notifications", "activity"]),
  )
})

test("numbers move when they were counted, not with every customer", () => {
  expect(nounsTouchedBy({ name: "feedback.received" })).not.toContain("metrics")
  expect(nounsTouchedBy({ name: "counted" })).toContain("metrics")
})

test("an event nobody knows yet still reaches the feed", () => {
  expect(nounsTouchedBy({ name: "story.told" })).toContain("activity")
})
