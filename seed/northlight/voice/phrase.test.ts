import { expect, test } from "vitest"
import { seededRandom } from "../../random.ts"
import { chinese } from "./chinese.ts"
import { english } from "./english.ts"
import { speak, variants } from "./phrase.ts"

const slots = Object.fromEntries(
  "product since lately price month weekday day order ticket nth times wait agent noun name first gripe"
    .split(" ")
    .map((slot) => [slot, "x"]),
)

test("a phrase chooses among its parts, also within parts, and fills its slots", () => {
  const random = seededRandom("phrase")
  const said = new Set(
    Array.from({ length: 200 }, () => speak("[The|My [old|new]] {thing}[|!]", { thing: "fan" }, random)),
  )
  expect([...said].sort()).toEqual(["My new fan", "My new fan!", "My old fan", "My old fan!", "The fan", "The fan!"])
  expect(variants("[The|My [old|new]] {thing}[|!]")).toBe(6)
})

test("a slip in a table is an error, not a strange sentence", () => {
  expect(() => speak("{nothing}", {}, seededRandom("1"))).toThrow("no slot {nothing}")
  expect(() => speak("[open", {}, seededRandom("1"))).toThrow("bracket not closed")
})

test.each([
  ["English", english, 850],
  ["Chinese", chinese, 700],
])("%s has hundreds of phrases, each of which can be said", (_, words, least) => {
  const phrases = everyText(words)
  expect(phrases.length).toBeGreaterThan(least)
  expect(new Set(phrases).size / phrases.length).toBeGreaterThan(0.9)
  const random = seededRandom("all")
  for (const phrase of phrases) for (let i = 0; i < 4; i++) expect(speak(phrase, slots, random)).not.toMatch(/[[\]{}|]/)
  expect(phrases.reduce((sum, phrase) => sum + variants(phrase), 0)).toBeGreaterThan(2_000)
})

function everyText(words: object): string[] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) => {
    if (name === "emoji") return []
    if (typeof value === "string") return [value]
    return typeof value === "object" && value !== null ? everyText(value) : []
  })
}
