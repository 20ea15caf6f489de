import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import type { z } from "../../platform/schema.ts"
import { aProblem } from "../../platform/testing/problem.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { PlanDetail } from "./contract.ts"
import { closePlan, markClock, reopenPlan } from "./public.ts"

type Plan = z.output<typeof PlanDetail>
type Refusal = { error: { code: string; params?: { current?: { title: string } } } }

let world: World
let ours: TestOrganization
let clock = new Date("2026-03-12T06:10:00Z")
let mara: Client
let chen: Client

beforeAll(async () => {
  world = await aWorld({ now: () => clock })
  ours = await world.anOrganization("Ours")
  mara = await ours.as("member", { department: "Product", name: "Mara" })
  chen = await ours.as("member", { department: "Executive", name: "Chen" })
  await ours.as("member", { department: "CX", name: "Ines" })
  await ours.as("member", { department: "CX", name: "Tom" })
})
afterAll(() => world.end())

test("a plan is opened from a problem: clock started, a workstream for each department, who leads and sponsors", async () => {
  const problemId = await aProblem(ours)
  const draft = await mara.get<{ workstreams: { title: string; dueAt: string }[] }>(
    `/problems/${problemId}/plan-draft?playbook=product_defect&severity=safety`,
  )
  const made = await mara.post<Plan>(`/problems/${problemId}/plan`, {
    playbook: "product_defect",
    severity: "safety",
    sponsorId: chen.memberId,
    title: "Give Aria 2 customers a fan they can trust",
  })
  expect(made).toMatchObject({
    status: 201,
    body: {
      number: 1,
      title: "Give Aria 2 customers a fan they can trust",
      severity: "safety",
      problem: { id: problemId },
      playbook: { id: "product_defect", name: "Product defect" },
      lead: { id: mara.memberId, name: "Mara", left: false },
      sponsor: { id: chen.memberId, left: false },
      state: "open",
      late: false,
    },
  })
  expect(made.body.clock.map((one) => [one.step, one.at, one.promisedAt, one.state])).toEqual([
    ["opened", "2026-03-12T06:10:00.000Z", null, "kept"],
    ["guidance_live", null, "2026-03-12T10:10:00.000Z", "open"],
    ["first_notice", null, "2026-03-13T06:10:00.000Z", "open"],
    ["fix_shipped", null, "2026-03-26T06:10:00.000Z", "open"],
    ["verified", null, "2026-04-23T06:10:00.000Z", "open"],
  ])
  const byDepartment = made.body.workstreams.map((one) => [
    one.department.name,
    one.deliverable,
    one.owner?.name ?? null,
  ])
  expect(byDepartment).toEqual([
    ["Contact centre", "guidance_live", null],
    ["Marketing", "notice_sent", null],
    ["Product", "cause_found", "Mara"],
    ["Product", "fix_released", "Mara"],
    ["CX", "measured", null],
  ])
  expect(made.body.workstreams[2]!.tasks.length).toBeGreaterThan(2)
  // What was shown before is what came.
  expect(new Set(draft.body.workstreams.map((one) => `${one.title} ${one.dueAt}`))).toEqual(
    new Set(made.body.workstreams.map((one) => `${one.title} ${one.dueAt}`)),
  )
  expect((await ours.events("plan.opened"))[0]).toMatchObject({
    record: `plan:${made.body.id}`,
    payload: { planId: made.body.id, number: 1, problemId, memberIds: [mara.memberId, chen.memberId] },
  })
  expect(await mara.post<Refusal>(`/problems/${problemId}/plan`, { severity: "safety" })).toMatchObject({
    status: 409,
    body: { error: { code: "plan.already_open" } },
  })
})

test("a department without members is visible, and the sponsor is asked at once", async () => {
  const { body: plan } = await aPlan()
  const empty = plan.workstreams.filter((one) => one.department.members === 0)
  expect(empty.map((one) => one.department.name)).toEqual(["Contact centre", "Marketing"])
  expect(plan.workstreamCounts.nobody).toBe(2)
  const asked = (await ours.events("workstream.escalated")).filter((one) => one.payload.planId === plan.id)
  expect(asked.map((one) => [one.payload.department, one.payload.reason, one.payload.memberIds])).toEqual([
    ["Contact centre", "nobody", [chen.memberId]],
    ["Marketing", "nobody", [chen.memberId]],
  ])
})

test("in Chinese the playbook's workstreams are Chinese", async () => {
  const problemId = await aProblem(ours)
  const made = await mara.post<Plan>(`/problems/${problemId}/plan`, {
    playbook: "recall",
    severity: "safety",
    language: "zh-CN",
  })
  expect(made.body.playbook.name).toBe("召回")
  expect(made.body.workstreams.every((one) => /\p{Script=Han}/u.test(one.title))).toBe(true)
})

test("what the playbook proposes can be changed while opening", async () => {
  const problemId = await aProblem(ours)
  const cx = ours.departments.find((one) => one.name === "CX")!
  const made = await mara.post<Plan>(`/problems/${problemId}/plan`, {
    severity: "annoyed",
    promise: { fix_shipped: 240 },
    steps: [
      { step: 0, skip: true },
      { step: 1, departmentId: cx.id },
      { step: 2, ownerId: chen.memberId, dueAt: "2026-05-01T10:00:00Z" },
    ],
  })
  expect(made.body.promise).toMatchObject({ fix_shipped: 240, guidance_live: 120 })
  expect(made.body.workstreams.map((one) => one.deliverable)).not.toContain("cause_found")
  expect(made.body.workstreams.find((one) => one.deliverable === "guidance_live")?.department.name).toBe("CX")
  expect(made.body.workstreams.find((one) => one.deliverable === "notice_sent")).toMatchObject({
    owner: { name: "Chen" },
    dueAt: "2026-05-01T10:00:00.000Z",
  })
})

test("two leads edit at once: the second one is told, with what it says now", async () => {
  const { body: plan } = await aPlan()
  const [first, second] = await Promise.all([
    mara.patch<Plan>(`/plans/${plan.id}`, { version: plan.version, title: "Mara's title" }),
    chen.patch<Refusal>(`/plans/${plan.id}`, { version: plan.version, title: "Chen's title" }),
  ])
  const statuses = [first.status, second.status].sort()
  expect(statuses).toEqual([200, 409])
  const refused = (first.status === 409 ? first : second).body as unknown as Refusal
  const now = (await mara.get<Plan>(`/plans/${plan.id}`)).body
  expect(refused.error).toMatchObject({ code: "plan.changed_meanwhile", params: { current: { title: now.title } } })
  expect(now.version).toBe(plan.version + 1)

  const fix = plan.workstreams.find((one) => one.deliverable === "fix_released")!
  const both = await Promise.all([
    mara.patch(`/workstreams/${fix.id}`, { version: fix.version, note: "Field test running" }),
    chen.patch(`/workstreams/${fix.id}`, { version: fix.version, ownerId: chen.memberId }),
  ])
  expect(both.map((one) => one.status).sort()).toEqual([200, 409])
})

test("a plan changes hands only when the new lead accepts", async () => {
  const { body: plan } = await aPlan()
  const ines = await ours.as("member", { department: "CX", name: "Ines" })
  const tom = await ours.as("member", { department: "CX", name: "Tom" })
  expect(
    (await tom.post<Refusal>(`/plans/${plan.id}/hand-over`, { to: tom.memberId, note: "mine" })).body,
  ).toMatchObject({
    error: { code: "plan.not_yours" },
  })
  const offered = await mara.post<Plan>(`/plans/${plan.id}/hand-over`, { to: ines.memberId, note: "Parts come Monday" })
  expect(offered.body).toMatchObject({ lead: { name: "Mara" }, handOvers: [{ to: { name: "Ines" }, by: "Mara" }] })
  expect((await ours.events("plan.hand_over_asked")).at(-1)?.payload).toMatchObject({ memberIds: [ines.memberId] })
  expect((await mara.post(`/plans/${plan.id}/hand-over`, { to: tom.memberId, note: "or you?" })).status).toBe(409)
  expect((await tom.post(`/plans/${plan.id}/hand-over/answer`, { answer: "accepted" })).status).toBe(403)
  const declined = await ines.post<Plan>(`/plans/${plan.id}/hand-over/answer`, { answer: "declined", note: "on leave" })
  expect(declined.body).toMatchObject({ lead: { name: "Mara" }, handOvers: [] })
  await mara.post(`/plans/${plan.id}/hand-over`, { to: ines.memberId, note: "now?" })
  const accepted = await ines.post<Plan>(`/plans/${plan.id}/hand-over/answer`, { answer: "accepted" })
  expect(accepted.body.lead).toMatchObject({ id: ines.memberId, name: "Ines" })
  expect((await ours.events("plan.handed_over")).at(-1)).toMatchObject({
    record: `plan:${plan.id}`,
    payload: { role: "lead", from: "Mara", to: "Ines" },
  })
})

test("a lead who leaves the company leaves the plan saying so; nothing changes hands by itself", async () => {
  const owner = await ours.as("owner")
  const leaving = await ours.as("member", { department: "Product", name: "Lev" })
  const problemId = await aProblem(ours)
  const { body: plan } = await leaving.post<Plan>(`/problems/${problemId}/plan`, {
    severity: "hindered",
    sponsorId: chen.memberId,
    steps: [{ step: 0, ownerId: leaving.memberId }],
  })
  await owner.delete(`/members/${leaving.memberId}`)
  await world.app.settled()
  const left = (await mara.get<Plan>(`/plans/${plan.id}`)).body
  expect(left.lead).toEqual({ id: leaving.memberId, name: "Lev", left: true })
  expect(left.workstreams.find((one) => one.deliverable === "cause_found")?.owner).toMatchObject({
    name: "Lev",
    left: true,
  })
  expect((await ours.events("plan.lead_left")).map((one) => one.payload)).toMatchObject([
    { planId: plan.id, who: "Lev", memberIds: [chen.memberId] },
  ])
  expect((await ours.events("workstream.owner_left")).length).toBe(1)
  // Now anybody who works on plans may take it up, and says so.
  const taken = await mara.post<Plan>(`/plans/${plan.id}/hand-over`, { to: mara.memberId, note: "I take it" })
  expect(taken.body.lead).toMatchObject({ name: "Mara", left: false })
})

test("the clock: the first time counts, what a department had to deliver is done with it, late is said", async () => {
  const { body: plan } = await aPlan()
  const start = clock
  clock = new Date(start.getTime() + 5 * 3_600_000)
  await ours.scope.transaction((tx) => markClock(tx, plan.id, "guidance_live"))
  clock = new Date(start.getTime() + 9 * 3_600_000)
  expect(await ours.scope.transaction((tx) => markClock(tx, plan.id, "guidance_live"))).toBe(false)
  const { body: now } = await mara.get<Plan>(`/plans/${plan.id}`)
  expect(now.clock[1]).toMatchObject({ step: "guidance_live", hours: 5, state: "late" })
  expect(now.workstreams.find((one) => one.deliverable === "guidance_live")?.state).toBe("done")
  const marks = (await ours.events("plan.clock_marked")).filter((one) => one.payload.planId === plan.id)
  expect(marks.map((one) => [one.payload.step, one.payload.late])).toEqual([["guidance_live", true]])
  expect(
    (await mara.post(`/plans/${plan.id}/clock`, { step: "first_notice", at: "2027-01-01T00:00:00Z" })).status,
  ).toBe(422)
  const byHand = await mara.post<Plan>(`/plans/${plan.id}/clock`, { step: "first_notice" })
  expect(byHand.body.clock[2]).toMatchObject({ hours: 9, state: "kept" })
  clock = start
})

test("no fix starts before it is said how we will know; when every fix is out the clock says so, and takes it back", async () => {
  const { body: plan } = await aPlan()
  const fix = plan.workstreams.find((one) => one.deliverable === "fix_released")!
  const start = await mara.post<Refusal>(`/workstreams/${fix.id}/state`, { state: "started" })
  expect(start).toMatchObject({ status: 409, body: { error: { code: "plan.success_missing" } } })
  const success = {
    metric: "csat",
    where: [{ field: "component", op: "is", value: ["Fan motor"] }],
    expected: { direction: "up", size: 0.2 },
    by: "2026-06-30",
  }
  const said = await mara.put<Plan>(`/plans/${plan.id}/success`, success)
  expect(said.body.success).toEqual(success)
  await mara.post(`/workstreams/${fix.id}/state`, { state: "started" })
  await mara.post(`/workstreams/${fix.id}/state`, { state: "done" })
  const step = async () => (await mara.get<Plan>(`/plans/${plan.id}`)).body.clock[3]!
  expect(await step()).toMatchObject({ step: "fix_shipped", state: "kept" })
  expect((await step()).at).not.toBeNull()
  await mara.post(`/workstreams/${fix.id}/state`, { state: "started" })
  expect((await step()).at).toBeNull()

  const { body: other } = await aPlan()
  await mara.put(`/plans/${other.id}/success`, { postponed: "The survey begins next week" })
  const theirs = other.workstreams.find((one) => one.deliverable === "fix_released")!
  expect((await mara.post(`/workstreams/${theirs.id}/state`, { state: "started" })).status).toBe(200)
  expect((await mara.get<Plan>(`/plans/${other.id}`)).body).toMatchObject({
    success: null,
    successPostponed: { reason: "The survey begins next week", by: "Mara" },
  })
})

test("a plan closes with an outcome or a written reason, a relapse opens it again, and meanwhile nothing is changed", async () => {
  const { body: plan } = await aPlan()
  expect((await mara.post(`/plans/${plan.id}/closure`, {})).status).toBe(422)
  await expect(ours.scope.transaction((tx) => closePlan(tx, plan.id, { verdict: "worked" }))).rejects.toMatchObject({
    fault: { code: "plan.needs_outcome_or_reason" },
  })
  const closed = await mara.post<Plan>(`/plans/${plan.id}/closure`, { reason: "The product is no longer sold" })
  expect(closed.body).toMatchObject({
    state: "closed",
    late: false,
    closure: { verdict: "without_outcome", reason: "The product is no longer sold", by: "Mara" },
  })
  const workstream = plan.workstreams[0]!
  expect((await mara.patch(`/plans/${plan.id}`, { version: plan.version, title: "Too late" })).status).toBe(409)
  expect((await mara.post(`/workstreams/${workstream.id}/state`, { state: "started" })).status).toBe(409)
  await ours.scope.transaction((tx) => reopenPlan(tx, plan.id, "It came back in batch 9"))
  expect((await mara.get<Plan>(`/plans/${plan.id}`)).body).toMatchObject({
    state: "open",
    closure: null,
    reopened: { reason: "It came back in batch 9" },
  })
})

test("a problem found to be a duplicate while its plan is open shows on the plan; a duplicate gets no plan of its own", async () => {
  const { body: plan } = await aPlan()
  const other = await aProblem(ours, { statement: "It smells of burning" })
  await ours.scope.query(sql`
    insert into problem_duplicate (problem_id, of_id, actor_name, at)
    values (${plan.problem.id}, ${other}, 'Ines', ${ours.scope.now()})`)
  expect((await mara.get<Plan>(`/plans/${plan.id}`)).body.duplicateOf).toEqual({
    problemId: other,
    statement: "It smells of burning",
    planId: null,
  })
  await mara.post(`/plans/${plan.id}/closure`, { reason: "It goes on in the other plan" })
  const again = await mara.post<Refusal>(`/problems/${plan.problem.id}/plan`, { severity: "safety" })
  expect(again).toMatchObject({ status: 409, body: { error: { code: "plan.problem_duplicate" } } })
})

test("lists are filtered, paged, counted and exported", async () => {
  const theirs = await world.anOrganization("List")
  const lead = await theirs.as("member", { department: "Product" })
  for (const severity of ["safety", "annoyed", "hindered"]) {
    const id = await aProblem(theirs, { statement: `A ${severity} problem` })
    await lead.post(`/problems/${id}/plan`, { severity })
  }
  const list = async (query: string) =>
    (await lead.get<{ items: Plan[]; next: string | null; total: number }>(`/plans${query}`)).body
  expect((await list("")).total).toBe(3)
  const first = await list("?limit=2")
  expect(first.items.map((one) => one.number)).toEqual([3, 2])
  expect((await list(`?limit=2&cursor=${first.next}`)).items.map((one) => one.number)).toEqual([1])
  expect((await list("?severity=safety")).items.map((one) => one.severity)).toEqual(["safety"])
  expect((await list("?q=ANNOYED")).total).toBe(1)
  expect((await list("?late=true")).total).toBe(0)
  const before = clock
  clock = new Date(before.getTime() + 6 * 3_600_000)
  expect((await list("?late=true")).items.map((one) => one.severity)).toEqual(["safety"])
  clock = before
  expect((await list(`?member=${lead.memberId}`)).total).toBe(3)
  expect((await list("?state=closed")).total).toBe(0)
  const csv = await (await lead.raw("/plans/export?format=csv")).text()
  expect(csv.trim().split("\n").length).toBe(4)
  expect(csv).toContain("A hindered problem")
  expect((await theirs.events("plan.exported")).length).toBe(1)
})

test("bad input and other organizations", async () => {
  const { body: plan } = await aPlan()
  const problemId = await aProblem(ours)
  const post = (input: object) => mara.post<Refusal>(`/problems/${problemId}/plan`, input)
  expect((await post({ severity: "terrible" })).status).toBe(422)
  expect((await post({ severity: "safety", playbook: "nothing" })).status).toBe(404)
  expect((await post({ severity: "safety", leadId: plan.id })).status).toBe(404)
  expect((await post({ severity: "safety", promise: { fix_shipped: -3 } })).status).toBe(422)
  const key = await ours.key()
  expect((await key.post<Refusal>(`/problems/${problemId}/plan`, { severity: "safety" })).body.error.code).toBe(
    "plan.lead_missing",
  )
  const stranger = await (await world.anOrganization("Theirs")).as("owner")
  for (const path of [`/plans/${plan.id}`, `/workstreams/${plan.workstreams[0]!.id}`])
    expect((await stranger.get(path)).status).toBe(404)
  expect((await stranger.post(`/problems/${problemId}/plan`, { severity: "safety" })).status).toBe(404)
  expect((await stranger.patch(`/plans/${plan.id}`, { version: 1, title: "Mine now" })).status).toBe(404)
  const theirMember = stranger.memberId
  expect((await mara.post(`/plans/${plan.id}/hand-over`, { to: theirMember, note: "x" })).status).toBe(404)
  expect((await (await ours.as("viewer")).post(`/plans/${plan.id}/closure`, { reason: "x" })).status).toBe(403)
})

test("settings: promise, ladder and updates by severity; zones and ladders that make no sense are refused", async () => {
  const theirs = await world.anOrganization("Settings")
  const owner = await theirs.as("owner")
  type Kept = { version: number; settings: { timeZone: string; promise: Record<string, Record<string, number>> } }
  const { body } = await owner.get<Kept>("/plan-settings")
  expect(body.version).toBe(0)
  const settings = { ...body.settings, timeZone: "Asia/Shanghai" }
  settings.promise.safety!.guidance_live = 2
  expect((await owner.put<Kept>("/plan-settings", { version: 0, settings })).body).toEqual({ version: 1, settings })
  expect((await owner.put("/plan-settings", { version: 0, settings })).status).toBe(409)
  expect((await owner.put("/plan-settings", { version: 1, settings: { ...settings, timeZone: "Moon" } })).status).toBe(
    422,
  )
  const problemId = await aProblem(theirs)
  const made = await owner.post<Plan>(`/problems/${problemId}/plan`, { severity: "safety" })
  expect(made.body.promise.guidance_live).toBe(2)
  expect((await (await theirs.as("member")).put("/plan-settings", { version: 1, settings })).status).toBe(403)
})

async function aPlan() {
  return mara.post<Plan>(`/problems/${await aProblem(ours)}/plan`, { severity: "safety", sponsorId: chen.memberId })
}
