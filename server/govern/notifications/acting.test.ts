import { afterAll, beforeAll, expect, test } from "vitest"
import { escalateDue } from "../../act/plans/jobs.ts"
import { sql } from "../../platform/postgres.ts"
import { whileReaderRests } from "../../platform/reader.ts"
import { aProblem } from "../../platform/testing/problem.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Notification } from "./contract.ts"

let world: World
let ours: TestOrganization
let clock = Date.parse("2026-03-12T06:10:00Z")
let [mara, chen, ines, kim]: Client[] = []

beforeAll(async () => {
  world = await aWorld({ now: () => new Date(clock++) })
  ours = await world.anOrganization("Ours")
  mara = await ours.as("member", { department: "Product", name: "Mara" })
  chen = await ours.as("member", { department: "Executive", name: "Chen" })
  ines = await ours.as("editor", { department: "CX", name: "Ines" })
  kim = await ours.as("editor", { department: "Contact centre", name: "Kim" })
})
afterAll(() => world.end())

type Plan = {
  id: string
  workstreams: { id: string; title: string; version: number; dueAt: string; deliverable: string }[]
}
const aPlan = async (title: string) =>
  (
    await mara!.post<Plan>(`/problems/${await aProblem(ours)}/plan`, {
      severity: "safety",
      sponsorId: chen!.memberId,
      title,
    })
  ).body

/** What a client has not read, and has then. */
async function news(client: Client | undefined, language = "en") {
  await world.app.settled()
  const list = await client!.get<{ items: Notification[] }>(`/notifications?unread=true&language=${language}`)
  await client!.post("/notifications/reading", { all: true })
  return list.body.items
}
const sentences = async (client: Client | undefined, language?: string) =>
  (await news(client, language)).map((one) => one.sentence)

test("a plan: who sponsors it, who is asked to take over, who is given a part; in the reader's language", async () => {
  const plan = await aPlan("A fan they can trust")
  expect((await sentences(chen)).at(-1)).toBe("Mara opened an action plan that you sponsor: A fan they can trust")
  await mara!.post(`/plans/${plan.id}/hand-over`, { to: ines!.memberId, note: "Parts come Monday" })
  expect((await sentences(ines))[0]).toBe("Mara asks you to take over the action plan: A fan they can trust")
  await ines!.post(`/plans/${plan.id}/hand-over/answer`, { answer: "declined", note: "on leave" })
  expect(await sentences(mara, "zh-CN")).toEqual(["Ines 未接手行动计划：A fan they can trust"])
  const part = plan.workstreams.find((one) => one.deliverable === "cause_found")!
  await mara!.patch(`/workstreams/${part.id}`, { version: part.version, ownerId: ines!.memberId })
  const [given] = await news(ines)
  expect(given).toMatchObject({
    kind: "assignment",
    key: "workstream.assigned",
    record: `workstream:${part.id}`,
    sentence: `Mara gave you a part of “A fan they can trust”: ${part.title}`,
  })
})

test("a late workstream: the department is reminded, then told it is late, then the lead; each once", async () => {
  const plan = await aPlan("Late on purpose")
  await world.app.settled()
  for (const one of [mara, chen, ines, kim]) await news(one)
  const start = clock
  const due = Date.parse(plan.workstreams.find((one) => one.deliverable === "guidance_live")!.dueAt)
  clock = due + 60_000
  await escalateDue(world.app.platform.stores)
  await escalateDue(world.app.platform.stores)
  const told = (await news(kim)).filter((one) => one.kind === "due" && one.params.planId === plan.id)
  expect(told).toMatchObject([{ key: "workstream.late", count: 2 }])
  expect(told[0]!.sentence).toMatch(/^Late, it was due .*12 Mar.*10:10: /)
  clock = due + 3 * 86_400_000
  await escalateDue(world.app.platform.stores)
  expect((await news(mara)).map((one) => one.key)).toContain("workstream.escalated")
  clock = start
})

test("approval of guidance: who may give it is asked, and who asked hears of it", async () => {
  const { body } = await ines!.post<{ id: string }>("/guidance", {
    problemId: await aProblem(ours),
    texts: { en: { say: "We are sorry.", offer: "", notPromise: "", steps: [] } },
  })
  const asked = await ines!.post(`/guidance/${body.id}/request`, { revision: 1 })
  expect(asked.status).toBeLessThan(300)
  expect(await news(kim)).toMatchObject([
    { kind: "approval", key: "guidance.approval_asked", record: `guidance:${body.id}` },
  ])
  expect((await kim!.get<{ asked: { kind: string; record: string }[] }>("/home")).body.asked).toContainEqual(
    expect.objectContaining({ kind: "approval", record: `guidance:${body.id}` }),
  )
  await kim!.post(`/guidance/${body.id}/approval`, { revision: 1 })
  expect((await news(ines)).map((one) => one.key)).toContain("guidance.approved")
  expect((await kim!.get<{ asked: { kind: string }[] }>("/home")).body.asked.map((one) => one.kind)).not.toContain(
    "approval",
  )
})

test("who follows a record hears of it; who mutes it, or the plan it is a part of, only of what names her", async () => {
  const plan = await aPlan("Followed")
  for (const one of [mara, chen, ines, kim]) await news(one)
  const record = `plan:${plan.id}`
  expect((await kim!.put("/following", { record, state: "following" })).status).toBe(200)
  expect((await chen!.put("/following", { record, state: "muted" })).status).toBe(200)
  expect((await chen!.get(`/following?record=${record}`)).body).toMatchObject({ state: "muted" })
  expect(
    (await kim!.put("/following", { record: "plan:01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44", state: "muted" })).status,
  ).toBe(404)

  const fix = plan.workstreams.find((one) => one.deliverable === "cause_found")!
  await ines!.post(`/workstreams/${fix.id}/state`, { state: "done" })
  await mara!.post("/comments", { record, text: "Parts arrived" })
  expect((await news(kim)).map((one) => one.key).sort()).toEqual(["comment.added", "workstream.done"])
  expect(await news(chen)).toEqual([])
  await mara!.post("/comments", { record, text: `@[${chen!.memberId}] please look` })
  expect((await news(chen)).map((one) => one.kind)).toEqual(["mention"])
  expect((await chen!.get<{ items: object[] }>("/followings")).body.items).toEqual([
    { record, state: "muted", title: "Followed" },
  ])
  await chen!.put("/following", { record, state: null })
  await kim!.post("/comments", { record, text: "Seen" })
  expect(await news(chen)).toEqual([])
})

test("an event that is handled late tells whom it concerned then: the owner of that day, who was there, who followed", async () => {
  const first = await ours.as("member", { name: "First" })
  const problem = await aProblem(ours, { slice: { product: "Lumen" } })
  await ines!.patch(`/problems/${problem}`, { ownerId: first.memberId })
  await kim!.post("/comments", { record: `problem:${problem}`, text: "For the owner" })
  await ines!.patch(`/problems/${problem}`, { ownerId: chen!.memberId })
  await chen!.put("/following", { record: `problem:${problem}`, state: "following" })
  await world.app.settled()
  // As if nobody had been told yet.
  await ours.scope.transaction(async (tx) => {
    await whileReaderRests(tx, "notifications")
    await tx.query(sql`delete from notification where organization_id = ${ours.id}`)
    await tx.query(sql`update outbox_reader set tx = '0', id = 0 where name = 'notifications'`)
  })
  expect((await news(first)).map((one) => one.key)).toContain("comment.added")
  const late = (await news(chen)).filter((one) => one.record === `problem:${problem}`)
  expect(late.map((one) => one.key)).toEqual(["problem.owner"])
})

test("who has left is told nothing, and her notifications are gone with her", async () => {
  const leaving = await ours.as("member", { name: "Lev" })
  const record = `problem:${await aProblem(ours)}`
  await leaving.post("/comments", { record, text: "I was here" })
  await (await ours.as("owner")).delete(`/members/${leaving.memberId}`)
  await kim!.post("/comments", { record, text: "And now?" })
  await world.app.settled()
  const rows = await ours.scope.query(sql`select 1 from notification where member_id = ${leaving.memberId}`)
  expect(rows).toEqual([])
})
