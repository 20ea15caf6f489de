import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { KnownEvent } from "./contract.ts"
import { eventsBetween } from "./public.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type List = { items: KnownEvent[]; next: string | null }
type Faults = { error: { code: string; details: { field: string }[] } }
const recall = (more: object = {}) => ({
  at: "2014-05-12",
  title: "Power steering recall",
  kind: "recall",
  slice: { model: ["SONATA"] },
  ...more,
})

test("an event is noted, corrected and removed, and each is told", async () => {
  const { as, events } = await world.anOrganization()
  const editor = await as("editor")
  const made = await editor.post<KnownEvent>("/known-events", recall())
  expect(made).toMatchObject({ status: 201, body: { ...recall(), link: null } })
  const changed = await editor.patch<KnownEvent>(`/known-events/${made.body.id}`, { link: "https://nhtsa.gov/1" })
  expect(changed.body).toEqual({ ...made.body, link: "https://nhtsa.gov/1" })
  expect((await editor.get<List>("/known-events")).body.items).toEqual([changed.body])
  expect((await editor.delete(`/known-events/${made.body.id}`)).status).toBe(204)
  expect((await editor.delete(`/known-events/${made.body.id}`)).status).toBe(404)
  expect((await events()).filter((one) => one.name.startsWith("known_event.")).map((one) => one.name)).toEqual([
    "known_event.added",
    "known_event.changed",
    "known_event.removed",
  ])
})

test("a thousand at once, and the same list again changes nothing", async () => {
  const { as, events } = await world.anOrganization()
  const editor = await as("editor")
  const items = Array.from({ length: 1_000 }, (_, index) =>
    recall({ title: `Recall ${String(index).padStart(4, "0")}` }),
  )
  expect((await editor.post("/known-events", { items })).body).toMatchObject({ added: 1_000, duplicates: 0 })
  expect(
    (
      await editor.post("/known-events", {
        items: [...items.slice(0, 9), recall({ title: "New" }), recall({ title: "New" })],
      })
    ).body,
  ).toMatchObject({
    added: 1,
    duplicates: 10,
  })
  expect((await events("known_event.added")).map((one) => one.payload.count ?? 1)).toEqual([1_000, 1])
  const first = (await editor.get<List>("/known-events?limit=600")).body
  const second = (await editor.get<List>(`/known-events?limit=600&cursor=${first.next}`)).body
  expect(new Set([...first.items, ...second.items].map((one) => one.id)).size).toBe(1_001)
  expect(second.next).toBeNull()
  expect((await editor.post<Faults>("/known-events", { items: [...items, recall()] })).status).toBe(422)
})

test("one bad event in a list refuses the list and says which", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  const answer = await editor.post<Faults>("/known-events", recall({ at: "2014-02-30" }))
  expect(answer).toMatchObject({ status: 422 })
  expect((await editor.post("/known-events", recall({ link: "javascript:alert(1)" }))).status).toBe(422)
  expect((await editor.post("/known-events", { items: [recall(), recall({ at: "soon" })] })).status).toBe(422)
  expect((await editor.get<List>("/known-events")).body.items).toEqual([])
  expect(await editor.get("/known-events?cursor=x")).toMatchObject({ body: { error: { code: "cursor.invalid" } } })
})

test("a chart shows the events of its time and slice; others only where they concern it", async () => {
  const { as, scope } = await world.anOrganization()
  const editor = await as("editor")
  await editor.post("/known-events", {
    items: [
      recall(),
      recall({ title: "Everything", slice: {}, at: "2014-05-13" }),
      recall({ title: "Later", at: "2015-01-01" }),
    ],
  })
  const titles = async (values: string[]) =>
    (await eventsBetween(scope, "2014-05-01", "2014-06-01", [{ field: "model", op: "in", values }])).map(
      (one) => one.title,
    )
  expect(await titles(["SONATA"])).toEqual(["Power steering recall", "Everything"])
  expect(await titles(["ACCENT"])).toEqual(["Everything"])
})

test("another organization sees and changes nothing of it", async () => {
  const here = await world.anOrganization("Here")
  const there = await (await world.anOrganization("There")).as("editor")
  const { body } = await (await here.as("editor")).post<KnownEvent>("/known-events", recall())
  expect((await there.get<List>("/known-events")).body.items).toEqual([])
  expect((await there.patch(`/known-events/${body.id}`, { title: "x" })).status).toBe(404)
  expect((await there.delete(`/known-events/${body.id}`)).status).toBe(404)
  expect((await (await here.as("member")).post("/known-events", recall())).status).toBe(403)
})
