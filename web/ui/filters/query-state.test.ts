import { expect, test } from "vitest"
import { readQuery, whereOfSlice, withCondition, writeQuery } from "./query-state.ts"

test("filters survive the way through an address", () => {
  const query = {
    where: whereOfSlice({ component: "Fan motor", batch: "7" }),
    q: "红灯",
    from: "2026-01-01",
    to: undefined,
    sort: "lowest",
  }
  expect(readQuery(writeQuery(query))).toEqual(query)
})

test("an address somebody cut short still opens the page", () => {
  expect(readQuery({ where: '[{"field":"comp', from: "yesterday" })).toEqual({
    where: [],
    q: undefined,
    from: undefined,
    to: undefined,
    sort: undefined,
  })
  expect(readQuery({ where: '[{"field":"product","op":"drop"},{"field":"product","op":"exists"}]' }).where).toEqual([
    { field: "product", op: "exists" },
  ])
})

test("one condition a field", () => {
  const where = whereOfSlice({ component: "Fan motor" })
  expect(withCondition(where, "component", { field: "component", op: "missing" })).toEqual([
    { field: "component", op: "missing" },
  ])
  expect(withCondition(where, "component", null)).toEqual([])
})
