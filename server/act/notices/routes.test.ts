import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { aNotice, noticeOf, peopleOf, reachOf, seen, untilIn } from "../../platform/testing/notice.ts"
import { aPlan, type Owner, personOf, someOwners } from "../../platform/testing/plan.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { NoticeAnswer } from "./contract.ts"

let world: World
let smtp: MailServer
beforeAll(async () => {
  smtp = await aMailServer()
  world = await aWorld({ mail: { smtpUrl: smtp.url, from: "Acme <care@acme.example>" } })
})
afterAll(async () => {
  await world.end()
  await smtp.close()
})
beforeEach(() => {
  smtp.mails.length = 0
  smtp.judge = () => undefined
  smtp.beforeAnswer = () => {}
})

const owners = (client: Client, people: readonly Owner[]) => someOwners(world, client, people)

describe("before it is sent", () => {
  test("a draft has the parts of an apology in two languages, and is not sent while a place is empty", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(editor, [{ email: "ana@example.com" }])
    const { planId } = await aPlan(organization)
    const { body: draft } = await editor.post<NoticeAnswer>(`/plans/${planId}/notices`, { kind: "first" })
    expect(draft).toMatchObject({ number: 1, state: "draft", plan: { id: planId }, title: "The fan motor of batch 7" })
    expect(draft.texts.map((one) => one.language)).toEqual(["en", "zh-CN"])
    expect(draft.texts[0]!.body).toContain("> My fan stops and smells burnt")
    const reach = await reachOf(editor, draft.id)
    expect(reach.recipients).toBe(1)
    expect(reach.faults.map((one) => one.code)).toContain("notice.unfilled")
    const refused = await editor.post<{ error: { code: string } }>(`/notices/${draft.id}/sending`, seen(reach))
    expect(refused).toMatchObject({ status: 422, body: { error: { code: "notice.not_ready" } } })
    expect((await organization.events("notice.drafted"))[0]).toMatchObject({ payload: { planId, number: 1 } })
  })

  test("whoever is left out is counted with the reason, and the sample is read as they would read it", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(editor, [
      { email: "ana@example.com", name: "Ana", serial: "A2-1" },
      { email: "bo@example.com", name: "Bo" },
      { name: "No Address" },
      { email: "gone@example.com" },
      { email: "no-more@example.com" },
      { email: "other@example.com", batch: "8" },
    ])
    const { scope } = organization
    await scope.query(
      sql`insert into address_bounce (organization_id, email, reason, at) values (${organization.id}, 'gone@example.com', 'x', now())`,
    )
    const noMore = await personOf(organization, "no-more@example.com")
    await scope.query(sql`
      insert into person_consent (id, organization_id, person_id, topic, value, source, at, actor_name)
      values (gen_random_uuid(), ${organization.id}, ${noMore}, 'marketing', 'denied', 'test', now(), 'x')`)
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    const reach = await reachOf(editor, notice.id)
    expect(reach).toMatchObject({ people: 5, recipients: 2, masked: false, needsApproval: false, faults: [] })
    expect(new Map(reach.excluded.map((one) => [one.reason, one.people]))).toEqual(
      new Map([
        ["no_address", 1],
        ["bounced", 1],
        ["unsubscribed", 1],
      ]),
    )
    const ana = reach.sample.find((one) => one.address === "ana@example.com")!
    expect(ana.subject).toBe("About your Aria 2, Ana")
    expect(ana.text).toContain("we are sorry about A2-1.")
    expect(reach.sample.find((one) => one.name === "Bo")!.text).toContain("we are sorry about your device.")
    // Who is not to see names sees neither them nor what stands for them in the text.
    const masked = await reachOf(await organization.as("viewer"), notice.id)
    expect(masked).toMatchObject({ masked: true, recipients: 2 })
    expect(JSON.stringify(masked.sample)).not.toMatch(/Ana|ana@example|A2-1/)
    expect((await organization.events("notice.people_read")).length).toBeGreaterThan(0)
    // About safety she is written to all the same, and that is said.
    const changed = await editor.patch<NoticeAnswer>(`/notices/${notice.id}`, {
      version: notice.version,
      kind: "safety",
    })
    expect(await reachOf(editor, changed.body.id)).toMatchObject({ recipients: 3, unsubscribedButSafety: 1 })
  })

  test("a field nobody is known to have, an unknown one and an open brace are named", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(editor, [{ email: "ana@example.com" }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId, {
      texts: [{ language: "en", subject: "{{nmae}}", body: "{{serial}} {{batch" }],
    })
    const { faults } = await reachOf(editor, notice.id)
    expect(faults.map((one) => one.code).sort()).toEqual([
      "notice.field_missing",
      "notice.open_braces",
      "notice.unknown_field",
    ])
  })

  test("two people write at once: the second is told, and nothing of the first is lost", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    expect((await editor.patch(`/notices/${notice.id}`, { version: notice.version, title: "One" })).status).toBe(200)
    expect(await editor.patch(`/notices/${notice.id}`, { version: notice.version, title: "Two" })).toMatchObject({
      status: 409,
      body: { error: { code: "notice.changed_meanwhile" } },
    })
    expect((await noticeOf(editor, notice.id)).title).toBe("One")
  })

  test("a test goes to whoever asks, and to nobody else", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor", { name: "Maya" })
    await owners(editor, [{ email: "ana@example.com" }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    expect(await editor.post(`/notices/${notice.id}/test`, {})).toMatchObject({ status: 200, body: { state: "sent" } })
    expect(smtp.mails.length).toBe(1)
    expect(smtp.mails[0]!.to).not.toBe("ana@example.com")
    expect(smtp.mails[0]!.headers.get("subject")).toBe("[Test] About your Aria 2, Maya")
  })
})

describe("a second person", () => {
  test("approves above the limit; not who wrote it; and the list is the one she saw", async () => {
    const organization = await world.anOrganization()
    const [editor, other, owner] = [
      await organization.as("editor"),
      await organization.as("editor", { name: "Second" }),
      await organization.as("owner"),
    ]
    await owners(editor, [{ email: "a@example.com" }, { email: "b@example.com" }])
    expect((await owner.patch("/notices/settings", { version: 0, approvalAbove: 1 })).status).toBe(200)
    expect(await owner.patch("/notices/settings", { version: 0, approvalAbove: 500 })).toMatchObject({ status: 409 })
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    const reach = await reachOf(editor, notice.id)
    expect(reach.needsApproval).toBe(true)
    expect(await editor.post(`/notices/${notice.id}/sending`, seen(reach))).toMatchObject({
      status: 409,
      body: { error: { code: "notice.needs_approval" } },
    })
    expect((await editor.post(`/notices/${notice.id}/approval-request`, seen(reach))).status).toBe(200)
    expect(await editor.post(`/notices/${notice.id}/approval`, seen(reach))).toMatchObject({
      status: 403,
      body: { error: { code: "notice.own_approval" } },
    })
    expect(await (await organization.key()).post(`/notices/${notice.id}/approval`, seen(reach))).toMatchObject({
      status: 403,
    })
    expect((await noticeOf(other, notice.id)).mayApprove).toBe(true)

    // Somebody more is affected since the approver looked.
    await owners(editor, [{ email: "c@example.com" }])
    expect(await other.post(`/notices/${notice.id}/approval`, seen(reach))).toMatchObject({
      status: 409,
      body: { error: { code: "notice.recipients_changed", params: { people: 3, added: 1, removed: 0 } } },
    })
    const again = await reachOf(other, notice.id)
    expect((await other.post(`/notices/${notice.id}/approval`, seen(again))).status).toBe(201)
    expect((await peopleOf(other, notice.id)).length).toBe(3)

    // Between approval and sending one more is matched and one has left: both are said, and must be confirmed.
    await owners(editor, [{ email: "d@example.com" }])
    await organization.scope.query(sql`
      update ownership set ended_at = '2026-01-01' where organization_id = ${organization.id}
        and person_id = ${await personOf(organization, "a@example.com")}`)
    await world.app.settled()
    const refused = await editor.post<{ error: { code: string } }>(`/notices/${notice.id}/sending`, seen(again))
    expect(refused).toMatchObject({ status: 409, body: { error: { params: { added: 1, removed: 1 } } } })
    const now = await reachOf(editor, notice.id)
    expect(now.changes).toEqual({ added: 1, removed: 1 })
    expect((await editor.post(`/notices/${notice.id}/sending`, seen(now))).status).toBe(201)
    await untilIn(editor, notice.id, "sent")
    expect(
      smtp
        .toCustomers()
        .map((mail) => mail.to)
        .sort(),
    ).toEqual(["b@example.com", "c@example.com"])
    expect((await peopleOf(editor, notice.id, "?state=dropped")).map((one) => one.reason)).toEqual([
      "no_longer_matched",
    ])

    // Who came since gets a notice of her own.
    const added = await aNotice(editor, planId, { previousId: notice.id, reach: "added" })
    expect(await reachOf(editor, added.id)).toMatchObject({ recipients: 1 })
  })

  test("can send it back; changing it takes an approval back", async () => {
    const organization = await world.anOrganization()
    const [editor, other] = [await organization.as("editor"), await organization.as("editor", { name: "Second" })]
    await owners(editor, [{ email: "a@example.com" }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    const reach = await reachOf(editor, notice.id)
    await editor.post(`/notices/${notice.id}/approval-request`, seen(reach))
    const back = await other.post<NoticeAnswer>(`/notices/${notice.id}/approval-refusal`, { reason: "Say when." })
    expect(back.body).toMatchObject({ state: "draft", steps: [{ reason: "Say when." }, { state: "asked" }] })
    await editor.post(`/notices/${notice.id}/approval-request`, seen(reach))
    await other.post(`/notices/${notice.id}/approval`, seen(reach))
    const changed = await editor.patch<NoticeAnswer>(`/notices/${notice.id}`, { version: notice.version, title: "New" })
    expect(changed.body).toMatchObject({ state: "draft", tally: null })
  })
})

describe("afterwards", () => {
  test("one click and she gets no more of these, but those about her safety; opening the link changes nothing", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(editor, [{ email: "a@example.com" }, { email: "b@example.com" }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    await untilIn(editor, notice.id, "sent")
    const link = /<([^>]+)>/.exec(smtp.to("a@example.com")[0]!.headers.get("list-unsubscribe")!)![1]!
    const path = new URL(link).pathname
    const look = await world.app.fetch(new Request(link))
    expect(await look.json()).toEqual({ organization: "Acme", safety: false, surveys: false, done: false })
    const press = () =>
      world.app.fetch(
        new Request(link, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: "List-Unsubscribe=One-Click",
        }),
      )
    expect((await press()).status).toBe(200)
    expect((await press()).status).toBe(200)
    expect(path).toMatch(/^\/api\/v1\/unsubscribe\/[a-z2-9]{26}$/)
    expect((await organization.events("notice.unsubscribed")).length).toBe(1)
    expect((await organization.events("person.consent_changed")).length).toBe(1)
    expect((await noticeOf(editor, notice.id)).tally).toMatchObject({ unsubscribed: 1 })
    await organization.scope.query(
      sql`update notice_recipient set claimed_at = now() - interval '2 days' where notice_id = ${notice.id}`,
    )
    const update = await aNotice(editor, planId, { kind: "update", previousId: notice.id })
    expect(await reachOf(editor, update.id)).toMatchObject({
      people: 2,
      recipients: 1,
      excluded: [{ reason: "unsubscribed" }],
    })
    const safety = await aNotice(editor, planId, { kind: "safety", previousId: notice.id })
    expect(await reachOf(editor, safety.id)).toMatchObject({ recipients: 2, unsubscribedButSafety: 1 })
    await editor.post(`/notices/${safety.id}/sending`, seen(await reachOf(editor, safety.id)))
    await untilIn(editor, safety.id, "sent")
    const about = smtp.to("a@example.com")[1]!
    expect(about.headers.has("list-unsubscribe")).toBe(false)
    expect(about.raw).toContain("because of your safety")
  })

  test("an update goes to the same people and those newly matched, and not twice on one day", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(editor, [{ email: "a@example.com" }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    await untilIn(editor, notice.id, "sent")
    // She sold it: she was told of it and hears how it ends.
    await organization.scope.query(
      sql`update ownership set ended_at = '2026-01-01' where organization_id = ${organization.id}`,
    )
    await owners(editor, [{ email: "b@example.com" }])
    const update = await aNotice(editor, planId, { kind: "update", previousId: notice.id })
    expect(await reachOf(editor, update.id)).toMatchObject({
      people: 2,
      recipients: 1,
      excluded: [{ reason: "written_today", people: 1 }],
    })
    await organization.scope.query(
      sql`update notice_recipient set claimed_at = now() - interval '2 days' where notice_id = ${notice.id}`,
    )
    expect(await reachOf(editor, update.id)).toMatchObject({ people: 2, recipients: 2 })
  })

  test("lists and files: filters, pages, names masked; another organization sees nothing", async () => {
    const organization = await world.anOrganization()
    const [editor, viewer] = [await organization.as("editor"), await organization.as("viewer")]
    await owners(editor, [{ email: "ana@example.com", name: "Ana" }])
    const { planId } = await aPlan(organization)
    const first = await aNotice(editor, planId)
    const second = await aNotice(editor, planId, { kind: "safety" })
    await editor.post(`/notices/${second.id}/sending`, seen(await reachOf(editor, second.id)))
    await untilIn(editor, second.id, "sent")
    type List = { items: NoticeAnswer[]; next: string | null; total?: number }
    const list = await viewer.get<List>("/notices?limit=1")
    expect(list.body).toMatchObject({ total: 2, items: [{ id: second.id }], next: "2" })
    expect((await viewer.get<List>(`/notices?limit=1&cursor=${list.body.next}`)).body.items[0]!.id).toBe(first.id)
    expect((await viewer.get<List>(`/notices?state=sent&plan=${planId}`)).body.items.map((one) => one.id)).toEqual([
      second.id,
    ])
    const file = await (await viewer.raw("/notices/export")).text()
    expect(file.trim().split("\r\n").length).toBe(3)
    const masked = await (await viewer.raw(`/notices/${second.id}/recipients/export`)).text()
    expect(masked).not.toContain("ana@example.com")
    expect(masked).not.toContain("Ana")
    expect(await (await editor.raw(`/notices/${second.id}/recipients/export`)).text()).toContain("ana@example.com")
    const stranger = await (await world.anOrganization("Other")).as("owner")
    expect((await stranger.get(`/notices/${first.id}`)).status).toBe(404)
    expect((await stranger.post(`/plans/${planId}/notices`, { kind: "first" })).status).toBe(404)
  })
})
