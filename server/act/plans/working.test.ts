import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import type { z } from "../../platform/schema.ts"
import { aProblem } from "../../platform/testing/problem.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { PlanDetail, Workstream as WorkstreamSchema } from "./contract.ts"
import { escalateDue } from "./jobs.ts"

type Plan = z.output<typeof PlanDetail>
type Workstream = z.output<typeof WorkstreamSchema>
type Refusal = { error: { code: string } }

let world: World
let clock = new Date("2026-03-12T06:10:00Z")
let ours: TestOrganization
let mara: Client
let chen: Client
let ines: Client

beforeAll(async () => {
  world = await aWorld({ now: () => clock })
  ours = await world.anOrganization("Ours")
  mara = await ours.as("member", { department: "Product", name: "Mara" })
  chen = await ours.as("member", { department: "Executive", name: "Chen" })
  ines = await ours.as("member", { department: "CX", name: "Ines" })
})
afterAll(() => world.end())

const start = new Date("2026-03-12T06:10:00Z")
const inHours = (hours: number) => new Date(start.getTime() + hours * 3_600_000)

test("a workstream has an owner, a due time, tasks; who gets it is told, and the timeline can find it", async () => {
  const plan = await aPlan()
  const cx = ours.departments.find((one) => one.name === "CX")!
  const made = await mara.post<Workstream>(`/plans/${plan.id}/workstreams`, {
    departmentId: cx.id,
    ownerId: ines.memberId,
    title: "Call the twenty who wrote twice",
    dueAt: inHours(72).toISOString(),
    tasks: ["Get the list", "Call"],
  })
  expect(made).toMatchObject({
    status: 201,
    body: { state: "waiting", late: false, owner: { name: "Ines" }, tasks: [{ text: "Get the list", done: null }, {}] },
  })
  const done = await ines.patch<Workstream>(`/workstream-tasks/${made.body.tasks[0]!.id}`, { done: true })
  expect(done.body.tasks[0]?.done).toMatchObject({ by: "Ines" })
  const added = await ines.post<Workstream>(`/workstreams/${made.body.id}/tasks`, { text: "Write down what they say" })
  expect(added.body.tasks.map((one) => one.text)).toEqual(["Get the list", "Call", "Write down what they say"])
  expect((await ines.delete(`/workstream-tasks/${made.body.tasks[1]!.id}`)).status).toBe(200)
  const events = (await ours.events()).filter((one) => one.record === `workstream:${made.body.id}`)
  expect(events.map((one) => one.name)).toEqual([
    "workstream.added",
    "workstream.task_done",
    "workstream.task_added",
    "workstream.task_removed",
  ])
  expect(events[0]!.payload).toMatchObject({ planId: plan.id, memberIds: [ines.memberId] })
  expect(events.every((one) => one.payload.planId === plan.id)).toBe(true)
})

test("later needs a reason, and lead and sponsor are told of it; a time that is over is refused", async () => {
  const plan = await aPlan()
  const fix = plan.workstreams.find((one) => one.deliverable === "fix_released")!
  const dueAt = new Date(Date.parse(fix.dueAt) + 6 * 86_400_000).toISOString()
  expect((await ines.patch<Refusal>(`/workstreams/${fix.id}`, { version: fix.version, dueAt })).body.error.code).toBe(
    "workstream.later_needs_reason",
  )
  const moved = await ines.patch<Workstream>(`/workstreams/${fix.id}`, {
    version: fix.version,
    dueAt,
    reason: "parts late",
  })
  expect(moved.body).toMatchObject({ dueAt, version: fix.version + 1 })
  expect((await ours.events("workstream.changed")).at(-1)?.payload).toMatchObject({
    fields: ["dueAt"],
    later: true,
    reason: "parts late",
    from: fix.dueAt,
    to: dueAt,
    memberIds: [mara.memberId, chen.memberId],
  })
  const cx = ours.departments.find((one) => one.name === "CX")!
  const past = { departmentId: cx.id, title: "Yesterday", dueAt: inHours(-24).toISOString() }
  expect((await mara.post<Refusal>(`/plans/${plan.id}/workstreams`, past)).body.error.code).toBe("workstream.due_past")
})

test("blockers: by another workstream or by words, lifted by hand or when the other is done, never in a circle", async () => {
  const plan = await aPlan()
  const [cause, fix] = ["cause_found", "fix_released"].map(
    (kind) => plan.workstreams.find((one) => one.deliverable === kind)!,
  )
  const blocked = await mara.post<Workstream>(`/workstreams/${fix!.id}/blockers`, { workstreamId: cause!.id })
  expect(blocked.body.blockers).toMatchObject([{ workstream: { id: cause!.id, title: cause!.title } }])
  expect(
    (await mara.post<Refusal>(`/workstreams/${cause!.id}/blockers`, { workstreamId: fix!.id })).body.error.code,
  ).toBe("workstream.blocks_itself")
  expect((await mara.post(`/workstreams/${fix!.id}/blockers`, { workstreamId: fix!.id })).status).toBe(409)
  const words = await mara.post<Workstream>(`/workstreams/${fix!.id}/blockers`, { words: "Supplier has no motors" })
  expect(words.body.blockers.length).toBe(2)
  await mara.post(`/workstreams/${cause!.id}/state`, { state: "done" })
  const freed = await mara.get<Workstream>(`/workstreams/${fix!.id}`)
  expect(freed.body.blockers).toMatchObject([{ words: "Supplier has no motors" }])
  await mara.delete(`/workstream-blockers/${freed.body.blockers[0]!.id}`)
  expect((await mara.get<Workstream>(`/workstreams/${fix!.id}`)).body.blockers).toEqual([])
  const other = await aPlan()
  expect((await mara.post(`/workstreams/${fix!.id}/blockers`, { workstreamId: other.workstreams[0]!.id })).status).toBe(
    404,
  )
})

test("issues elsewhere are pointed to, but only by addresses of the web", async () => {
  const plan = await aPlan()
  const { id } = plan.workstreams[0]!
  const linked = await mara.post<Workstream>(`/workstreams/${id}/links`, { url: "https://tracker.example.com/FAN-12" })
  expect(linked.body.links).toMatchObject([{ url: "https://tracker.example.com/FAN-12", title: "tracker.example.com" }])
  for (const url of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "nonsense"])
    expect((await mara.post(`/workstreams/${id}/links`, { url })).status).toBe(422)
  expect((await mara.delete(`/workstream-links/${linked.body.links[0]!.id}`)).status).toBe(200)
})

test("dropping needs a reason; what is dropped is late no more", async () => {
  const plan = await aPlan()
  const { id } = plan.workstreams[0]!
  expect((await mara.post(`/workstreams/${id}/state`, { state: "dropped" })).status).toBe(422)
  const dropped = await mara.post<Workstream>(`/workstreams/${id}/state`, {
    state: "dropped",
    reason: "No calls any more",
  })
  expect(dropped.body).toMatchObject({
    state: "dropped",
    stateReason: "No calls any more",
    stateBy: "Mara",
    ladder: [],
  })
})

test("escalation climbs the ladder that was said in advance: owner, lead, sponsor, committee; never twice, also after a restart", async () => {
  clock = start
  const theirs = await world.anOrganization("Ladder")
  const lead = await theirs.as("member", { department: "Product", name: "Lea" })
  const sponsor = await theirs.as("member", { department: "Executive", name: "Sol" })
  const doer = await theirs.as("member", { department: "CX", name: "Dee" })
  const problemId = await aProblem(theirs)
  const steps = [0, 1, 2, 3, 4].map((step) => ({ step, skip: true }))
  const { body: plan } = await lead.post<Plan>(`/problems/${problemId}/plan`, {
    severity: "hindered",
    sponsorId: sponsor.memberId,
    steps,
  })
  const cx = theirs.departments.find((one) => one.name === "CX")!
  const { body: one } = await lead.post<Workstream>(`/plans/${plan.id}/workstreams`, {
    departmentId: cx.id,
    ownerId: doer.memberId,
    title: "Watch five customers",
    dueAt: "2026-03-20T17:00:00Z",
  })
  expect(one.ladder.map((rung) => [rung.level, rung.at, rung.told])).toEqual([
    ["owner", "2026-03-20T09:00:00.000Z", null],
    ["late", "2026-03-20T17:00:00.000Z", null],
    ["lead", "2026-03-21T09:00:00.000Z", null],
    ["sponsor", "2026-03-23T09:00:00.000Z", null],
    ["committee", "2026-03-26T09:00:00.000Z", null],
  ])
  const climbed = async () => {
    await escalateDue(world.app.platform.stores)
    const events = (await world.app.platform.stores.database.query<{
      name: string
      payload: Record<string, unknown>
    }>(sql`
      select name, payload from outbox where organization_id = ${theirs.id} and record = ${`workstream:${one.id}`}
        and payload ? 'dueAt' and name <> 'workstream.added' order by id`)) as {
      name: string
      payload: { level: string; memberIds: string[]; next: { level: string; at: string } | null }
    }[]
    return events.map(({ name, payload }) => [
      name,
      payload.level,
      payload.memberIds.length,
      payload.next?.level ?? null,
    ])
  }
  clock = new Date("2026-03-20T08:59:59Z")
  expect(await climbed()).toEqual([])
  clock = new Date("2026-03-20T09:00:00Z")
  await Promise.all([escalateDue(world.app.platform.stores), escalateDue(world.app.platform.stores)])
  expect(await climbed()).toEqual([["workstream.reminded", "owner", 1, "late"]])
  await world.restart()
  expect((await climbed()).length).toBe(1)
  // Rapport was down for days: everybody who should have been told is told now, once.
  clock = new Date("2026-03-24T12:00:00Z")
  expect((await climbed()).slice(1)).toEqual([
    ["workstream.late", "late", 1, "lead"],
    ["workstream.escalated", "lead", 1, "sponsor"],
    ["workstream.escalated", "sponsor", 1, "committee"],
  ])
  const late = (await lead.get<Plan>(`/plans/${plan.id}`)).body
  expect(late).toMatchObject({ late: true, lateWorkstreams: [{ id: one.id, department: "CX" }] })
  expect(late.workstreams[0]!.ladder.map((rung) => rung.told !== null)).toEqual([true, true, true, true, false])
  // A new date begins a new ladder; done ends it.
  const { body: again } = await lead.patch<Workstream>(`/workstreams/${one.id}`, {
    version: one.version,
    dueAt: "2026-03-27T17:00:00Z",
    reason: "Two customers cancelled",
  })
  expect(again.ladder.every((rung) => rung.told === null)).toBe(true)
  clock = new Date("2026-03-27T09:30:00Z")
  expect((await climbed()).at(-1)).toEqual(["workstream.reminded", "owner", 1, "late"])
  await doer.post(`/workstreams/${one.id}/state`, { state: "done" })
  clock = new Date("2026-05-01T00:00:00Z")
  expect((await climbed()).length).toBe(5)
  clock = start
})

async function aPlan(): Promise<Plan> {
  const input = { severity: "hindered", sponsorId: chen.memberId }
  return (await mara.post<Plan>(`/problems/${await aProblem(ours)}/plan`, input)).body
}

test("home asks a member for her parts that are due, for updates, and for an answer to an offer", async () => {
  clock = start
  const theirs = await world.anOrganization("Home")
  const lead = await theirs.as("member", { department: "Product", name: "Lea" })
  const other = await theirs.as("member", { department: "CX", name: "Dee" })
  const { body: plan } = await lead.post<Plan>(`/problems/${await aProblem(theirs)}/plan`, { severity: "safety" })
  const asked = async (client: Client) => {
    const { body } = await client.get<{ asked: { kind: string; record: string; due: string | null }[] }>("/home")
    return body.asked.map((one) => [one.kind, one.record])
  }
  const cause = plan.workstreams.find((one) => one.deliverable === "cause_found")!
  expect(await asked(lead)).toContainEqual(["workstream", `workstream:${cause.id}`])
  await lead.post(`/plans/${plan.id}/hand-over`, { to: other.memberId, note: "please" })
  expect(await asked(other)).toContainEqual(["hand_over", `plan:${plan.id}`])
  clock = inHours(30)
  expect(await asked(lead)).toContainEqual(["update", `plan:${plan.id}`])
  clock = start
})
