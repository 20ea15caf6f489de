import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { gzipSync } from "node:zlib"
import { getRequestListener } from "@hono/node-server"
import { Analytics } from "@segment/analytics-node"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { EventView } from "./contract.ts"

let world: World
let server: Server
let url: string
let ours: TestOrganization
let admin: Client
let key: { id: string; key: string }
beforeAll(async () => {
  world = await aWorld()
  server = createServer(getRequestListener((request) => world.app.fetch(request)))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await world.end()
})
beforeEach(async () => {
  ours = await world.anOrganization()
  admin = await ours.as("admin")
  key = (await admin.post<{ id: string; key: string }>("/write-keys", { name: "Shop", product: "Aria 2" })).body
})

const send = async (name: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/v1/${name}`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${key.key}:`)}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })
  return {
    status: response.status,
    body: (await response.json()) as { success: boolean; refused?: object[]; message?: string },
  }
}
const listed = async (search = "") => (await admin.get<{ items: EventView[] }>(`/events?limit=200${search}`)).body.items
const refused = async () =>
  (await admin.get<{ items: { reason: string; message: string | null }[]; counts: object[] }>("/events/refused")).body

test("Segment's own Node client, unmodified, brings every kind of call; people and accounts follow", async () => {
  const analytics = new Analytics({ writeKey: key.key, host: url, flushAt: 20 })
  const failed: unknown[] = []
  analytics.on("error", (error) => failed.push(error))
  const anonymousId = "visitor-1"
  analytics.page({ anonymousId, name: "Pricing", properties: { path: "/pricing" } })
  analytics.track({
    anonymousId,
    event: "plan chosen",
    properties: { plan: "yearly", price: { amount: 9, currency: "EUR" } },
  })
  analytics.identify({
    userId: "u-1",
    anonymousId,
    traits: { email: "Ann@Example.com", name: "Ann Lee", company: { name: "Fjord AS" } },
  })
  analytics.track({
    userId: "u-1",
    event: "subscription paid",
    properties: { component: "Checkout", version: "3.1", value: 9 },
  })
  analytics.screen({ userId: "u-1", name: "Home" })
  analytics.group({ userId: "u-1", groupId: "g-7", traits: { name: "Berg", seats: 9 } })
  analytics.alias({ userId: "u-1", previousId: "old-browser" })
  await analytics.closeAndFlush()
  expect(failed).toEqual([])
  await world.app.settled()

  const events = await listed()
  expect(events.map((one) => [one.kind, one.name]).sort()).toEqual(
    [
      ["alias", "alias"],
      ["group", "group"],
      ["identify", "identify"],
      ["page", "Pricing"],
      ["screen", "Home"],
      ["track", "plan chosen"],
      ["track", "subscription paid"],
    ].sort(),
  )
  const paid = events.find((one) => one.name === "subscription paid")!
  expect(paid).toMatchObject({ product: "Aria 2", component: ["Checkout"], version: "3.1", source: "Shop" })
  const chosen = events.find((one) => one.name === "plan chosen")!
  expect(chosen.attributes).toMatchObject({ plan: "yearly", "price.amount": "9", "price.currency": "EUR" })
  // What she did before she signed in is hers.
  expect(chosen.person).toEqual(paid.person)
  expect(paid.person).toMatchObject({ name: "Ann Lee", known: true })
  const { person } = (
    await admin.get<{ person: { identities: object[]; accounts: { name: string }[] } }>(`/people/${paid.person!.id}`)
  ).body
  expect(person.identities).toEqual(
    expect.arrayContaining([
      { kind: "external", value: "u-1" },
      { kind: "email", value: "ann@example.com" },
      { kind: "anonymous", value: "visitor-1" },
      { kind: "anonymous", value: "old-browser" },
    ]),
  )
  expect(person.accounts.map((one) => one.name).sort()).toEqual(["Berg", "Fjord AS"])
})

test("one bad event does not hold up the others; what was refused is shown with the reason", async () => {
  const answer = await send("batch", {
    batch: [
      { type: "track", userId: "a", event: "good" },
      { type: "track", userId: "a" },
      { type: "jump", userId: "a" },
      { type: "track", event: "nobody" },
      "text",
      { type: "track", userId: "a", event: "late", timestamp: "never" },
      { type: "track", userId: "a", event: "large", properties: { text: "x".repeat(33_000) } },
      { type: "track", userId: "a", event: "no object", properties: [1] },
      {
        type: "page",
        userId: "a",
        context: { userAgent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
      },
      {
        type: "track",
        userId: "a",
        event: "unwilling",
        context: { consent: { categoryPreferences: { Analytics: false } } },
      },
      {
        type: "track",
        userId: "a",
        event: "also good \u0000😀\ud800",
        properties: { html: "<b>x</b>", "a\u0000b": "\u0000" },
      },
    ],
  })
  expect(answer).toMatchObject({ status: 200, body: { success: true } })
  expect(answer.body.refused).toHaveLength(7)
  expect((await listed()).map((one) => one.name).sort()).toEqual(["also good 😀�", "good"])
  const { items, counts } = await refused()
  expect(items.map((one) => one.reason).sort()).toEqual([
    "bot",
    "malformed",
    "no_consent",
    "no_name",
    "no_person",
    "properties_invalid",
    "time_invalid",
    "too_large",
    "type_unknown",
  ])
  expect(counts).toHaveLength(9)
  // Of somebody who refused, and of machines, only the number is kept.
  expect(items.find((one) => one.reason === "no_consent")!.message).toBeNull()
  const viewer = await ours.as("viewer")
  const seen = (await viewer.get<{ items: { message: string | null }[] }>("/events/refused")).body.items
  expect(seen.every((one) => one.message === null)).toBe(true)
})

test("a message sent again changes nothing: in the same batch, a moment later, and after a restart", async () => {
  const message = { type: "track", userId: "a", event: "once", messageId: "m-1" }
  await send("batch", { batch: [message, message] })
  await Promise.all([send("track", message), send("track", message), send("batch", { batch: [message] })])
  expect(await listed()).toHaveLength(1)
  await world.restart()
  ours = { ...ours }
  await send("track", message)
  expect(await listed()).toHaveLength(1)
  // Somebody else's message of the same name is another one.
  const theirs = await (await world.anOrganization("Theirs")).as("admin")
  const other = (await theirs.post<{ key: string }>("/write-keys", { name: "x" })).body.key
  await send("track", message, { authorization: `Basic ${btoa(`${other}:`)}` })
  expect((await theirs.get<{ items: object[] }>("/events")).body.items).toHaveLength(1)
})

test("a clock that is wrong is corrected by when it says it sent; nothing happens in the future", async () => {
  const hour = 3_600_000
  const now = Date.now()
  const at = (ms: number) => new Date(ms).toISOString()
  await send("batch", {
    // The sender's clock is five hours ahead.
    sentAt: at(now + 5 * hour),
    batch: [
      { type: "track", userId: "a", event: "an hour ago", timestamp: at(now + 4 * hour) },
      {
        type: "track",
        userId: "a",
        event: "original",
        originalTimestamp: at(now + 3 * hour),
        timestamp: "2001-01-01T00:00:00Z",
      },
      { type: "track", userId: "a", event: "ahead", timestamp: at(now + 9 * hour) },
    ],
  })
  await send("import", { batch: [{ type: "track", userId: "a", event: "history", timestamp: "2024-03-01T10:00:00Z" }] })
  const hoursAgo = Object.fromEntries(
    (await listed()).map((one) => [one.name, Math.round((now - Date.parse(one.occurredAt)) / hour)]),
  )
  expect(hoursAgo).toMatchObject({ "an hour ago": 1, original: 2, ahead: 0 })
  expect((await listed("&name=history"))[0]!.occurredAt).toBe("2024-03-01T10:00:00.000Z")
})

test("browsers may send from any page as text; a key says from which; too large and unreadable is refused", async () => {
  const origin = "https://shop.example"
  const preflight = await fetch(`${url}/v1/t`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get("access-control-allow-origin")).toBe("*")
  const beacon = (type: string, body: unknown, from = origin) =>
    fetch(`${url}/v1/${type}`, {
      method: "POST",
      headers: {
        origin: from,
        "content-type": "text/plain",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
      },
      body: JSON.stringify(body),
    })
  expect((await beacon("t", { writeKey: key.key, anonymousId: "v", event: "left the page" })).status).toBe(200)
  const strict = (await admin.post<{ key: string }>("/write-keys", { name: "Strict", origins: [origin] })).body.key
  expect((await beacon("p", { writeKey: strict, anonymousId: "v", name: "Home" })).status).toBe(200)
  expect((await beacon("p", { writeKey: strict, anonymousId: "v", name: "Home" }, "https://evil.example")).status).toBe(
    403,
  )

  expect(await send("track", "{", {})).toMatchObject({ status: 400, body: { success: false } })
  expect(await send("track", { userId: "a" })).toMatchObject({
    status: 400,
    body: { success: false, message: "no_name: event" },
  })
  expect((await send("track", { userId: "a", event: "x".repeat(33_000) })).status).toBe(413)
  expect((await send("batch", { batch: [{ text: "x".repeat(512_001) }] })).status).toBe(413)
  expect((await send("batch", { batch: 3 })).status).toBe(400)
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000, 32)))
  expect((await send("batch", bomb, { "content-encoding": "gzip" })).status).toBe(413)
  const packed = new Uint8Array(gzipSync(JSON.stringify({ batch: [{ type: "track", userId: "a", event: "packed" }] })))
  expect((await send("batch", packed, { "content-encoding": "gzip" })).status).toBe(200)
  expect((await send("track", { userId: "a", event: "x" }, { authorization: "Basic bm9uZTo=" })).status).toBe(401)
})

test("a write key can only send; revoked it takes nothing more, until it is restored", async () => {
  const asKey = await fetch(`${url}/api/v1/feedback`, { headers: { authorization: `Bearer ${key.key}` } })
  expect(asKey.status).toBe(401)
  await admin.delete(`/write-keys/${key.id}`)
  await expect.poll(async () => (await send("track", { userId: "a", event: "x" })).status).toBe(401)
  await admin.post(`/write-keys/${key.id}/restoration`)
  await expect.poll(async () => (await send("track", { userId: "a", event: "x" })).status).toBe(200)
  expect((await ours.events()).map((one) => one.name)).toEqual(
    expect.arrayContaining(["write_key.made", "write_key.revoked", "write_key.restored"]),
  )
})

test("who signs in with a second browser keeps what she did in both; who shares one is not mixed up", async () => {
  await send("track", { anonymousId: "b1", event: "first" })
  await send("identify", { userId: "u", anonymousId: "b1", traits: { name: "Uma" } })
  await send("track", { anonymousId: "b2", event: "second" })
  await send("identify", { userId: "u", anonymousId: "b2" })
  // The browser of b2 is shared: somebody else signs in, and is somebody else.
  await send("track", { userId: "w", anonymousId: "b2", event: "third" })
  await world.app.settled()
  const who = Object.fromEntries((await listed()).map((one) => [one.name, one.person]))
  expect(who.first).toEqual(who.second)
  expect(who.first).toMatchObject({ name: "Uma" })
  expect(who.third!.id).not.toBe(who.first!.id)
  const where = encodeURIComponent(JSON.stringify([{ field: "person", op: "in", values: [who.first!.id] }]))
  expect((await listed(`&where=${where}&kind=track`)).map((one) => one.name).sort()).toEqual(["first", "second"])
})
