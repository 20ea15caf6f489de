import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { Feedback } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Faults = { error: { code: string; details: { code: string; field: string }[] } }
type List = { items: Feedback[]; next: string | null; total: number }

const item = (more: object = {}) => ({
  kind: "call",
  product: "Aria 2",
  component: "Fan motor",
  text: "The fan stopped after three weeks. The agent was very kind, though.",
  scores: [{ metric: "csat", value: 2, scale: { min: 1, max: 5 } }],
  person: { email: "Mei@example.com", name: "Mei" },
  ...more,
})

describe("sending feedback", () => {
  test("one item is stored, digested and found by its words, product and score", async () => {
    const { as, events } = await world.anOrganization()
    const editor = await as("editor")
    const sent = await editor.post<{ id: string; status: string }>(
      "/feedback",
      item({ externalId: "1", source: "zendesk" }),
    )
    expect(sent).toMatchObject({ status: 201, body: { status: "accepted" } })
    await world.app.settled()

    const where = encodeURIComponent(
      JSON.stringify([
        { field: "product", op: "in", values: ["Aria 2"] },
        { field: "score.csat", op: "lte", values: [2] },
      ]),
    )
    const found = await editor.get<List>(`/feedback?q=fan%20stopped&where=${where}`)
    expect(found.body.total).toBe(1)
    expect(found.body.items[0]).toMatchObject({
      id: sent.body.id,
      externalId: "1",
      component: ["Fan motor"],
      person: { name: "Mei", masked: false },
      reading: { language: "en" },
    })
    expect(found.body.items[0]!.reading!.sentences.length).toBe(2)
    expect((await events("feedback.received"))[0]!.payload).toEqual({ ids: [sent.body.id] })
    const other = await editor.get<List>("/feedback?q=battery")
    expect(other.body.items).toEqual([])
  })

  test("the same source and external id are stored once, however often and however they are sent", async () => {
    const { key } = await world.anOrganization()
    const client = await key()
    const [first, second] = await Promise.all(
      [1, 2].map(() => client.post<{ id: string; status: string }>("/feedback", item({ externalId: "a" }))),
    )
    const third = await client.post<{ id: string; status: string }>(
      "/feedback",
      item({ externalId: "a", text: "changed" }),
    )
    expect([first!.body.status, second!.body.status].sort()).toEqual(["accepted", "duplicate"])
    expect(third.body).toEqual({ id: first!.body.id, status: "duplicate" })
    expect(second!.body.id).toBe(first!.body.id)
  })

  test("half a batch bad: atomic stores nothing, partial stores the good half and says what is wrong with the other", async () => {
    const { as } = await world.anOrganization()
    const editor = await as("editor")
    const items = [
      item({ externalId: "1" }),
      item({ scores: [{ metric: "csat", value: 6, scale: { min: 1, max: 5 } }] }),
    ]
    const atomic = await editor.post<Faults>("/feedback", { items })
    expect(atomic).toMatchObject({ status: 422, body: { error: { code: "feedback.batch_refused" } } })
    expect(atomic.body.error.details[0]).toMatchObject({
      code: "feedback.score_out_of_scale",
      field: "items[1].scores[0].value",
    })
    const partial = await editor.post<{ accepted: number; refused: number; items: { status: string }[] }>("/feedback", {
      items,
      mode: "partial",
    })
    expect(partial).toMatchObject({ status: 200, body: { accepted: 1, refused: 1 } })
    expect(partial.body.items.map((one) => one.status)).toEqual(["accepted", "refused"])
    await world.app.settled()
    expect((await editor.get<List>("/feedback")).body.total).toBe(1)
  })

  test("the same external id twice in one batch is a fault that names the other item", async () => {
    const { as } = await world.anOrganization()
    const answer = await (await as("editor")).post<Faults>("/feedback", {
      items: [item({ externalId: "x" }), item({ externalId: "x" })],
    })
    expect(answer.body.error.details[0]).toMatchObject({
      code: "feedback.duplicate_in_batch",
      field: "items[1].externalId",
    })
  })

  test.each([
    ["malformed JSON", "{", 400, "request.malformed", undefined],
    ["an unknown field", JSON.stringify({ text: "x", colour: "red" }), 422, "request.unknown_field", "colour"],
    [
      "a score off its scale",
      JSON.stringify(item({ scores: [{ metric: "csat", value: 6, scale: { min: 1, max: 5 } }] })),
      422,
      "feedback.score_out_of_scale",
      "scores[0].value",
    ],
    [
      "a date in the future",
      JSON.stringify(item({ occurredAt: "2999-01-01T00:00:00Z" })),
      422,
      "feedback.in_the_future",
      "occurredAt",
    ],
    ["neither words nor a score", JSON.stringify({ kind: "call" }), 422, "feedback.empty", ""],
    ["a wrong address", JSON.stringify(item({ person: { email: "nobody" } })), 422, "request.field", "person.email"],
  ])("%s is refused with the field", async (_, body, status, code, field) => {
    const { as } = await world.anOrganization()
    const answer = await (await as("editor")).raw("/feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    })
    const { error } = (await answer.json()) as Faults
    expect(answer.status).toBe(status)
    const first = error.details?.[0] ?? error
    expect({ code: first.code, field: "field" in first ? first.field : undefined }).toEqual({ code, field })
  })
})

test("changing an item changes what is counted; deleting removes it everywhere", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  const { body } = await editor.post<{ id: string }>("/feedback", item())
  await world.app.settled()
  const changed = await editor.patch<Feedback>(`/feedback/${body.id}`, { product: "Lumen" })
  expect(changed.body).toMatchObject({ product: "Lumen", component: ["Fan motor"] })
  await world.app.settled()
  const facets = async () =>
    (await editor.get<{ facets: { values: object[] }[] }>("/facets?fields=product")).body.facets[0]!.values
  expect(await facets()).toEqual([{ value: "Lumen", count: 1 }])
  expect((await editor.delete(`/feedback/${body.id}`)).status).toBe(204)
  await world.app.settled()
  expect(await facets()).toEqual([])
  expect((await editor.get(`/feedback/${body.id}`)).status).toBe(404)
})

test("a person's interactions are one timeline, whichever of her ids they came with, and her name is masked for a viewer", async () => {
  const { as } = await world.anOrganization()
  const editor = await as("editor")
  const first = await editor.post<{ id: string }>(
    "/feedback",
    item({ person: { email: "li@example.com", phone: "+1 614 555 0142" } }),
  )
  await world.app.settled()
  await editor.post(
    "/feedback",
    item({ kind: "review", text: "Still noisy.", person: { phone: "+16145550142", name: "Li" } }),
  )
  await world.app.settled()
  const seen = await editor.get<Feedback & { timeline: { text: string }[] }>(`/feedback/${first.body.id}`)
  expect(seen.body.timeline.map((entry) => entry.text)).toEqual(["Still noisy."])
  expect(seen.body.person).toMatchObject({ name: "Li", masked: false })
  const viewer = await (await as("viewer")).get<Feedback>(`/feedback/${first.body.id}`)
  expect(viewer.body.person).toMatchObject({ name: null, masked: true })
})

test("organizations and roles do not see or change each other's feedback", async () => {
  const ours = await world.anOrganization("Ours")
  const theirs = await world.anOrganization("Theirs")
  const { body } = await (await ours.as("editor")).post<{ id: string }>("/feedback", item())
  const stranger = await theirs.as("editor")
  expect((await stranger.get(`/feedback/${body.id}`)).status).toBe(404)
  expect((await stranger.delete(`/feedback/${body.id}`)).status).toBe(404)
  expect((await (await ours.as("viewer")).delete(`/feedback/${body.id}`)).status).toBe(403)
  expect((await (await ours.as("visitor")).get(`/feedback/${body.id}`)).status).toBe(401)
})
