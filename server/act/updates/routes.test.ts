import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import type { z } from "../../platform/schema.ts"
import { aProblem } from "../../platform/testing/problem.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { PlanDetail } from "../plans/contract.ts"
import type { PublicStatus as PublicStatusSchema, Update as UpdateSchema } from "./contract.ts"
import { askDue, mailUpdate } from "./jobs.ts"

type Plan = z.output<typeof PlanDetail>
type Update = z.output<typeof UpdateSchema>
type PublicStatus = z.output<typeof PublicStatusSchema>
type Letter = { to: string; subject: string; text: string }

let world: World
let ours: TestOrganization
let clock = new Date("2026-03-12T06:10:00Z")
let mara: Client
let owner: Client
let visitor: Client

beforeAll(async () => {
  world = await aWorld({ now: () => clock })
  ours = await world.anOrganization("Northlight")
  mara = await ours.as("member", { department: "Product", name: "Mara Maier" })
  owner = await ours.as("owner")
  visitor = await ours.as("visitor")
})
afterAll(() => world.end())

test("an update is asked for on its cadence, once; no news in one act, and the next one is a period later", async () => {
  const plan = await aPlan("hindered")
  expect(plan).toMatchObject({ cadence: { everyDays: 14, hour: 16 }, nextUpdateAt: "2026-03-20T16:00:00.000Z" })
  const asked = async () => (await ours.events("plan.update_due")).filter((one) => one.payload.planId === plan.id)
  await askDue(world.app.platform.stores)
  expect(await asked()).toEqual([])
  clock = new Date("2026-03-20T16:00:00Z")
  await Promise.all([askDue(world.app.platform.stores), askDue(world.app.platform.stores)])
  await askDue(world.app.platform.stores)
  expect((await asked()).map((one) => one.payload.memberIds)).toEqual([[mara.memberId]])
  const posted = await mara.post<Update>(`/plans/${plan.id}/updates`, { kind: "no_news" })
  expect(posted).toMatchObject({ status: 201, body: { kind: "no_news", audience: "internal", texts: {} } })
  expect((await mara.get<Plan>(`/plans/${plan.id}`)).body.nextUpdateAt).toBe("2026-04-03T16:00:00.000Z")
  expect((await mara.post(`/plans/${plan.id}/updates`, { kind: "news" })).status).toBe(422)
})

test("members who subscribe are named in the event; they leave as easily", async () => {
  const plan = await aPlan("hindered")
  await owner.put(`/plans/${plan.id}/subscription`)
  await owner.put(`/plans/${plan.id}/subscription`)
  expect((await owner.get(`/plans/${plan.id}/subscribers`)).body).toMatchObject({
    me: true,
    members: [{ id: owner.memberId }],
    others: [],
  })
  await mara.post(`/plans/${plan.id}/updates`, { texts: { en: "Parts arrived" } })
  expect((await ours.events("plan.update_posted")).at(-1)?.payload).toMatchObject({ memberIds: [owner.memberId] })
  await owner.delete(`/plans/${plan.id}/subscription`)
  expect((await owner.get(`/plans/${plan.id}/subscribers`)).body).toMatchObject({ me: false, members: [] })
})

test("the status page shows stages and public updates by an unguessable address; nothing internal, nobody's name", async () => {
  const plan = await aPlan("safety")
  expect((await mara.put(`/plans/${plan.id}/status-page`, { titles: {} })).status).toBe(422)
  const titles = { en: "The fan of Aria 2", "zh-CN": "Aria 2 风扇" }
  const opened = await mara.put<{ page: { link: string } }>(`/plans/${plan.id}/status-page`, { titles })
  const token = opened.body.page.link.split("/").at(-1)!
  expect(token.length).toBeGreaterThanOrEqual(32)
  await mara.post(`/plans/${plan.id}/updates`, { audience: "internal", texts: { en: "Supplier X is in trouble" } })
  await mara.post(`/plans/${plan.id}/updates`, {
    audience: "public",
    texts: { en: "We found the cause", "zh-CN": "已查明原因" },
  })
  const regretted = await mara.post<Update>(`/plans/${plan.id}/updates`, { audience: "public", texts: { en: "Oops" } })
  await mara.delete(`/plan-updates/${regretted.body.id}`)
  // The problem follows its plan.
  await world.app.settled()
  const shown = await visitor.get<PublicStatus>(`/status/${token}`)
  expect(shown).toMatchObject({
    status: 200,
    body: { organization: "Northlight", titles, stage: "fixing", steps: [{ step: "opened" }], ended: false },
  })
  expect(shown.body.updates.map((one) => one.texts)).toEqual([{ en: "We found the cause", "zh-CN": "已查明原因" }])
  const all = JSON.stringify(shown.body)
  for (const secret of ["Mara", "Supplier", "Oops", plan.id, plan.problem.id, ours.id])
    expect(all).not.toContain(secret)
  await mara.delete(`/plans/${plan.id}/status-page`)
  expect((await visitor.get(`/status/${token}`)).status).toBe(404)
  const again = await mara.put<{ page: { link: string } }>(`/plans/${plan.id}/status-page`, { titles })
  expect(again.body.page.link.endsWith(token)).toBe(false)
  expect((await visitor.get(`/status/${"x".repeat(32)}`)).status).toBe(404)
})

test("who follows from outside confirms first, is mailed each public update once, and leaves by the link; a look changes nothing", async () => {
  const plan = await aPlan("safety")
  const { body } = await mara.put<{ page: { link: string } }>(`/plans/${plan.id}/status-page`, {
    titles: { en: "The fan" },
  })
  const token = body.page.link.split("/").at(-1)!
  const ask = (email: string) => visitor.post(`/status/${token}/subscribers`, { email, language: "zh-CN" })
  expect((await ask("not an address")).status).toBe(422)
  expect((await ask("li@example.com")).status).toBe(204)
  expect((await ask("LI@example.com")).status).toBe(204)
  const mails = async (to: string) =>
    (await owner.get<{ items: Letter[] }>("/mail-outbox")).body.items.filter((one) => one.to === to)
  const [letter, ...more] = await mails("li@example.com")
  expect(more).toEqual([])
  const mine = /subscription\/([\w-]+)/.exec(letter!.text)![1]!
  await visitor.get(`/status-subscriptions/${mine}`)
  const first = await mara.post<Update>(`/plans/${plan.id}/updates`, { audience: "public", texts: { en: "One" } })
  const { platform } = world.app
  await mailUpdate(platform, ours.id, first.body.id)
  expect((await mails("li@example.com")).length).toBe(1)
  clock = new Date(clock.getTime() + 60_000)
  await visitor.post(`/status-subscriptions/${mine}/confirmation`)
  await mara.post(`/plans/${plan.id}/subscribers`, { email: "dealer@example.com" })
  expect((await mara.post(`/plans/${plan.id}/subscribers`, { email: "Dealer@example.com" })).status).toBe(409)
  const internal = await mara.post<Update>(`/plans/${plan.id}/updates`, { texts: { en: "Only for us" } })
  const second = await mara.post<Update>(`/plans/${plan.id}/updates`, { audience: "public", kind: "no_news" })
  for (const id of [internal.body.id, second.body.id, second.body.id]) await mailUpdate(platform, ours.id, id)
  const told = (await mails("li@example.com")).filter((one) => one !== letter && !one.subject.includes("需要"))
  expect(told.length).toBe(1)
  expect(told[0]!.text).toContain("目前还没有新消息")
  expect((await mails("dealer@example.com")).length).toBe(1)
  // Addresses are masked for who may not see personal data.
  const seen = JSON.stringify((await mara.get(`/plans/${plan.id}/subscribers`)).body)
  expect(seen).not.toContain("dealer@")
  expect(JSON.stringify((await owner.get(`/plans/${plan.id}/subscribers`)).body)).toContain("dealer@example.com")
  expect(JSON.stringify(await ours.events())).not.toContain('example.com"')
  expect((await visitor.delete(`/status-subscriptions/${mine}`)).status).toBe(204)
  expect((await visitor.get(`/status-subscriptions/${mine}`)).status).toBe(404)
  const third = await mara.post<Update>(`/plans/${plan.id}/updates`, { audience: "public", texts: { en: "Three" } })
  await mailUpdate(platform, ours.id, third.body.id)
  expect((await mails("li@example.com")).length).toBe(2)
})

test("the timeline is read from what happened: plan, workstreams, problem and comments; what matters is starred for everybody", async () => {
  const plan = await aPlan("safety")
  const [workstream] = plan.workstreams
  await mara.post("/comments", { record: `workstream:${workstream!.id}`, text: "Is the supplier told?" })
  await mara.post(`/plans/${plan.id}/updates`, { texts: { en: "Parts arrived" } })
  type Timeline = {
    items: { id: string; name: string; starred: { by: string } | null; milestone: boolean; texts: object | null }[]
    next: string | null
  }
  const read = async (query = "") => (await mara.get<Timeline>(`/plans/${plan.id}/timeline${query}`)).body
  const all = await read()
  expect(
    all.items
      .map((one) => one.name)
      .filter((name) => !name.startsWith("problem.") && name !== "workstream.added" && name !== "workstream.escalated"),
  ).toEqual(["plan.update_posted", "comment.added", "plan.opened"])
  expect(all.items[0]!.texts).toEqual({ en: "Parts arrived" })
  const comment = all.items.find((one) => one.name === "comment.added")!
  expect((await mara.put(`/plans/${plan.id}/timeline/${comment.id}/star`)).status).toBe(204)
  const starred = await read("?only=starred")
  expect(starred.items.map((one) => [one.name, one.starred?.by ?? null, one.milestone])).toEqual([
    ["comment.added", "Mara Maier", false],
    ["plan.opened", null, true],
  ])
  await mara.delete(`/plans/${plan.id}/timeline/${comment.id}/star`)
  expect((await read("?only=starred")).items.length).toBe(1)
  const page = await read("?limit=3")
  expect((await read(`?limit=3&cursor=${page.next}`)).items[0]!.id).not.toBe(page.items.at(-1)!.id)
  const other = await aPlan("safety")
  const [foreign] = (await mara.get<Timeline>(`/plans/${other.id}/timeline`)).body.items
  expect((await mara.put(`/plans/${plan.id}/timeline/${foreign!.id}/star`)).status).toBe(404)
})

test("files: by their bytes and not their names, always a download, once on disk, gone when nobody has them", async () => {
  const plan = await aPlan("safety")
  const record = `plan:${plan.id}`
  const send = (name: string, body: BodyInit, about = record) =>
    mara.raw(`/files?record=${about}&name=${encodeURIComponent(name)}`, { method: "POST", body })
  const html = "<script>alert(1)</script>"
  const first = (await (await send('../../evil".html', html)).json()) as {
    id: string
    name: string
    type: string
    bytes: number
  }
  expect(first).toMatchObject({ name: "evil_.html", type: "text/plain; charset=utf-8", bytes: html.length })
  const second = (await (await send("again.txt", html, `workstream:${plan.workstreams[0]!.id}`)).json()) as {
    id: string
  }
  const listed = await mara.get<{ items: { name: string; by: string }[] }>(`/files?record=${record}`)
  expect(listed.body.items.map((one) => one.name)).toEqual(["evil_.html", "again.txt"])
  const content = await mara.raw(`/files/${first.id}/content`)
  expect(await content.text()).toBe(html)
  expect(content.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''evil_.html")
  expect(content.headers.get("x-content-type-options")).toBe("nosniff")
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
  expect(await (await send("picture.txt", png)).json()).toMatchObject({ type: "image/png" })
  expect((await send("empty", "")).status).toBe(422)
  expect((await send("large", new Uint8Array(25 * 1024 ** 2 + 1))).status).toBe(413)
  await mara.delete(`/files/${first.id}`)
  expect((await mara.raw(`/files/${first.id}/content`)).status).toBe(404)
  expect(await (await mara.raw(`/files/${second.id}/content`)).text()).toBe(html)
  const stranger = await (await world.anOrganization("Theirs")).as("owner")
  expect((await stranger.raw(`/files/${second.id}/content`)).status).toBe(404)
  expect((await stranger.get(`/files?record=${record}`)).status).toBe(404)
  expect((await stranger.delete(`/files/${second.id}`)).status).toBe(404)
  expect(
    await world.app.platform.stores.database.query(sql`select 1 from attachment where organization_id = ${ours.id}`),
  ).toHaveLength(2)
})

async function aPlan(severity: string): Promise<Plan> {
  clock = new Date("2026-03-12T06:10:00Z")
  return (await mara.post<Plan>(`/problems/${await aProblem(ours)}/plan`, { severity })).body
}
