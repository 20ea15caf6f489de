import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { Import, RowProblem } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Total = { total: number; people: number; items: { serial: string; batch: string; purchasedAt: string }[] }
type Problems = { items: RowProblem[]; total: number }

const upload = async (client: Client, name: string, content: string, kind = "") => {
  const query = `name=${encodeURIComponent(name)}${kind ? `&kind=${kind}` : ""}`
  return (await (await client.raw(`/imports?${query}`, { method: "POST", body: content })).json()) as Import
}
const until = async (client: Client, id: string, reached: (one: Import) => boolean): Promise<Import> => {
  for (;;) {
    const { body } = await client.get<Import>(`/imports/${id}`)
    if (body.state === "failed") throw new Error(JSON.stringify(body.failure))
    if (reached(body)) return body
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
const check = async (client: Client, id: string) => {
  await client.post(`/imports/${id}/check`)
  return until(client, id, (one) => one.state === "checked")
}
const run = async (client: Client, id: string) => {
  await client.post(`/imports/${id}/run`, { skipBadRows: true })
  return until(client, id, (one) => one.state === "done")
}

const owners = [
  "Customer email;Customer name;Product;Batch;Serial number;Purchase date;Order no;Parts",
  "ada@example.com;Ada;Aria 2;7;S-1;14.08.2026;N-1;Fan motor | Filter",
  "ben@example.com;Ben;Aria 2;7;S-2;15.08.2026;N-2;",
  "eve@example.com;Eve;Aria 2;7;S-1;16.08.2026;N-3;",
  "cid@example.com;Cid;Aria 2;7;S-3;31.02.2026;N-4;",
  "not an address;Dan;Aria 2;8;S-4;17.08.2026;N-5;",
  "fay@example.com;Fay;;8;S-5;17.08.2026;N-6;",
].join("\n")

test("a file of owners is recognised, checked without storing, imported, found again, and undone", async () => {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  const one = await upload(editor, "registrations.csv", owners)
  expect(one.kind).toBe("ownership")
  expect(one.mapping.columns.map((column) => column.target)).toEqual([
    "person.email",
    "person.name",
    "product",
    "batch",
    "serial",
    "purchasedAt",
    "orderNumber",
    "component",
  ])
  const looked = await check(editor, one.id)
  expect(looked.expected).toEqual({ accepted: 2, duplicates: 0, refused: 4 })
  expect((await editor.get<Total>("/ownership")).body.total).toBe(0)
  const problems = await editor.get<Problems>(`/imports/${one.id}/problems`)
  expect(problems.body.items.map(({ row, column, code }) => [row, column, code]).sort()).toEqual([
    [4, "Serial number", "ownership.serial_taken"],
    [5, "Purchase date", "request.field"],
    [6, "Customer email", "request.field"],
    [7, "Product", "request.field"],
  ])

  expect((await run(editor, one.id)).progress).toEqual({ rowsRead: 6, accepted: 2, duplicates: 0, refused: 4 })
  const list = await editor.get<Total>("/ownership?serial=S-1")
  expect(list.body.items).toMatchObject([{ batch: "7", purchasedAt: "2026-08-14", component: ["Fan motor", "Filter"] }])

  const again = await upload(editor, "registrations again.csv", owners.replace("Ben;Aria 2;7", "Ben;Aria 2;7b"))
  expect((await check(editor, again.id)).expected).toMatchObject({ accepted: 1, duplicates: 1 })
  expect((await run(editor, again.id)).progress).toMatchObject({ accepted: 1, duplicates: 1, refused: 4 })
  expect((await editor.get<Total>("/ownership?batch=7b")).body.total).toBe(1)
  expect((await editor.get<Total>("/ownership")).body.total).toBe(2)

  await editor.post(`/imports/${one.id}/undo`)
  await until(editor, one.id, (now) => now.state === "undone")
  expect((await editor.get<Total>("/ownership")).body.total).toBe(0)
  expect(
    (await organization.events("ownership.changed")).map(({ payload }) => payload.added ?? payload.removed),
  ).toEqual([2, 0, 2])
})

const people = [
  "Customer ID,Name,E-mail,Phone,Language,Newsletter",
  "c1,Ada,ada@example.com,+442079460001,en,yes",
  "c2,Ben,ben@example.com,,zh-CN,no",
  "c3,Bad,no address,,en,yes",
].join("\n")

test("a file of people makes and completes them; undone, only those nothing else knows go", async () => {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  await editor.post("/feedback", { source: "x", text: "Hello", person: { externalId: "c1" } })
  await world.app.settled()
  const one = await upload(editor, "customers.csv", people)
  expect(one.kind).toBe("people")
  expect((await check(editor, one.id)).expected).toMatchObject({ refused: 1 })
  const all = async () =>
    (await editor.get<{ items: { name: string }[] }>("/people")).body.items.map((who) => who.name).sort()
  expect(await all()).toEqual([null])
  expect((await run(editor, one.id)).progress).toMatchObject({ accepted: 1, duplicates: 1, refused: 1 })
  expect(await all()).toEqual(["Ada", "Ben"])
  const definition = { anyOf: [{ kind: "is", consent: ["marketing:denied"], language: ["zh-CN"] }] }
  expect((await editor.post<{ people: number }>("/audiences/preview", { definition })).body.people).toBe(1)
  await editor.post(`/imports/${one.id}/undo`)
  await until(editor, one.id, (now) => now.state === "undone")
  expect(await all()).toEqual(["Ada"])
})

test("the kind can be corrected, and the columns are then guessed anew", async () => {
  const editor = await (await world.anOrganization()).as("editor")
  const one = await upload(editor, "list.csv", "email,product\nada@example.com,Aria 2\n", "people")
  expect(one.mapping.columns[1]).toMatchObject({ target: "attribute" })
  const changed = await editor.patch<Import>(`/imports/${one.id}`, { kind: "ownership" })
  expect(changed.body).toMatchObject({ kind: "ownership", state: "ready" })
  expect(changed.body.mapping.columns[1]).toMatchObject({ target: "product" })
  await check(editor, one.id)
  expect((await run(editor, one.id)).progress).toMatchObject({ accepted: 1 })
})

test("a large file of owners goes on after a restart without losing or doubling a unit", async () => {
  const rows = 12_000
  const own = await aWorld()
  try {
    const editor = await (await own.anOrganization()).as("editor")
    const lines = Array.from({ length: rows }, (_, at) => `p${at % 9_000}@example.com,Aria 2,7,S-${at}`)
    const one = await upload(editor, "base.csv", `email,product,batch,serial\n${lines.join("\n")}\n`)
    expect((await check(editor, one.id)).expected).toEqual({ accepted: rows, duplicates: 0, refused: 0 })
    await editor.post(`/imports/${one.id}/run`, {})
    await until(editor, one.id, (now) => now.progress.accepted > 0)
    await own.restart()
    const done = await until(editor, one.id, (now) => now.state === "done")
    expect(done.progress).toEqual({ rowsRead: rows, accepted: rows, duplicates: 0, refused: 0 })
    expect((await editor.get<Total>("/ownership?limit=1")).body).toMatchObject({ total: rows, people: 9_000 })
  } finally {
    await own.end()
  }
}, 120_000)
