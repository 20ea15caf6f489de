import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Coverage } from "./contract.ts"
import { findingOf } from "./touchpoint.ts"

let world: World
let organization: TestOrganization
let editor: Client
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())
beforeEach(async () => {
  organization = await world.anOrganization()
  editor = await organization.as("editor")
})

type Touchpoint = { id: string; name: string; position: number; names: string[]; version: number; tasks: string[] }
const covered = async (query = "") => {
  await world.app.settled()
  return (await editor.get<Coverage>(`/coverage${query}`)).body
}
const spot = (coverage: Coverage, name: string) => coverage.touchpoints.find((one) => one.name === name)
const said = (touchpoint: string | null, kind: string, count: number, more: object = {}) =>
  editor.post("/feedback", {
    items: Array.from({ length: count }, () => ({
      source: "zendesk",
      kind,
      text: "It is cold.",
      ...(touchpoint ? { touchpoint } : {}),
      ...more,
    })),
  })
const registered = async (input: object) => (await editor.post<Touchpoint>("/touchpoints", input)).body

test("each touchpoint shows by what it is heard, how much, and when last; what names none is counted apart", async () => {
  await said("Support call", "call", 21)
  await said("Support call", "review", 3, { source: "app store" })
  await said("support  call ", "call", 2)
  await said("Long ago", "ticket", 1, { occurredAt: "2020-01-01T00:00:00Z" })
  await said(null, "email", 4)
  await registered({ name: "Unboxing", kind: "receive" })
  await said("Chat", "response", 2, { source: "survey" })
  const coverage = await covered()
  expect(spot(coverage, "Chat")?.posts).toMatchObject([{ kind: "survey", name: "survey", heard: 2 }])
  expect(spot(coverage, "Support call")?.spellings.sort()).toEqual(["Support call", "support  call"])
  expect([coverage.heard, coverage.placeless]).toEqual([32, 4])
  expect(spot(coverage, "Unboxing")).toMatchObject({ heard: 0, lastAt: null, posts: [], finding: "silent" })
  const calls = spot(coverage, "Support call")
  expect(calls).toMatchObject({ touchpoint: null, finding: "not_asked" })
  expect(calls?.posts).toMatchObject([
    { kind: "contacts", name: "zendesk", heard: 23 },
    { kind: "reviews", name: "app store", heard: 3 },
  ])
  // Heard once, in another time: silent now.
  expect(spot(coverage, "Long ago")).toMatchObject({ heard: 0, lastAt: "2020-01-01T00:00:00Z", finding: "silent" })
  const file = await editor.raw("/coverage/export?format=csv")
  expect(await file.text()).toContain("Support call,not_asked,contacts,zendesk,,23")
})

test("asked too often is said with the people it is about, and the rate with its interval", async () => {
  const { survey } = await surveyAt("Delivery")
  await people(30)
  const ask = (from: string, days: number, ended: string | null, most: number) =>
    organization.scope.query(sql`
      insert into survey_ask (id, organization_id, survey_id, person_id, channel, at, asked_by, ended)
      select gen_random_uuid(), ${organization.id}, ${from}, id, 'email', now() - make_interval(days => ${days}), 'test', ${ended}
      from (select id from person where organization_id = ${organization.id} order by id limit ${most}) p`)
  await ask(survey, 5, "answered", 12)
  const calm = spot(await covered(), "Delivery")
  expect(calm).toMatchObject({
    asked: 12,
    askedAgain: 0,
    posts: [{ kind: "survey", asked: 12, of: "asked", rate: { estimate: 1, n: 12 } }],
  })
  await ask(survey, 4, null, 30)
  // What never arrived asked nobody.
  await ask(survey, 3, "not_sent", 30)
  const tired = spot(await covered(), "Delivery")
  expect(tired).toMatchObject({ asked: 30, askedAgain: 12, finding: "over_asked" })
  expect(tired?.posts[0]).toMatchObject({ asked: 42, rate: { n: 42, estimate: 12 / 42 } })
  expect(tired!.posts[0]!.rate!.low!).toBeGreaterThan(0.17)
  expect(tired!.posts[0]!.rate!.high!).toBeLessThan(0.44)
})

test("names are merged, renamed and split without touching feedback", async () => {
  await said("Hotline", "call", 3)
  await said("Phone support", "call", 4)
  const one = await registered({ name: "Hotline", kind: "support" })
  expect((await editor.post(`/touchpoints/${one.id}/names`, { name: "Phone support" })).status).toBe(200)
  expect(spot(await covered(), "Hotline")?.heard).toBe(7)
  const renamed = await editor.patch<Touchpoint>(`/touchpoints/${one.id}`, {
    version: one.version,
    name: "Support call",
  })
  expect(renamed.body.names).toEqual(["hotline", "phone support", "support call"])
  expect(spot(await covered(), "Support call")?.heard).toBe(7)
  // A second touchpoint becomes part of the first, with its names and tasks.
  const task = randomUUID()
  const other = await registered({ name: "Chat", tasks: [task] })
  const merged = await editor.post<Touchpoint>(`/touchpoints/${one.id}/names`, { name: "chat" })
  expect(merged.body).toMatchObject({ tasks: [task], names: expect.arrayContaining(["chat"]) })
  expect((await editor.patch(`/touchpoints/${other.id}`, { version: 1, kind: "use" })).status).toBe(404)
  const split = await editor.raw(`/touchpoints/${one.id}/names?name=Phone%20support`, { method: "DELETE" })
  expect(split.status).toBe(200)
  expect(spot(await covered(), "Phone support")).toMatchObject({ heard: 4, touchpoint: null })
  expect(
    (await editor.get<{ items: { touchpoint: string }[] }>("/feedback?limit=20")).body.items
      .map((item) => item.touchpoint)
      .sort(),
  ).toEqual(["Hotline", "Hotline", "Hotline", "Phone support", "Phone support", "Phone support", "Phone support"])
  const names = (await organization.events())
    .map((event) => event.name)
    .filter((name) => name.startsWith("touchpoint."))
  expect(names).toEqual([
    "touchpoint.added",
    "touchpoint.merged",
    "touchpoint.changed",
    "touchpoint.added",
    "touchpoint.merged",
    "touchpoint.split",
  ])
})

test("the register refuses what would be lost: a name twice, a stale change, its own name", async () => {
  const one = await registered({ name: "Shop" })
  const code = (answer: { body: object }) => (answer.body as { error?: { code: string } }).error?.code
  expect(code(await editor.post("/touchpoints", { name: " shop " }))).toBe("touchpoint.name_taken")
  expect(code(await editor.post("/touchpoints", { name: "" }))).toBe("request.invalid")
  expect(code(await editor.patch(`/touchpoints/${one.id}`, { version: 9, kind: "buy" }))).toBe(
    "touchpoint.changed_meanwhile",
  )
  const own = await editor.raw(`/touchpoints/${one.id}/names?name=SHOP`, { method: "DELETE" })
  expect((await own.json()).error.code).toBe("touchpoint.own_name")
  const viewer = await organization.as("viewer")
  expect((await viewer.post("/touchpoints", { name: "Web" })).status).toBe(403)
  expect((await editor.delete(`/touchpoints/${one.id}`)).status).toBe(204)
  expect((await covered()).touchpoints).toEqual([])
  const others = await (await world.anOrganization("Theirs")).as("editor")
  expect((await others.patch(`/touchpoints/${one.id}`, { version: 1, kind: "buy" })).status).toBe(404)
})

test("tasks show at their touchpoint how often they were begun", async () => {
  const member = await organization.as("editor")
  const task = await member.post<{ id: string }>("/tasks", {
    name: "Pair a device",
    definition: { start: [{ event: "pairing started" }], success: [{ event: "paired" }], timeoutMinutes: 60 },
  })
  const admin = await organization.as("admin")
  const key = await admin.post<{ secret?: string; key?: string }>("/write-keys", { name: "app", channel: "app" })
  const writeKey = key.body.secret ?? key.body.key ?? ""
  const sent = await world.app.fetch(
    new Request("http://127.0.0.1:4100/v1/batch", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${writeKey}:`)}` },
      body: JSON.stringify({
        batch: Array.from({ length: 3 }, (_, n) => ({
          type: "track",
          event: "pairing started",
          anonymousId: `a${n}`,
          messageId: randomUUID(),
          timestamp: new Date().toISOString(),
        })),
      }),
    }),
  )
  expect(sent.status).toBe(200)
  await registered({ name: "App", kind: "use", tasks: [task.body.id] })
  expect(spot(await covered(), "App")?.posts).toMatchObject([{ kind: "task", name: "Pair a device", heard: 3 }])
})

test("what is found says the worst first", () => {
  const one = { heard: 100, cameByThemselves: 50, surveysOpen: 1, answers: 10, asked: 0, askedAgain: 0, rate: null }
  expect(findingOf(one)).toBe(null)
  expect(findingOf({ ...one, asked: 20, askedAgain: 2 })).toBe("over_asked")
  expect(findingOf({ ...one, asked: 19, askedAgain: 19 })).toBe(null)
  expect(findingOf({ ...one, rate: { n: 50, high: 0.04 } })).toBe("ignored")
  expect(findingOf({ ...one, heard: 0 })).toBe("silent")
  expect(findingOf({ ...one, surveysOpen: 0, answers: 0 })).toBe("not_asked")
})

async function surveyAt(touchpoint: string) {
  await aSurvey(organization, { settings: { touchpoint } })
  const [row] = await organization.scope.query<{ id: string }>(
    sql`update survey set touchpoint = ${touchpoint} where organization_id = ${organization.id} returning id`,
  )
  return { survey: row!.id }
}

async function people(count: number) {
  await editor.post("/feedback", {
    items: Array.from({ length: count }, (_, n) => ({
      kind: "note",
      text: "Hello",
      person: { email: `p${n}@example.com` },
    })),
  })
  await world.app.settled()
}
