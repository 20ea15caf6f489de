import { createTransport } from "nodemailer"
import { afterAll, beforeAll, expect, test } from "vitest"
import { freePort } from "../../platform/engines/free-port.ts"
import { ownWords, readMail } from "../../platform/mail-reading.ts"
import { sql } from "../../platform/postgres.ts"
import { aMailServer, type MailServer, type SentMail } from "../../platform/testing/mail-server.ts"
import { aPlan, someOwners, until } from "../../platform/testing/plan.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"

let world: World
let smtp: MailServer
let port: number
let organization: TestOrganization
let editor: Client
let planId: string
let noticeId: string
let toAna: SentMail
let toBo: SentMail

type Replies = {
  total: number
  automatic: number
  bounces: number
  items: { feedback: { text: string; person: object | null; product: string } }[]
}

beforeAll(async () => {
  smtp = await aMailServer()
  port = await freePort()
  world = await aWorld({
    mail: { smtpUrl: smtp.url, from: "Acme <care@acme.example>" },
    inboundMail: { domain: "in.acme.example", host: "127.0.0.1", port, protocol: "smtp" },
  })
  organization = await world.anOrganization()
  editor = await organization.as("editor")
  await someOwners(world, editor, [
    { email: "ana@example.com", name: "Ana" },
    { email: "bo@example.com", name: "Bo" },
  ])
  ;({ planId } = await aPlan(organization))
  const draft = await editor.post<{ id: string; version: number }>(`/plans/${planId}/notices`, { kind: "first" })
  noticeId = draft.body.id
  await editor.patch(`/notices/${noticeId}`, {
    version: draft.body.version,
    texts: [{ language: "en", subject: "We are sorry", body: "About your {{product|product}}: {{status_link}}" }],
  })
  const reach = await editor.get<{ version: number; fingerprint: string }>(`/notices/${noticeId}/reach`)
  await editor.post(`/notices/${noticeId}/sending`, {
    version: reach.body.version,
    fingerprint: reach.body.fingerprint,
  })
  await until(
    async () => smtp.mails.length,
    (n) => n === 2,
  )
  await until(
    async () => (await editor.get<{ state: string }>(`/notices/${noticeId}`)).body.state,
    (state) => state === "sent",
  )
  toAna = smtp.to("ana@example.com")[0]!
  toBo = smtp.to("bo@example.com")[0]!
})
afterAll(async () => {
  await world.end()
  await smtp.close()
})

/** Hands a mail to Rapport as a mail server would; the code of the refusal, if there is one. */
async function deliver(to: string, raw: string, from = "ana@example.com"): Promise<number | "taken"> {
  const transport = createTransport({ host: "127.0.0.1", port, ignoreTLS: true })
  try {
    await transport.sendMail({ envelope: { from, to }, raw })
    return "taken"
  } catch (error) {
    return (error as { responseCode?: number }).responseCode ?? 0
  } finally {
    transport.close()
  }
}

const replies = async () => {
  await world.app.settled()
  return (await editor.get<Replies>(`/notices/${noticeId}/replies`)).body
}
const replyTo = (mail: SentMail) => mail.headers.get("reply-to")!
const answer = (id: string, lines: string[], headers: string[] = []) =>
  [
    "From: Ana <ana@example.com>",
    "Subject: Re: We are sorry",
    `Message-ID: <${id}@example.com>`,
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    "",
    ...lines,
  ].join("\r\n")

test("an answer is feedback of the person, about the product, in her own words; twice delivered it counts once", async () => {
  expect(replyTo(toAna)).toMatch(/^reply\+[a-z2-9]{26}@in\.acme\.example$/)
  expect(toAna.from).toMatch(/^bounce\+[a-z2-9]{26}@in\.acme\.example$/)
  const mail = answer("one", [
    "Thank you, but when exactly?",
    "",
    "On Mon, 1 Jan 2026 Acme wrote:",
    "> About your Aria 2",
  ])
  // Mail servers may change the case of an address.
  expect(await deliver(replyTo(toAna).toUpperCase(), mail)).toBe("taken")
  expect(await deliver(replyTo(toAna), mail)).toBe("taken")
  const { total, items } = await replies()
  expect(total).toBe(1)
  expect(items[0]!.feedback).toMatchObject({
    text: "Thank you, but when exactly?",
    product: "Aria 2",
    person: { name: "Ana" },
  })
  const events = await organization.events("notice.replied")
  expect(events).toMatchObject([{ payload: { planId, number: 1 } }])
  expect(JSON.stringify(events)).not.toContain("when exactly")
})

test("answering machines are counted and not read", async () => {
  const before = await replies()
  await deliver(replyTo(toAna), answer("two", ["I am away."], ["Auto-Submitted: auto-replied"]))
  await deliver(replyTo(toAna), answer("three", ["Bin weg."]).replace("Re: We are sorry", "Abwesenheit: Re"))
  expect(await replies()).toMatchObject({ total: before.total, automatic: before.automatic + 2 })
})

test("a returned mail marks the address, a delayed one does not", async () => {
  const report = (id: string, action: string, status: string) =>
    [
      "From: MAILER-DAEMON <postmaster@example.com>",
      "Subject: Undelivered",
      `Message-ID: <${id}@example.com>`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "Sorry.",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; example.com",
      "",
      "Final-Recipient: rfc822; bo@example.com",
      `Action: ${action}`,
      `Status: ${status}`,
      "--b--",
    ].join("\r\n")
  const marked = () =>
    organization.scope.query<{ email: string }>(
      sql`select email from address_bounce where organization_id = ${organization.id}`,
    )
  expect(await deliver(toBo.from, report("d1", "delayed", "4.4.1"), "")).toBe("taken")
  expect(await marked()).toEqual([])
  expect(await deliver(toBo.from, report("d2", "failed", "5.1.1"), "")).toBe("taken")
  expect(await marked()).toEqual([{ email: "bo@example.com" }])
  expect((await replies()).bounces).toBe(1)
  expect((await editor.get<{ tally: object }>(`/notices/${noticeId}`)).body.tally).toMatchObject({ bounced: 1 })
})

test("mail for nobody, for elsewhere, or too large is refused; hostile mail is taken and does no harm", async () => {
  expect(await deliver("reply+abcdefghijkmnpqrstuvwxyz23@in.acme.example", answer("x", ["hi"]))).toBe(550)
  expect(await deliver("somebody@elsewhere.example", answer("y", ["hi"]))).toBe(550)
  expect(await deliver(replyTo(toAna), answer("z", ["x".repeat(100).concat("\r\n").repeat(110_000)]))).toBe(552)
  const before = await replies()
  const nested = Array.from(
    { length: 60 },
    (_, depth) => `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}`,
  ).join("\r\n")
  expect(await deliver(replyTo(toAna), `From: a@example.com\r\nMessage-ID: <n@x>\r\n${nested}\r\n`)).toBe("taken")
  expect(await deliver(replyTo(toAna), `From: a@example.com\r\nMessage-ID: <b@x>\r\n\r\n\u0000\u0001\u0002`)).toBe(
    "taken",
  )
  expect((await replies()).total).toBeLessThanOrEqual(before.total + 1)
})

test("a customer's own words are what stands before, or between, what she answers to", () => {
  expect(ownWords("Yes.\n\n-----Original Message-----\nFrom: Acme")).toBe("Yes.")
  expect(ownWords("还是不行。\n\n在 2026年1月1日，Acme <care@acme.example> 写道：\n> 您好")).toBe("还是不行。")
  expect(ownWords("On Mon Acme wrote:\n> Is it solved?\nNo.\n-- \nAna")).toBe("No.")
  expect(ownWords("> only what you wrote")).toBe("")
})

test("a mail of markup alone is read as words", async () => {
  const raw = Buffer.from(
    "From: a@example.com\r\nContent-Type: text/html\r\n\r\n<p>Still <b>broken</b> &amp; loud</p><blockquote>yours</blockquote><script>x()</script>",
  )
  expect(await readMail(raw, "a@example.com")).toMatchObject({ kind: "reply", words: "Still broken & loud" })
})
