import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createLog } from "../../platform/log.ts"
import { startRealtime } from "../../platform/realtime.ts"
import { aSignal } from "../../platform/testing/signal.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { Comment } from "./contract.ts"
import { createPresence, presentForMs } from "./presence.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type List = { items: Comment[]; next: string | null }
type Reads = { items: { member: { id: string } }[]; departments: { name: string; read: boolean }[] }

async function aFeedback(client: Client): Promise<string> {
  const { body } = await client.post<{ id: string }>("/feedback", { text: "The fan smells burnt.", kind: "call" })
  return `feedback:${body.id}`
}

describe("comments", () => {
  test("a comment stands on its record with who it mentions, and is told without its words", async () => {
    const { as, events } = await world.anOrganization()
    const [editor, agent] = [await as("editor"), await as("agent", { name: "Carol" })]
    const record = await aFeedback(editor)
    const said = await editor.post<Comment>("/comments", {
      record,
      text: `  @[${agent.memberId}] have you heard of this? @[01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44]`,
    })
    expect(said).toMatchObject({
      status: 201,
      body: {
        record,
        author: { id: editor.memberId },
        mentions: [{ id: agent.memberId, name: "Carol" }],
        editedAt: null,
      },
    })
    await agent.post("/comments", { record, text: "Twice today." })
    const { items } = (await agent.get<List>(`/comments?record=${record}`)).body
    expect(items.map((one) => one.text)).toEqual([said.body.text, "Twice today."])
    expect(await events("comment.added")).toMatchObject([
      { record, payload: { commentId: said.body.id, mentions: [agent.memberId] } },
      { record, payload: { mentions: [] } },
    ])
    expect(JSON.stringify(await events("comment.added"))).not.toContain("Twice today")
  })

  test("only its author changes or removes it; it says that it was changed", async () => {
    const { as, events } = await world.anOrganization()
    const [editor, admin] = [await as("editor"), await as("admin")]
    const record = await aFeedback(editor)
    const { body } = await editor.post<Comment>("/comments", { record, text: "First" })
    for (const refused of [
      await admin.patch(`/comments/${body.id}`, { text: "x" }),
      await admin.delete(`/comments/${body.id}`),
    ]) {
      expect(refused).toMatchObject({ status: 403, body: { error: { code: "comment.not_yours" } } })
    }
    const changed = await editor.patch<Comment>(`/comments/${body.id}`, { text: "Second" })
    expect(changed.body).toMatchObject({ text: "Second", editedAt: expect.any(String) })
    expect((await editor.delete(`/comments/${body.id}`)).status).toBe(204)
    expect((await editor.get<List>(`/comments?record=${record}`)).body.items).toEqual([])
    expect((await editor.patch(`/comments/${body.id}`, { text: "x" })).status).toBe(404)
    const names = (await events()).map((one) => one.name).filter((name) => name.startsWith("comment."))
    expect(names).toEqual(["comment.added", "comment.changed", "comment.removed"])
  })

  test("signals, feedback and imports can be talked about; what does not exist here cannot", async () => {
    const here = await world.anOrganization("Here")
    const editor = await here.as("editor")
    const other = await (await world.anOrganization("There")).as("editor")
    const file = await editor.raw("/imports?name=answers.csv", { method: "POST", body: "text,csat\nIt broke,1\n" })
    const { id: importId } = (await file.json()) as { id: string }
    const records = [`signal:${await aSignal(here)}`, await aFeedback(editor), `import:${importId}`]
    for (const record of records) {
      expect((await editor.post("/comments", { record, text: "Hm" })).status).toBe(201)
      for (const path of ["/comments", "/reads"]) expect((await other.get(`${path}?record=${record}`)).status).toBe(404)
      expect((await other.post("/comments", { record, text: "Hm" })).status).toBe(404)
      expect((await other.put("/reads", { record })).status).toBe(404)
    }
    for (const record of ["signal:01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44", "feedback:nonsense", "dream:1"]) {
      expect((await editor.post("/comments", { record, text: "Hm" })).status).toBe(404)
    }
    expect((await editor.post("/comments", { record: "nonsense", text: "Hm" })).status).toBe(422)
  })

  test("a comment needs words, a right and a person", async () => {
    const { as, key } = await world.anOrganization()
    const record = await aFeedback(await as("editor"))
    expect(await (await as("editor")).post("/comments", { record, text: " \n\u0000" })).toMatchObject({
      status: 422,
      body: { error: { code: "comment.empty", field: "text" } },
    })
    expect((await (await as("viewer")).post("/comments", { record, text: "Hm" })).status).toBe(403)
    expect(await (await key()).post("/comments", { record, text: "Hm" })).toMatchObject({
      body: { error: { code: "member.only" } },
    })
  })

  test("a long talk is read page by page", async () => {
    const { as } = await world.anOrganization()
    const editor = await as("editor")
    const record = await aFeedback(editor)
    for (const text of ["1", "2", "3"]) await editor.post("/comments", { record, text })
    const first = (await editor.get<List>(`/comments?record=${record}&limit=2`)).body
    const second = (await editor.get<List>(`/comments?record=${record}&limit=2&cursor=${first.next}`)).body
    expect([...first.items, ...second.items].map((one) => one.text)).toEqual(["1", "2", "3"])
    expect(second.next).toBeNull()
  })
})

test("who has read a record, which departments have not; the first reading of a signal is news", async () => {
  const organization = await world.anOrganization()
  const { as, events } = organization
  const [product, cx] = [
    await as("editor", { department: "Product" }),
    await as("member", { department: "CX", name: "Maya" }),
  ]
  const record = `signal:${await aSignal(organization)}`
  const read = async () => (await cx.get<Reads>(`/reads?record=${record}`)).body
  expect((await read()).departments.map((one) => one.read)).toEqual([false, false, false, false, false])
  for (const _ of [1, 2, 3]) expect((await product.put("/reads", { record })).status).toBe(204)
  expect((await read()).items.map((one) => one.member.id)).toEqual([product.memberId])
  expect((await read()).departments.filter((one) => one.read).map((one) => one.name)).toEqual(["Product"])
  await cx.put("/reads", { record })
  expect((await read()).departments.filter((one) => one.read).map((one) => one.name)).toEqual(["Product", "CX"])
  expect(await events("record.read")).toMatchObject([
    { record, payload: { memberId: product.memberId } },
    { record, payload: { memberId: cx.memberId } },
  ])
  await product.put("/reads", { record: await aFeedback(product) })
  expect((await events("record.read")).length).toBe(2)
})

describe("presence", () => {
  type Here = { members: { id: string }[]; here: number }

  test("who has the same record open, until they leave it", async () => {
    const { as } = await world.anOrganization()
    const [one, two] = [await as("editor"), await as("member")]
    const put = async (client: Client, record: string | null) => (await client.put<Here>("/presence", { record })).body
    await put(one, "page:signals")
    const both = await put(two, "page:signals")
    expect(new Set(both.members.map((member) => member.id))).toEqual(new Set([one.memberId, two.memberId]))
    expect((await put(one, "page:home")).here).toBe(2)
    expect((await put(two, "page:signals")).members.map((member) => member.id)).toEqual([two.memberId])
    expect((await one.delete("/presence")).status).toBe(204)
    expect(await put(two, "page:signals")).toMatchObject({ here: 1 })
  })

  test("another process knows it too; who is not heard of for a while is gone", async () => {
    const { stores } = world.app.platform
    const url = String(stores.database.pool.options.connectionString)
    const elsewhere = await startRealtime(stores.database, url, createLog("silent"))
    let now = Date.now()
    const [mine, theirs] = [
      createPresence(world.app.platform.realtime, () => now),
      createPresence(elsewhere, () => now),
    ]
    const heard = new Promise<void>((resolve) => {
      elsewhere.subscribe(() => resolve())
    })
    const [mei, tom] = [
      { id: "m", name: "Mei" },
      { id: "t", name: "Tom" },
    ]
    await mine.enter("acme", mei, "signal:1")
    await heard
    expect((await theirs.enter("acme", tom, "signal:1")).members).toEqual([mei, tom])
    expect((await theirs.enter("other", tom, "signal:1")).members).toEqual([tom])
    now += presentForMs
    expect(await theirs.enter("acme", tom, "signal:1")).toEqual({ record: "signal:1", members: [tom], here: 1 })
    mine.stop()
    theirs.stop()
    await elsewhere.stop()
  })
})
