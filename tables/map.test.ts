import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { type ColumnTarget, guessColumns } from "./guess.ts"
import { type Mapping, mappingFrom, mapRows } from "./map.ts"
import { tableProblem } from "./problems.ts"
import { inspectTable } from "./read.ts"

const NOW = new Date("2026-11-21T12:00:00Z")
const PLAIN = { decimal: ".", dateOrder: "ymd" } as const

function guessed(columns: string[], rows: string[][]): Record<string, ColumnTarget["target"] | string> {
  return Object.fromEntries(
    guessColumns(columns, rows).map((g) => {
      const { guess } = g
      const shown =
        guess.target === "score"
          ? `${guess.metric} ${guess.scale.min}..${guess.scale.max}`
          : guess.target === "attribute"
            ? `attribute ${guess.type}`
            : guess.target
      return [g.column, shown]
    }),
  )
}

const TEXTS = [
  "The battery died after two weeks of use.",
  "Great service, quick answer and friendly people.",
  "Would not buy this again, sorry to say that.",
]

describe("guesses", () => {
  test("a column of dates stays one when a day among few does not exist", () => {
    const rows = ["2026-01-05", "2026-02-31", "2026-03-01"].map((date, at) => [date, TEXTS[at]!])
    expect(guessed(["date", "comment"], rows)).toEqual({ date: "occurredAt", comment: "text" })
    const none = ["2026-13-05", "2026-02-31", "2026-99-01"].map((date, at) => [date, TEXTS[at]!])
    expect(guessed(["date", "comment"], none)).toMatchObject({ date: "attribute string" })
  })

  test("English names", () => {
    const columns = [
      "Response ID",
      "Created At",
      "Customer Email",
      "Product",
      "Part",
      "Batch No.",
      "NPS",
      "CSAT (1-5)",
      "Comment",
      "Plan",
      "Seats",
      "Renewed",
    ]
    const rows = TEXTS.map((text, i) => [
      `r${i}`,
      `2026-01-0${i + 1}`,
      `u${i}@example.com`,
      "Kettle",
      "Lid",
      `B-${i}`,
      String(i * 3 + 2),
      String(i + 3),
      text,
      "pro",
      String(i + 20),
      i ? "yes" : "no",
    ])
    expect(guessed(columns, rows)).toEqual({
      "Response ID": "externalId",
      "Created At": "occurredAt",
      "Customer Email": "person.email",
      Product: "product",
      Part: "component",
      "Batch No.": "batch",
      NPS: "nps 0..10",
      "CSAT (1-5)": "csat 1..5",
      Comment: "text",
      Plan: "attribute string",
      Seats: "attribute number",
      Renewed: "attribute boolean",
    })
  })
  test("Chinese names", () => {
    const rows = [
      "电池用了两周就坏了，非常失望。",
      "客服回复很快，态度也很好，谢谢。",
      "物流慢，包装破损，希望改进一下。",
    ].map((text, i) => [
      `G${i}`,
      `2026年1月${i + 1}日`,
      "水壶",
      "盖子",
      "华东",
      "电话",
      text,
      ["非常满意", "满意", "不满意"][i] ?? "",
      `1380000000${i}`,
    ])
    expect(
      guessed(["工单号", "提交时间", "产品", "部件", "地区", "渠道", "反馈内容", "满意度", "手机号"], rows),
    ).toEqual({
      工单号: "externalId",
      提交时间: "occurredAt",
      产品: "product",
      部件: "component",
      地区: "region",
      渠道: "channel",
      反馈内容: "text",
      满意度: "csat 1..5",
      手机号: "person.phone",
    })
  })
  test("German names", () => {
    const rows = TEXTS.map((text, i) => [
      `V${i}`,
      `0${i + 1}.02.2026`,
      "Kessel",
      "Deckel",
      `${i + 1}`,
      text,
      `K${i}`,
      "Chat",
    ])
    expect(
      guessed(
        ["Vorgangsnummer", "Erstellt am", "Produkt", "Bauteil", "Bewertung", "Kommentar", "Kundennummer", "Kanal"],
        rows,
      ),
    ).toEqual({
      Vorgangsnummer: "externalId",
      "Erstellt am": "occurredAt",
      Produkt: "product",
      Bauteil: "component",
      Bewertung: "rating 1..5",
      Kommentar: "text",
      Kundennummer: "person.externalId",
      Kanal: "channel",
    })
  })
  test("without names the values speak", () => {
    const rows = TEXTS.map((text, i) => [`u${i}@example.com`, text, `2026-01-0${i + 1}`])
    expect(guessed(["Column 1", "Column 2", "Column 3"], rows)).toEqual({
      "Column 1": "person.email",
      "Column 2": "text",
      "Column 3": "occurredAt",
    })
  })
  test("zeros and ones are no scale, repeated numbers no identity", () => {
    const rows = Array.from({ length: 30 }, (_, i) => [String(i % 2), String(i % 7), String(i % 2)])
    expect(guessed(["Recommended IND", "id", "deaths"], rows)).toEqual({
      "Recommended IND": "attribute number",
      id: "attribute string",
      deaths: "attribute number",
    })
  })
  test("a real ticket export", async () => {
    const found = await inspectTable(join(import.meta.dirname, "samples", "zendesk-tickets.csv"))
    const targets = Object.fromEntries(
      guessColumns(
        found.columns,
        found.preview.map((r) => r.cells),
        found.layout,
      ).map((g) => [g.column, g.guess.target]),
    )
    expect(targets).toMatchObject({
      id: "externalId",
      created_at: "occurredAt",
      description: "text",
      requester_id: "person.externalId",
      via_channel: "channel",
      type: "kind",
      due_at: "ignore",
    })
  })
})

const MAPPING: Mapping = {
  columns: [
    { column: "id", target: "externalId" },
    { column: "when", target: "occurredAt" },
    { column: "score", target: "score", metric: "csat", scale: { min: 1, max: 5 } },
    { column: "nps", target: "score", metric: "nps", scale: { min: 0, max: 10 } },
    { column: "part", target: "component" },
    { column: "mail", target: "person.email" },
    { column: "good", target: "text" },
    { column: "bad", target: "text" },
    { column: "seats", target: "attribute", name: "seats", type: "number" },
    { column: "type", target: "kind" },
  ],
  defaults: { source: "file", channel: "web" },
  timeZone: "Asia/Shanghai",
}
const COLUMNS = ["id", "when", "score", "nps", "part", "mail", "good", "bad", "seats", "type"]

function map(values: Record<string, string>) {
  return mapRows(COLUMNS, MAPPING, PLAIN, () => NOW)({ row: 7, cells: COLUMNS.map((c) => values[c] ?? "") })
}
function problems(values: Record<string, string>) {
  const mapped = map(values)
  return mapped.ok ? [] : mapped.problems.map((p) => [p.row, p.column, p.code, p.value])
}

describe("mapping", () => {
  test("a full row", () => {
    expect(
      map({
        id: "1",
        when: "2026-01-02 08:00",
        score: "4/5",
        nps: "10",
        part: "ENGINE | BRAKES",
        mail: "a@b.co",
        good: "Fast.",
        bad: "'=noisy",
        seats: "1,200",
        type: "Phone call",
      }),
    ).toEqual({
      ok: true,
      feedback: {
        source: "file",
        channel: "web",
        externalId: "1",
        occurredAt: "2026-01-02T00:00:00.000Z",
        kind: "call",
        component: ["ENGINE", "BRAKES"],
        person: { email: "a@b.co" },
        text: "Fast.\n\n=noisy",
        scores: [
          { metric: "csat", value: 4, scale: { min: 1, max: 5 } },
          { metric: "nps", value: 10, scale: { min: 0, max: 10 } },
        ],
        attributes: { seats: 1200 },
      },
    })
  })
  test("empty cells say nothing", () => {
    expect(map({ score: "n/a", good: "x" })).toEqual({
      ok: true,
      feedback: { source: "file", channel: "web", text: "x" },
    })
    expect(problems({ score: "n/a" })).toEqual([[7, undefined, "feedback.nothing_said", undefined]])
  })
  test("every wrong cell of a row is named", () => {
    expect(problems({ when: "2015-02-30", score: "6", nps: "8/5", mail: "nobody", seats: "many" })).toEqual([
      [7, "when", "value.impossible_date", "2015-02-30"],
      [7, "score", "feedback.score_out_of_scale", "6"],
      [7, "nps", "feedback.score_out_of_scale", "8/5"],
      [7, "mail", "value.not_an_email", "nobody"],
      [7, "seats", "value.not_a_number", "many"],
    ])
    expect(problems({ score: "good" })[0]?.[2]).toBe("value.not_a_score")
    expect(problems({ when: "2027-01-01" })[0]?.[2]).toBe("feedback.in_the_future")
    expect(problems({ when: "1989-12-31" })[0]?.[2]).toBe("feedback.too_long_ago")
    expect(problems({ good: "x".repeat(20_001) })[0]?.[2]).toBe("value.too_long")
  })
  test("a problem says what to do, and carries its parameters", () => {
    const mapped = map({ score: "6" })
    expect(mapped.ok ? undefined : mapped.problems[0]).toEqual({
      row: 7,
      column: "score",
      value: "6",
      code: "feedback.score_out_of_scale",
      params: { value: 6, min: 1, max: 5 },
      message: "The score 6 lies outside the scale 1 to 5.",
      remedy: "Correct the score, or the scale of the column.",
    })
  })
  test("fields that appear later are found, guesses are a mapping", () => {
    const columns = ["text"]
    const guesses = guessColumns(["text", "rating"], [["Nice and quick, thank you all very much", "5"]])
    const mapper = mapRows(columns, mappingFrom(guesses), PLAIN, () => NOW)
    expect(mapper({ row: 1, cells: ["a"] })).toEqual({ ok: true, feedback: { text: "a" } })
    columns.push("rating")
    expect(mapper({ row: 2, cells: ["b", "5"] })).toMatchObject({
      feedback: { scores: [{ metric: "rating", value: 5 }] },
    })
  })
})

test("a date attribute keeps its calendar day in every zone; a refused row keeps its problem", () => {
  const mapping: Mapping = {
    columns: [{ column: "d", target: "attribute", name: "bought", type: "date" }],
    timeZone: "Asia/Shanghai",
  }
  const mapper = mapRows(["d"], mapping, PLAIN, () => NOW)
  expect(mapper({ row: 1, cells: ["2017-03-11"] })).toEqual({
    ok: true,
    feedback: { attributes: { bought: "2017-03-11" } },
  })
  expect(mapper({ row: 1, cells: ["2017-03-11 04:00"] })).toMatchObject({
    feedback: { attributes: { bought: "2017-03-10T20:00:00.000Z" } },
  })
  const problem = tableProblem("table.stray_quote", {}, { row: 3 })
  expect(mapper({ row: 3, cells: [], problem })).toEqual({ ok: false, problems: [problem] })
})

test("at most 50 attributes are proposed", () => {
  const columns = Array.from({ length: 300 }, (_, i) => `Answer ${i}x`)
  const guesses = guessColumns(columns, [columns.map((_, i) => `v${i}`)])
  expect(guesses.filter((g) => g.guess.target === "attribute")).toHaveLength(50)
  expect(guesses.filter((g) => g.guess.target === "ignore")).toHaveLength(250)
})
