import { afterAll, beforeAll, expect, test } from "vitest"
import { newId } from "../../platform/ids.ts"
import { json, sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Problem } from "./contract.ts"

let world: World
let ours: TestOrganization
let member: Client

beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
  member = await ours.as("member")
  await member.get("/problems")
  await (await ours.key()).post("/feedback", {
    kind: "call",
    occurredAt: "2026-06-20T10:00:00Z",
    component: "Fan motor",
    text: "The fan stopped after three weeks and it smelled of burning.",
  })
  await world.app.settled()
})
afterAll(() => world.end())

test("a signal accepted is a problem with its slice, its comments as evidence, an owner; the signal waits no longer", async () => {
  const id = await aSignal(1)
  const made = await member.post<Problem>(`/signals/${id}/problem`, {
    statement: "The fan of my purifier dies within weeks",
    ownerId: member.memberId,
  })
  expect(made).toMatchObject({
    status: 201,
    body: {
      number: 1,
      statement: "The fan of my purifier dies within weeks",
      slice: { component: "Fan motor" },
      state: "open",
      owner: { id: member.memberId, name: "Ours member" },
      createdBy: { name: "Ours member" },
    },
  })
  expect(made.body.signals).toMatchObject([{ id, state: "accepted", problemId: made.body.id }])
  expect((await member.get<Problem>(`/problems/${made.body.id}`)).body).toEqual(made.body)
  expect((await ours.events("problem.opened"))[0]).toMatchObject({
    record: `problem:${made.body.id}`,
    payload: { number: 1, signalId: id },
  })
  expect((await ours.events("signal.accepted")).length).toBe(1)
  expect(await member.post(`/signals/${id}/problem`, {})).toMatchObject({ status: 409 })
})

test("without a statement it says what the signal says", async () => {
  const made = await member.post<Problem>(`/signals/${await aSignal(2)}/problem`, {})
  expect(made.body.statement).toBe("Customers have trouble with Fan motor")
})

test("statement, owner and state can be changed; dismissing asks for a reason, and can be taken back", async () => {
  const { body } = await member.post<Problem>(`/signals/${await aSignal(3)}/problem`, {})
  const changed = await member.patch<Problem>(`/problems/${body.id}`, {
    statement: "Fans stop",
    ownerId: member.memberId,
  })
  expect(changed.body).toMatchObject({ statement: "Fans stop", ownerId: member.memberId })
  expect((await member.patch(`/problems/${body.id}`, { state: "dismissed" })).status).toBe(422)
  const dismissed = await member.patch<Problem>(`/problems/${body.id}`, { state: "dismissed", reason: "one batch" })
  expect(dismissed.body).toMatchObject({ state: "dismissed", dismissedReason: "one batch" })
  const listed = await member.get<{ items: Problem[] }>("/problems?state=dismissed")
  expect(listed.body.items.map((one) => one.id)).toEqual([body.id])
  const reopened = await member.patch<Problem>(`/problems/${body.id}`, { state: "open" })
  expect(reopened.body.state).toBe("open")
  const about = (await ours.events()).filter((event) => event.record === `problem:${body.id}`)
  expect(about.map((event) => event.name)).toEqual([
    "problem.opened",
    "problem.changed",
    "problem.dismissed",
    "problem.reopened",
  ])
})

test("nobody of another organization sees or owns one, and a viewer may not make one", async () => {
  const id = await aSignal(4)
  const { body } = await member.post<Problem>(`/signals/${id}/problem`, {})
  const stranger = await (await world.anOrganization("Theirs")).as("owner")
  expect((await stranger.get(`/problems/${body.id}`)).status).toBe(404)
  expect((await stranger.patch(`/problems/${body.id}`, { statement: "mine now" })).status).toBe(404)
  expect((await stranger.get<{ items: object[] }>("/problems")).body.items).toEqual([])
  expect((await member.patch(`/problems/${body.id}`, { ownerId: stranger.memberId })).status).toBe(404)
  const viewer = await ours.as("viewer")
  expect((await viewer.get(`/problems/${body.id}`)).status).toBe(200)
  expect((await viewer.patch(`/problems/${body.id}`, { statement: "no" })).status).toBe(403)
})

async function aSignal(number: number): Promise<string> {
  const id = newId()
  await ours.scope.query(sql`
    insert into signal (id, organization_id, number, stream, slice, first_seen, began, since, until, last_seen, weeks, observed,
      expected, ratio, ratio_low, ratio_high, n, people, score, recurrence_weeks, active, told_observed, found_at)
    values (${id}, ${ours.id}, ${number}, 'contacts', ${json({ component: "Fan motor" })}, '2026-06-28', '2026-05-04', '2026-05-04',
      '2026-06-28', '2026-06-28', 8, 41, 9.3, 4.4, 3.1, 6.0, 41, 37, 30, 240, true, 41, now())`)
  return id
}
