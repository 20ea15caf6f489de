import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type World } from "../../platform/testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

const good = { text: "The fan stopped", scores: [{ metric: "csat", value: 2, scale: { min: 1, max: 5 } }] }

test("the short way in answers exactly as the usual one, whatever is sent", async () => {
  const organization = await world.anOrganization()
  const [editor, viewer] = [(await organization.key()).secret, (await organization.key("viewer")).secret]
  const cases: [name: string, key: string, body: string, status: number][] = [
    ["an item", editor, JSON.stringify({ ...good, externalId: "1" }), 201],
    ["a batch", editor, JSON.stringify({ items: [good, { text: 7 }], mode: "partial" }), 200],
    ["a bad batch", editor, JSON.stringify({ items: [good, { text: 7 }] }), 422],
    ["malformed JSON", editor, "{", 400],
    ["an unknown field", editor, JSON.stringify({ ...good, colour: "red" }), 422],
    ["an unknown key", "rp_nobody", JSON.stringify(good), 401],
    ["a key that may only read", viewer, JSON.stringify(good), 403],
  ]
  for (const [name, key, body, status] of cases) {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    }
    const request = () => new Request("http://127.0.0.1:4100/api/v1/feedback", { method: "POST", headers, body })
    // What the socket said is known only when a real server passes it on: that is what opens the short way.
    const [short, usual] = [
      await world.app.fetch(request(), { incoming: { headers } }),
      await world.app.fetch(request()),
    ]
    expect([name, short.status]).toEqual([name, status])
    expect([name, usual.status]).toEqual([name, status])
    expect(short.headers.get("content-security-policy")).toBe(usual.headers.get("content-security-policy"))
    expect(sameEachTime(await short.json())).toEqual(sameEachTime(await usual.json()))
  }
  await world.app.settled()
  const found = await (await organization.as("editor")).get<{ total: number }>("/feedback")
  // One item (the second time a duplicate) and the good one of two batches.
  expect(found.body.total).toBe(3)
})

const sameEachTime = (body: unknown) =>
  JSON.parse(
    JSON.stringify(body)
      .replace(/"id":"[^"]+"/g, '"id":"…"')
      .replace('"duplicate"', '"accepted"'),
  ) as unknown
