import { afterAll, beforeAll, expect, test } from "vitest"
import { newId } from "../../platform/ids.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { aPlan } from "../../platform/testing/plan.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Guidance, GuidancePage } from "./contract.ts"
import { liveGuidance } from "./public.ts"
import { publishDue } from "./verbs.ts"

let world: World
let ours: TestOrganization
let writer: Client
let other: Client
let now = Date.parse("2026-11-02T09:00:00Z")

beforeAll(async () => {
  world = await aWorld({ now: () => new Date(now) })
  ours = await world.anOrganization("Ours")
  writer = await ours.as("editor", { name: "Writer" })
  other = await ours.as("editor", { name: "Other" })
})
afterAll(() => world.end())

const words = {
  en: { say: "We know, and we are sorry.", offer: "A loan unit today.", notPromise: "A date.", steps: ["Unplug it."] },
}
const error = (answer: { body: unknown }) => (answer.body as { error: { code: string } }).error.code

test("a draft is approved by somebody else than its writers, and then agents see it", async () => {
  const problemId = await aProblem()
  const drafted = await writer.post<GuidancePage>("/guidance", { problemId, texts: words })
  expect(drafted).toMatchObject({
    status: 201,
    body: { state: "draft", title: "The fan stops", languages: ["en"], live: null, draft: { number: 1, revision: 1 } },
  })
  const { id } = drafted.body
  expect(error(await other.post(`/guidance/${id}/approval`, { revision: 1 }))).toBe("guidance.not_asked")
  expect((await writer.post<GuidancePage>(`/guidance/${id}/request`, { revision: 1 })).body.state).toBe("asked")
  expect((await writer.get<GuidancePage>(`/guidance/${id}`)).body.draft).toMatchObject({
    mayApprove: false,
    approvalBarred: "own_words",
  })
  const own = await writer.post(`/guidance/${id}/approval`, { revision: 1 })
  expect([own.status, error(own)]).toEqual([403, "guidance.own_words"])
  expect(error(await (await ours.key()).post(`/guidance/${id}/approval`, { revision: 1 }))).toBe("guidance.own_words")
  expect(await liveGuidance(ours.scope, [problemId])).toEqual([])

  const approved = await other.post<GuidancePage>(`/guidance/${id}/approval`, { revision: 1 })
  expect(approved).toMatchObject({
    status: 200,
    body: { state: "live", live: { approved: { by: "Other" } }, draft: null },
  })
  expect(await liveGuidance(ours.scope, [problemId])).toMatchObject([{ id, version: 1, texts: words }])
  const told = (await ours.events()).filter((one) => one.record === `guidance:${id}`).map((one) => one.name)
  expect(told).toEqual(["guidance.drafted", "guidance.approval_asked", "guidance.approved", "guidance.published"])
})

test("begun from a problem whose plan is open, it is that plan's guidance and marks its clock", async () => {
  const { planId, problemId } = await aPlan(ours, { statement: "The fan stops" })
  const { id } = await asked(problemId)
  await other.post(`/guidance/${id}/approval`, { revision: 1 })
  expect((await other.get<GuidancePage>(`/guidance/${id}`)).body.planId).toBe(planId)
  const { clock } = (await other.get<{ clock: { step: string; at: string | null }[] }>(`/plans/${planId}`)).body
  expect(clock.find((one) => one.step === "guidance_live")?.at).not.toBeNull()
})

test("who rewrites what waits for approval has to ask again, and is a writer too", async () => {
  const { id } = await asked(await aProblem())
  const changed = await other.patch<GuidancePage>(`/guidance/${id}/draft`, { revision: 1, title: "Fan" })
  expect(changed.body).toMatchObject({ state: "draft", draft: { revision: 2, requested: null } })
  await writer.post(`/guidance/${id}/request`, { revision: 2 })
  expect(error(await other.post(`/guidance/${id}/approval`, { revision: 2 }))).toBe("guidance.own_words")
  const third = await ours.as("editor", { name: "Third" })
  // She approves what she read, not what it has become since.
  expect(error(await third.post(`/guidance/${id}/approval`, { revision: 1 }))).toBe("guidance.changed_meanwhile")
  expect((await third.post(`/guidance/${id}/approval`, { revision: 2 })).status).toBe(200)
})

test("of two who save the same text one hears of the other", async () => {
  const { body } = await writer.post<GuidancePage>("/guidance", { problemId: await aProblem(), texts: words })
  const both = await Promise.all(
    [writer, other].map((one) => one.patch(`/guidance/${body.id}/draft`, { revision: 1, title: "Mine" })),
  )
  expect(both.map((one) => one.status).sort()).toEqual([200, 409])
})

test("of two who approve at once one succeeds; it is published once", async () => {
  const { id } = await asked(await aProblem())
  const third = await ours.as("editor", { name: "Third" })
  const both = await Promise.all([other, third].map((one) => one.post(`/guidance/${id}/approval`, { revision: 1 })))
  expect(both.map((one) => one.status).sort()).toEqual([200, 409])
  expect((await ours.events("guidance.published")).filter((one) => one.record === `guidance:${id}`)).toHaveLength(1)
})

test("it is live from its first moment until before its last, and is told of when its time comes", async () => {
  const problemId = await aProblem()
  const { id } = await asked(problemId, { validFrom: "2026-11-03T00:00:00Z", validUntil: "2026-11-05T00:00:00Z" })
  expect((await other.post<GuidancePage>(`/guidance/${id}/approval`, { revision: 1 })).body.state).toBe("scheduled")
  const seen = async (moment: string) => {
    now = Date.parse(moment)
    return (await liveGuidance(here(), [problemId])).length
  }
  expect(await seen("2026-11-02T23:59:59Z")).toBe(0)
  expect(await publishDue(here())).toBe(0)
  expect(await seen("2026-11-03T00:00:00Z")).toBe(1)
  expect([await publishDue(here()), await publishDue(here())]).toEqual([1, 0])
  expect(await seen("2026-11-04T23:59:59Z")).toBe(1)
  expect(await seen("2026-11-05T00:00:00Z")).toBe(0)
  expect((await writer.get<Guidance>(`/guidance/${id}`)).body.state).toBe("expired")
  const wrong = await writer.post("/guidance", {
    problemId,
    validFrom: "2026-11-05T00:00:00Z",
    validUntil: "2026-11-04T00:00:00Z",
  })
  expect([wrong.status, error(wrong)]).toEqual([422, "guidance.ends_before_it_begins"])
})

test("the next version takes the place of the one before; withdrawn, nothing is shown, and it can be brought back", async () => {
  const problemId = await aProblem()
  const { id } = await asked(problemId)
  await other.post(`/guidance/${id}/approval`, { revision: 1 })
  const next = await writer.post<GuidancePage>(`/guidance/${id}/versions`)
  expect(next.body).toMatchObject({ state: "live", live: { number: 1 }, draft: { number: 2, texts: words } })
  expect(error(await other.post(`/guidance/${id}/versions`))).toBe("guidance.draft_exists")
  const better = { ...words, "zh-CN": { say: "我们知道这个问题，非常抱歉。" } }
  await writer.patch(`/guidance/${id}/draft`, { revision: 1, texts: better })
  await writer.post(`/guidance/${id}/request`, { revision: 2 })
  const approved = await other.post<GuidancePage>(`/guidance/${id}/approval`, { revision: 2 })
  expect(approved.body).toMatchObject({ languages: ["en", "zh-CN"], live: { number: 2 } })
  expect(approved.body.versions.map((one) => one.state)).toEqual(["live", "superseded"])

  const gone = await writer.post<GuidancePage>(`/guidance/${id}/withdrawal`, { reason: "The offer has ended" })
  expect(gone.body).toMatchObject({ state: "withdrawn", live: null })
  expect(await liveGuidance(here(), [problemId])).toEqual([])
  expect(error(await writer.post(`/guidance/${id}/withdrawal`, { reason: "again" }))).toBe("guidance.not_live")
  await other.delete(`/guidance/${id}/withdrawal`)
  expect(await liveGuidance(here(), [problemId])).toMatchObject([{ version: 2 }])
})

test("without words there is nothing to approve; a small organization may do without the second person", async () => {
  const { body } = await writer.post<GuidancePage>("/guidance", { problemId: await aProblem() })
  expect(error(await writer.post(`/guidance/${body.id}/request`, { revision: 1 }))).toBe("guidance.no_words")
  await writer.patch(`/guidance/${body.id}/draft`, { revision: 1, texts: words })
  await writer.post(`/guidance/${body.id}/request`, { revision: 2 })
  const admin = await ours.as("admin")
  expect((await writer.put("/guidance/settings", { secondPerson: false })).status).toBe(403)
  expect((await admin.put("/guidance/settings", { secondPerson: false })).body).toEqual({ secondPerson: false })
  expect((await writer.post(`/guidance/${body.id}/approval`, { revision: 2 })).status).toBe(200)
  await admin.put("/guidance/settings", { secondPerson: true })
})

test("an agent reads it and does not write it; another organization has never heard of it", async () => {
  const { id } = await asked(await aProblem())
  const agent = await ours.as("agent")
  expect((await agent.get(`/guidance/${id}`)).status).toBe(200)
  expect((await agent.patch(`/guidance/${id}/draft`, { revision: 1, title: "x" })).status).toBe(403)
  const theirs = await (await world.anOrganization("Theirs")).as("owner")
  expect((await theirs.get(`/guidance/${id}`)).status).toBe(404)
  expect((await theirs.post(`/guidance/${id}/approval`, { revision: 1 })).status).toBe(404)
  expect(error(await theirs.post("/guidance", { problemId: await aProblem() }))).toBe("record.not_found")
  expect(error(await writer.post("/guidance", {}))).toBe("guidance.about_nothing")
  expect((await writer.post("/guidance", { problemId: await aProblem(), texts: { "en us": {} } })).status).toBe(422)
})

test("the list says what is live and in which languages, page by page, and as a file", async () => {
  const all = await writer.get<{ items: Guidance[]; total: number; counts: Record<string, number> }>("/guidance")
  expect(all.body.total).toBe(all.body.items.length)
  expect(all.body.counts.live).toBe(all.body.items.filter((one) => one.state === "live").length)
  const first = await writer.get<{ items: Guidance[]; next: string }>("/guidance?limit=2")
  const second = await writer.get<{ items: Guidance[] }>(`/guidance?limit=2&cursor=${first.body.next}`)
  expect([...first.body.items, ...second.body.items].map((one) => one.id)).toEqual(
    all.body.items.slice(0, 4).map((one) => one.id),
  )
  const lacking = await writer.get<{ items: Guidance[] }>("/guidance?state=live&without=zh-CN")
  expect(lacking.body.items.length).toBeGreaterThan(0)
  expect(lacking.body.items.every((one) => !one.languages.includes("zh-CN"))).toBe(true)
  const csv = await (await writer.raw("/guidance/export?state=live")).text()
  expect(csv).toContain("我们知道这个问题，非常抱歉。")
  expect(csv.split("\n")[0]).toContain("answeredShare")
})

test("a unit read from the label is checked against what agents see", async () => {
  const { id } = await asked(await aProblem(), {
    eligibility: { batch: ["7"], ranges: [{ from: "A100", to: "A199" }] },
  })
  await other.post(`/guidance/${id}/approval`, { revision: 1 })
  const check = async (unit: object) =>
    (await (await ours.as("agent")).post<{ verdict: string }>(`/guidance/${id}/coverage`, unit)).body.verdict
  expect([
    await check({ serial: "a-150", batch: "7" }),
    await check({ batch: "7" }),
    await check({ serial: "A200", batch: "7" }),
  ]).toEqual(["covered", "need_serial", "not_covered"])
})

// Sees the time as the test sets it, as requests do.
const here = () => mintSystemScope(world.app.platform.stores, ours.id)

async function asked(problemId: string, more: object = {}) {
  const { body } = await writer.post<GuidancePage>("/guidance", { problemId, texts: words, ...more })
  await writer.post(`/guidance/${body.id}/request`, { revision: 1 })
  return body
}

async function aProblem() {
  const id = newId()
  await ours.scope.query(sql`
    insert into problem (id, organization_id, number, statement, created_by, created_at)
    select ${id}, ${ours.id}, coalesce(max(number), 0) + 1, 'The fan stops', 'Test', now() from problem where organization_id = ${ours.id}`)
  return id
}
