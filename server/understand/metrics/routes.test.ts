import { afterAll, beforeAll, expect, test } from "vitest"
import { wilson } from "../../../stats/intervals.ts"
import { npsInterval } from "../../../stats/net-scores.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld({ now: () => new Date("2026-03-10T12:00:00Z") })
})
afterAll(() => world.end())

type Value = { n: number; estimate: number | null; low: number | null; high: number | null }
type Trend = {
  value: Value
  points: ({ start: string } & Value)[]
  compare: { value: Value; difference: { estimate: number; low: number; high: number } | null } | null
  breaks: { at: string; reason: string }[]
}

const scored = (metric: string, value: number, min: number, max: number, day: string, more: object = {}) => ({
  occurredAt: `${day}T10:00:00Z`,
  scores: [{ metric, value, scale: { min, max } }],
  ...more,
})

async function withScores(items: object[]): Promise<Client> {
  const client = await (await world.anOrganization()).as("editor")
  const sent = await client.post("/feedback", { items })
  expect(sent.status).toBe(200)
  await world.app.settled()
  return client
}

test("CSAT is the share of top boxes of each answer's own scale, with Wilson's interval", async () => {
  const client = await withScores([
    ...[1, 2, 3, 4, 5, 5].map((value) => scored("csat", value, 1, 5, "2026-03-02")),
    ...[5, 6, 7].map((value) => scored("csat", value, 1, 7, "2026-03-03")),
  ])
  const { body } = await client.get<Trend>("/metrics/csat?from=2026-03-02&to=2026-03-09")
  const expected = wilson(5, 9)
  expect(body.value).toEqual({ n: 9, estimate: expected.estimate, low: expected.low, high: expected.high })
  expect(body.breaks).toEqual([{ at: "2026-03-03", reason: "scale 1–7" }])
})

test("NPS counts answers on 0–10 only, and its trend has every week, empty ones too", async () => {
  const client = await withScores([
    ...[0, 6, 7, 9, 10].map((value) => scored("nps", value, 0, 10, "2026-02-17")),
    scored("nps", 5, 1, 5, "2026-02-17"),
    scored("nps", 10, 0, 10, "2026-03-04"),
  ])
  const { body } = await client.get<Trend>("/metrics/nps?from=2026-02-16&to=2026-03-09")
  const expected = npsInterval({ good: 3, neutral: 1, bad: 2 })
  expect(body.value).toMatchObject({ n: 6, estimate: expected.estimate, low: expected.low })
  expect(body.points.map(({ start, n, estimate }) => [start, n, estimate])).toEqual([
    ["2026-02-16", 5, 0],
    ["2026-02-23", 0, null],
    ["2026-03-02", 1, 100],
  ])
})

test("two slices are compared with the interval of their difference", async () => {
  const client = await withScores([
    ...Array.from({ length: 40 }, (_, index) =>
      scored("csat", index < 10 ? 5 : 1, 1, 5, "2026-03-02", { product: "A" }),
    ),
    ...Array.from({ length: 40 }, (_, index) =>
      scored("csat", index < 30 ? 5 : 1, 1, 5, "2026-03-02", { product: "B" }),
    ),
  ])
  const where = (product: string) =>
    encodeURIComponent(JSON.stringify([{ field: "product", op: "in", values: [product] }]))
  const { body } = await client.get<Trend>(
    `/metrics/csat?from=2026-03-02&to=2026-03-09&where=${where("A")}&compare=slice&compareWhere=${where("B")}`,
  )
  expect(body.value.estimate).toBe(0.25)
  expect(body.compare!.value.estimate).toBe(0.75)
  expect(body.compare!.difference!.estimate).toBeCloseTo(-0.5, 10)
  expect(body.compare!.difference!.high).toBeLessThan(-0.2)
  const by = await client.get<{ items: { value: string; estimate: number }[] }>(
    "/metrics/csat/by?field=product&from=2026-03-02&to=2026-03-09",
  )
  expect(by.body.items.map(({ value, estimate }) => [value, estimate])).toEqual([
    ["A", 0.25],
    ["B", 0.75],
  ])
})

test("contact rate divides by the customer base, and says nothing without one", async () => {
  const client = await withScores(
    [1, 2, 3].map((day) => ({ kind: "call", text: "Help", occurredAt: `2026-02-0${day}T10:00:00Z`, product: "A" })),
  )
  const rate = () => client.get<Trend>("/metrics/contact_rate?from=2026-02-01&to=2026-03-01&interval=month")
  expect((await rate()).body.value).toEqual({ n: 3, estimate: null, low: null, high: null })
  await client.put("/customer-base", { items: [{ month: "2026-02-01", customers: 500 }] })
  expect((await rate()).body.value.estimate).toBeCloseTo(6, 10)
})

test("a search narrows scores to the items whose words it finds", async () => {
  const client = await withScores([
    scored("csat", 1, 1, 5, "2026-03-02", { text: "The battery died" }),
    scored("csat", 5, 1, 5, "2026-03-02", { text: "All fine" }),
    scored("csat", 5, 1, 5, "2026-03-03"),
  ])
  const { body } = await client.get<Trend>("/metrics/csat?from=2026-03-02&to=2026-03-09&q=battery")
  expect(body.value).toMatchObject({ n: 1, estimate: 0 })
})

test("cards show what there is, against the period before", async () => {
  const client = await withScores([
    ...[5, 5, 1].map((value) => scored("csat", value, 1, 5, "2026-03-03")),
    ...[1, 1, 5].map((value) => scored("csat", value, 1, 5, "2026-02-24")),
  ])
  const { body } = await client.get<{ items: { metric: { key: string }; value: Value; previous: Value }[] }>(
    "/metrics/cards?from=2026-03-02&to=2026-03-09",
  )
  const csat = body.items.find((card) => card.metric.key === "csat")!
  expect([csat.value.estimate, csat.previous.estimate]).toEqual([2 / 3, 1 / 3])
  expect(body.items.map((card) => card.metric.key)).toEqual(["volume", "csat"])
})

test("an unknown metric is a 404 and a wrong field a 422, never a 500", async () => {
  const client = await (await world.anOrganization()).as("viewer")
  expect((await client.get("/metrics/nonsense")).status).toBe(404)
  expect((await client.get("/metrics/csat/by?field=nonsense")).status).toBe(422)
  expect((await client.get("/metrics/csat?where=%7B")).status).toBe(422)
})
