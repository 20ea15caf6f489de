import { createHmac } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Delivery, Mapping, Receiver } from "./contract.ts"
import { examplePayload } from "./examples.ts"

type Made = Receiver & { secret: string | null }
type Item = {
  id: string
  text: string
  externalId: string
  source: string
  person: { id: string } | null
  attributes: object
}

let world: World
let ours: TestOrganization
let admin: Client
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())
beforeEach(async () => {
  ours = await world.anOrganization()
  admin = await ours.as("admin")
})

const made = async (given: object): Promise<Made> => {
  const answer = await admin.post<Made>("/receivers", given)
  expect(answer.status).toBe(201)
  return answer.body
}
const send = async (receiver: Receiver, body: string, headers: Record<string, string> = {}, search = "") =>
  world.app.fetch(
    new Request(`${receiver.url}${search}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    }),
  )
const sendTo = (receiver: Made, payload: unknown, headers: Record<string, string> = {}) =>
  send(receiver, JSON.stringify(payload), { "x-rapport-secret": receiver.secret!, ...headers })
const listed = async () => (await admin.get<{ items: Item[] }>("/feedback?limit=200&sort=oldest")).body.items
const now = async (receiver: Receiver) => (await admin.get<Receiver>(`/receivers/${receiver.id}`)).body
const deliveries = async (receiver: Receiver, search = "") =>
  (await admin.get<{ items: Delivery[] }>(`/receivers/${receiver.id}/deliveries?limit=200${search}`)).body.items
const generic = () => made({ name: "Shop", vendor: "generic", proof: "header" })

describe("who sends is proven", () => {
  const sign = (secret: string, stamp: string, body: string) =>
    createHmac("sha256", secret)
      .update(stamp + body)
      .digest("base64")
  const stamped = (secret: string, body: string, at = Date.now()) => {
    const stamp = new Date(at).toISOString()
    return {
      "x-zendesk-webhook-signature": sign(secret, stamp, body),
      "x-zendesk-webhook-signature-timestamp": stamp,
    }
  }

  test("Zendesk: its own signature, not an old one, not another's, not another body; nothing is told back", async () => {
    const zendesk = await made({ name: "Zendesk", vendor: "zendesk" })
    const body = examplePayload("zendesk")
    expect((await send(zendesk, body, stamped("x", body))).status).toBe(401)
    const { body: ready } = await admin
      .raw(`/receivers/${zendesk.id}/secret`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ secret: "zendesk-secret" }),
      })
      .then(async (answer) => ({ body: (await answer.json()) as Made }))
    expect(ready).toMatchObject({ hasSecret: true, secret: null })
    const good = await send(zendesk, body, stamped("zendesk-secret", body))
    expect([good.status, await good.text()]).toEqual([200, '{"received":true}'])
    const wrong = await send(zendesk, body, stamped("another-secret", body))
    expect(wrong.status).toBe(401)
    expect(await wrong.text()).not.toContain("earbud")
    expect((await send(zendesk, body, stamped("zendesk-secret", `${body} `))).status).toBe(401)
    const old = await send(zendesk, body, stamped("zendesk-secret", body, Date.now() - 10 * 60_000))
    expect(((await old.json()) as { error: { code: string } }).error.code).toBe("receiver.too_old")
    await world.app.settled()
    expect((await now(zendesk)).counts).toMatchObject({ taken: 1, refused: 4 })
    const [item] = await listed()
    expect(item).toMatchObject({
      source: "zendesk",
      externalId: "35436",
      text: "Left earbud stops charging\n\nI tried another cable. It is still the same.",
    })
  })

  test("Intercom: X-Hub-Signature in SHA-1 and SHA-256; the same notification twice is taken once", async () => {
    const intercom = await made({ name: "Intercom", vendor: "intercom", secret: "client-secret" })
    const body = examplePayload("intercom")
    const hub = (hash: string) => `${hash}=${createHmac(hash, "client-secret").update(body).digest("hex")}`
    expect((await send(intercom, body, { "x-hub-signature": hub("sha1") })).status).toBe(200)
    expect((await send(intercom, body, { "x-hub-signature-256": hub("sha256") })).status).toBe(200)
    expect(
      (await send(intercom, body, { "x-hub-signature": hub("sha1"), "x-hub-signature-256": "sha256=00" })).status,
    ).toBe(401)
    await world.app.settled()
    expect((await deliveries(intercom)).map((one) => one.state)).toEqual(["taken"])
    expect((await listed()).map((one) => one.text)).toEqual([
      "My earbuds lose the connection on the train.\n\nBoth sides, since the update.",
    ])
  })

  test("Standard Webhooks with a secret of ours, shown once; after a rotation both hold, then one", async () => {
    const receiver = await made({ name: "Own program", vendor: "generic" })
    expect(receiver.secret).toMatch(/^whsec_/)
    expect(await now(receiver)).not.toHaveProperty("secret")
    const signed = (secret: string, id: string, body: string, at = Date.now()) => {
      const stamp = String(Math.floor(at / 1000))
      const key = Buffer.from(secret.slice(6), "base64")
      const signature = createHmac("sha256", key).update(`${id}.${stamp}.${body}`).digest("base64")
      return { "webhook-id": id, "webhook-timestamp": stamp, "webhook-signature": `v1,AAAA v1,${signature}` }
    }
    const body = JSON.stringify({ id: "1", text: "One" })
    expect((await send(receiver, body, signed(receiver.secret!, "m1", body))).status).toBe(200)
    const next = (await admin.put<Made>(`/receivers/${receiver.id}/secret`, {})).body
    expect(next.secret).not.toBe(receiver.secret)
    expect(next.previousUntil).not.toBeNull()
    for (const [id, secret] of [
      ["m2", receiver.secret!],
      ["m3", next.secret!],
    ] as const)
      expect((await send(receiver, body, signed(secret, id, body))).status).toBe(200)
    const last = (await admin.put<Made>(`/receivers/${receiver.id}/secret`, { overlapHours: 0 })).body
    await expect.poll(async () => (await send(receiver, body, signed(next.secret!, "m4", body))).status).toBe(401)
    expect((await send(receiver, body, signed(last.secret!, "m5", body))).status).toBe(200)
  })

  test("the secret itself: as header, token or password; an address that is wrong, closed or too much is refused", async () => {
    const receiver = await generic()
    const body = JSON.stringify({ id: "1", text: "One" })
    const secret = receiver.secret!
    expect((await send(receiver, body, { "x-rapport-secret": secret })).status).toBe(200)
    expect((await send(receiver, body, { authorization: `Bearer ${secret}` })).status).toBe(200)
    expect((await send(receiver, body, { authorization: `Basic ${btoa(`rapport:${secret}`)}` })).status).toBe(200)
    expect((await send(receiver, body, {}, `?secret=${secret}`)).status).toBe(200)
    expect((await send(receiver, body)).status).toBe(401)
    expect((await send(receiver, body, { "x-rapport-secret": `${secret}x` })).status).toBe(401)
    expect((await send({ ...receiver, url: `${receiver.url}x` }, body, { "x-rapport-secret": secret })).status).toBe(
      404,
    )
    const large = await send(receiver, JSON.stringify({ text: "x".repeat(1_100_000) }), { "x-rapport-secret": secret })
    expect(large.status).toBe(413)
    expect((await admin.delete(`/receivers/${receiver.id}`)).status).toBe(204)
    await expect.poll(async () => (await send(receiver, body, { "x-rapport-secret": secret })).status).toBe(410)
    expect((await admin.get<{ items: Receiver[] }>("/receivers")).body.items).toEqual([])
    expect((await admin.post(`/receivers/${receiver.id}/restoration`)).status).toBe(204)
    await expect.poll(async () => (await send(receiver, body, { "x-rapport-secret": secret })).status).toBe(200)
  })

  test("reports of an SMS provider are not read without end either", async () => {
    const answer = await world.app.fetch(
      new Request("http://127.0.0.1:4100/api/v1/hooks/notices", { method: "POST", body: "x".repeat(1_100_000) }),
    )
    expect(answer.status).toBe(413)
  })
})

test("Salesforce: an outbound message with several cases is acknowledged in its own form; Flow JSON is taken too", async () => {
  const salesforce = await made({ name: "Salesforce", vendor: "salesforce" })
  const xml = examplePayload("salesforce")
  const [, one] = /(<Notification>[\s\S]*<\/Notification>)/.exec(xml)!
  const two = xml.replace(
    one!,
    one! + one!.replace("5002400000XyZabAAF", "5002400000Second1").replace("two weeks", "a month"),
  )
  const answer = await send(salesforce, two, { "content-type": "text/xml" }, `?secret=${salesforce.secret}`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain("<Ack>true</Ack>")
  await sendTo(salesforce, { records: [{ Id: "500A", Subject: "Late", Description: "It came late.", Status: "New" }] })
  await world.app.settled()
  expect((await listed()).map((item) => item.externalId).sort()).toEqual([
    "5002400000Second1",
    "5002400000XyZabAAF",
    "500A",
  ])
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>`
  expect((await send(salesforce, bomb, {}, `?secret=${salesforce.secret}`)).status).toBe(200)
  await world.app.settled()
  expect((await now(salesforce)).failures).toMatchObject([{ reason: "receiver.not_readable", count: 1 }])
})

describe("updates of the same ticket", () => {
  test("change the same feedback: words are added, what was overtaken undoes nothing", async () => {
    const receiver = await generic()
    const mapping: Mapping = {
      ...receiver.mapping,
      rules: [
        ...receiver.mapping.rules,
        { target: "changedAt", from: "updated" },
        { target: "attribute", attribute: "status", from: "status" },
      ],
    }
    expect((await admin.patch(`/receivers/${receiver.id}`, { mapping, version: receiver.version })).status).toBe(200)
    await sendTo(receiver, { id: "T-1", text: "It broke.", status: "open", updated: "2026-03-01T10:00:00Z" })
    await world.app.settled()
    const [first] = await listed()
    await sendTo(receiver, { id: "T-1", text: "Still broken.", status: "solved", updated: "2026-03-03T10:00:00Z" })
    await sendTo(receiver, { id: "T-1", text: "I tried twice.", status: "pending", updated: "2026-03-02T10:00:00Z" })
    await world.app.settled()
    const items = await listed()
    expect(items.map((item) => item.id)).toEqual([first!.id])
    expect(items[0]).toMatchObject({
      text: "It broke.\n\nStill broken.\n\nI tried twice.",
      attributes: { status: "solved" },
    })
  })

  test("in one go and out of order with the first, it is still one item", async () => {
    const receiver = await generic()
    await Promise.all([1, 2, 3, 4].map((n) => sendTo(receiver, { id: "T-9", text: `Part ${n}.` })))
    await world.app.settled()
    const items = await listed()
    expect(items).toHaveLength(1)
    expect(items[0]!.text.split("\n\n").sort()).toEqual(["Part 1.", "Part 2.", "Part 3.", "Part 4."])
  })

  test("without an id each delivery is an item of its own, and reading it again changes nothing", async () => {
    const receiver = await generic()
    await sendTo(receiver, { text: "Great." })
    await sendTo(receiver, { text: "Great." })
    await world.app.settled()
    expect(await listed()).toHaveLength(2)
    const [delivery] = await deliveries(receiver)
    expect((await admin.post(`/receivers/${receiver.id}/replay`, { deliveryId: delivery!.id })).status).toBe(202)
    await world.app.settled()
    expect((await listed()).map((item) => item.text)).toEqual(["Great.", "Great."])
  })
})

describe("a mapping is tried, corrected, and what failed is read again", () => {
  test("on the example, on what is pasted, on the last delivery", async () => {
    const receiver = await generic()
    const path = `/receivers/${receiver.id}/trial`
    type Tried = {
      from: string
      items: { text?: string; scores?: object[] }[]
      problems: { code: string; path: string }[]
      paths: { path: string }[]
      rules: { value: string | null }[]
      skipped: boolean
    }
    const example = (await admin.post<Tried>(path, {})).body
    expect(example).toMatchObject({
      from: "example",
      problems: [],
      items: [{ text: "The app logs me out each time." }],
    })
    expect(example.paths.map((one) => one.path)).toContain("customer.email")
    const rated = {
      ...receiver.mapping,
      rules: [
        ...receiver.mapping.rules,
        { target: "score", from: "rating", metric: "rating", scale: { min: 1, max: 5 } },
      ],
    }
    const pasted = await admin.post<Tried>(path, { mapping: rated, payload: '{"text":"Slow","rating":7}' })
    expect(pasted.body.problems).toMatchObject([{ code: "feedback.score_out_of_scale", path: "rating" }])
    expect((await admin.post<Tried>(path, { payload: "not json" })).body.problems[0]?.code).toBe(
      "receiver.not_readable",
    )
    await sendTo(receiver, { id: "a", text: "Real words" })
    await world.app.settled()
    expect((await admin.post<Tried>(path, {})).body).toMatchObject({
      from: "delivery",
      items: [{ text: "Real words" }],
    })
    expect(await ours.events("delivery.read")).toHaveLength(1)
    const broken = { ...receiver.mapping, rules: [{ target: "text", from: "a..b" }] }
    expect(await admin.post(path, { mapping: broken })).toMatchObject({
      status: 422,
      body: { error: { code: "receiver.mapping_invalid", field: "mapping.rules[0].from" } },
    })
    expect((await admin.get<{ items: Item[] }>("/feedback")).body.items).toHaveLength(1)
  })

  test("failures are listed by reason; all of one, or a single one, become feedback after the correction", async () => {
    const receiver = await generic()
    for (const n of [1, 2, 3]) await sendTo(receiver, { id: `r-${n}`, review: { words: `Review ${n}` } })
    await sendTo(receiver, { id: "m-1", text: "Hello", email: "no address" })
    await send(receiver, "{ not json", { "x-rapport-secret": receiver.secret! })
    await world.app.settled()
    const before = await now(receiver)
    expect(before.counts).toEqual({ waiting: 0, taken: 0, skipped: 0, failed: 5, refused: 0 })
    expect(before.failures.map(({ reason, count }) => [reason, count])).toEqual([
      ["feedback.empty text", 3],
      ["receiver.address_unreadable person.email", 1],
      ["receiver.not_readable", 1],
    ])
    const mapping = { ...before.mapping, rules: [...before.mapping.rules, { target: "text", from: "review.words" }] }
    expect((await admin.patch(`/receivers/${receiver.id}`, { mapping, version: before.version })).status).toBe(200)
    expect(await admin.patch(`/receivers/${receiver.id}`, { mapping, version: before.version })).toMatchObject({
      status: 409,
      body: { error: { code: "receiver.changed_meanwhile" } },
    })
    const replayed = await admin.post(`/receivers/${receiver.id}/replay`, { reason: "feedback.empty text" })
    expect(replayed).toMatchObject({ status: 202, body: { count: 3 } })
    await world.app.settled()
    expect((await listed()).map((item) => item.text).sort()).toEqual(["Review 1", "Review 2", "Review 3"])
    expect((await now(receiver)).counts).toMatchObject({ taken: 3, failed: 2 })
    const [one] = await deliveries(receiver, "&state=failed&reason=receiver.not_readable")
    expect((await admin.post(`/receivers/${receiver.id}/replay`, { deliveryId: one!.id })).status).toBe(202)
    await world.app.settled()
    expect((await deliveries(receiver, "&reason=receiver.not_readable"))[0]).toMatchObject({
      tries: 2,
      state: "failed",
    })
    expect((await ours.events("receiver.replayed")).map((event) => event.payload.count)).toEqual([3, 1])
  })

  test("pages, files and single deliveries; payloads only with the right to personal data", async () => {
    const receiver = await generic()
    for (const n of [1, 2, 3]) await sendTo(receiver, { id: `${n}`, text: `Words ${n}` })
    await world.app.settled()
    const path = `/receivers/${receiver.id}/deliveries`
    const first = (await admin.get<{ items: Delivery[]; next: string }>(`${path}?limit=2`)).body
    const second = (await admin.get<{ items: Delivery[] }>(`${path}?limit=2&cursor=${first.next}`)).body
    expect(new Set([...first.items, ...second.items].map((one) => one.id)).size).toBe(3)
    expect((await admin.get(`${path}?cursor=rubbish`)).status).toBe(422)
    const file = await admin.get<string>(`${path}/export?format=csv`)
    expect(String(file.body).trim().split("\n")).toHaveLength(4)
    expect((await admin.get<{ payload: string }>(`${path}/${first.items[0]!.id}`)).body.payload).toContain("Words")
    const member = await ours.as("member")
    expect((await member.get(`${path}/${first.items[0]!.id}`)).status).toBe(403)
    expect((await member.get<Receiver>(`/receivers/${receiver.id}`)).body.url).toBeNull()
    expect((await member.get(path)).status).toBe(200)
    const [row] = await ours.scope.query<{ body: string }>(
      sql`select body from receiver_delivery where receiver_id = ${receiver.id} limit 1`,
    )
    expect(row!.body).not.toContain("Words")
  })
})

test("a flood: some are told to wait, and everything that was accepted becomes feedback, in its order", async () => {
  const receiver = await generic()
  const total = 3_000
  const statuses = await Promise.all(
    Array.from({ length: total }, (_, n) =>
      sendTo(receiver, { id: `f-${n}`, text: `Flood ${n}` }).then((answer) => answer),
    ),
  )
  const accepted = statuses.filter((one) => one.status === 200).length
  const waiting = statuses.filter((one) => one.status === 429)
  expect(accepted + waiting.length).toBe(total)
  expect(accepted).toBeGreaterThanOrEqual(2_000)
  expect(waiting.length).toBeGreaterThan(0)
  expect(Number(waiting[0]!.headers.get("retry-after"))).toBeGreaterThan(0)
  await world.app.settled()
  const after = await now(receiver)
  expect(after.counts).toMatchObject({ taken: accepted, waiting: 0, failed: 0, refused: waiting.length })
  const [stored] = await ours.scope.query<{ n: number }>(
    sql`select count(*) as n from feedback where organization_id = ${ours.id} and source = 'Shop'`,
  )
  expect(stored!.n).toBe(accepted)
}, 60_000)

test("accepted and then the process ends: the next start takes it", async () => {
  const receiver = await generic()
  await Promise.all([1, 2, 3].map((n) => sendTo(receiver, { id: `k-${n}`, text: `Kept ${n}` })))
  await world.restart()
  await world.app.settled()
  expect(await listed()).toHaveLength(3)
})

test("who is forgotten is forgotten in what was sent, too, and an update does not bring her back", async () => {
  const receiver = await generic()
  await sendTo(receiver, { id: "p-1", text: "I am Jo.", email: "jo@example.com" })
  await sendTo(receiver, { id: "p-2", email: "jo@example.com", note: "no words where the mapping looks" })
  await sendTo(receiver, { id: "p-3", email: "ann@example.com", note: "no words either" })
  await world.app.settled()
  const personId = (await listed())[0]!.person!.id
  expect((await admin.post(`/people/${personId}/erasure`, {})).status).toBeLessThan(300)
  const kept = await deliveries(receiver)
  expect(kept.filter((one) => one.kept)).toHaveLength(1)
  await sendTo(receiver, { id: "p-1", text: "I am Jo, again.", email: "jo@example.com" })
  await world.app.settled()
  expect((await listed()).map((item) => item.text)).toEqual([null])
  const failed = kept.find((one) => one.state === "failed" && !one.kept)!
  expect(await admin.post(`/receivers/${receiver.id}/replay`, { deliveryId: failed.id })).toMatchObject({
    status: 409,
    body: { error: { code: "receiver.nothing_kept" } },
  })
})
