import { createServer, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type World } from "../../platform/testing/world.ts"

let world: World
let server: Server
beforeAll(async () => {
  world = await aWorld()
  // Only a real server has a socket to answer on; what the short way does not take is 404 here.
  server = createServer((incoming, outgoing) => {
    if (!world.app.enter(incoming, outgoing)) outgoing.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
})
afterAll(async () => {
  server.close()
  await world.end()
})

const send = (headers: Record<string, string>, body: string, path = "/api/v1/feedback") =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method: "POST", headers, body })

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
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
    const short = await send(headers, body)
    const usual = await world.app.fetch(
      new Request("http://127.0.0.1:4100/api/v1/feedback", { method: "POST", headers, body }),
    )
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

test("what is not plainly such a request goes the usual way", async () => {
  const key = (await (await world.anOrganization()).key()).secret
  const plain = { authorization: `Bearer ${key}`, "content-type": "application/json" }
  const body = JSON.stringify(good)
  expect((await send(plain, body)).status).toBe(201)
  expect((await send({ ...plain, "content-type": "application/json; charset=utf-8" }, body)).status).toBe(404)
  expect((await send({ "content-type": "application/json" }, body)).status).toBe(404)
  expect((await send(plain, body, "/api/v1/feedback?x=1")).status).toBe(404)
  expect((await send(plain, body, "/api/v1/problems")).status).toBe(404)
})

test("a sender that goes away amid its request stores nothing and disturbs nobody", async () => {
  const key = (await (await world.anOrganization()).key()).secret
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  const head = [
    "POST /api/v1/feedback HTTP/1.1",
    "host: x",
    `authorization: Bearer ${key}`,
    "content-type: application/json",
  ]
  socket.write(`${head.join("\r\n")}\r\ncontent-length: 100\r\n\r\n{"text":`)
  await new Promise((resolve) =>
    server.once("request", (incoming) => incoming.once("close", resolve) && socket.destroy()),
  )
  const body = JSON.stringify(good)
  expect((await send({ authorization: `Bearer ${key}`, "content-type": "application/json" }, body)).status).toBe(201)
})

test("words come through as they were sent, in pieces and with a byte order mark", async () => {
  const organization = await world.anOrganization()
  const key = (await organization.key()).secret
  const text = "电池三天就坏了。".repeat(2_000)
  const answer = await send(
    { authorization: `Bearer ${key}`, "content-type": "application/json" },
    `\uFEFF${JSON.stringify({ text })}`,
  )
  expect(answer.status).toBe(201)
  const { id } = (await answer.json()) as { id: string }
  await world.app.settled()
  expect((await (await organization.as("editor")).get<{ text: string }>(`/feedback/${id}`)).body.text).toBe(text)
})

const sameEachTime = (body: unknown) =>
  JSON.parse(
    JSON.stringify(body)
      .replace(/"id":"[^"]+"/g, '"id":"…"')
      .replace('"duplicate"', '"accepted"'),
  ) as unknown
