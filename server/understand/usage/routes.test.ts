import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Interaction, insertInteractions } from "../../listen/interactions/public.ts"
import { newId } from "../../platform/ids.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"

const now = new Date("2026-03-31T00:00:00Z")
let world: World
let ours: TestOrganization
let member: Client
beforeAll(async () => {
  world = await aWorld({ now: () => now })
  ours = await world.anOrganization()
  member = await ours.as("member")
})
afterAll(() => world.end())

type Deed = { person: string; at: number; kind: string; name: string }
const rows = (organizationId: string, deeds: readonly Deed[]) =>
  deeds.map(
    ({ person, at, kind, name }) =>
      ({
        organization_id: organizationId,
        fact: "event",
        metric: "",
        occurred_at: new Date(at).toISOString(),
        id: newId(),
        kind,
        name,
        person_id: person,
        attributes: kind === "error" ? { message: "It broke" } : {},
        received_at: new Date(at).toISOString(),
      }) as unknown as Interaction,
  )
type Usage = {
  total: {
    sessions: number
    people: number
    pageViews: number
    sessionsWithErrors: { n: number; estimate: number }
    errorsPerSession: { estimate: number; low: number }
  }
  points: { sessions: number }[]
  frequency: {
    monthly: number
    weekly: number
    daily: number
    stickiness: { n: number; estimate: number; low: number; high: number }
  }
  adoption: { name: string; people: number; adoption: { n: number; estimate: number } }[]
  errors: { message: string; people: number; events: number }[]
}

test("sessions, who comes back, what is used and what breaks, each with what it rests on", async () => {
  const [ann, bob] = [newId(), newId()]
  const at = (day: number, minutes: number) => Date.UTC(2026, 2, day, 10, minutes)
  await insertInteractions(
    ours.scope,
    rows(ours.id, [
      { person: ann, at: at(2, 0), kind: "page", name: "Home" },
      { person: ann, at: at(2, 30), kind: "track", name: "filter set" },
      // 31 minutes later: another session
      { person: ann, at: at(2, 61), kind: "page", name: "Home" },
      { person: ann, at: at(2, 62), kind: "error", name: "Error" },
      { person: ann, at: at(2, 62), kind: "identify", name: "identify" },
      { person: bob, at: at(29, 0), kind: "page", name: "Home" },
      { person: bob, at: at(30, 0), kind: "page", name: "Home" },
    ]),
  )
  const answered = await member.get<Usage>("/usage")
  expect(answered).toMatchObject({ status: 200 })
  const { body } = answered
  expect(body.total).toMatchObject({
    sessions: 4,
    people: 2,
    pageViews: 4,
    sessionsWithErrors: { n: 4, estimate: 0.25 },
  })
  expect(body.total.errorsPerSession).toMatchObject({ estimate: 0.25 })
  expect(body.frequency).toMatchObject({ monthly: 2, weekly: 1, stickiness: { n: 2, estimate: 0.05 } })
  expect(body.frequency.daily).toBeCloseTo(3 / 30)
  expect(body.adoption[0]).toMatchObject({ name: "Home", people: 2, adoption: { n: 2, estimate: 1 } })
  expect(body.errors).toMatchObject([{ message: "It broke", people: 1, events: 1 }])
  expect(body.points.map((one) => one.sessions)).toEqual([2, 1, 1])
  const where = encodeURIComponent(JSON.stringify([{ field: "person", op: "in", values: [bob] }]))
  expect((await member.get<Usage>(`/usage?where=${where}`)).body.total.sessions).toBe(2)
  const empty = await (await world.anOrganization("Theirs")).as("viewer")
  expect((await empty.get<Usage>("/usage")).body).toMatchObject({
    total: { sessions: 0, people: 0 },
    points: [],
    errors: [],
  })
})

test("sessions found in one statement are those found event by event, on random streams", async () => {
  const deed = fc.record({
    person: fc.integer({ min: 0, max: 2 }),
    at: fc.integer({ min: 0, max: 400 }).map((minutes) => Date.UTC(2026, 2, 10) + minutes * 60_000),
    kind: fc.constantFrom("page", "track", "error"),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 40 }), async (stream) => {
      const people = [newId(), newId(), newId()]
      await insertInteractions(
        ours.scope,
        rows(
          ours.id,
          stream.map((one) => ({ ...one, name: "x", person: people[one.person]! })),
        ),
      )
      const where = encodeURIComponent(JSON.stringify([{ field: "person", op: "in", values: people }]))
      const { total } = (await member.get<Usage>(`/usage?where=${where}`)).body
      let sessions = 0
      let broken = 0
      for (const [, mine] of Map.groupBy(stream, (one) => one.person)) {
        let last = Number.NEGATIVE_INFINITY
        let hadError = false
        for (const one of [...mine].sort((a, b) => a.at - b.at)) {
          if (one.at - last > 30 * 60_000) {
            sessions++
            hadError = false
          }
          if (one.kind === "error" && !hadError) {
            broken++
            hadError = true
          }
          last = one.at
        }
      }
      expect(total.sessions).toBe(sessions)
      expect(total.sessionsWithErrors.estimate).toBeCloseTo(broken / sessions)
    }),
    { numRuns: 15 },
  )
})
