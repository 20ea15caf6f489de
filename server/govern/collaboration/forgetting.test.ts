import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aPlan, personOf, someOwners } from "../../platform/testing/plan.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

test("who is forgotten is forgotten in what was said of her and in what she owns; others' words stay", async () => {
  const organization = await world.anOrganization()
  const owner = await organization.as("owner")
  await someOwners(world, owner, [
    { email: "ana@example.com", name: "Ana Silva", serial: "A2-1", externalId: "shop-1" },
    { email: "bo@example.com", name: "Bo", serial: "A2-2" },
  ])
  const ana = await personOf(organization, "ana@example.com")
  const { planId } = await aPlan(organization)
  const made = await owner.post<{ id: string }>("/followups", { personId: ana, reason: "called twice" })
  expect(made.status).toBe(201)
  const say = async (record: string, text: string) =>
    expect((await owner.post("/comments", { record, text })).status).toBe(201)
  await say(`person:${ana}`, "Her son has asthma.")
  await say(`followup:${made.body.id}`, "She wants her money back.")
  await say(`plan:${planId}`, "ana silva (ANA@example.com) is the third, Bo is the fourth. Ana was kind.")
  expect((await owner.post(`/people/${ana}/erasure`, {})).status).toBe(200)
  await world.app.settled()
  const texts = async (record: string) =>
    (await owner.get<{ items: { text: string }[] }>(`/comments?record=${record}`)).body.items.map((one) => one.text)
  expect(await texts(`plan:${planId}`)).toEqual(["… (…) is the third, Bo is the fourth. Ana was kind."])
  const said = await organization.scope.query<{ text: string }>(
    sql`select text from comment where organization_id = ${organization.id}`,
  )
  expect(JSON.stringify(said)).not.toMatch(/asthma|money|silva|ana@/i)
  const owned = await organization.scope.query<{
    serial: string | null
    batch: string
    external_id: string | null
  }>(sql`
    select serial, batch, external_id from ownership where organization_id = ${organization.id} order by serial nulls first`)
  expect(owned).toMatchObject([
    { serial: null, batch: "7", external_id: null },
    { serial: "A2-2", batch: "7" },
  ])
})
