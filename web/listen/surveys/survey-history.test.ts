import fc from "fast-check"
import { expect, test } from "vitest"
import { beginning, changed, redone, undone } from "./survey-history.ts"

test("typing on in one field is one step back; a pause or another field makes a new one", () => {
  let history = beginning("")
  history = changed(history, "H", "title", 0)
  history = changed(history, "Ho", "title", 500)
  history = changed(history, "How", "title", 4_000)
  history = changed(history, "How!", "help", 4_100)
  expect(history.past).toEqual(["", "Ho", "How"])
  expect(undone(undone(history)).now).toBe("Ho")
})

test("what was taken back comes again, until something else is done", () => {
  const history = changed(changed(beginning(1), 2, null, 0), 3, null, 0)
  const back = undone(history)
  expect([back.now, redone(back).now]).toEqual([2, 3])
  expect(redone(changed(back, 9, null, 0)).now).toBe(9)
  expect(undone(beginning(1)).now).toBe(1)
})

test("undoing everything leads to the beginning, redoing everything to the end", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer(), fc.constantFrom("a", "b", null)), { maxLength: 60 }), (steps) => {
      let history = beginning(0)
      for (const [value, about] of steps) history = changed(history, value, about, 0)
      const end = history.now
      let back = history
      while (back.past.length > 0) back = undone(back)
      expect(back.now).toBe(0)
      while (back.future.length > 0) back = redone(back)
      expect(back.now).toBe(end)
    }),
  )
})
