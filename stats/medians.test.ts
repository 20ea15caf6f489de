import fc from "fast-check"
import { expect, test } from "vitest"
import { medianInterval } from "./medians.ts"

test("the median's interval is that of the sign test", () => {
  // Tables of order statistics: n = 6 from the 1st to the 6th, n = 10 from the 2nd to the 9th, n = 20 from the 6th to the 15th.
  const upTo = (n: number) => medianInterval(Array.from({ length: n }, (_, i) => i + 1))
  expect(upTo(5)).toMatchObject({ n: 5, estimate: 3, low: null, high: null })
  expect(upTo(6)).toMatchObject({ estimate: 3.5, low: 1, high: 6 })
  expect(upTo(10)).toMatchObject({ estimate: 5.5, low: 2, high: 9 })
  expect(upTo(20)).toMatchObject({ estimate: 10.5, low: 6, high: 15 })
  expect(medianInterval([])).toMatchObject({ n: 0, estimate: null })
})

test("it holds the median, does not mind the order, and moves with the values", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 60 }), (values) => {
      const { estimate, low, high } = medianInterval(values)
      expect(low!).toBeLessThanOrEqual(estimate!)
      expect(high!).toBeGreaterThanOrEqual(estimate!)
      expect(medianInterval([...values].reverse())).toEqual(medianInterval(values))
      expect(medianInterval(values.map((one) => one + 7)).low).toBe(low! + 7)
    }),
  )
})
