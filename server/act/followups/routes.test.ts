import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Followup, FollowupFigures, FollowupPage, Rule } from "./contract.ts"
import { tellDue } from "./jobs.ts"
import { openFollowupsOf } from "./public.ts"
import { runRules } from "./running.ts"

let world: World
let clock = new Date("2026-03-11T10:00:00Z")
let ours: TestOrganization
let editor: Client
let ana: Client
let ben: Client
let centre: string

beforeAll(async () => {
  world = await aWorld({ now: () => clock })
  ours = await world.anOrganization("Ours")
  centre = ours.departments.find((one) => one.kind === "contact_centre")!.id
  const department = ours.departments.find((one) => one.kind === "contact_centre")!.name
  editor = await ours.as("editor")
  ana = await ours.as("agent", { department, name: "Ana" })
  ben = await ours.as("agent", { department, name: "Ben" })
})
afterAll(() => world.end())

type List = { items: Followup[]; next: string | null; total: number; counts: { open: number; overdue: number } }
const csat = (value: number, max = 5) => [{ metric: "csat", value, scale: { min: 1, max } }]
const aRule = (change: object = {}) => ({
  name: "Unhappy and about safety",
  definition: { where: [{ field: "score.csat", op: "lte", values: [2] }], q: "smoke", scale: { min: 1, max: 5 } },
  departmentId: centre,
  promisedHours: 24,
  businessHours: false,
  priority: "urgent",
  ...change,
})
async function says(who: string, item: object) {
  const { status } = await editor.post("/feedback", {
    occurredAt: clock.toISOString(),
    person: { externalId: who, name: `Name of ${who}`, email: `${who}@example.com` },
    ...item,
  })
  expect(status).toBeLessThan(300)
  await world.app.settled()
}
const all = async (query = "", who: Client = editor) => (await who.get<List>(`/followups?state=all${query}`)).body
const later = (hours: number) => {
  clock = new Date(clock.getTime() + hours * 3_600_000)
}
async function ofPerson(who: string) {
  const [row] = await ours.scope.query<{ id: string }>(sql`
    select person_id as id from person_identity where organization_id = ${ours.id} and kind = 'external' and value = ${who}`)
  return row!.id
}
async function followupOf(who: string) {
  return (await all(`&person=${await ofPerson(who)}`)).items[0]!
}

test("a low score with a word of the rule is followed up, once, with the promise and in turns", async () => {
  const made = await editor.post<Rule>("/followup-rules", aRule())
  expect([made.status, made.body.members]).toEqual([201, 2])
  await says("C-1", { scores: csat(2), text: "Smoke came out of it" })
  await says("C-2", { scores: csat(1), text: "smoke again" })
  await says("C-3", { scores: csat(5), text: "No smoke, all good" })
  await says("C-4", { scores: csat(2, 10), text: "smoke, on another scale" })
  await says("C-5", { scores: csat(1), text: "smoke years ago", occurredAt: "2026-01-02T00:00:00Z" })
  const { items } = await all()
  expect(items.map((one) => [one.person.name, one.state, one.promisedAt])).toEqual([
    ["Name of C-1", "open", "2026-03-12T10:00:00.000Z"],
    ["Name of C-2", "open", "2026-03-12T10:00:00.000Z"],
  ])
  // One each, in turns.
  expect(new Set(items.map((one) => one.owner?.name))).toEqual(new Set(["Ana", "Ben"]))
  const received = await ours.events("feedback.received")
  await runRules(world.app.platform.stores, world.app.platform.log, received)
  expect((await all()).total).toBe(2)
  expect(JSON.stringify(await ours.events("followup.opened"))).not.toContain("Name of")
})

test("a second reason joins the conversation; two who take it at once: one has it, the other is told who", async () => {
  await says("C-1", { scores: csat(1), text: "Still smoke!" })
  const one = await followupOf("C-1")
  expect([one.also, (await all()).total]).toEqual([1, 2])
  const answers = await Promise.all(
    [ana, ben].map((who) => who.post<{ error: { code: string; message: string } }>(`/followups/${one.id}/claim`)),
  )
  expect(answers.map((one) => one.status).sort()).toEqual([200, 409])
  const [winner, loser] = answers[0]!.status === 200 ? ["Ana", answers[1]!] : ["Ben", answers[0]!]
  expect(loser.body.error).toMatchObject({ code: "followup.taken", message: expect.stringContaining(winner) })
  const [conversation] = await openFollowupsOf(ours.scope, [await ofPerson("C-1")])
  expect(conversation).toMatchObject({
    id: one.id,
    owner: { name: winner },
    department: { id: centre },
    state: "taken",
  })
  const other = winner === "Ana" ? ben : ana
  expect((await other.post(`/followups/${one.id}/closure`, { outcome: "solved" })).status).toBe(409)
  const { body } = await other.post<{ taken: string[]; held: { by: string }[] }>("/followups/claims", {
    ids: [one.id, (await followupOf("C-2")).id],
  })
  expect([body.taken.length, body.held.map((each) => each.by)]).toEqual([1, [winner]])
  // Handing over is for everybody who can act, and stands in its history.
  await ana.post(`/followups/${one.id}/hand-over`, { memberId: ana.memberId })
  expect((await ana.post(`/followups/${one.id}/claim`)).status).toBe(200)
})

test("a call is logged once and stands on her timeline; closing says what came of it and can be taken back", async () => {
  const one = await followupOf("C-1")
  const id = randomUUID()
  later(1)
  for (const _ of [1, 2]) {
    expect(
      (await ana.post(`/followups/${one.id}/contacts`, { id, channel: "phone", reached: true, said: "Sends it in" }))
        .status,
    ).toBe(200)
  }
  await world.app.settled()
  const person = await ana.get<{ timeline: { name: string; channel: string }[] }>(`/people/${one.person.id}`)
  expect(person.body.timeline.filter((entry) => entry.name === "followup_reached")).toMatchObject([
    { channel: "phone" },
  ])
  await ana.post(`/followups/${one.id}/closure`, {
    outcome: "compensated",
    said: "A new one is on its way",
    feeling: "better",
  })
  const closed = (await ana.get<FollowupPage>(`/followups/${one.id}`)).body
  expect(closed).toMatchObject({
    state: "closed",
    closing: { outcome: "compensated", feeling: "better", inTime: true },
  })
  expect(closed.contacts).toMatchObject([{ said: "Sends it in", by: "Ana" }])
  expect((await ana.post(`/followups/${one.id}/snooze`, { until: "2026-03-20T00:00:00Z" })).status).toBe(409)
  await ana.delete(`/followups/${one.id}/closure`)
  expect((await followupOf("C-1")).state).toBe("taken")
  await ana.post(`/followups/${one.id}/closure`, { outcome: "solved" })
})

test("the customer opens it again: by a new low score, and by saying that it was not solved", async () => {
  later(30)
  await says("C-1", { scores: csat(1), text: "smoke, a third time" })
  const again = await followupOf("C-1")
  expect(again).toMatchObject({ state: "open", reopened: 1, reopenedWhy: "low_score", owner: { name: "Ana" } })
  expect(again.promisedAt > clock.toISOString()).toBe(true)
  expect((await all(`&person=${again.person.id}`)).total).toBe(1)
  await ana.post(`/followups/${again.id}/closure`, { outcome: "solved" })
  const { record } = await import("../../platform/outbox.ts")
  await ours.scope.transaction((tx) =>
    record(tx, "standing.not_solved", `person:${again.person.id}`, { personId: again.person.id, feedbackId: null }),
  )
  await world.app.settled()
  expect(await followupOf("C-1")).toMatchObject({ state: "open", reopened: 2, reopenedWhy: "not_solved" })
  // Weeks later it is a new matter.
  await ana.post(`/followups/${again.id}/closure`, { outcome: "solved" })
  later(24 * 20)
  await says("C-1", { scores: csat(1), text: "smoke in April" })
  expect((await all(`&person=${again.person.id}`)).total).toBe(2)
})

test("overdue stands first; reminded, overdue and escalated are told once each", async () => {
  const one = await followupOf("C-1")
  await says("C-6", { scores: csat(1), text: "smoke" })
  clock = new Date(Date.parse(one.promisedAt) - 1_800_000)
  const names = async () =>
    (await ours.events()).filter((each) => each.record === `followup:${one.id}`).map((each) => each.name)
  for (const _ of [1, 2]) await tellDue(world.app.platform.stores)
  later(1)
  for (const _ of [1, 2]) await tellDue(world.app.platform.stores)
  expect((await names()).filter((name) => /remind|overdue/.test(name))).toEqual([
    "followup.reminded",
    "followup.overdue",
  ])
  later(25)
  await tellDue(world.app.platform.stores)
  expect((await names()).at(-1)).toBe("followup.escalated")
  const { body } = await editor.get<List>("/followups?limit=1")
  const next = await editor.get<List>(`/followups?limit=1&cursor=${body.next}`)
  expect(body.items[0]).toMatchObject({ overdue: true })
  expect(next.body.items[0]!.id).not.toBe(body.items[0]!.id)
  expect(body.counts.overdue).toBeGreaterThan(0)
})

test("the share closed in time counts promises when they fall due", async () => {
  const { body } = await editor.get<FollowupFigures>(`/followups/figures?from=2026-03-01&by=owner`)
  const [row] = await ours.scope.query<{ n: number; kept: number }>(sql`
    select count(*) as n, count(*) filter (where closed_at <= until) as kept from followup_promise
    where organization_id = ${ours.id} and until < ${clock}`)
  expect(body.inTime.n).toBe(row!.n)
  expect(body.inTime.estimate).toBeCloseTo(row!.kept / row!.n, 10)
  expect(body.inTime.low!).toBeLessThan(body.inTime.estimate!)
  expect(body.by.reduce((sum, one) => sum + one.inTime.n, 0)).toBe(row!.n)
  expect(body.reopened.n).toBeGreaterThan(0)
})

test("put off until then, without its promise moving; it comes back when somebody says more", async () => {
  const one = await followupOf("C-6")
  await ana.post(`/followups/${one.id}/claim`)
  await ana.post(`/followups/${one.id}/snooze`, { until: new Date(clock.getTime() + 9e7).toISOString() })
  const ids = async () => (await ana.get<List>("/followups?owner=me")).body.items.map((each) => each.id)
  const hidden = await followupOf("C-6")
  if (hidden.owner?.name === "Ana") expect(await ids()).not.toContain(one.id)
  expect(hidden).toMatchObject({ promisedAt: one.promisedAt, snoozedUntil: expect.any(String) })
  await says("C-6", { scores: csat(1), text: "more smoke" })
  expect((await followupOf("C-6")).snoozedUntil).toBeNull()
})

test("a department without members gets what waits for anybody; what a member had who is gone waits again", async () => {
  const empty = ours.departments.find((one) => one.kind === "marketing")!
  const rule = await editor.post<Rule>(
    "/followup-rules",
    aRule({ name: "Price", departmentId: empty.id, definition: { where: [], q: "expensive" } }),
  )
  expect(rule.body.members).toBe(0)
  await says("C-7", { text: "far too expensive" })
  const one = await followupOf("C-7")
  expect(one).toMatchObject({ owner: null, department: { id: empty.id }, rule: { name: "Price" } })
  clock = new Date(Date.parse(one.promisedAt) + 1000)
  await tellDue(world.app.platform.stores)
  const [told] = (await ours.events("followup.overdue")).filter((each) => each.record === `followup:${one.id}`)
  expect((told!.payload.memberIds as string[]).length).toBeGreaterThan(0)
  const carl = await ours.as("agent", { name: "Carl" })
  await carl.post(`/followups/${one.id}/claim`)
  await (await ours.as("owner")).delete(`/members/${carl.memberId}`)
  await world.app.settled()
  expect(await followupOf("C-7")).toMatchObject({ state: "open", owner: null })
})

test("erased: closed, and what was said is gone", async () => {
  const one = await followupOf("C-7")
  await ana.post(`/followups/${one.id}/contacts`, { channel: "phone", reached: true, said: "secret words" })
  const owner = await ours.as("owner")
  expect((await owner.post(`/people/${one.person.id}/erasure`, { reason: "asked" })).status).toBeLessThan(300)
  await world.app.settled()
  const after = await owner.get<FollowupPage>(`/followups/${one.id}`)
  expect(after.body).toMatchObject({ state: "closed", person: { name: null }, reach: null })
  expect(JSON.stringify(after.body)).not.toContain("secret words")
})

test("a rule is tried before it is saved; what it cannot ask is refused; off is off", async () => {
  const trial = await editor.post<{ people: number; perWeek: number; samples: unknown[] }>("/followup-rules/trial", {
    definition: { where: [], q: "smoke" },
  })
  expect(trial.body.people).toBeGreaterThanOrEqual(3)
  expect(trial.body.perWeek).toBeCloseTo((trial.body.people * 7) / 90, 10)
  const bad = (definition: object) =>
    editor.post("/followup-rules", aRule({ definition })).then((answer) => answer.status)
  expect(await bad({ where: [] })).toBe(422)
  expect(await bad({ where: [{ field: "password", op: "in", values: ["x"] }] })).toBeGreaterThanOrEqual(400)
  expect(
    await bad({ where: [{ field: "product'); drop table followup; --", op: "in", values: ["x"] }] }),
  ).toBeGreaterThanOrEqual(400)
  const hostile = await editor.post<Rule>(
    "/followup-rules",
    aRule({
      name: "'; drop table followup; --",
      definition: { where: [{ field: "product", op: "in", values: ["') or 1=1 --"] }], q: '" OR 1 %_\\' },
    }),
  )
  expect(hostile.status).toBe(201)
  await says("C-8", { text: "a quiet word" })
  expect((await all(`&person=${await ofPerson("C-8")}`)).total).toBe(0)
  const fixed = await editor.post<{ error: { code: string } }>("/followup-rules", aRule({ assigning: "fixed" }))
  expect(fixed.body.error.code).toBe("followup.fixed_owner_missing")
  const { items } = (await editor.get<{ items: Rule[] }>("/followup-rules")).body
  for (const one of items) await editor.post(`/followup-rules/${one.id}/pause`)
  await says("C-9", { scores: csat(1), text: "smoke" })
  expect((await all(`&person=${await ofPerson("C-9")}`)).total).toBe(0)
  const [first] = items
  const change = (version: number) => editor.patch(`/followup-rules/${first!.id}`, { version, promisedHours: 4 })
  expect([(await change(first!.version)).status, (await change(first!.version)).status]).toEqual([200, 409])
})

test("by hand; masked without the right to names; another organization sees nothing", async () => {
  const personId = await ofPerson("C-8")
  const made = await ana.post<Followup>("/followups", { personId, reason: "Promised a call", ownerId: ana.memberId })
  expect([made.status, made.body.owner?.name]).toEqual([201, "Ana"])
  expect((await ben.post("/followups", { personId, reason: "Also" })).status).toBe(200)
  const viewer = await ours.as("viewer")
  expect((await all(`&person=${personId}`, viewer)).items[0]!.person).toMatchObject({ name: null, masked: true })
  expect((await viewer.post(`/followups/${made.body.id}/claim`)).status).toBe(403)
  expect(await (await viewer.raw("/followups/export?state=all")).text()).not.toContain("Name of")
  const theirs = await (await world.anOrganization("Theirs")).as("owner")
  expect((await theirs.get(`/followups/${made.body.id}`)).status).toBe(404)
  expect((await theirs.get<List>("/followups?state=all")).body.total).toBe(0)
  expect((await theirs.post("/followups", { personId, reason: "Not ours" })).status).toBe(404)
  expect((await editor.get("/followups?cursor=nonsense")).status).toBe(422)
})
