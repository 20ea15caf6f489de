import { expect, test } from "vitest"
import type { ImportColumn } from "../../api/import-contract.ts"
import { freshTarget, targetOf, withTarget } from "./mapping.ts"

const column = (index: number, name: string, target: string): ImportColumn => ({
  index,
  name,
  sample: [],
  guess: { target },
  confidence: 0.9,
  reason: "",
})
const one = {
  kind: "feedback" as const,
  columns: [column(0, "Date", "occurredAt"), column(1, "NPS score", "ignore")],
  mapping: { columns: [] },
}

test("changing one column keeps the guesses for the others", () => {
  const mapping = withTarget(one, 1, freshTarget("score", one.columns[1]!))
  expect(mapping.columns).toEqual([
    { index: 0, target: "occurredAt" },
    { index: 1, target: "score", metric: "nps", scale: { min: 0, max: 10 } },
  ])
  expect(targetOf({ ...one, mapping }, one.columns[1]!)).toMatchObject({ target: "score", metric: "nps" })
})

test("an attribute keeps the name of its column", () => {
  expect(freshTarget("attribute", one.columns[0]!)).toEqual({ target: "attribute", attribute: "Date" })
})
