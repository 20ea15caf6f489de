import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import type { z } from "../../platform/schema.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { aProblem } from "../../platform/testing/problem.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Settings } from "./contract.ts"
import { sendAllDue } from "./jobs.ts"

let world: World
let smtp: MailServer
let slack: Awaited<ReturnType<typeof aSlack>>
let clock = 0
let organization: TestOrganization
let [maya, carol]: Client[] = []
let carolsAddress = ""

beforeAll(async () => {
  smtp = await aMailServer()
  slack = await aSlack()
  world = await aWorld({
    now: () => new Date(clock++),
    mail: { smtpUrl: smtp.url, from: "Rapport <rapport@example.com>" },
    outboundAllow: ["127.0.0.1"],
  })
})
afterAll(async () => {
  await world.end()
  await smtp.close()
  slack.close()
})
beforeEach(async () => {
  // A Tuesday, nine o'clock in Berlin.
  clock = Date.parse("2026-03-10T08:00:00Z")
  organization = await world.anOrganization()
  maya = await organization.as("editor", { name: "Maya" })
  carol = await organization.as("member", { name: "Carol", department: "Marketing" })
  carolsAddress = (await carol.get<{ user: { email: string } }>("/me")).body.user.email
  smtp.mails.length = 0
  slack.heard.length = 0
  slack.knows = true
})

type Chosen = z.output<typeof Settings>
const hours = (client: Client, change: object) =>
  client.raw("/notification-hours", {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(change),
  })
const mention = async (words = "look") =>
  maya!.post("/comments", { record: `problem:${await aProblem(organization)}`, text: `@[${carol!.memberId}] ${words}` })
const at = (moment: string) => {
  clock = Date.parse(moment)
}
/** Sends what is due, until the queue's own sending is over too. */
async function send() {
  await world.app.settled()
  await sendAllDue(world.app.platform)
  const claimed = async () =>
    (
      await organization.scope.query<{ n: number }>(sql`
        select count(*) as n from notification_cause
        where organization_id = ${organization.id} and claimed_at is not null and mailed_at is null and mail <> 'none'`)
    )[0]!.n
  await expect.poll(claimed, { timeout: 20_000 }).toBe(0)
}
/** What Carol was mailed. */
const mails = () => smtp.to(carolsAddress)
const subjects = () => mails().map((one) => one.headers.get("subject"))

describe("quiet hours", () => {
  test("mail waits until they are over by her clock; what may hurt people comes where she allows it", async () => {
    await hours(carol!, { timeZone: "Asia/Shanghai", quiet: { from: 20, to: 7 } })
    // 21:00 in Shanghai.
    at("2026-03-10T13:00:00Z")
    await mention()
    await send()
    expect(subjects()).toEqual([])
    await hours(carol!, { breakThrough: true })
    await send()
    expect(subjects()).toEqual([])
    const plan = await maya!.post<{ id: string }>(`/problems/${await aProblem(organization)}/plan`, {
      severity: "safety",
      sponsorId: carol!.memberId,
      title: "Stop the smoke",
    })
    expect(plan.status).toBe(201)
    await send()
    // In one mail or two: the plan and its parts may be told while the first is on its way.
    expect(mails().some((one) => one.raw.includes("Stop the smoke"))).toBe(true)
    const mentioning = () => mails().filter((one) => one.raw.includes("Maya mentioned you"))
    expect(mentioning()).toHaveLength(0)
    at("2026-03-10T23:00:00Z")
    await send()
    expect(mentioning()).toHaveLength(1)
  })

  test("a time zone that does not exist is refused", async () => {
    expect((await hours(carol!, { timeZone: "Mars/Olympus" })).status).toBe(422)
    expect((await hours(carol!, { quiet: { from: 7, to: 7 } })).status).toBe(422)
  })
})

describe("the daily mail", () => {
  test("comes at her hour, in the night clocks change too, once though two processes send; bundled", async () => {
    await hours(carol!, { timeZone: "Europe/Berlin", dailyHour: 7 })
    at("2026-03-28T12:00:00Z")
    const record = `problem:${await aProblem(organization)}`
    await carol!.post("/comments", { record, text: "I follow this" })
    for (const text of ["One", "Two", "Three"]) await maya!.post("/comments", { record, text })
    // Clocks went forward: seven o'clock is 05:00Z now.
    at("2026-03-29T04:59:00Z")
    await send()
    expect(subjects()).toEqual([])
    at("2026-03-29T05:00:00Z")
    await Promise.all([sendAllDue(world.app.platform), sendAllDue(world.app.platform)])
    await send()
    expect(subjects()).toEqual(["One thing new at Acme"])
    expect(mails()[0]!.raw).toContain("3 comments on")
    expect(mails()[0]!.raw).toContain("the last by Maya: Three")
    at("2026-03-30T05:00:00Z")
    await send()
    expect(subjects()).toHaveLength(1)
  })

  test("a restart sends nothing again", async () => {
    await mention()
    await send()
    expect(subjects()).toHaveLength(1)
    await world.restart()
    at("2026-03-10T08:30:00Z")
    await sendAllDue(world.app.platform)
    expect(subjects()).toHaveLength(1)
  })
})

test("what is chosen counts, and the usual comes back; everybody has what is usual for her work", async () => {
  const agent = await organization.as("agent", { name: "Kim" })
  const read = async (client: Client) => (await client.get<Chosen>("/notification-settings")).body
  const kind = (settings: Chosen, name: string) => settings.items.find((one) => one.kind === name)!
  expect(kind(await read(agent), "comment")).toMatchObject({ app: true, mail: "none" })
  expect(kind(await read(carol!), "comment")).toMatchObject({ app: true, mail: "daily", usual: { mail: "daily" } })
  await carol!.put("/notification-settings", { kind: "comment", app: false, mail: "now" })
  const record = `problem:${await aProblem(organization)}`
  await carol!.post("/comments", { record, text: "Mine" })
  await maya!.post("/comments", { record, text: "Yours" })
  await send()
  expect(subjects()).toEqual(["Maya commented: Yours"])
  expect((await carol!.get<{ items: object[]; unread: number }>("/notifications")).body).toMatchObject({
    items: [],
    unread: 0,
  })
  await carol!.delete("/notification-settings")
  expect(kind(await read(carol!), "comment")).toMatchObject({ app: true, mail: "daily" })
})

test("the link in a mail mutes its record only when somebody presses, and takes it back", async () => {
  const record = `problem:${await aProblem(organization, { statement: "The fan dies" })}`
  await carol!.put("/notification-settings", { kind: "comment", mail: "now" })
  await carol!.post("/comments", { record, text: "Mine" })
  await maya!.post("/comments", { record, text: "One" })
  await send()
  const text = mails()[0]!.raw.replace(/=\r\n/g, "").replace(/=3D/g, "=")
  const token = /\/mute\/([\w.-]+)/.exec(text)![1]!
  const visitor = await organization.as("visitor")
  expect((await visitor.get(`/mutings/${token}`)).body).toEqual({
    organization: "Acme",
    title: "The fan dies",
    muted: false,
  })
  expect((await visitor.post(`/mutings/${token}`)).body).toMatchObject({ muted: true })
  await maya!.post("/comments", { record, text: "Two" })
  await send()
  expect(mails()).toHaveLength(1)
  await visitor.delete(`/mutings/${token}`)
  await maya!.post("/comments", { record, text: "Three" })
  await send()
  expect(mails()).toHaveLength(2)
  const forged = `${token.split(".")[0]}.${"A".repeat(43)}`
  expect((await visitor.post(`/mutings/${forged}`)).status).toBe(404)
  expect((await visitor.get("/mutings/nonsense")).status).toBe(404)
})

describe("the weekly summary", () => {
  test("comes on Monday to who leads the company, in her language, once; others may choose it", async () => {
    const chen = await organization.as("member", { name: "陈", department: "Executive" })
    await chen.patch("/me", { locale: "zh-CN" })
    await maya!.post(`/problems/${await aProblem(organization)}/plan`, { severity: "hindered", title: "Running" })
    await world.app.settled()
    await send()
    smtp.mails.length = 0
    at("2026-03-16T07:59:00Z")
    await send()
    const weekly = () => smtp.mails.filter((one) => decoded(one.headers.get("subject")).includes("Acme 本周"))
    expect(weekly()).toHaveLength(0)
    at("2026-03-16T08:00:00Z")
    await Promise.all([sendAllDue(world.app.platform), sendAllDue(world.app.platform)])
    expect(weekly()).toHaveLength(1)
    await hours(carol!, { weekly: true })
    await send()
    const english = smtp.mails.filter((one) => one.headers.get("subject")?.startsWith("The week at Acme"))
    expect(english.length).toBe(1)
    expect(weekly()).toHaveLength(1)
  })
})

describe("Slack", () => {
  const connect = async () =>
    (await organization.as("admin")).post("/connections", {
      kind: "slack",
      name: "#quality",
      settings: { channel: "C1", api: slack.url },
      events: ["signal.*"],
      secret: "xoxb-1",
    })
  const choose = () =>
    carol!.put<{ error: { code: string } }>("/notification-settings", { kind: "mention", chat: true })

  test("writes to her directly, and what it said is not mailed too; what it cannot say is", async () => {
    expect((await choose()).body).toMatchObject({ error: { code: "notification.no_chat" } })
    expect((await carol!.get<Chosen>("/notification-settings")).body.chat).toBeNull()
    await connect()
    expect((await carol!.get<Chosen>("/notification-settings")).body.chat).toEqual({ name: "Slack" })
    slack.knows = false
    expect((await choose()).body).toMatchObject({ error: { code: "notification.chat_unknown" } })
    slack.knows = true
    expect((await choose()).status).toBe(200)
    await mention("since <when>?")
    await send()
    const said = slack.heard.filter((one) => one.path === "/chat.postMessage")
    expect(said).toHaveLength(1)
    expect(said[0]!.body).toMatchObject({ channel: "D7" })
    expect(String(said[0]!.body.text)).toMatch(
      /^Maya mentioned you: @Carol since &lt;when&gt;\? <http.*\/problems\/.*\|Open>$/,
    )
    const mentions = () => subjects().filter((one) => one?.includes("mentioned you"))
    expect(mentions()).toEqual([])
    slack.refuses = true
    await mention("again")
    await send()
    slack.refuses = false
    await send()
    expect(mentions()).toEqual(["Maya mentioned you: @Carol again"])
  })
})

const decoded = (subject: string | undefined) =>
  (subject ?? "")
    .replace(/=\?UTF-8\?B\?([^?]+)\?=\s*/gi, (_, text: string) => Buffer.from(text, "base64").toString())
    .replace(/=\?UTF-8\?Q\?([^?]+)\?=\s*/gi, (_, text: string) =>
      Buffer.from(
        text
          .replace(/_/g, " ")
          .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      ).toString("utf8"),
    )

/** Slack's Web API as documented: how somebody is found by her address, and written to. */
async function aSlack() {
  const heard: { path: string; body: Record<string, unknown> }[] = []
  const made = { url: "", heard, knows: true, refuses: false, close: () => {} }
  const answerOf = (path: string): object => {
    if (path === "/users.lookupByEmail")
      return made.knows ? { ok: true, user: { id: "U7" } } : { ok: false, error: "users_not_found" }
    if (path === "/conversations.open") return { ok: true, channel: { id: "D7" } }
    return made.refuses ? { ok: false, error: "channel_not_found" } : { ok: true, ts: "1773295800.0001" }
  }
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const text = Buffer.concat(pieces).toString()
    const path = request.url ?? ""
    heard.push({ path, body: text.startsWith("{") ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text)) })
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answerOf(path)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  made.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return made
}
