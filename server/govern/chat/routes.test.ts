import http from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { aSignal } from "../../platform/testing/signal.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { signalSvg } from "./picture.ts"

let world: World
let chat: Awaited<ReturnType<typeof aChat>>
let organization: TestOrganization
let admin: Client

beforeAll(async () => {
  chat = await aChat()
  world = await aWorld({ outboundAllow: ["127.0.0.1"] })
})
afterAll(async () => {
  await world.end()
  chat.close()
})
beforeEach(async () => {
  chat.reset()
  organization = await world.anOrganization()
  admin = await organization.as("admin")
})

type Connection = { id: string; lastSuccess: string | null; lastFailure: { reason: string; detail: string } | null }

const slack = (more: object = {}) =>
  admin.post<Connection>("/connections", {
    kind: "slack",
    name: "#quality",
    settings: { channel: "C1", api: chat.url, ...more },
    events: ["signal.*"],
    secret: "xoxb-1",
  })
const teams = () =>
  admin.post<Connection>("/connections", {
    kind: "teams",
    name: "Quality",
    settings: { language: "zh-CN" },
    events: ["problem.*"],
    secret: `${chat.url}/workflows/1`,
  })
const connections = async () => (await admin.get<{ items: Connection[] }>("/connections")).body.items

test("a signal is told in Slack with its chart as a picture", async () => {
  await slack()
  const contact = { kind: "call", product: "Aria 2", component: "Fan motor" }
  await admin.post("/feedback", { items: [1, 2, 3].map((n) => ({ ...contact, text: `The fan stopped ${n} times` })) })
  await world.app.settled()
  const signal = await aSignal(organization)
  await world.app.settled()
  await chat.until("/files.completeUploadExternal")
  const [, upload, complete] = chat.heard
  expect(chat.heard.map((one) => one.path)).toEqual([
    "/files.getUploadURLExternal",
    "/upload/F1",
    "/files.completeUploadExternal",
  ])
  expect(upload?.body.subarray(1, 4).toString()).toBe("PNG")
  const said = JSON.parse(complete!.body.toString())
  expect(said).toMatchObject({ channel_id: "C1", files: [{ id: "F1" }] })
  expect(said.initial_comment).toMatch(/^\*A signal was found\*: <http.*\|.+>$/)
  expect(said.initial_comment).toContain(`/${organization.slug}/signals/${signal}|`)
  await expect.poll(async () => (await connections())[0]?.lastSuccess).not.toBeNull()
})

test("Teams gets a card in the chat's language, only of what it asked for", async () => {
  await teams()
  const signal = await aSignal(organization)
  await admin.post(`/signals/${signal}/problem`, { statement: "The *fan* stops" })
  await chat.until("/workflows/1")
  const { attachments } = JSON.parse(chat.heard[0]!.body.toString())
  expect(attachments[0].content.body.map((one: { text: string }) => one.text)).toEqual([
    "确认了一个问题",
    "The \\*fan\\* stops",
  ])
  expect(attachments[0].content.actions[0].url).toContain("/problems/")
  expect(chat.heard).toHaveLength(1)
})

test("what an admin has to put right stands at the connection", async () => {
  const { id } = (await slack()).body
  chat.answer(() => [200, { ok: false, error: "not_in_channel" }])
  expect((await admin.post(`/connections/${id}/test`)).body).toEqual({
    ok: false,
    reason: "forbidden",
    detail: "Slack says: not_in_channel",
  })
  expect((await connections())[0]?.lastFailure).toMatchObject({ reason: "forbidden" })
  chat.reset()
  expect((await admin.post(`/connections/${id}/test`)).body).toMatchObject({ ok: true })
})

test("the picture shows observed, expected and the alarm", () => {
  const weeks = [4, 5, 3, 21].map((observed, index) => ({
    start: `2026-03-0${index + 1}`,
    observed,
    expected: 4,
    lower: 1,
    upper: 9,
    alarm: observed > 9,
  }))
  const svg = signalSvg(weeks)
  const bars = [...svg.matchAll(/<path d="([^"]+)"[^>]*fill="(#b3261e|#3f3c38)"/g)].map((match) => match[2])
  expect(bars.filter((colour) => colour === "#b3261e")).toHaveLength(1)
  expect(bars.filter((colour) => colour === "#3f3c38")).toHaveLength(3)
  expect(svg).toContain("stroke-dasharray")
})

/** Slack's Web API and a Teams workflow, as documented. */
async function aChat() {
  const heard: { path: string; body: Buffer }[] = []
  let answer: ((path: string) => [number, object]) | undefined
  const server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const path = request.url ?? ""
    heard.push({ path, body: Buffer.concat(pieces) })
    const [status, body] = answer?.(path) ?? [200, standard(path)]
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const standard = (path: string) =>
    path === "/files.getUploadURLExternal"
      ? { ok: true, upload_url: `${url}/upload/F1`, file_id: "F1" }
      : { ok: true, ts: "1773295800.0001" }
  return {
    url,
    heard,
    answer(how: typeof answer) {
      answer = how
    },
    reset() {
      heard.length = 0
      answer = undefined
    },
    async until(path: string) {
      while (!heard.some((one) => one.path === path)) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
