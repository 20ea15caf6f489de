import net from "node:net"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { anImapServer, type ImapServer } from "../../platform/testing/imap-server.ts"
import { until } from "../../platform/testing/plan.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"

type Counts = Record<string, number>
type Box = {
  id: string
  version: number
  readAt: string | null
  nextAt: string | null
  paused: object | null
  failure: { code: string; message: string; remedy: string } | null
  counts: Counts
}
type Item = {
  id: string
  text: string
  kind: string
  source: string
  person: { id: string } | null
  attributes: Record<string, string | number>
  occurredAt: string
}

let world: World
let imap: ImapServer
let organization: TestOrganization
let admin: Client

beforeAll(async () => {
  world = await aWorld({ outboundAllow: ["127.0.0.1"] })
})
afterAll(() => world.end())
beforeEach(async () => {
  imap = await anImapServer()
  organization = await world.anOrganization()
  admin = await organization.as("admin")
  return () => imap.close()
})

const given = (more: object = {}) => ({
  name: "support",
  host: "127.0.0.1",
  port: imap.port,
  security: "none",
  username: "ana",
  secret: "secret",
  everyMinutes: 60,
  ...more,
})
async function aMailbox(more: object = {}): Promise<Box> {
  const { status, body } = await admin.post<Box>("/mailboxes", given(more))
  expect(status).toBe(201)
  return body
}
const now = async (id: string) =>
  (await admin.get<{ items: Box[] }>("/mailboxes")).body.items.find((one) => one.id === id)!
/** Asks that it be read, and waits until it was. */
async function read(id: string): Promise<Box> {
  const before = (await now(id)).readAt
  await admin.post(`/mailboxes/${id}/reading`)
  return until(
    () => now(id),
    (one) => one.readAt !== before,
  )
}
async function feedback(): Promise<Item[]> {
  await world.app.settled()
  return (await admin.get<{ items: Item[] }>("/feedback?sort=oldest&limit=200")).body.items
}

test("what customers write to a mailbox becomes feedback, with who wrote it and how the mail said it", async () => {
  const tried = await admin.post<{ folders: { path: string; mails: number }[] }>("/mailboxes/trial", {
    ...{ host: "127.0.0.1", port: imap.port, security: "none", username: "ana", secret: "secret" },
  })
  expect(tried).toMatchObject({ status: 200, body: { folders: [{ path: "INBOX" }, { path: "Done" }] } })
  imap.deliver({
    headers: { Date: "Mon, 01 Jan 2035 10:00:00 +0000" },
    body: "The heater is cold.\n\n-- \nAna\nACME Ltd",
  })
  imap.deliver({
    headers: {
      From: "=?utf-8?q?J=C3=B6rg?= <joerg@example.org>",
      Subject: "=?utf-8?b?5Yqg54Ot5Zmo?=",
      "Content-Type": "text/html; charset=utf-8",
    },
    body: "<style>p{}</style><p>Caf&eacute; &#128512;</p><p>bad</p><blockquote>what you wrote</blockquote>",
  })
  imap.deliver({
    raw: [
      "From: Bo <bo@example.org>",
      "Message-ID: <latin@example.org>",
      "Content-Type: multipart/mixed; boundary=x",
      "",
      "--x",
      "Content-Type: text/plain; charset=iso-8859-1",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "Zu hei=DF, siehe Bild",
      "Von meinem iPhone gesendet",
      "--x",
      'Content-Type: image/png; name="oven.png"',
      'Content-Disposition: attachment; filename="oven.png"',
      "Content-Transfer-Encoding: base64",
      "",
      "AAAA",
      "--x--",
    ].join("\r\n"),
  })
  const { id } = await aMailbox({ touchpoint: "Support", product: "Aria 2" })
  const box = await until(
    () => now(id),
    (one) => one.readAt !== null,
  )
  expect(box).toMatchObject({ failure: null, counts: { taken: 3, automatic: 0 } })
  const items = await feedback()
  expect(items.map((one) => one.text).sort()).toEqual(["Café 😀\nbad", "The heater is cold.", "Zu heiß, siehe Bild"])
  expect(items.every((one) => one.kind === "email" && one.source === "support" && one.person !== null)).toBe(true)
  expect(items.find((one) => one.text.startsWith("Zu"))?.attributes).toMatchObject({ attachments: "oven.png" })
  expect(items.find((one) => one.text.startsWith("Caf"))?.attributes).toMatchObject({ subject: "加热器" })
  // Nobody writes in the year 2035: then it was written when it was received.
  expect(Date.parse(items.find((one) => one.text.startsWith("The"))!.occurredAt)).toBeLessThan(Date.now() + 1_000)
  expect((await organization.events("mailbox.added")).map((one) => one.payload)).toMatchObject([{ name: "support" }])
})

test("a mailbox full of answering machines, returned mails and our own brings nothing, and says so", async () => {
  for (let n = 0; n < 40; n++)
    imap.deliver({ headers: { "Auto-Submitted": "auto-replied", Subject: `Out of office ${n}` }, body: "I am away." })
  imap.deliver({ headers: { Subject: "Automatic reply: Hello" } })
  imap.deliver({ headers: { Subject: "自动回复：你好" } })
  imap.deliver({ headers: { "Return-Path": "<>" } })
  imap.deliver({ headers: { "List-Unsubscribe": "<https://news.example/u>" }, body: "Our offers" })
  imap.deliver({ headers: { From: "Mail Delivery <MAILER-DAEMON@mx.example>" }, body: "Undeliverable" })
  imap.deliver({
    headers: { "Content-Type": 'multipart/report; report-type=delivery-status; boundary="x"' },
    body: "--x--",
  })
  imap.deliver({ headers: { From: "Care <care@acme.example>" } })
  imap.deliver({ headers: { From: "Bob <bob@mail.acme.example>" } })
  imap.deliver({ body: "> only what you wrote" })
  imap.deliver({ body: "This one is a customer." })
  const { id } = await aMailbox({ ownDomains: ["acme.example"], afterwards: "seen" })
  const box = await until(
    () => now(id),
    (one) => one.readAt !== null,
  )
  expect(box.counts).toMatchObject({ taken: 1, automatic: 44, bounce: 2, own: 2, empty: 1 })
  expect((await feedback()).map((one) => one.text)).toEqual(["This one is a customer."])
  // Those that are left out stay unseen, for whoever looks after the mailbox.
  const seen = imap.folder("INBOX").messages.filter((one) => one.flags.includes("\\Seen"))
  expect(seen).toHaveLength(1)
  const page = await admin.get<{ items: { outcome: string }[]; next: string | null }>(
    `/mailboxes/${id}/mails?outcome=automatic&limit=30`,
  )
  const rest = await admin.get<{ items: object[]; next: null }>(
    `/mailboxes/${id}/mails?outcome=automatic&limit=30&cursor=${page.body.next}`,
  )
  expect([page.body.items.length, rest.body.items.length, rest.body.next]).toEqual([30, 14, null])
})

test("a conversation is one contact: what the same customer writes again is added, what a colleague writes is not", async () => {
  const first = imap.deliver({ body: "It is cold." })
  const { id } = await aMailbox()
  await until(
    () => now(id),
    (one) => one.counts.taken === 1,
  )
  imap.deliver({
    headers: { "In-Reply-To": "<ours@acme.example>", References: `${first} <ours@acme.example>` },
    body: "And now it smells.\n\nOn Monday, Care <care@acme.example> wrote:\n> Have you tried again?",
  })
  imap.deliver({ headers: { "In-Reply-To": first, From: "Bo <bo@example.org>" }, body: "I am her husband." })
  const box = await read(id)
  expect(box.counts).toMatchObject({ taken: 2, added: 1 })
  const items = await feedback()
  expect(items.map((one) => one.text).sort()).toEqual(["I am her husband.", "It is cold.\n\nAnd now it smells."])
  expect(new Set(items.map((one) => one.attributes.conversation)).size).toBe(1)
  expect(items.find((one) => one.text.startsWith("It"))?.attributes.mails).toBe(2)
})

test("a mail is taken once: read again, renumbered by the server, moved, or after the program ended in between", async () => {
  for (let n = 0; n < 5; n++) imap.deliver({ body: `Number ${n}` })
  const { id } = await aMailbox({ afterwards: "move", moveTo: "Done" })
  await until(
    () => now(id),
    (one) => one.readAt !== null,
  )
  expect(imap.folder("INBOX").messages).toHaveLength(0)
  expect(imap.folder("Done").messages).toHaveLength(5)
  // Somebody puts them back, and the server was restored from a copy.
  const back = imap.folder("Done").messages.splice(0)
  for (const { raw } of back) imap.deliver({ raw })
  imap.renumber("INBOX")
  imap.deliver({ body: "Number 5" })
  await read(id)
  expect((await now(id)).counts).toMatchObject({ taken: 6 })
  expect((await feedback()).map((one) => one.text).sort()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `Number ${n}`))
  await world.restart()
  imap.deliver({ body: "Number 6" })
  await read(id)
  expect((await now(id)).counts).toMatchObject({ taken: 7 })
})

test("a mailbox that cannot be read is not saved, and says why and what to do", async () => {
  const refused = async (more: object) => {
    const { status, body } = await admin.post<{ error: { code: string; remedy: string } }>("/mailboxes", given(more))
    expect(status).toBe(422)
    expect(body.error.remedy).not.toBe("")
    return body.error.code
  }
  const silent = net.createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve))
  const closed = net.createServer()
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve))
  const nobody = (closed.address() as net.AddressInfo).port
  await new Promise((resolve) => closed.close(resolve))
  expect(await refused({ secret: "wrong" })).toBe("mailbox.sign_in")
  expect(await refused({ folder: "Nowhere" })).toBe("mailbox.no_folder")
  expect(await refused({ afterwards: "move", moveTo: "Nowhere" })).toBe("mailbox.no_folder")
  expect(await refused({ port: nobody })).toBe("mailbox.no_connection")
  expect(await refused({ security: "tls" })).toBe("mailbox.certificate")
  expect(await refused({ host: "nowhere.invalid" })).toBe("mailbox.host_unknown")
  expect(await refused({ host: "10.0.0.1" })).toBe("mailbox.address")
  expect(await refused({ host: "::1" })).toBe("mailbox.address")
  expect(await refused({ host: "localhost" })).toBe("mailbox.address")
  expect(await refused({ host: "8.8.8.8" })).toBe("mailbox.plain")
  expect((await admin.post("/mailboxes", given({ host: "a b" }))).body).toMatchObject({
    error: { code: "request.invalid" },
  })
  expect((await admin.post("/mailboxes", given({ afterwards: "move" }))).status).toBe(422)
  expect((await admin.get<{ items: object[] }>("/mailboxes")).body.items).toEqual([])
  await aMailbox()
  expect((await admin.post<object>("/mailboxes", given())).body).toMatchObject({
    error: { code: "mailbox.name_taken", field: "name" },
  })
  await new Promise((resolve) => silent.close(resolve))
})

test("when its server is away the mailbox says so, is tried later, and goes on where it was", async () => {
  imap.deliver({ body: "Before" })
  const { id } = await aMailbox()
  await until(
    () => now(id),
    (one) => one.counts.taken === 1,
  )
  const { port } = imap
  await imap.close()
  await admin.post(`/mailboxes/${id}/reading`)
  const away = await until(
    () => now(id),
    (one) => one.failure !== null,
  )
  expect(away.failure).toMatchObject({ code: "mailbox.no_connection", message: expect.stringContaining(String(port)) })
  expect(Date.parse(away.nextAt!)).toBeGreaterThan(Date.now())
  expect(await organization.events("mailbox.failed")).toHaveLength(1)
  imap = await anImapServer()
  imap.deliver({ headers: { "Message-ID": "<after@example.com>" }, body: "After" })
  const changed = await admin.patch<Box>(`/mailboxes/${id}`, { version: away.version, port: imap.port })
  expect(changed).toMatchObject({ status: 200, body: { failure: null } })
  // It is another server: its first mail has the number of one that is known from the other.
  await until(
    () => now(id),
    (one) => one.counts.taken === 2,
  )
  expect((await feedback()).map((one) => one.text)).toContain("After")
})

test("when it keeps failing, those who can mend it are told, once", async () => {
  const { id } = await aMailbox()
  await until(
    () => now(id),
    (one) => one.readAt !== null,
  )
  await imap.close()
  const told = async () =>
    (await admin.get<{ items: { key: string; title: string }[] }>("/notifications")).body.items.filter(
      (one) => one.key === "mailbox.failed",
    )
  const lasting = async () => (await organization.events("mailbox.failed")).map(({ payload }) => payload.lasting)
  for (const tries of [1, 2, 3, 4]) {
    await admin.post(`/mailboxes/${id}/reading`)
    await until(
      () => organization.scope.query<{ failures: number }>(sql`select failures from mailbox where id = ${id}`),
      ([row]) => row?.failures === tries,
    )
    await world.app.settled()
    expect(await told()).toHaveLength(tries < 3 ? 0 : 1)
  }
  expect(await lasting()).toEqual([false, true])
  imap = await anImapServer()
})

test("a paused mailbox is not read; resumed it goes on; removed it is gone and its feedback stays", async () => {
  imap.deliver({ body: "First" })
  const { id, version } = await aMailbox()
  await until(
    () => now(id),
    (one) => one.counts.taken === 1,
  )
  const paused = await admin.raw(`/mailboxes/${id}/pause`, { method: "PUT" })
  expect(await paused.json()).toMatchObject({ paused: { by: expect.any(String) }, nextAt: null })
  imap.deliver({ body: "Second" })
  expect((await admin.post<object>(`/mailboxes/${id}/reading`)).body).toMatchObject({
    error: { code: "mailbox.paused" },
  })
  expect((await admin.delete(`/mailboxes/${id}/pause`)).status).toBe(200)
  await until(
    () => now(id),
    (one) => one.counts.taken === 2,
  )
  // Nobody sends the kept password to a server of his own.
  const stolen = await admin.patch<object>(`/mailboxes/${id}`, { version, host: "localhost" })
  expect(stolen.body).toMatchObject({ error: { code: "mailbox.secret_again" } })
  const late = await admin.patch<object>(`/mailboxes/${id}`, { version: 77, everyMinutes: 5 })
  expect(late.body).toMatchObject({ error: { code: "settings.changed_meanwhile" } })
  expect((await admin.delete(`/mailboxes/${id}`)).status).toBe(204)
  expect((await admin.delete(`/mailboxes/${id}`)).status).toBe(404)
  expect(await feedback()).toHaveLength(2)
  const names = (await organization.events()).map((one) => one.name).filter((name) => name.startsWith("mailbox."))
  expect(names).toEqual(["mailbox.added", "mailbox.paused", "mailbox.resumed", "mailbox.removed"])
  expect(JSON.stringify(await organization.events())).not.toContain("secret")
})

test("a token signs in as well as a password, and mails from before a day are left out", async () => {
  imap.deliver({ body: "Old", at: new Date("2026-01-01T00:00:00Z") })
  imap.deliver({ body: "New", at: new Date() })
  const { id } = await aMailbox({ signIn: "token", secret: "token", since: "2026-06-01T00:00:00Z" })
  const box = await until(
    () => now(id),
    (one) => one.readAt !== null,
  )
  expect(box).toMatchObject({ failure: null, counts: { taken: 1, early: 1 } })
})
