import http from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook as Verifier } from "standardwebhooks"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { type Answer, aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { claimDue } from "./store.ts"

let world: World
// The present: a receiver refuses messages whose time is not now.
let clock = new Date()
let receiver: Awaited<ReturnType<typeof aReceiver>>
let organization: TestOrganization
let admin: Client

beforeAll(async () => {
  receiver = await aReceiver()
  world = await aWorld({ now: () => clock, outboundAllow: ["127.0.0.1"] })
})
afterAll(async () => {
  await world.end()
  receiver.close()
})
beforeEach(async () => {
  receiver.reset()
  organization = await world.anOrganization()
  admin = await organization.as("admin")
})

type Webhook = { id: string; secret: string; pause: { reason: string } | null; waiting: number; dead: number }
type Deliveries = {
  items: {
    id: string
    event: string
    state: string
    nextAt: string | null
    attempts: { number: number; status: number | null; reason: string | null; answer: string | null }[]
  }[]
}

const aWebhook = async (input: object = {}) =>
  (await admin.post<Webhook>("/webhooks", { url: receiver.url, events: ["known_event.*"], ...input })).body
const happen = (title: string) => admin.post("/known-events", { at: "2026-02-01", title, kind: "release" })
const deliveries = async (id: string, query = "") =>
  (await admin.get<Deliveries>(`/webhooks/${id}/deliveries${query}`)).body.items
const webhooks = async () => (await admin.get<{ items: Webhook[] }>("/webhooks")).body.items
const later = (seconds: number) => {
  clock = new Date(clock.getTime() + seconds * 1000)
}

test("what happens arrives, signed, once, and what was not asked for does not", async () => {
  const { id, secret } = await aWebhook()
  await happen("Firmware 2.1")
  await admin.post("/feedback", { text: "It stopped." })
  await world.app.settled()

  expect(receiver.received).toHaveLength(1)
  const { headers, body } = receiver.received[0]!
  expect(new Verifier(secret).verify(body, headers)).toMatchObject({
    type: "known_event.added",
    data: { organization: organization.slug, title: "Firmware 2.1", record: expect.stringMatching(/^known_event:/) },
  })
  const [delivery] = await deliveries(id)
  expect(delivery).toMatchObject({
    id: headers["webhook-id"],
    event: "known_event.added",
    state: "delivered",
    nextAt: null,
    attempts: [{ number: 1, status: 200, answer: "thanks" }],
  })
  expect((await organization.events("webhook.added"))[0]?.payload).toEqual({ events: ["known_event.*"] })
})

test("a message that fails comes again with the same id, later and later, and is given up after the tenth time", async () => {
  const { id } = await aWebhook()
  receiver.answerWith(() => ({ status: 500, text: "no" }))
  await happen("Firmware 2.1")
  await world.app.settled()
  expect((await deliveries(id))[0]).toMatchObject({ state: "waiting", attempts: [{ status: 500, answer: "no" }] })
  for (let attempt = 2; attempt <= 10; attempt++) {
    later(24 * 3600 * 1.1)
    await world.app.settled()
  }
  const [delivery] = await deliveries(id, "?state=dead")
  expect(delivery?.attempts.map((one) => one.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(new Set(receiver.received.map((one) => one.headers["webhook-id"]))).toEqual(new Set([delivery?.id]))
  // Nothing arrived for days: it is paused, and the admins can be told.
  expect((await webhooks())[0]).toMatchObject({ pause: { reason: "failing" }, dead: 1 })
  expect((await organization.events("webhook.paused"))[0]?.payload).toMatchObject({ reason: "failing" })

  receiver.answerWith(() => ({ status: 204 }))
  expect((await admin.post(`/webhooks/${id}/deliveries/${delivery?.id}/replay`)).body).toMatchObject({
    error: { code: "webhook.paused" },
  })
  await admin.delete(`/webhooks/${id}/pause`)
  expect((await admin.post(`/webhooks/${id}/deliveries/${delivery?.id}/replay`)).status).toBe(204)
  await world.app.settled()
  expect((await deliveries(id))[0]).toMatchObject({ id: delivery?.id, state: "delivered" })
})

test("a receiver says when to come again, or that it is gone", async () => {
  const { id } = await aWebhook()
  receiver.answerWith(() => ({ status: 429, headers: { "retry-after": "1200" } }))
  await happen("One")
  await world.app.settled()
  const [waiting] = await deliveries(id)
  expect(Date.parse(waiting!.nextAt!) - clock.getTime()).toBe(1_200_000)
  receiver.answerWith(() => ({ status: 410 }))
  later(1_201)
  await world.app.settled()
  expect((await webhooks())[0]).toMatchObject({ pause: { reason: "gone" }, waiting: 0 })
  receiver.reset()
  await happen("Two")
  await world.app.settled()
  expect(receiver.received).toEqual([])

  // What it missed is sent when somebody asks for it.
  await admin.delete(`/webhooks/${id}/pause`)
  const replay = await admin.post(`/webhooks/${id}/replay`, {
    since: new Date(clock.getTime() - 3_600_000).toISOString(),
    which: "all",
  })
  expect(replay).toMatchObject({ status: 200, body: { count: 2 } })
  await world.app.settled()
  const titles = receiver.received.map((one) => JSON.parse(one.body).data.title).sort()
  expect(titles).toEqual(["One", "Two"])
})

test("a slow endpoint does not keep the others waiting", async () => {
  const slow = await aReceiver()
  slow.answerWith(() => new Promise(() => {}))
  await aWebhook({ url: slow.url })
  await aWebhook()
  for (let count = 0; count < 6; count++) await happen(`Release ${count}`)
  await receiver.until(6)
  expect(receiver.received).toHaveLength(6)
  // Of one endpoint only so many are on their way at once.
  expect(slow.received.length).toBeLessThanOrEqual(4)
  slow.close()
  await world.app.settled()
})

test("a redirect is not followed, and the inside of the network is not reached", async () => {
  const { id } = await aWebhook()
  receiver.answerWith(() => ({ status: 302, headers: { location: "http://169.254.169.254/latest" } }))
  await happen("Firmware 2.1")
  await world.app.settled()
  expect((await deliveries(id))[0]).toMatchObject({ state: "waiting", attempts: [{ status: 302, reason: null }] })
  expect(receiver.received).toHaveLength(1)

  const inside = await aWebhook({ url: "https://10.0.0.8/hook" })
  expect((await admin.post(`/webhooks/${inside.id}/test`)).body).toMatchObject({
    ok: false,
    attempt: { status: null, reason: "address" },
  })
})

test("a process that ends between sending and noting it sends again, with the same id", async () => {
  await aWebhook()
  receiver.answerWith(() => new Promise(() => {}))
  await happen("Firmware 2.1")
  await receiver.until(1)
  // It has been sent and nothing of it noted, as when the process is killed here. Another one takes it over.
  const found = await claimDue(organization.scope, new Date(clock.getTime() + 61_000), {
    limit: 100,
    each: 4,
    lease: 60,
    underway: {},
  })
  expect(found.map((one) => one.id)).toContain(receiver.received[0]?.headers["webhook-id"])
  receiver.drop()
})

test("a new secret signs beside the old one for a day", async () => {
  const { id, secret } = await aWebhook()
  const { body: fresh } = await admin.post<Webhook>(`/webhooks/${id}/secret`)
  const verified = (one: string) => {
    const { headers, body } = receiver.received.at(-1)!
    const at = new Date(Number(headers["webhook-timestamp"]) * 1000)
    return headers["webhook-signature"]!.split(" ").includes(new Verifier(one).sign(headers["webhook-id"]!, at, body))
  }
  expect((await admin.post(`/webhooks/${id}/test`)).body).toMatchObject({ ok: true })
  expect([verified(secret), verified(fresh.secret)]).toEqual([true, true])
  later(24 * 3600 + 1)
  await admin.post(`/webhooks/${id}/test`)
  expect([verified(secret), verified(fresh.secret)]).toEqual([false, true])
  expect(JSON.stringify(await webhooks())).not.toContain("whsec_")
  expect(JSON.stringify(await organization.events())).not.toContain("whsec_")
})

test("wrong input is named; other organizations and members see nothing", async () => {
  const refused = (answer: Answer<unknown>) =>
    (answer.body as { error: { details: { field: string }[] } }).error.details
  expect(refused(await admin.post("/webhooks", { url: "ftp://x", events: [] })).map((one) => one.field)).toEqual([
    "url",
    "events",
  ])
  expect((await admin.post("/webhooks", { url: receiver.url, events: ["Plan.opened"] })).status).toBe(422)
  const { id } = await aWebhook()
  const stranger = await (await world.anOrganization("Other")).as("admin")
  expect((await stranger.get(`/webhooks/${id}/deliveries`)).status).toBe(404)
  expect((await stranger.delete(`/webhooks/${id}`)).status).toBe(404)
  expect((await (await organization.as("editor")).get("/webhooks")).status).toBe(403)
  expect((await admin.patch<Webhook>(`/webhooks/${id}`, { events: ["*"] })).body).toMatchObject({ events: ["*"] })
  expect((await admin.put<Webhook>(`/webhooks/${id}/pause`)).body.pause).toMatchObject({ reason: "asked" })
  expect((await admin.delete(`/webhooks/${id}`)).status).toBe(204)
  expect(await webhooks()).toEqual([])
})

type Reply = { status: number; text?: string; headers?: Record<string, string> }

/** Somebody else's server: keeps what it gets and answers as told. */
async function aReceiver() {
  const received: { headers: Record<string, string>; body: string }[] = []
  let reply: () => Reply | Promise<Reply> = () => ({ status: 200, text: "thanks" })
  const server = http.createServer(async (request, response) => {
    let body = ""
    for await (const piece of request) body += piece
    received.push({ headers: request.headers as Record<string, string>, body })
    const { status, text, headers } = await reply()
    response.writeHead(status, headers).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answerWith(answer: typeof reply) {
      reply = answer
    },
    reset() {
      received.length = 0
      reply = () => ({ status: 200, text: "thanks" })
    },
    async until(count: number) {
      while (received.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    /** Breaks every open connection. */
    drop: () => server.closeAllConnections(),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
