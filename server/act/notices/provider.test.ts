import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { aNotice, noticeOf, peopleOf, reachOf, seen, send, untilIn } from "../../platform/testing/notice.ts"
import { aPlan, until } from "../../platform/testing/plan.ts"
import { aProvider, type Provider } from "../../platform/testing/provider.ts"
import { aWorld, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { NoticeAnswer } from "./contract.ts"

let world: World
let smtp: MailServer
let provider: Provider
beforeAll(async () => {
  smtp = await aMailServer()
  provider = await aProvider()
  world = await aWorld({
    mail: { smtpUrl: smtp.url, from: "Acme <care@acme.example>" },
    outboundAllow: [provider.host],
  })
})
afterAll(async () => {
  await world.end()
  await provider.close()
  await smtp.close()
})
beforeEach(() => {
  provider.messages.length = 0
  provider.answer = () => ({ status: 202, body: '{"accepted":true}' })
  smtp.mails.length = 0
})

const short = {
  language: "en",
  subject: "Your {{product|product}}",
  body: "We are sorry, {{name|customer}}: unplug it.",
}
const byWebhook = { channel: "webhook", texts: [short] }

/** An organization with so many owners with a telephone number (+4915100001…), and a provider set. */
async function withProvider(phones: number, organization?: TestOrganization) {
  const made = organization ?? (await world.anOrganization("Northlight"))
  const [editor, owner] = [await made.as("editor"), await made.as("owner")]
  const settings = await owner.patch("/notices/settings", { version: 0, webhookUrl: provider.url })
  expect(settings.status).toBe(200)
  const { body } = await owner.post<{ secret: string }>("/notices/settings/webhook-secret")
  provider.secret = body.secret
  await owns(
    made,
    Array.from({ length: phones }, (_, index) => ({ externalId: `p${index}`, phone: phoneOf(index) })),
  )
  return { organization: made, editor, owner, planId: (await aPlan(made)).planId }
}

const phoneOf = (index: number) => `+4915112340${String(index).padStart(2, "0")}`

async function owns(organization: TestOrganization, people: { externalId: string; phone?: string; email?: string }[]) {
  const editor = await organization.as("editor")
  if (people.length === 0) return
  const items = people.map((person, index) => ({
    ...{ person, product: "Aria 2", batch: "7", source: "test" },
    externalId: `${person.externalId} ${index}`,
  }))
  expect((await editor.put("/ownership", { items })).status).toBe(200)
  await world.app.settled()
}

describe("by SMS or push", () => {
  test("without a provider it is refused, and never goes out by mail instead", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owns(organization, [{ externalId: "ana", email: "ana@example.com", phone: phoneOf(1) }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId, byWebhook)
    expect(await send(editor, notice.id)).toMatchObject({ status: 409, body: { error: { code: "notice.no_webhook" } } })
    expect(smtp.mails).toEqual([])
  })

  test("each person with a number is handed over once, signed; who has none is left out and said", async () => {
    const { organization, editor, planId } = await withProvider(2)
    await owns(organization, [{ externalId: "mail only", email: "ana@example.com" }])
    const draft = await editor.post<NoticeAnswer>(`/plans/${planId}/notices`, { kind: "first", channel: "webhook" })
    expect(draft.body.texts[0]!.body.length).toBeLessThan(300)
    const notice = await aNotice(editor, planId, byWebhook)
    const reach = await reachOf(editor, notice.id)
    expect(reach).toMatchObject({ people: 3, recipients: 2, excluded: [{ reason: "no_phone", people: 1 }] })
    expect(reach.sample[0]).toMatchObject({ address: expect.stringMatching(/^\+4915112340/), html: "" })
    expect(reach.sample[0]!.text).toMatch(/^We are sorry, customer: unplug it\.\nhttp.*\/s\//)
    expect((await send(editor, notice.id)).status).toBe(201)
    const sent = await untilIn(editor, notice.id, "sent")
    expect(sent.tally).toMatchObject({ total: 2, sent: 2 })
    expect(provider.messages.map((one) => one.to.phone).sort()).toEqual([phoneOf(0), phoneOf(1)])
    expect(provider.messages.every((one) => one.signed && one.key === one.id && !one.test)).toBe(true)
    expect(new Set(provider.messages.map((one) => one.key)).size).toBe(2)
    expect(smtp.mails).toEqual([])
    const [clock] = await organization.scope.query(
      sql`select 1 from plan_clock where plan_id = ${planId} and step = 'first_notice'`,
    )
    expect(clock).toBeDefined()
  })

  test("reports: arrived, failed and opted out are noted once, and only when they are signed", async () => {
    const { organization, editor, planId } = await withProvider(3)
    const notice = await aNotice(editor, planId, byWebhook)
    await send(editor, notice.id)
    await untilIn(editor, notice.id, "sent")
    const [one, two, three] = provider.messages.map((message) => message.id)
    const reports = [
      { id: one, state: "delivered" },
      { id: two, state: "failed", reason: "no such number +49 151 1234 000" },
      { id: three, state: "opted_out" },
    ]
    expect(await provider.report(world.app, reports, "whsec_b3RoZXJzZWNyZXRvdGhlcg==")).toBe(401)
    expect(await provider.report(world.app, { id: "notice_aaaaaaaaaaaaaaaaaaaaaaaaaa", state: "delivered" })).toBe(401)
    expect(await provider.report(world.app, "nonsense")).toBe(401)
    expect((await noticeOf(editor, notice.id)).tally).toMatchObject({ delivered: 0, bounced: 0 })
    expect(await provider.report(world.app, reports)).toBe(202)
    expect(await provider.report(world.app, reports)).toBe(202)
    expect((await noticeOf(editor, notice.id)).tally).toMatchObject({ delivered: 1, bounced: 1, unsubscribed: 1 })
    const [failed] = await peopleOf(editor, notice.id, "?state=bounced")
    expect(failed!.response).toBe("no such number …")
    expect((await organization.events("notice.bounced")).length).toBe(1)
    expect((await organization.events("notice.unsubscribed")).length).toBe(1)
    expect((await organization.events("person.consent_changed")).length).toBe(1)
    // Whoever opted out is left out of the next one, by mail too.
    await organization.scope.query(
      sql`update notice_recipient set claimed_at = now() - interval '2 days' where notice_id = ${notice.id}`,
    )
    const next = await aNotice(editor, planId, byWebhook)
    expect((await reachOf(editor, next.id)).excluded).toEqual([{ reason: "unsubscribed", people: 1 }])
    // Another organization's secret says nothing about these messages.
    const other = await withProvider(0, await world.anOrganization("Other"))
    expect(await provider.report(world.app, { id: one, state: "failed" })).toBe(401)
    expect((await noticeOf(editor, notice.id)).tally).toMatchObject({ bounced: 1 })
    expect(other.planId).not.toBe(planId)
  })

  test("busy, broken and refusing: later with the same key, and never twice once taken", async () => {
    const { organization, editor, planId } = await withProvider(3)
    const answers = new Map([
      [phoneOf(0), [{ status: 500 }, { status: 202 }]],
      [phoneOf(1), [{ status: 422, body: "not a mobile number" }]],
      [phoneOf(2), [{ status: 202 }]],
    ])
    provider.answer = ({ to }) => answers.get(to.phone)!.shift() ?? { status: 409 }
    const notice = await aNotice(editor, planId, byWebhook)
    await send(editor, notice.id)
    await until(
      async () => (await noticeOf(editor, notice.id)).tally!,
      (tally) => tally.later === 1 && tally.waiting === 0 && tally.claimed === 0,
    )
    await organization.scope.query(sql`update notice_recipient set next_try_at = now() where notice_id = ${notice.id}`)
    await world.restart()
    const sent = await untilIn(editor, notice.id, "sent")
    expect(sent.tally).toMatchObject({ sent: 2, refused: 1 })
    const keys = provider.messages.filter((one) => one.to.phone === phoneOf(0)).map((one) => one.key)
    expect(keys.length).toBe(2)
    expect(new Set(keys).size).toBe(1)
    expect(provider.messages.length).toBe(4)
  })

  test("a provider that says wait is asked again then; nothing counts as tried", async () => {
    const { editor, planId } = await withProvider(1)
    const answers = [{ status: 429, headers: { "retry-after": "1" } }]
    provider.answer = () => answers.shift() ?? { status: 202 }
    const notice = await aNotice(editor, planId, byWebhook)
    await send(editor, notice.id)
    await untilIn(editor, notice.id, "sent")
    expect(provider.messages.length).toBe(2)
    expect((await peopleOf(editor, notice.id))[0]).toMatchObject({ state: "sent", tries: 1 })
  })

  test.each([
    ["a redirect to the inside", { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data" } }],
    ["a secret it does not know", { status: 401, body: "bad signature" }],
  ])("%s pauses the notice, and nobody counts as written to", async (_, reply) => {
    const { editor, planId } = await withProvider(2)
    provider.answer = () => reply
    const notice = await aNotice(editor, planId, byWebhook)
    await send(editor, notice.id)
    const paused = await untilIn(editor, notice.id, "paused")
    expect(paused.steps[0]!.reason).toMatch(/^provider: (302|401)/)
    const tally = await until(
      async () => (await noticeOf(editor, notice.id)).tally!,
      (one) => one.claimed === 0,
    )
    expect(tally).toMatchObject({ waiting: 2, sent: 0 })
  })

  test("an address inside the operator's network is not called", async () => {
    const { editor, owner, planId } = await withProvider(1)
    const { body } = await owner.get<{ version: number }>("/notices/settings")
    await owner.patch("/notices/settings", { version: body.version, webhookUrl: "https://10.0.0.1/sms" })
    const notice = await aNotice(editor, planId, byWebhook)
    await send(editor, notice.id)
    expect((await untilIn(editor, notice.id, "paused")).steps[0]!.reason).toContain("10.0.0.1 is not a public address")
    expect(await editor.post(`/notices/${notice.id}/test`, { phone: phoneOf(1) })).toMatchObject({
      body: { state: "refused", detail: "10.0.0.1 is not a public address" },
    })
  })

  test("a program that ended between claim and answer does not send again; a report tells what became of it", async () => {
    const { organization, editor, planId } = await withProvider(2)
    const notice = await aNotice(editor, planId, byWebhook)
    await send(editor, notice.id)
    await untilIn(editor, notice.id, "sent")
    const [lost] = provider.messages.splice(0)
    // As kill -9 leaves it: claimed, and never noted.
    await organization.scope.query(sql`
      update notice_recipient set state = 'claimed', done_at = null where notice_id = ${notice.id} and person_id = ${lost!.to.personId}`)
    await organization.scope.query(sql`delete from notice_step where notice_id = ${notice.id} and state = 'sent'`)
    await world.restart()
    expect((await untilIn(editor, notice.id, "sent")).tally).toMatchObject({ sent: 1, uncertain: 1 })
    expect(provider.messages).toEqual([])
    expect(await provider.report(world.app, { id: lost!.id, state: "delivered" })).toBe(202)
    expect((await noticeOf(editor, notice.id)).tally).toMatchObject({ sent: 2, uncertain: 0, delivered: 1 })
  })

  test("a test goes to the number that is given, and says that it is one", async () => {
    const { editor, planId } = await withProvider(1)
    const notice = await aNotice(editor, planId, byWebhook)
    expect(await editor.post(`/notices/${notice.id}/test`, {})).toMatchObject({
      status: 422,
      body: { error: { code: "notice.test_needs_phone" } },
    })
    expect((await editor.post(`/notices/${notice.id}/test`, { phone: "0151" })).status).toBe(422)
    const answer = await editor.post(`/notices/${notice.id}/test`, { phone: "+4915199999999" })
    expect(answer).toMatchObject({ status: 200, body: { state: "sent" } })
    expect(provider.messages).toMatchObject([{ test: true, to: { personId: null, phone: "+4915199999999" } }])
  })
})

describe("somebody speaks with her right now", () => {
  test("she is said and left out, unless the author says otherwise or it is about safety", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owns(organization, [
      { externalId: "a", email: "a@example.com" },
      { externalId: "b", email: "b@example.com" },
    ])
    const { planId } = await aPlan(organization)
    const [person] = await organization.scope.query<{ person_id: string }>(
      sql`select person_id from person_identity where organization_id = ${organization.id} and value = 'a@example.com'`,
    )
    const made = await editor.post("/followups", { personId: person!.person_id, reason: "called twice" })
    expect(made.status).toBe(201)
    const notice = await aNotice(editor, planId)
    expect(notice.inConversation).toBe("leave_out")
    const reach = await reachOf(editor, notice.id)
    expect(reach).toMatchObject({
      recipients: 1,
      excluded: [{ reason: "in_conversation", people: 1 }],
      inConversation: { people: 1, leftOut: true, followups: [{ number: 1, personId: person!.person_id }] },
    })
    const write = { version: notice.version, inConversation: "write" }
    const changed = await editor.patch<NoticeAnswer>(`/notices/${notice.id}`, write)
    const all = await reachOf(editor, notice.id)
    expect(all).toMatchObject({ recipients: 2, inConversation: { people: 1, leftOut: false } })
    expect(await editor.post(`/notices/${notice.id}/sending`, seen(reach))).toMatchObject({ status: 409 })
    const safety = await aNotice(editor, planId, { kind: "safety" })
    expect(await reachOf(editor, safety.id)).toMatchObject({ recipients: 2, inConversation: { people: 1 } })
    expect(changed.body.inConversation).toBe("write")
  })

  test("also when it began after the list was made", async () => {
    const organization = await world.anOrganization()
    const [editor, other] = [await organization.as("editor"), await organization.as("editor", { name: "Second" })]
    await owns(organization, [
      { externalId: "a", email: "a@example.com" },
      { externalId: "b", email: "b@example.com" },
    ])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    smtp.judge = () => ({ code: 451, words: "4.2.0 busy" })
    await send(editor, notice.id)
    await until(
      async () => (await noticeOf(editor, notice.id)).tally!.later,
      (n) => n === 2,
    )
    const [one] = await peopleOf(editor, notice.id)
    expect((await other.post("/followups", { personId: one!.personId, reason: "called" })).status).toBe(201)
    smtp.judge = () => undefined
    await organization.scope.query(sql`update notice_recipient set next_try_at = now() where notice_id = ${notice.id}`)
    await world.restart()
    expect((await untilIn(editor, notice.id, "sent")).tally).toMatchObject({ sent: 1, dropped: 1 })
    expect((await peopleOf(editor, notice.id, "?state=dropped"))[0]).toMatchObject({ reason: "in_conversation" })
  })
})
