import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { aNotice, noticeOf, peopleOf, reachOf, seen, untilIn } from "../../platform/testing/notice.ts"
import { aPlan, type Owner, personOf, someOwners, until } from "../../platform/testing/plan.ts"
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

describe("sending", () => {
  test("each gets one mail, marked for what it is, and the plan's clock notes the first notice", async () => {
    const organization = await world.anOrganization("Northlight")
    const editor = await organization.as("editor")
    await owners(editor, [
      { email: "ana@example.com", name: "Ana\r\nBcc: thief@example.com", serial: "A2-1" },
      { email: "bo@example.com", name: "<script>alert(1)</script> https://evil.example" },
    ])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    const reach = await reachOf(editor, notice.id)
    expect((await editor.post(`/notices/${notice.id}/sending`, seen(reach))).status).toBe(201)
    expect(await editor.post(`/notices/${notice.id}/sending`, seen(reach))).toMatchObject({ status: 409 })
    const sent = await untilIn(editor, notice.id, "sent")
    expect(sent.tally).toMatchObject({ total: 2, sent: 2, waiting: 0 })
    expect(smtp.toCustomers().length).toBe(2)
    const [ana] = smtp.to("ana@example.com")
    expect(ana!.headers.get("subject")).toBe("About your Aria 2, Ana Bcc: thief@example.com")
    expect(ana!.headers.has("bcc")).toBe(false)
    expect(ana!.headers.get("from")).toBe("Northlight <care@acme.example>")
    expect(ana!.headers.get("auto-submitted")).toBe("auto-generated")
    expect(ana!.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click")
    const [bo] = smtp.to("bo@example.com")
    const page = bo!.raw.slice(bo!.raw.indexOf("text/html"))
    expect(page).not.toContain("<script>alert")
    expect(page).not.toMatch(/href=3D"https:\/\/evil/)
    expect(bo!.raw).not.toMatch(/<img|http-equiv/i)
    const { rows } = {
      rows: await organization.scope.query<{ step: string }>(
        sql`select step from plan_clock where plan_id = ${planId}`,
      ),
    }
    expect(rows.map((row) => row.step)).toContain("first_notice")
    expect((await organization.events("notice.sent"))[0]).toMatchObject({ payload: { planId, sent: 2 } })
    // What customers were sent is not copied into the mail outbox.
    expect(await organization.scope.query(sql`select 1 from mail where organization_id = ${organization.id}`)).toEqual(
      [],
    )
  })

  test("a mail server that refuses half: the others are sent, dead addresses are marked, the busy ones come later", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(
      editor,
      ["a", "b", "c", "d"].map((name) => ({ email: `${name}@example.com` })),
    )
    smtp.judge = (to) =>
      to.startsWith("a@")
        ? { code: 550, words: "5.1.1 a@example.com unknown" }
        : to.startsWith("b@")
          ? { code: 451, words: "4.2.0 busy" }
          : undefined
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    const tally = await until(
      async () => (await noticeOf(editor, notice.id)).tally!,
      (one) => one.waiting === 0 && one.claimed === 0,
    )
    expect(tally).toMatchObject({ sent: 2, refused: 1, later: 1 })
    expect((await noticeOf(editor, notice.id)).state).toBe("sending")
    const people = await peopleOf(editor, notice.id)
    const refused = people.find((one) => one.state === "refused")!
    expect(refused).toMatchObject({ address: "a@example.com", reason: "refused" })
    expect(refused.response).not.toContain("a@example.com")
    expect(people.find((one) => one.state === "later")!.nextTryAt).not.toBeNull()
    const [bounced] = await organization.scope.query<{ email: string }>(
      sql`select email from address_bounce where organization_id = ${organization.id}`,
    )
    expect(bounced).toEqual({ email: "a@example.com" })
    // The next notice leaves the dead address out.
    const next = await aNotice(editor, planId, { kind: "safety" })
    expect((await reachOf(editor, next.id)).excluded).toEqual([{ reason: "bounced", people: 1 }])
  })

  test("a program that ended between handing over and the answer does not write twice", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(
      editor,
      ["a", "b", "c"].map((name) => ({ email: `${name}@example.com` })),
    )
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    await untilIn(editor, notice.id, "sent")
    // As kill -9 leaves it: one claimed and never noted, one not begun, the notice still being sent.
    const [b, c] = [await personOf(organization, "b@example.com"), await personOf(organization, "c@example.com")]
    const { scope } = organization
    await scope.query(
      sql`update notice_recipient set state = 'claimed', done_at = null where notice_id = ${notice.id} and person_id = ${b}`,
    )
    await scope.query(
      sql`update notice_recipient set state = 'waiting', done_at = null, address_hash = null where notice_id = ${notice.id} and person_id = ${c}`,
    )
    await scope.query(sql`delete from notice_step where notice_id = ${notice.id} and state = 'sent'`)
    smtp.mails.length = 0
    await world.restart()
    const sent = await untilIn(editor, notice.id, "sent")
    expect(smtp.toCustomers().map((mail) => mail.to)).toEqual(["c@example.com"])
    expect(sent.tally).toMatchObject({ sent: 2, uncertain: 1 })
  })

  test("pausing stops it, going on ends it; cancelling leaves the rest unwritten", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(
      editor,
      Array.from({ length: 12 }, (_, index) => ({ email: `p${index}@example.com` })),
    )
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    smtp.beforeAnswer = () => held
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    await until(
      async () => smtp.toCustomers().length,
      (n) => n > 0,
    )
    expect((await editor.post<NoticeAnswer>(`/notices/${notice.id}/pause`)).body.state).toBe("paused")
    smtp.beforeAnswer = () => {}
    release()
    const paused = await until(
      async () => (await noticeOf(editor, notice.id)).tally!,
      (tally) => tally.claimed === 0,
    )
    expect((await editor.delete(`/notices/${notice.id}/pause`)).status).toBe(200)
    expect((await untilIn(editor, notice.id, "sent")).tally).toMatchObject({ sent: 12 })
    expect(paused.sent + paused.waiting).toBe(12)
    expect(new Set(smtp.toCustomers().map((mail) => mail.to)).size).toBe(12)
    expect(smtp.toCustomers().length).toBe(12)
  })

  test("who is erased, merged or unsubscribed while it waits is not written to, or once", async () => {
    const organization = await world.anOrganization()
    const [editor, other, owner] = [
      await organization.as("editor"),
      await organization.as("editor", { name: "Second" }),
      await organization.as("owner"),
    ]
    await owners(
      editor,
      ["one", "two", "three", "four"].map((name) => ({ email: `${name}@example.com`, name })),
    )
    await owner.patch("/notices/settings", { version: 0, approvalAbove: 0 })
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    const reach = await reachOf(editor, notice.id)
    await editor.post(`/notices/${notice.id}/approval-request`, seen(reach))
    await other.post(`/notices/${notice.id}/approval`, seen(reach))
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    // The first mail is held back while the others' people change.
    await organization.scope.query(sql`
      insert into notice_setting (organization_id, per_hour, updated_by, updated_at) values (${organization.id}, 1, 'x', now())
      on conflict (organization_id) do update set per_hour = 1`)
    smtp.beforeAnswer = () => held
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    await until(
      async () => smtp.toCustomers().length,
      (n) => n === 1,
    )
    const first = smtp.toCustomers()[0]!.to
    const [erased, kept, mergedInto] = ["one", "two", "three", "four"]
      .map((name) => `${name}@example.com`)
      .filter((one) => one !== first)
    const erasedId = await personOf(organization, erased!)
    await organization.scope.query(sql`
      insert into person_erasure (person_id, organization_id, erased_at, erased_by) values (${erasedId}, ${organization.id}, now(), 'x')`)
    await organization.scope.query(sql`
      update person set root_id = ${await personOf(organization, kept!)} where id = ${await personOf(organization, mergedInto!)}`)
    await organization.scope.query(
      sql`update notice_setting set per_hour = null where organization_id = ${organization.id}`,
    )
    release()
    smtp.beforeAnswer = () => {}
    await world.restart()
    await untilIn(editor, notice.id, "sent")
    expect(
      smtp
        .toCustomers()
        .map((mail) => mail.to)
        .sort(),
    ).toEqual([first, kept].sort())
    const dropped = await peopleOf(editor, notice.id, "?state=dropped")
    expect(dropped.map((one) => one.reason).sort()).toEqual(["erased", "same_address"])
  })

  test("a plan that is closed while it is being sent stops it, until somebody says go on", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(editor, [{ email: "a@example.com" }, { email: "b@example.com" }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    smtp.judge = () => ({ code: 451, words: "4.2.0 busy" })
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    await until(
      async () => (await noticeOf(editor, notice.id)).tally!.later,
      (n) => n === 2,
    )
    await organization.scope.query(sql`
      insert into plan_closure (id, plan_id, verdict, reason, actor_name, at)
      values (gen_random_uuid(), ${planId}, 'without_outcome', 'a false alarm', 'x', now())`)
    smtp.judge = () => undefined
    await organization.scope.query(sql`update notice_recipient set next_try_at = now() where notice_id = ${notice.id}`)
    await world.restart()
    expect((await untilIn(editor, notice.id, "paused")).steps[0]).toMatchObject({ reason: "plan_closed" })
    expect(smtp.toCustomers()).toEqual([])
    await editor.delete(`/notices/${notice.id}/pause`)
    expect((await untilIn(editor, notice.id, "sent")).tally).toMatchObject({ sent: 2 })
  })

  test("a problem that turns out to be a duplicate meanwhile: the notice goes on, and the other plan writes to nobody again", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(
      editor,
      ["a", "b", "c"].map((name) => ({ email: `${name}@example.com` })),
    )
    const { planId, problemId } = await aPlan(organization)
    const other = await aPlan(organization, { statement: "It smells burnt" })
    const notice = await aNotice(editor, planId)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    smtp.beforeAnswer = () => held
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    await until(
      async () => smtp.toCustomers().length,
      (n) => n > 0,
    )
    const merged = await editor.put(`/problems/${problemId}/duplicate`, { of: other.problemId })
    expect(merged.status).toBe(200)
    await world.app.settled()
    release()
    expect((await untilIn(editor, notice.id, "sent")).tally).toMatchObject({ sent: 3 })
    expect(smtp.toCustomers().length).toBe(3)
    const again = await aNotice(editor, other.planId)
    expect(await reachOf(editor, again.id)).toMatchObject({
      people: 3,
      recipients: 0,
      excluded: [{ reason: "written_today", people: 3 }],
    })
  })

  test("mail refused for what it is, not for the address, marks nobody as unreachable", async () => {
    const organization = await world.anOrganization()
    const editor = await organization.as("editor")
    await owners(editor, [{ email: "a@example.com" }])
    const { planId } = await aPlan(organization)
    const notice = await aNotice(editor, planId)
    smtp.judge = () => ({ code: 550, words: "5.7.1 relaying denied" })
    await editor.post(`/notices/${notice.id}/sending`, seen(await reachOf(editor, notice.id)))
    const sent = await untilIn(editor, notice.id, "sent")
    expect(sent.tally).toMatchObject({ refused: 1 })
    expect(
      await organization.scope.query(sql`select 1 from address_bounce where organization_id = ${organization.id}`),
    ).toEqual([])
  })
})
