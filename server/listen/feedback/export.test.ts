import { unzipSync } from "fflate"
import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

const item = (more: object = {}) => ({
  occurredAt: "2026-03-02T10:00:00Z",
  source: "zendesk",
  product: "Aria 2",
  component: ["Fan", "Motor"],
  text: '=HYPERLINK(1) 风扇坏了, "again"',
  scores: [{ metric: "csat", value: 2, scale: { min: 1, max: 5 } }],
  person: { email: "mei@example.com", name: "Mei" },
  attributes: { plan: "pro" },
  ...more,
})

async function withFeedback(items: object[]) {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  for (let from = 0; from < items.length; from += 1_000) {
    expect((await editor.post("/feedback", { items: items.slice(from, from + 1_000) })).status).toBe(200)
  }
  await world.app.settled()
  return { organization, editor }
}

const lines = async (client: Client, path: string) => {
  const answer = await client.raw(path)
  expect(answer.status).toBe(200)
  return (await answer.text()).replace("\ufeff", "").trimEnd().split(/\r?\n/)
}

test("CSV has a column for each score on its scale and each attribute, and nothing a spreadsheet would run", async () => {
  const { organization, editor } = await withFeedback([
    item({ externalId: "7" }),
    item({
      product: "Lumen",
      text: "Fine",
      scores: [{ metric: "csat", value: 6, scale: { min: 1, max: 7 } }],
      attributes: {},
    }),
  ])
  const [header, ...rows] = await lines(editor, "/feedback/export?sort=oldest")
  expect(header!.split(",").slice(-3)).toEqual(["csat (1–5)", "csat (1–7)", "attributes.plan"])
  expect(rows.length).toBe(2)
  const fan = rows.find((row) => row.includes("Aria 2"))!
  expect(fan).toContain(`"'=HYPERLINK(1) 风扇坏了, ""again""",2,,pro`)
  expect(fan).toContain("Fan | Motor")
  expect(fan).toContain(",Mei,")
  expect((await organization.events("feedback.exported"))[0]!.payload).toMatchObject({
    format: "csv",
    rows: 2,
    personalData: true,
  })
})

test("what is exported is what the query finds, and names are left out without the right to them", async () => {
  const { organization } = await withFeedback([item(), item({ product: "Lumen", text: "battery" })])
  const viewer = await organization.as("viewer")
  const where = encodeURIComponent(JSON.stringify([{ field: "product", op: "in", values: ["Lumen"] }]))
  const found = await lines(viewer, `/feedback/export?format=ndjson&q=battery&where=${where}`)
  expect(found.map((line) => JSON.parse(line) as object)).toMatchObject([
    { product: "Lumen", person: { name: null, masked: true }, scores: [{ value: 2 }] },
  ])
  expect((await organization.events("feedback.exported"))[0]!.payload).toMatchObject({
    rows: 1,
    personalData: false,
    filters: ["product"],
    searched: true,
  })
  expect((await (await organization.as("visitor")).raw("/feedback/export")).status).toBe(401)
  expect((await viewer.raw("/feedback/export?format=pdf")).status).toBe(422)
})

test("an export goes on over all pages, each item once, and a workbook opens", async () => {
  const { editor } = await withFeedback(
    Array.from({ length: 2_300 }, (_, index) =>
      item({
        externalId: String(index),
        text: `Item ${index}`,
        // Many at the same moment: a page may end among them.
        occurredAt: `2026-03-02T10:00:${String(index % 7).padStart(2, "0")}Z`,
      }),
    ),
  )
  for (const sort of ["newest", "lowest"]) {
    const rows = await lines(editor, `/feedback/export?format=ndjson&sort=${sort}`)
    expect(new Set(rows.map((row) => (JSON.parse(row) as { externalId: string }).externalId)).size).toBe(2_300)
    expect(rows.length).toBe(2_300)
  }
  const workbook = await editor.raw("/feedback/export?format=xlsx")
  const sheet = unzipSync(new Uint8Array(await workbook.arrayBuffer()))["xl/worksheets/sheet1.xml"]!
  expect(new TextDecoder().decode(sheet).match(/<row /g)!.length).toBe(2_301)
})

test("a reader who goes away stops the export, and the audit trail says how far it came", async () => {
  const { organization, editor } = await withFeedback(
    Array.from({ length: 3_000 }, (_, index) => item({ externalId: String(index), text: "long ".repeat(200) })),
  )
  const answer = await editor.raw("/feedback/export?format=ndjson")
  const reader = answer.body!.getReader()
  expect((await reader.read()).done).toBe(false)
  await reader.cancel()
  const [stopped] = await organization.events("feedback.export_stopped")
  expect(stopped!.payload.rows).toBeLessThan(1_000)
})
