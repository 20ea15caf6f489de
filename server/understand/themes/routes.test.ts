import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { createThemeThread } from "./jobs.ts"
import { assignThemes, discoverThemes } from "./verbs.ts"

let world: World
const thread = createThemeThread()
beforeAll(async () => {
  world = await aWorld()
})
afterAll(async () => {
  await thread.stop()
  await world.end()
})

type Themes = {
  items: { id: string; label: string; count: number; language: string; mergedInto: string | null; terms: string[] }[]
}

const topics = [
  [
    "battery",
    "The battery drains overnight and charging takes hours",
    "Battery life is poor, charging stops at eighty percent",
  ],
  [
    "delivery",
    "The parcel arrived late and the courier left it outside",
    "Delivery took two weeks, the courier never rang",
  ],
  ["invoice", "The invoice shows a double charge on my credit card", "I was billed twice, the invoice is wrong again"],
]
const chinese = ["客服电话一直打不通，等了半个小时", "屏幕碎了，维修价格太贵"]

async function withComments(): Promise<TestOrganization> {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  const day = new Date(Date.now() - 86_400_000).toISOString()
  const english = topics.flatMap(([, ...texts]) =>
    Array.from({ length: 40 }, (_, index) => `${texts[index % 2]} (${index})`),
  )
  const items = [...english, ...chinese.flatMap((text) => Array.from({ length: 30 }, () => text))].map((text) => ({
    text,
    occurredAt: day,
  }))
  expect((await editor.post("/feedback", { items })).status).toBe(200)
  await world.app.settled()
  await discoverThemes(organization.scope, thread)
  await assignThemes(organization.scope, thread)
  await world.app.settled()
  return organization
}

test("themes are found in both languages, counted, and new comments join them", async () => {
  const organization = await withComments()
  const editor = await organization.as("editor")
  const { body } = await editor.get<Themes>("/themes")
  expect(new Set(body.items.map((theme) => theme.language))).toEqual(new Set(["en", "zh"]))
  const counted = body.items.reduce((sum, theme) => sum + theme.count, 0)
  expect(counted).toBeGreaterThan(150)
  const battery = body.items.find((theme) => theme.terms.some((term) => /batter|charg/.test(term)))!
  expect(battery.count).toBeGreaterThanOrEqual(20)

  const sent = await editor.post<{ id: string }>("/feedback", { text: "My battery drains and charging is slow" })
  await world.app.settled()
  const item = await editor.get<{ themes: string[] }>(`/feedback/${sent.body.id}`)
  const batteries = body.items
    .filter((theme) => theme.terms.some((term) => /batter|charg/.test(term)))
    .map((theme) => theme.id)
  expect(batteries).toContain(item.body.themes[0])
})

test("what people changed stays: the name after the next discovery, a merge in the numbers, and it can be taken back", async () => {
  const organization = await withComments()
  const editor = await organization.as("editor")
  const before = (await editor.get<Themes>("/themes")).body.items.filter((theme) => theme.language === "en")
  const [first, second] = before
  expect((await editor.patch(`/themes/${first!.id}`, { label: "Our own words", pinned: true })).status).toBe(204)
  await discoverThemes(organization.scope, thread)
  await assignThemes(organization.scope, thread)
  const renamed = (await editor.get<Themes>("/themes")).body.items.find((theme) => theme.id === first!.id)
  expect(renamed?.label).toBe("Our own words")

  expect((await editor.post(`/themes/${second!.id}/merge`, { into: first!.id })).status).toBe(204)
  await assignThemes(organization.scope, thread)
  await world.app.settled()
  const merged = (await editor.get<Themes>("/themes")).body.items
  expect(merged.find((theme) => theme.id === second!.id)).toMatchObject({ mergedInto: first!.id, count: 0 })
  expect(merged.find((theme) => theme.id === first!.id)!.count).toBeGreaterThanOrEqual(first!.count + second!.count - 5)

  expect((await editor.delete(`/themes/${second!.id}/merge`)).status).toBe(204)
  await assignThemes(organization.scope, thread)
  await world.app.settled()
  const back = (await editor.get<Themes>("/themes")).body.items.find((theme) => theme.id === second!.id)
  expect(back).toMatchObject({ mergedInto: null, count: second!.count })
})

test("while comments get other themes none of them is missing from the numbers", async () => {
  const organization = await withComments()
  const editor = await organization.as("editor")
  const [first, second] = (await editor.get<Themes>("/themes")).body.items.filter((theme) => theme.language === "en")
  await editor.post(`/themes/${second!.id}/merge`, { into: first!.id })
  const counted = async () =>
    (
      await organization.scope.clickhouse.rows<{ n: number }>(
        "select count() as n from interaction where organization_id = {o:UUID}",
        { o: organization.id },
      )
    )[0]!.n
  const before = await counted()
  let done = false
  const assigning = assignThemes(organization.scope, thread).finally(() => (done = true))
  const seen = new Set<number>()
  while (!done) seen.add(await counted())
  await assigning
  expect([...seen]).toEqual([before])
})

test("a theme is not merged into itself, and not by who may only read", async () => {
  const organization = await withComments()
  const [theme] = (await (await organization.as("viewer")).get<Themes>("/themes")).body.items
  const editor = await organization.as("editor")
  expect(await editor.post(`/themes/${theme!.id}/merge`, { into: theme!.id })).toMatchObject({
    status: 409,
    body: { error: { code: "theme.merge_into_itself" } },
  })
  expect((await (await organization.as("viewer")).patch(`/themes/${theme!.id}`, { label: "x" })).status).toBe(403)
  expect((await editor.patch("/themes/unknown", { label: "x" })).status).toBe(404)
})
