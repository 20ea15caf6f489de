import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Account } from "./contract.ts"

let world: World
let ours: TestOrganization
let editor: Client
beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
  editor = await ours.as("editor")
})
afterAll(() => world.end())

type List = { items: Account[]; total: number; next: string | null }

test("feedback makes the account it names, with the people who spoke for it, each once however merged", async () => {
  const said = (externalId: string) => ({
    kind: "call",
    text: "Late again.",
    account: "Fjord AS",
    person: { externalId },
  })
  await editor.post("/feedback", { items: [said("a"), said("b"), { ...said("c"), account: "Berg & Sønn" }] })
  await world.app.settled()
  const listed = (await editor.get<List>("/accounts")).body
  expect(listed).toMatchObject({
    items: [
      { name: "Berg & Sønn", people: 1, feedback: 1 },
      { name: "Fjord AS", people: 2, feedback: 2 },
    ],
    total: 2,
    next: null,
  })
  const where = encodeURIComponent(JSON.stringify([{ field: "account", op: "in", values: [listed.items[1]!.id] }]))
  const people = (await editor.get<{ items: { id: string }[] }>(`/people?where=${where}`)).body.items
  expect(people.length).toBe(2)
  await editor.post(`/people/${people[0]!.id}/merge`, { personId: people[1]!.id })
  expect((await editor.get<Account>(`/accounts/${listed.items[1]!.id}`)).body.people).toBe(1)
  const first = (await editor.get<List>("/accounts?limit=1")).body
  expect(first.next).toBe("Berg & Sønn")
  expect((await editor.get<List>(`/accounts?limit=1&cursor=${encodeURIComponent(first.next!)}`)).body).toMatchObject({
    items: [{ name: "Fjord AS" }],
    next: null,
  })
  const csv = await (await editor.raw("/accounts/export?q=fjord")).text()
  expect(csv.trim().split("\r\n").length).toBe(2)
})

test("a name and an external id are one account's; two who change it see each other; others see nothing of it", async () => {
  const made = await editor.post<Account>("/accounts", {
    name: "Solo",
    externalId: "s-1",
    attributes: { tier: "gold" },
  })
  expect(made).toMatchObject({ status: 201, body: { attributes: { tier: "gold" }, people: 0 } })
  expect(await editor.post("/accounts", { name: "Solo" })).toMatchObject({
    status: 409,
    body: { error: { code: "account.name_taken" } },
  })
  expect((await editor.post("/accounts", { name: "Other", externalId: "s-1" })).status).toBe(409)
  const path = `/accounts/${made.body.id}`
  const { updatedAt } = made.body
  const changed = await editor.patch<Account>(path, { attributes: { tier: null, seats: 9 }, updatedAt })
  expect(changed.body.attributes).toEqual({ seats: 9 })
  expect(await editor.patch(path, { externalId: null, updatedAt })).toMatchObject({
    status: 409,
    body: { error: { code: "account.changed_meanwhile" } },
  })
  const stranger = await (await world.anOrganization("Theirs")).as("owner")
  expect((await stranger.get(path)).status).toBe(404)
  expect((await stranger.patch(path, {})).status).toBe(404)
  expect((await stranger.get<List>("/accounts")).body.items).toEqual([])
})
