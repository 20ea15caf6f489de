import fc from "fast-check"
import { expect, test } from "vitest"
import { queryTokens, searchTokens } from "./search.ts"

const finds = (stored: string, query: string) => {
  const tokens = new Set(searchTokens(stored))
  return queryTokens(query).every((token) => tokens.has(token))
}

test.each([
  ["They returned my batteries", "battery return", true],
  ["The café was lovely", "CAFE", true],
  ["物流很慢，电池坏了", "电池", true],
  ["物流很慢，电池坏了", "坏", true],
  ["物流很慢，电池坏了", "电慢", false],
  ["ＷｉＦｉ dropped", "wifi", true],
  ["don't like it", "dont", true],
  ["Bluetooth 5.0 headset", "headphones", false],
])("%s ~ %s: %s", (stored, query, expected) => {
  expect(finds(stored, query)).toBe(expected)
})

test("any run of characters of a Chinese text is found in it", () => {
  const text = fc
    .array(fc.constantFrom(..."电池坏了物流很慢客服态度差"), { minLength: 1, maxLength: 40 })
    .map((c) => c.join(""))
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (stored, from, length) => {
      const start = from % stored.length
      expect(finds(stored, stored.slice(start, start + 1 + (length % 8)))).toBe(true)
    }),
  )
})

test("tokens are unique and nothing throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const tokens = searchTokens(text)
      expect(new Set(tokens).size).toBe(tokens.length)
    }),
  )
})
