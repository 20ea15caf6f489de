import { SMTPServer } from "smtp-server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aSignal } from "../../platform/testing/signal.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Notification } from "./contract.ts"
import { sendAllDue, sendSoon } from "./jobs.ts"

let world: World
let clock = Date.parse("2026-03-10T09:00:00Z")
let smtp: { url: string; mails: string[]; refuse: boolean; close(): Promise<void> }
beforeAll(async () => {
  smtp = await aMailServer()
  world = await aWorld({
    now: () => new Date(clock++),
    mail: { smtpUrl: smtp.url, from: "Rapport <rapport@example.com>" },
  })
})
afterAll(async () => {
  await world.end()
  await smtp.close()
})

type List = { items: Notification[]; next: string | null; unread: number }
type Mails = { items: { to: string; subject: string; text: string; state: string; error: string | null }[] }

const inbox = async (client: Client, query = "") => {
  await world.app.settled()
  return (await client.get<List>(`/notifications${query}`)).body
}
const aFeedback = async (client: Client) =>
  `feedback:${(await client.post<{ id: string }>("/feedback", { text: "The fan smells burnt.", kind: "call" })).body.id}`
const told = (list: List) => list.items.map((one) => `${one.kind} ${one.record.split(":")[0]} ×${one.count}`)

describe("who is told", () => {
  test("whom a comment mentions, and who spoke on the record before; not who said it", async () => {
    const { as } = await world.anOrganization()
    const [maya, carol, jonas] = [
      await as("editor", { name: "Maya" }),
      await as("agent", { name: "Carol" }),
      await as("member", { name: "Jonas" }),
    ]
    const record = await aFeedback(maya)
    await jonas.post("/comments", { record, text: "Seen this?" })
    await maya.post("/comments", { record, text: `@[${carol.memberId}] is this batch 7?` })
    expect((await inbox(carol)).items).toMatchObject([
      { kind: "mention", record, headline: "@Carol is this batch 7?", actor: { name: "Maya" }, readAt: null },
    ])
    expect(told(await inbox(jonas))).toEqual(["comment feedback ×1"])
    expect((await inbox(maya)).items).toEqual([])
  })

  test("a talk on one record is one notification until it is read", async () => {
    const { as } = await world.anOrganization()
    const [maya, jonas] = [await as("editor"), await as("member")]
    const record = await aFeedback(maya)
    await maya.post("/comments", { record, text: "One" })
    for (const text of ["Two", "Three"]) await jonas.post("/comments", { record, text })
    const list = await inbox(maya)
    expect(list).toMatchObject({ unread: 1, items: [{ headline: "Three", count: 2 }] })
    expect((await maya.post("/notifications/reading", { ids: [list.items[0]!.id] })).body).toEqual({ unread: 0 })
    await jonas.post("/comments", { record, text: "Four" })
    expect(told(await inbox(maya))).toEqual(["comment feedback ×1", "comment feedback ×2"])
    expect((await inbox(maya, "?unread=true")).items.map((one) => one.headline)).toEqual(["Four"])
    await maya.post("/notifications/reading", { all: true })
    expect((await inbox(maya)).unread).toBe(0)
  })

  test("a new signal: everybody in Product, CX and the contact centre, or whom it is given to", async () => {
    const organization = await world.anOrganization()
    const { as, departments } = organization
    const departmentOf = (name: string) => departments.find((one) => one.name === name)!.id
    const [product, marketing] = [
      await as("editor", { department: "Product" }),
      await as("member", { department: "Marketing" }),
    ]
    await aSignal(organization)
    expect(told(await inbox(product))).toEqual(["signal signal ×1"])
    expect(told(await inbox(marketing))).toEqual([])
    await aSignal(organization, { departmentIds: [departmentOf("Marketing")] })
    await aSignal(organization, { active: false })
    expect(told(await inbox(product))).toEqual(["signal signal ×1"])
    expect(told(await inbox(marketing))).toEqual(["signal signal ×1"])
  })

  test("a department a signal is given to, and what is said on it from then on", async () => {
    const organization = await world.anOrganization()
    const { as, departments } = organization
    const [product, marketing] = [
      await as("editor", { department: "Product" }),
      await as("member", { department: "Marketing" }),
    ]
    const id = await aSignal(organization)
    // Told of the find first: a department that has it by then would hear of that too.
    await world.app.settled()
    const departmentIds = departments.filter((one) => one.name === "Marketing").map((one) => one.id)
    expect(
      (
        await product.raw(`/signals/${id}/assignments`, {
          method: "PUT",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ departmentIds }),
        })
      ).status,
    ).toBe(200)
    const [assigned] = (await inbox(marketing)).items
    expect(assigned).toMatchObject({
      kind: "assignment",
      record: `signal:${id}`,
      headline: expect.stringContaining("Aria 2"),
    })
    await product.post("/comments", { record: `signal:${id}`, text: "Please look" })
    expect(told(await inbox(marketing))).toEqual(["comment signal ×1", "assignment signal ×1"])
  })

  test("nobody twice for the same cause, however often an event is handled; a removed comment is taken back", async () => {
    const { as, scope } = await world.anOrganization()
    const [maya, carol] = [await as("editor"), await as("agent")]
    const record = await aFeedback(maya)
    const { body } = await maya.post<{ id: string }>("/comments", { record, text: `@[${carol.memberId}] look` })
    await maya.patch(`/comments/${body.id}`, { text: `@[${carol.memberId}] please look` })
    expect(told(await inbox(carol))).toEqual(["mention feedback ×1"])
    await scope.query(sql`update outbox_reader set tx = '0', id = 0 where name = 'notifications'`)
    expect(told(await inbox(carol))).toEqual(["mention feedback ×1"])
    await maya.delete(`/comments/${body.id}`)
    expect(told(await inbox(carol))).toEqual([])
  })

  test("who invited hears that the invitation was accepted", async () => {
    const { as } = await world.anOrganization()
    const admin = await as("admin")
    const { body } = await admin.post<{ link: string }>("/invitations", {
      email: "lin@example.com",
      role: "member",
      departmentIds: [],
    })
    const token = body.link.split("/").at(-1)
    const accepted = await (await as("visitor")).post(`/invitations/by-token/${token}/acceptance`, {
      name: "林夏",
      password: "a long enough password",
    })
    expect(accepted.status).toBeLessThan(300)
    expect((await inbox(admin)).items).toMatchObject([{ kind: "invitation", headline: "林夏" }])
  })
})

describe("mail", () => {
  const mailsOf = async ({ as }: TestOrganization) => (await (await as("admin")).get<Mails>("/mail-outbox")).body.items
  async function sendNow(organization: TestOrganization) {
    await world.app.settled()
    await sendSoon(world.app.platform, organization.id)
    await until(async () => (await waiting(organization, "now")) === 0)
  }

  test("a mention comes by mail at once, once, with a link; the rest comes once a day, unless it was read", async () => {
    const organization = await world.anOrganization()
    const { as } = organization
    const [maya, carol] = [await as("editor", { name: "Maya" }), await as("agent", { name: "Carol" })]
    const record = await aFeedback(maya)
    await carol.post("/comments", { record, text: "Heard it twice" })
    await maya.post("/comments", { record, text: `@[${carol.memberId}] since <when>?` })
    await sendNow(organization)
    await sendNow(organization)
    // The queue may be the one that sends it; what was sent is noted after the mail server has it.
    await until(async () => (await mailsOf(organization)).length > 0)
    const [mail, ...more] = await mailsOf(organization)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ subject: "Maya mentioned you: @Carol since <when>?", state: "sent", error: null })
    expect(mail!.text).toContain(`/feedback/${record.split(":")[1]}`)
    const sent = smtp.mails.filter((one) => one.includes(mail!.to))
    expect(sent.length).toBe(1)
    expect(sent[0]).toContain("since &lt;when&gt;?")

    await maya.post("/comments", { record, text: "Found it" })
    await carol.post("/comments", { record, text: "Good" })
    await inbox(maya)
    await carol.post("/notifications/reading", { all: true })
    clock = Date.parse("2026-03-11T07:59:00Z")
    await sendAllDue(world.app.platform)
    expect((await mailsOf(organization)).length).toBe(1)
    clock = Date.parse("2026-03-11T08:00:00Z")
    await sendAllDue(world.app.platform)
    const daily = (await mailsOf(organization)).filter((one) => one.subject.includes("new at"))
    expect(daily.map((one) => one.subject)).toEqual(["One thing new at Acme"])
    expect(daily[0]!.text).toContain("Carol commented: Good")
    await sendAllDue(world.app.platform)
    expect((await mailsOf(organization)).length).toBe(2)
  })

  test("a kind can be switched off for oneself; it still shows in the app", async () => {
    const organization = await world.anOrganization()
    const { as } = organization
    const [maya, carol] = [await as("editor"), await as("agent")]
    const off = await carol.put<{ items: object[] }>("/notification-settings", {
      kind: "mention",
      mail: "none",
      app: false,
    })
    const usual = { app: true, mail: "now", chat: false }
    // What names her always shows in the app.
    expect(off.body.items).toContainEqual({
      kind: "mention",
      app: true,
      mail: "none",
      chat: false,
      usual,
      always: true,
    })
    await maya.post("/comments", { record: await aFeedback(maya), text: `@[${carol.memberId}] look` })
    expect((await inbox(carol)).unread).toBe(1)
    await sendNow(organization)
    expect(await mailsOf(organization)).toEqual([])
  })

  test("who reads Chinese is written to in Chinese", async () => {
    const organization = await world.anOrganization()
    const { as } = organization
    const [maya, lin] = [await as("editor", { name: "Maya" }), await as("member", { name: "林夏" })]
    await lin.patch("/me", { locale: "zh-CN" })
    await maya.post("/comments", { record: await aFeedback(maya), text: `@[${lin.memberId}] look` })
    await sendNow(organization)
    expect((await mailsOf(organization)).map((one) => one.subject)).toEqual(["Maya 提到了你：@林夏 look"])
  })

  test("a mail that is refused is kept with the reason, and nothing else stops", async () => {
    const organization = await world.anOrganization()
    const { as } = organization
    const [maya, carol] = [await as("editor"), await as("agent")]
    const record = await aFeedback(maya)
    smtp.refuse = true
    await maya.post("/comments", { record, text: `@[${carol.memberId}] look` })
    await sendNow(organization)
    smtp.refuse = false
    const [mail] = await mailsOf(organization)
    expect(mail).toMatchObject({ state: "failed", error: expect.stringContaining("mailbox") })
    expect((await (await as("editor")).get("/mail-outbox")).status).toBe(403)
  })

  // The job sends too: whoever comes first, the mail is sent once.
  const waiting = async ({ scope }: TestOrganization, mail: string) =>
    (
      await scope.query<{ n: number }>(sql`
        select count(*) as n from notification_cause
        where organization_id = ${scope.organizationId} and mail = ${mail} and mailed_at is null`)
    )[0]!.n
})

async function until(done: () => Promise<boolean>) {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50))
}

async function aMailServer() {
  const mails: string[] = []
  const state = { refuse: false }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) => done(state.refuse ? new Error("no such mailbox") : null),
    onData(stream, session, done) {
      let text = session.envelope.rcptTo.map((one) => one.address).join(" ")
      stream.on("data", (piece: Buffer) => {
        text += piece.toString()
      })
      stream.on("end", () => {
        mails.push(text)
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))
  const address = server.server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    get refuse() {
      return state.refuse
    },
    set refuse(value: boolean) {
      state.refuse = value
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
