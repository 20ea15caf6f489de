import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type World } from "../testing/world.ts"
import type { View } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type List = { items: View[] }
const view = (more: object = {}) => ({
  name: "Fan motor, batch 7",
  page: "feedback",
  query: { where: [{ field: "batch", op: "in", values: ["7"] }], q: "burning" },
  ...more,
})

test("a view is kept for its owner, page by page, and comes back as it was saved", async () => {
  const { as } = await world.anOrganization()
  const viewer = await as("viewer")
  const saved = await viewer.post<View>("/views", view())
  expect(saved).toMatchObject({ status: 201, body: { ...view(), shared: false, owner: { id: viewer.memberId } } })
  expect((await viewer.get<List>("/views?page=feedback")).body.items).toEqual([saved.body])
  expect((await viewer.get<List>("/views?page=metrics")).body.items).toEqual([])
  expect((await (await as("editor")).get<List>("/views")).body.items).toEqual([])
})

test("sharing needs the right to share; a shared view is everybody's to see, and an editor's to change", async () => {
  const { as, events } = await world.anOrganization()
  const [member, editor, viewer] = [await as("member"), await as("editor"), await as("viewer")]
  expect(await member.post("/views", view({ shared: true }))).toMatchObject({
    status: 403,
    body: { error: { code: "permission.missing" } },
  })
  const { body } = await editor.post<View>("/views", view({ shared: true }))
  expect((await viewer.get<List>("/views")).body.items).toMatchObject([{ id: body.id, shared: true }])
  expect((await viewer.patch(`/views/${body.id}`, { name: "Mine now" })).status).toBe(403)
  expect((await viewer.delete(`/views/${body.id}`)).status).toBe(403)
  const renamed = await (await as("admin")).patch<View>(`/views/${body.id}`, { name: "Batch 7" })
  expect(renamed.body).toMatchObject({ name: "Batch 7", owner: { id: editor.memberId }, query: view().query })
  expect((await events()).filter((one) => one.name.startsWith("view.")).map((one) => one.name)).toEqual([
    "view.saved",
    "view.changed",
  ])
})

test("somebody's own view does not exist for others, in this organization and in another", async () => {
  const here = await world.anOrganization("Here")
  const there = await world.anOrganization("There")
  const { body } = await (await here.as("member")).post<View>("/views", view())
  for (const client of [await here.as("admin"), await there.as("admin")]) {
    expect((await client.patch(`/views/${body.id}`, { name: "x" })).status).toBe(404)
    expect((await client.delete(`/views/${body.id}`)).status).toBe(404)
  }
  expect((await (await here.as("member")).delete(`/views/${body.id}`)).status).toBe(204)
  expect(JSON.stringify(await here.events())).not.toContain("batch 7")
})

test("a name is taken once for each member and page", async () => {
  const { as, key } = await world.anOrganization()
  const editor = await as("editor")
  const first = await editor.post<View>("/views", view())
  expect(await editor.post("/views", view())).toMatchObject({
    status: 409,
    body: { error: { code: "view.name_taken", field: "name" } },
  })
  const other = await editor.post<View>("/views", view({ name: "Other" }))
  expect((await editor.patch(`/views/${other.body.id}`, { name: view().name })).status).toBe(409)
  expect((await editor.patch(`/views/${first.body.id}`, { name: view().name, query: {} })).status).toBe(200)
  expect((await editor.post("/views", view({ page: "metrics" }))).status).toBe(201)
  expect(await (await key()).post("/views", view())).toMatchObject({ body: { error: { code: "member.only" } } })
})
