import { describe, expect, test } from "vitest"
import { defaultMapping } from "./defaults.ts"
import { examplePayload } from "./examples.ts"
import { createReader } from "./mapping.ts"
import { firstFound, parseSources, pathsOf } from "./path.ts"
import { plainWords } from "./plain-words.ts"
import { vendors } from "./receiver.ts"
import { parsePayload } from "./working.ts"

const now = new Date("2026-03-12T10:00:00Z")
const at = (from: string, payload: unknown) => firstFound(parseSources(from)!, payload)?.value

describe("paths", () => {
  const payload = {
    ticket: { tags: ["a", "b"], "odd key.x": 1, empty: " ", parts: [{ body: "one" }, { body: "two" }] },
    zero: 0,
    no: false,
  }
  test("lead to values, lists, the last of a list and odd names", () => {
    expect(at("ticket.parts[0].body", payload)).toBe("one")
    expect(at("ticket.parts[-1].body", payload)).toBe("two")
    expect(at("ticket.parts[].body", payload)).toEqual(["one", "two"])
    expect(at("ticket.tags[]", payload)).toEqual(["a", "b"])
    expect(at('ticket["odd key.x"]', payload)).toBe(1)
  })
  test("the first alternative with a value counts; nought and no are values; quotes are themselves", () => {
    expect(at("ticket.empty | nothing | zero", payload)).toBe(0)
    expect(at('ticket.empty | no | "x"', payload)).toBe(false)
    expect(at('nothing.at.all | "a | b"', payload)).toBe("a | b")
    expect(at("nothing", payload)).toBeUndefined()
    // What every object has of its own is no value of a payload.
    expect(at("constructor.name", payload)).toBeUndefined()
  })
  test("what is none is refused", () => {
    for (const wrong of ["", "a..b", "a[x]", ".a", "a b", "a[", '["a'])
      expect(parseSources(wrong), wrong).toBeUndefined()
  })
  test("those of a payload are listed and lead back to their values", () => {
    for (const { path, value } of pathsOf(payload)) {
      const found = at(path, payload)
      expect(Array.isArray(found) ? found.join(", ") : String(found), path).toBe(value)
    }
  })
})

test("words of a customer in HTML become text", () => {
  expect(plainWords("<p>One&nbsp;&amp; two<br>three</p><script>x()</script><ul><li>four</li></ul>")).toBe(
    "One & two\nthree\n– four",
  )
  expect(plainWords("a < b and c > d")).toBe("a < b and c > d")
})

describe("the mapping that comes with a tool", () => {
  test.each(vendors.map((one) => [one]))(
    "%s: its own example becomes feedback with words, a person and an id",
    (vendor) => {
      const read = createReader(defaultMapping(vendor))(parsePayload(examplePayload(vendor)), now)
      expect(read.problems).toEqual([])
      const { item } = read.items[0]!
      expect(item.externalId).toBeTruthy()
      expect(item.text).toBeTruthy()
      expect(item.text).not.toMatch(/<p>|<div>/)
      expect(item.person?.email ?? item.person?.externalId).toBeTruthy()
      if (vendor !== "generic" && vendor !== "freshdesk") expect(item.occurredAt).toMatch(/^2026-03-1/)
    },
  )
  test("what an agent of Zendesk writes, or an internal note, is passed over", () => {
    const read = createReader(defaultMapping("zendesk"))
    const event = parsePayload(examplePayload("zendesk")) as {
      event: { comment: { is_public: boolean; author: object } }
    }
    event.event.comment.is_public = false
    expect(read(event, now)).toMatchObject({ skipped: true, items: [] })
    event.event.comment.is_public = true
    event.event.comment.author = { is_staff: true }
    expect(read(event, now).skipped).toBe(true)
  })
  test("a rating in words counts, and one that was only offered does not", () => {
    const read = createReader(defaultMapping("zendesk"))
    const rated = (rating: string) =>
      read({ ticket: { id: 1, description: "x", satisfaction: { rating } } }, now).items[0]?.item.scores
    expect(rated("good")).toEqual([{ metric: "csat", value: 1, scale: { min: 0, max: 1 } }])
    expect(rated("offered")).toBeUndefined()
  })
})

describe("what is wrong is named with its place", () => {
  const mapping = {
    when: [],
    words: "add" as const,
    rules: [
      { target: "text" as const, from: "comment" },
      { target: "score" as const, from: "stars", metric: "rating", scale: { min: 1, max: 5 } },
      { target: "person.email" as const, from: "who.mail" },
      { target: "occurredAt" as const, from: "when" },
      { target: "kind" as const, from: "type" },
    ],
  }
  const problems = (payload: unknown) =>
    createReader(mapping)(payload, now).problems.map(({ code, path, remedy }) => [code, path, Boolean(remedy)])

  test("scores, times, kinds, addresses", () => {
    expect(problems({ comment: "x", stars: 9 })).toEqual([["feedback.score_out_of_scale", "stars", true]])
    expect(problems({ comment: "x", stars: "many" })).toEqual([["receiver.score_unreadable", "stars", true]])
    expect(problems({ comment: "x", when: "soon" })).toEqual([["receiver.time_unreadable", "when", true]])
    expect(problems({ comment: "x", type: "Frage" })).toEqual([["receiver.kind_unknown", "type", true]])
    expect(problems({ comment: "x", who: { mail: "jo at example" } })).toEqual([
      ["receiver.address_unreadable", "who.mail", true],
    ])
    expect(problems({ comment: "x", when: "1989-01-01" })).toEqual([["feedback.too_long_ago", "when", true]])
  })
  test("nothing said and nothing scored", () => {
    expect(problems({ comment: " " })).toEqual([["feedback.empty", null, true]])
    expect(problems(null)).toEqual([["feedback.empty", null, true]])
    expect(problems([1, 2])).toEqual([["feedback.empty", null, true]])
  })
  test("long words, emoji, control characters and half a pair of UTF-16 do no harm", () => {
    const { items } = createReader(mapping)({ comment: `😀\u0000\ud800${"x".repeat(30_000)}` }, now)
    expect(items[0]!.item.text).toHaveLength(20_000)
    expect(items[0]!.item.text!.isWellFormed()).toBe(true)
    expect(items[0]!.item.text).not.toContain("\0")
  })
  test("a clock some minutes ahead is put right; one of tomorrow is not", () => {
    const read = createReader(mapping)
    expect(read({ comment: "x", when: "2026-03-12T10:09:00Z" }, now).items[0]!.item.occurredAt).toBe(now.toISOString())
  })
  test("a list of items: each is read, and where there is none that is said", () => {
    const read = createReader({ ...mapping, items: "rows" })
    expect(read({ rows: [{ comment: "a" }, { comment: "b" }] }, now).items.map((one) => one.item.text)).toEqual([
      "a",
      "b",
    ])
    expect(read({ rows: {} }, now).problems[0]).toMatchObject({ code: "receiver.no_list", path: "rows" })
  })
})
