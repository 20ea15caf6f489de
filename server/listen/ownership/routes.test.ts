import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { InstalledBase, Ownership, OwnershipSaved } from "./contract.ts"
import { ownedBy } from "./public.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type List = { items: Ownership[]; next: string | null; total: number; people: number }
type Faults = { error: { code: string; remedy: string; details?: { code: string; field: string; remedy: string }[] } }
const unit = (more: object = {}) => ({
  person: { email: "ada@example.com", name: "Ada" },
  product: "Aria 2",
  batch: "7",
  serial: "A2-07-0000001",
  purchasedAt: "2026-01-05",
  ...more,
})

test("an entry is added, corrected, ended and removed, and each is told", async () => {
  const { as, events } = await world.anOrganization()
  const editor = await as("editor")
  const made = await editor.post<Ownership>("/ownership", unit({ component: ["Fan motor"], orderNumber: "N-1" }))
  expect(made).toMatchObject({
    status: 201,
    body: { person: { name: "Ada" }, component: ["Fan motor"], relation: "both", endedAt: null, source: "manual" },
  })
  const { id, updatedAt, person } = made.body
  const corrected = await editor.patch<Ownership>(`/ownership/${id}`, { batch: "8", updatedAt })
  expect(corrected.body).toMatchObject({ batch: "8", serial: "A2-07-0000001" })
  const late = await editor.patch<Faults>(`/ownership/${id}`, { batch: "9", updatedAt })
  expect(late).toMatchObject({ status: 409, body: { error: { code: "ownership.changed_meanwhile" } } })
  await editor.patch(`/ownership/${id}`, { endedAt: "2026-03-01" })
  expect((await editor.get<List>("/ownership")).body).toMatchObject({ items: [], total: 0 })
  expect((await editor.get<List>(`/people/${person!.id}/ownership`)).body.items).toMatchObject([
    { endedAt: "2026-03-01" },
  ])
  expect((await editor.delete(`/ownership/${id}`)).status).toBe(204)
  expect((await editor.delete(`/ownership/${id}`)).status).toBe(404)
  expect((await events("ownership.changed")).map((one) => one.payload)).toMatchObject([
    { added: 1 },
    { changed: 1, fields: ["batch"] },
    { changed: 1, fields: ["endedAt"] },
    { removed: 1 },
  ])
})

test("a thousand entries are one event, and the same again changes nothing", async () => {
  const { as, events } = await world.anOrganization()
  const editor = await as("editor")
  const items = Array.from({ length: 1_000 }, (_, index) =>
    unit({ person: { email: `p${index % 700}@example.com` }, serial: `S-${index}`, source: "shop" }),
  )
  expect((await editor.put<OwnershipSaved>("/ownership", { items })).body).toMatchObject({ added: 1_000, refused: 0 })
  expect((await editor.put<OwnershipSaved>("/ownership", { items })).body).toMatchObject({ unchanged: 1_000, added: 0 })
  const recorded = await events("ownership.changed")
  expect(recorded.map((one) => one.payload)).toEqual([{ added: 1_000, changed: 0 }])
  const base = await editor.get<InstalledBase>("/ownership/base")
  expect(base.body).toMatchObject({ units: 1_000, people: 700, withSerial: 1_000 })
})

test("what a source does not say stays; what it says anew is changed", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  await editor.put("/ownership", { items: [unit({ version: "1.0" })] })
  const { purchasedAt: _, ...shorter } = unit({ batch: "7b" })
  const again = await editor.put<OwnershipSaved>("/ownership", { items: [shorter] })
  expect(again.body).toMatchObject({ changed: 1, added: 0 })
  const list = await editor.get<List>("/ownership?batch=7b")
  expect(list.body.items).toMatchObject([{ version: "1.0", purchasedAt: "2026-01-05", batch: "7b" }])
  expect((await editor.get<List>("/ownership?batch=7")).body.total).toBe(0)
})

test("a unit has one buyer and one user; a third owner is refused until the earlier one let go", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  const put = (items: object[], mode = "partial") => editor.put<OwnershipSaved>("/ownership", { items, mode })
  const ada = unit({ relation: "buyer" })
  const ben = unit({ person: { email: "ben@example.com" }, relation: "user" })
  const eve = unit({ person: { email: "eve@example.com" }, relation: "buyer", serial: "a2-07-0000001" })
  expect((await put([ada, ben])).body).toMatchObject({ added: 2 })
  const refused = await put([eve])
  expect(refused.body.items[0]).toMatchObject({
    status: "refused",
    errors: [{ code: "ownership.serial_taken", remedy: expect.stringContaining("endedAt") }],
  })
  const whole = await editor.put<Faults>("/ownership", { items: [eve, unit({ serial: "other" })] })
  expect(whole).toMatchObject({ status: 422, body: { error: { code: "ownership.batch_refused" } } })
  expect((await editor.get<List>("/ownership?serial=OTHER")).body.total).toBe(0)
  expect((await put([{ ...ada, endedAt: "2026-02-01" }, eve])).body).toMatchObject({ changed: 1, added: 1 })
  expect((await put([{ ...ada, endedAt: "2026-02-01" }, ben, eve])).body).toMatchObject({ unchanged: 3 })
  expect((await editor.get<List>("/ownership?serial=A2-07")).body.items.map((one) => one.relation).sort()).toEqual([
    "buyer",
    "user",
  ])
})

test("two entries of one call that claim the same unit: the second is refused", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  const other = unit({ person: { email: "ben@example.com" } })
  const answer = await editor.put<OwnershipSaved>("/ownership", { items: [unit(), other, unit()], mode: "partial" })
  expect(answer.body.items.map((one) => one.status)).toEqual(["added", "refused", "unchanged"])
})

test("a purchase in the future, an end before it, nobody, and no key are refused with a remedy", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  const answer = await editor.put<OwnershipSaved>("/ownership", {
    mode: "partial",
    items: [
      unit({ purchasedAt: "2999-01-01" }),
      unit({ endedAt: "2020-01-01" }),
      unit({ person: { name: "Only a name" } }),
      unit({ serial: undefined }),
      unit({ purchasedAt: "01/02/2026" }),
      unit({ personId: "0198f000-0000-7000-8000-000000000000", person: undefined }),
      "nonsense",
    ],
  })
  expect(answer.body.items.map((one) => one.errors?.[0]?.code)).toEqual([
    "ownership.in_the_future",
    "ownership.ends_before_purchase",
    "ownership.nobody",
    "ownership.no_key",
    "request.field",
    "record.not_found",
    "request.field",
  ])
  expect(answer.body.items.slice(0, 4).every((one) => Boolean(one.errors?.[0]?.remedy))).toBe(true)
  expect((await editor.get<List>("/ownership")).body.total).toBe(0)
})

test("a batch gets another name in the whole base", async () => {
  const { as, events } = await world.anOrganization()
  const editor = await as("editor")
  await editor.put("/ownership", { items: [unit(), unit({ serial: "2" }), unit({ serial: "3", product: "Aria 1" })] })
  const renamed = await editor.post("/ownership/renames", { field: "batch", from: "7", to: "B-07", product: "Aria 2" })
  expect(renamed.body).toEqual({ changed: 2 })
  expect((await editor.get<List>("/ownership?batch=B-07")).body.total).toBe(2)
  expect((await editor.get<List>("/ownership?batch=7")).body.total).toBe(1)
  expect((await events("ownership.changed")).at(-1)!.payload).toMatchObject({ changed: 2, field: "batch", to: "B-07" })
})

test("words that look like SQL, markup or formulas are only words", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  const evil = "'); drop table ownership; --<b>=1+1"
  await editor.put("/ownership", { items: [unit({ product: evil, batch: evil, serial: evil })] })
  const list = await editor.get<List>(
    `/ownership?product=${encodeURIComponent(evil)}&serial=${encodeURIComponent("');")}`,
  )
  expect(list.body.items).toMatchObject([{ product: evil, batch: evil, serial: evil }])
  expect((await editor.get(`/ownership?cursor=${encodeURIComponent(evil)}`)).status).toBe(422)
})

test("names are masked without the right to them, also in the file; the file leaves a trace", async () => {
  const { as, events } = await world.anOrganization()
  const editor = await as("editor")
  await editor.put("/ownership", { items: [unit({ product: "=1+1" })] })
  const viewer = await as("viewer")
  expect((await viewer.get<List>("/ownership")).body.items[0]!.person).toMatchObject({ name: null, masked: true })
  const file = await (await viewer.raw("/ownership/export?format=csv")).text()
  expect(file).not.toContain("Ada")
  expect(file).toContain("'=1+1")
  expect(await (await editor.raw("/ownership/export?format=ndjson")).text()).toContain('"person.name":"Ada"')
  expect((await events("ownership.exported")).map((one) => one.payload.personalData)).toEqual([false, true])
  expect((await viewer.put("/ownership", { items: [unit()] })).status).toBe(403)
})

test("another organization sees and changes nothing of it", async () => {
  const { as } = await world.anOrganization()
  const made = await (await as("editor")).post<Ownership>("/ownership", unit())
  const other = await world.anOrganization("Other")
  const stranger = await other.as("editor")
  expect((await stranger.get<List>("/ownership")).body.total).toBe(0)
  expect((await stranger.patch(`/ownership/${made.body.id}`, { batch: "x" })).status).toBe(404)
  expect((await stranger.get(`/people/${made.body.person!.id}/ownership`)).status).toBe(404)
  expect(await ownedBy(other.scope, [made.body.person!.id])).toEqual([])
  const borrowed = await stranger.put<OwnershipSaved>("/ownership", {
    mode: "partial",
    items: [unit({ person: undefined, personId: made.body.person!.id })],
  })
  expect(borrowed.body.items[0]!.errors![0]!.code).toBe("record.not_found")
})
