import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Client, type TestOrganization, type World, aWorld } from "../../platform/testing/world.ts"
import type { Signal } from "./contract.ts"

type List = { items: Signal[]; next: string | null; total: number }
type Watched = { lastLook: string | null; running: boolean; dims: string[]; streams: { key: string }[] }

let world: World
let ours: TestOrganization
let editor: Client

beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
  editor = await ours.as("editor")
  await send(await ours.key(), aHistoryWithADefect())
  await lookNow(editor)
}, 120_000)
afterAll(() => world.end())

describe("what is found", () => {
  test("the planted defect, exactly its slice", async () => {
    const { body } = await editor.get<List>("/signals")
    console.log(JSON.stringify(body.items.map((one) => [one.headline, one.summary, one.firstSeen, one.terms, one.active]), null, 1))
    expect(body.items[0]!.slice).toEqual({ component: "Fan motor", batch: "7" })
  })
  test("page", async () => {
    const { body } = await editor.get<List>("/signals")
    const page = await editor.get(`/signals/${body.items[0]!.id}`)
    console.log(JSON.stringify(page.body, null, 1).slice(0, 9000))
    expect(page.status).toBe(200)
  })
})

async function lookNow(client: Client): Promise<Watched> {
  const before = (await client.get<Watched>("/watching")).body.lastLook
  expect((await client.post("/watching/look")).status).toBe(202)
  for (;;) {
    const { body } = await client.get<Watched>("/watching")
    if (body.lastLook !== before && !body.running) return body
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function send(client: Client, items: object[]) {
  for (let from = 0; from < items.length; from += 1_000) {
    const sent = await client.post<{ accepted: number }>("/feedback", { items: items.slice(from, from + 1_000) })
    expect(sent.status).toBe(200)
  }
  await world.app.settled()
}

const endDay = Date.UTC(2026, 5, 28)
const components = ["Fan motor", "Battery", "Filter", "Remote control", "Housing"]
const batches = ["4", "5", "6", "7", "8"]
const regions = ["North", "South", "East", "West"]
const ordinary = ["It arrived late.", "The box was damaged.", "I could not find the manual.", "The colour is not what I ordered.", "Support was slow to answer."]
const failing = ["The fan stopped and it smelled of burning.", "Fan stopped turning, red light stays on.", "After three weeks the fan stopped. Red light."]

/** 3,000 contacts over 70 weeks; in the last 8 weeks, 6 a week more about the fan motor of batch 7. */
function aHistoryWithADefect(): object[] {
  const random = generator(7)
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!
  const items: object[] = []
  const add = (day: number, component: string, batch: string, text: string, csat: number) =>
    items.push({
      source: "desk",
      externalId: String(items.length),
      kind: pick(["call", "ticket"]),
      occurredAt: new Date(endDay - day * 86_400_000 + Math.floor(random() * 80_000_000)).toISOString(),
      product: "Aria 2",
      component,
      batch,
      region: pick(regions),
      person: { externalId: `p${items.length % 2500}`, email: `p${items.length % 2500}@example.com`, name: `Person ${items.length % 2500}` },
      text,
      scores: [{ metric: "csat", value: csat, scale: { min: 1, max: 5 } }],
    })
  for (let day = 490; day > 0; day--) {
    for (let i = 0; i < 6; i++) add(day, pick(components), pick(batches), pick(ordinary), random() < 0.2 ? 2 : 4)
    if (day <= 56 && random() < 6 / 7) add(day, "Fan motor", "7", pick(failing), 1)
  }
  return items
}

function generator(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
