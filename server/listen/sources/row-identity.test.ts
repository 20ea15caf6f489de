import { expect, test } from "vitest"
import { createOccurrenceCounter, createRowIdentity } from "./row-identity.ts"

test("equal rows get ids of their own, the same ones each time the file is read", () => {
  const rows = [
    ["a", "1"],
    ["b", "2"],
    ["a", "1"],
    ["a", "1", ""],
    ["a1", ""],
  ]
  const read = () => {
    const identify = createRowIdentity()
    return rows.map((cells) => identify(cells))
  }
  const ids = read()
  expect(new Set(ids).size).toBe(5)
  expect(ids.map((id) => id.split("-").at(-1))).toEqual(["1", "1", "2", "3", "1"])
  expect(read()).toEqual(ids)
})

test("a counter that grew counts on", () => {
  const counter = createOccurrenceCounter()
  const keys = Array.from({ length: 20_000 }, (_, index) => index * 7_919)
  expect(keys.map((key) => counter.next(key)).every((count) => count === 1)).toBe(true)
  expect(keys.map((key) => counter.next(key)).every((count) => count === 2)).toBe(true)
})
