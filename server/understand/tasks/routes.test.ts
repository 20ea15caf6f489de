import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { TaskDefinition } from "./task.ts"

let world: World
let ours: TestOrganization
let admin: Client
let member: Client
let key: string
beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization()
  admin = await ours.as("admin")
  member = await ours.as("member")
  key = (await admin.post<{ key: string }>("/write-keys", { name: "App", channel: "app" })).body.key
  const now = Date.now() - 3 * 3_600_000
  const event = (userId: string, event: string, seconds: number, properties: object = {}) => ({
    type: "track",
    userId,
    event,
    properties,
    timestamp: new Date(now + seconds * 1_000).toISOString(),
  })
  await track([
    // ann: succeeds after 40 s, by the second way of the step
    event("ann", "pair", 0, { app: "2" }),
    event("ann", "code scanned", 10),
    event("ann", "paired", 40),
    // bob: gives up after the code was entered, with an error, and tries again in vain
    event("bob", "pair", 0, { app: "1" }),
    event("bob", "code entered", 20),
    event("bob", "Error", 25),
    event("bob", "pair", 3_000, { app: "1" }),
    // cid: fails
    event("cid", "pair", 100, { app: "2" }),
    event("cid", "pairing refused", 160),
    // dan: is still at it
    event("dan", "pair", 3 * 3_600 - 60, { app: "2" }),
    // eve: did something else
    event("eve", "code entered", 50),
  ])
  await admin.post("/feedback", { kind: "call", text: "I never got it to pair.", person: { externalId: "bob" } })
  await world.app.settled()
})
afterAll(() => world.end())

async function track(batch: readonly object[]) {
  const response = await world.app.fetch(
    new Request("http://127.0.0.1:4100/v1/batch", {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch }),
    }),
  )
  expect(await response.json()).toEqual({ success: true })
}

const definition: Partial<TaskDefinition> & object = {
  start: [{ event: "pair", where: [] }],
  steps: [
    {
      name: "Code",
      any: [
        { event: "code scanned", where: [] },
        { event: "code entered", where: [] },
      ],
      optional: false,
    },
  ],
  success: [{ event: "paired", where: [] }],
  failure: [{ event: "pairing refused", where: [] }],
  errors: [{ event: "Error", where: [] }],
  timeoutMinutes: 30,
}
type Made = { id: string; version: number }
type Shown = {
  total: {
    attempts: number
    open: number
    success: { n: number; estimate: number; low: number }
    withErrors: { estimate: number }
    time: { geometricMean: { estimate: number; n: number } }
  }
  path: object[]
  points: { attempts: number }[]
  cuts: { value: string; attempts: number }[]
  usability: { small: boolean; sus: { estimate: number }; success: { n: number; estimate: number } } | null
}

test("a task defined after the fact: who succeeds, who gives up and where, with what they said", async () => {
  const preview = await member.post<{ matched: object[]; figures: { attempts: number } }>("/tasks/preview", {
    definition,
  })
  expect(preview.body.matched).toContainEqual({ event: "pair", events: 5, people: 4 })
  expect(preview.body.figures.attempts).toBe(4)
  const made = await member.post<Made>("/tasks", { name: "Pair a device", definition })
  expect(made.status).toBe(201)
  const { body } = await member.get<Shown>(`/tasks/${made.body.id}/report?by=attributes.app&interval=day`)
  expect(body.total).toMatchObject({
    attempts: 4,
    open: 1,
    success: { n: 4, estimate: 0.25 },
    withErrors: { estimate: 0.25 },
  })
  expect(body.total.success.low).toBeGreaterThan(0)
  expect(body.total.time.geometricMean.estimate).toBeCloseTo(40)
  expect(body.path).toEqual([
    { step: 0, name: "", optional: false, reached: 4, abandoned: 1, failed: 1 },
    { step: 1, name: "Code", optional: false, reached: 2, abandoned: 1, failed: 0 },
  ])
  expect(body.cuts.map((one) => [one.value, one.attempts])).toEqual(
    expect.arrayContaining([
      ["1", 2],
      ["2", 2],
    ]),
  )
  expect(body.points.reduce((sum, one) => sum + one.attempts, 0)).toBe(4)
  const where = encodeURIComponent(JSON.stringify([{ field: "attributes.app", op: "in", values: ["2"] }]))
  expect((await member.get<Shown>(`/tasks/${made.body.id}/report?where=${where}`)).body.total.attempts).toBe(2)

  const gave = await admin.get<{ items: { attempts: number; step: number; said: { text: string } }[]; total: number }>(
    `/tasks/${made.body.id}/people?outcome=abandoned`,
  )
  expect(gave.body).toMatchObject({
    total: 1,
    items: [{ attempts: 2, step: 0, said: { text: "I never got it to pair." } }],
  })
  expect(
    (await admin.get<{ total: number }>(`/tasks/${made.body.id}/people?outcome=abandoned&step=1`)).body.total,
  ).toBe(1)
  const csv = await (await admin.raw(`/tasks/${made.body.id}/people/export?outcome=failed`)).text()
  expect(csv.trim().split("\r\n")).toHaveLength(2)
})

test("two who change a task see each other; a removed one comes back; others know nothing of it", async () => {
  const { body: task } = await member.post<Made>("/tasks", { name: "Other", definition })
  expect((await member.patch<Made>(`/tasks/${task.id}`, { name: "Another", version: 1 })).body.version).toBe(2)
  expect(await member.patch(`/tasks/${task.id}`, { name: "Mine", version: 1 })).toMatchObject({
    status: 409,
    body: { error: { code: "task.changed_meanwhile" } },
  })
  expect((await member.delete(`/tasks/${task.id}`)).status).toBe(204)
  expect((await member.get(`/tasks/${task.id}`)).status).toBe(404)
  expect((await member.post(`/tasks/${task.id}/restoration`)).status).toBe(200)
  expect(await member.post("/tasks", { name: "x", definition: { ...definition, start: [] } })).toMatchObject({
    status: 422,
  })
  // A program defines, removes and restores like a member.
  const program = await ours.key()
  const byProgram = await program.post<Made>("/tasks", { name: "By a program", definition })
  expect(byProgram.status).toBe(201)
  expect((await program.delete(`/tasks/${byProgram.body.id}`)).status).toBe(204)
  expect((await program.post(`/tasks/${byProgram.body.id}/restoration`)).status).toBe(200)
  const theirs = await (await world.anOrganization("Theirs")).as("owner")
  expect((await theirs.get(`/tasks/${task.id}/report`)).status).toBe(404)
  expect((await theirs.patch(`/tasks/${task.id}`, { version: 2 })).status).toBe(404)
})

test("who was watched counts in the same figures, marked as few; a file is read row by row", async () => {
  const { body: task } = await member.post<Made>("/tasks", { name: "Pay", definition })
  await member.post("/usability-sessions", {
    study: "May",
    participant: "P1",
    heldOn: "2026-05-04",
    sus: [5, 1, 5, 1, 5, 1, 5, 1, 5, 1],
    attempts: [{ taskId: task.id, succeeded: true, seconds: 30 }],
  })
  const csv =
    "Participant,Date,SUS,Pay success,Pay seconds,Pay errors,Mood\nP2,2026-05-04,50,no,,2,sad\nP3,yesterday,,yes,,,\nP4,2026-05-05,,maybe,,,\n"
  const trial = await member.post("/usability-sessions/import", { study: "May", csv, dryRun: true })
  expect(trial.body).toEqual({
    sessions: 1,
    attempts: 1,
    refused: [
      { row: 3, reason: "date" },
      { row: 4, reason: "pay success" },
    ],
    unknownColumns: ["mood"],
  })
  await member.post("/usability-sessions/import", { study: "May", csv })
  const { usability } = (await member.get<Shown>(`/tasks/${task.id}/report`)).body
  expect(usability).toMatchObject({ small: true, sus: { estimate: 75 }, success: { n: 2, estimate: 0.5 } })
  expect((await member.get<{ items: object[] }>("/usability-sessions?study=May")).body.items).toHaveLength(2)
  const viewer = await ours.as("viewer")
  expect((await viewer.post("/usability-sessions/import", { study: "x", csv })).status).toBe(403)
})
