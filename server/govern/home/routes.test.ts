import { afterAll, beforeAll, expect, test } from "vitest"
import { aSignal } from "../../platform/testing/signal.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { Ask } from "./contract.ts"

let world: World
let clock = new Date("2026-03-02T09:00:00Z")
beforeAll(async () => {
  world = await aWorld({ now: () => clock })
})
afterAll(() => world.end())

type Home = {
  department: { id: string; name: string } | null
  departments: { id: string; name: string }[]
  asked: Ask[]
  changed: { name: string; isNew: boolean; params: Record<string, string> }[]
  since: string | null
  worked: object[]
}

test("each department's home asks what concerns it: given signals, new ones, mentions, own problems", async () => {
  const organization = await world.anOrganization()
  const { as, departments } = organization
  const marketingId = departments.find((one) => one.name === "Marketing")!.id
  const [product, marketing] = [
    await as("editor", { department: "Product" }),
    await as("member", { department: "Marketing" }),
  ]
  const fresh = await aSignal(organization)
  const given = await aSignal(organization, { product: "Lumen", departmentIds: [marketingId] })
  await aSignal(organization, { product: "Old", active: false })
  await product.post("/comments", { record: `signal:${given}`, text: `@[${marketing.memberId}] what do we say?` })
  await world.app.settled()
  const home = async (client: typeof product, query = "") => (await client.get<Home>(`/home${query}`)).body
  const asked = ({ asked }: Home) => asked.map((one) => `${one.kind} ${one.record}`)

  expect(asked(await home(product))).toEqual([`new_signal signal:${fresh}`])
  expect(asked(await home(marketing))).toEqual([`mention signal:${given}`, `assignment signal:${given}`])
  expect((await home(marketing)).asked[0]).toMatchObject({
    headline: expect.stringContaining("what do we say?"),
    due: null,
  })
  expect((await home(product, `?department=${marketingId}`)).department?.name).toBe("Marketing")
  expect(asked(await home(product, `?department=${marketingId}`))).toEqual([`assignment signal:${given}`])

  await marketing.post("/notifications/reading", { all: true })
  await product.post(`/signals/${given}/dismissal`, { reason: "known" })
  expect(asked(await home(marketing))).toEqual([])
  const nobody = await home(await as("viewer"))
  expect(nobody).toMatchObject({ department: null, asked: [], worked: [] })
  const other = await world.anOrganization("Other")
  expect((await (await other.as("viewer")).get(`/home?department=${marketingId}`)).status).toBe(404)
})

test("what changed since the last visit is marked; looks within half an hour are one visit", async () => {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor", { department: "Product" })
  const look = async () => (await editor.get<Home>("/home")).body
  const at = (time: string) => {
    clock = new Date(`2026-03-02T${time}Z`)
  }
  at("09:00:00")
  const first = await aSignal(organization)
  expect(await look()).toMatchObject({ since: null, changed: [{ name: "signal.found", isNew: true }] })
  at("09:20:00")
  await editor.post("/comments", { record: `signal:${first}`, text: "Hm" })
  expect((await look()).since).toBeNull()
  at("12:00:00")
  await aSignal(organization, { product: "Lumen" })
  at("12:01:00")
  const later = await look()
  expect(later.since).toBe("2026-03-02T09:20:00.000Z")
  expect(later.changed.map((one) => [one.name, one.isNew])).toEqual([
    ["signal.found", true],
    ["comment.added", false],
    ["signal.found", false],
  ])
  expect(later.changed[1]!.params.title).toContain("Aria 2")
})
