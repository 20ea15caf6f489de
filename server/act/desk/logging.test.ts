import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"

let world: World
let ours: TestOrganization
let agent: Client
beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization()
  agent = await ours.as("agent")
})
afterAll(() => world.end())

type Item = {
  product: string
  component: string[]
  touchpoint: string
  text: string
  person: { id: string } | null
  scores: { metric: string; value: number; scale: object }[]
  attributes: Record<string, unknown>
}

test("a contact says what it was about, which part, and how it felt, marked as logged on the customer's behalf", async () => {
  const logged = await agent.post<{ id: string }>("/desk/contacts", {
    clientId: randomUUID(),
    kind: "other",
    channel: "in person",
    outcome: "other",
    caller: { email: "ana@example.com" },
    about: "cold evenings",
    product: "Aria 2",
    component: "Fan motor",
    touchpoint: "Trade fair",
    words: "It is loud at night.",
    felt: 2,
  })
  expect(logged.status).toBe(201)
  await world.app.settled()
  const { body } = await agent.get<Item>(`/feedback/${logged.body.id}`)
  expect(body).toMatchObject({
    product: "Aria 2",
    component: ["Fan motor"],
    touchpoint: "Trade fair",
    text: "It is loud at night.",
    scores: [{ metric: "felt", value: 2, scale: { min: 1, max: 5 } }],
    attributes: { on_behalf: true, about: "cold evenings", outcome: "other" },
  })
  expect(body.person).not.toBeNull()
  // What an agent thinks a customer felt is not what customers answered.
  const { fields } = (await agent.get<{ fields: { field: string }[] }>("/fields")).body
  expect(fields.map((one) => one.field).filter((field) => field.startsWith("score."))).toEqual(["score.felt"])
  expect((await agent.delete(`/desk/contacts/${logged.body.id}`)).status).toBe(204)
  expect((await agent.get(`/feedback/${logged.body.id}`)).status).toBe(404)
})

test("a feeling off its scale is refused, and so is somebody who may not write", async () => {
  const input = { clientId: randomUUID(), kind: "call", outcome: "other", felt: 6 }
  expect((await agent.post<object>("/desk/contacts", input)).body).toMatchObject({
    error: { code: "request.invalid", details: [{ field: "felt" }] },
  })
  const viewer = await ours.as("viewer")
  expect((await viewer.post("/desk/contacts", { ...input, felt: 1 })).status).toBe(403)
})
