import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aDefinition, aPerson, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { claimAsks, countWhyNot, endAsks, planAsks, recordAsks, whyNot } from "./public.ts"
import { quietUntil } from "./rules.ts"

let world: World
let organization: TestOrganization
let editor: Client
let clock = Date.parse("2026-11-22T10:00:00Z")
beforeAll(async () => {
  world = await aWorld({ now: () => new Date(clock) })
})
afterAll(() => world.end())
beforeEach(async () => {
  clock = Date.parse("2026-11-22T10:00:00Z")
  organization = await world.anOrganization()
  editor = await organization.as("editor")
})

const hour = 3_600_000
const day = 24 * hour
const later = (ms: number) => {
  clock += ms
}
const surveyWith = (setup: object = {}, title = "After delivery") =>
  aSurvey(organization, { settings: { title, setup } })
const npsSurvey = (title: string) =>
  aSurvey(organization, {
    settings: { title },
    definition: aDefinition([
      { id: "q1", kind: "scale", title: { en: "How likely?" }, measures: "nps", min: 0, max: 10, look: "number" },
    ]),
  })
const ask = (surveyId: string, ...people: string[]) =>
  claimAsks(organization.scope, {
    surveyId,
    channel: "email",
    cause: { kind: "test" },
    people: people.map((personId) => ({ personId })),
  })
const reasonFor = async (surveyId: string, personId: string, more: object = {}) =>
  (await whyNot(organization.scope, { surveyId, personIds: [personId], ...more })).get(personId)
const person = (name: string) => aPerson(world, organization, name.toLowerCase(), name)
const policy = async () => (await editor.get<Policy>("/contact-policy")).body
const change = async (rules: object) =>
  editor.put<Policy>("/contact-policy", { version: (await policy()).version, rules })

type Policy = import("zod").output<typeof import("./contract.ts").Policy>

describe("who may be asked", () => {
  test("somebody who was asked is not asked by another survey for thirty days", async () => {
    const [first, second] = [await surveyWith(), await surveyWith({}, "About the app")]
    const ann = await person("Ann")
    expect(await reasonFor(first.id, ann)).toBeUndefined()
    expect((await ask(first.id, ann)).asked.size).toBe(1)
    expect(await reasonFor(second.id, ann)).toEqual({
      code: "asked_before",
      at: "2026-11-22T10:00:00.000Z",
      until: "2026-12-22T10:00:00.000Z",
      days: 30,
      survey: { id: first.id, title: "After delivery" },
    })
    later(30 * day + 1)
    expect(await reasonFor(second.id, ann)).toBeUndefined()
  })

  test("an ask that never arrived does not count", async () => {
    const survey = await surveyWith()
    const ann = await person("Ann")
    const { asked } = await ask(survey.id, ann)
    await endAsks(organization.scope, [asked.get(ann)!], "bounced")
    expect(await reasonFor(survey.id, ann)).toBeUndefined()
  })

  test("a survey's own rule may be stricter than the policy", async () => {
    const survey = await surveyWith({
      contactRule: { purpose: "relationship", everyDays: 90, notWhileFollowUpIsOpen: true },
    })
    const ann = await person("Ann")
    await ask(survey.id, ann)
    later(31 * day)
    expect(await reasonFor(survey.id, ann)).toMatchObject({ code: "asked_before", days: 90 })
  })

  test("NPS is asked at most twice a year, whichever survey asks it", async () => {
    const [one, two] = [await npsSurvey("Spring"), await npsSurvey("Autumn")]
    const other = await surveyWith()
    const ann = await person("Ann")
    await ask(one.id, ann)
    later(31 * day)
    await ask(two.id, ann)
    later(31 * day)
    expect(await reasonFor(one.id, ann)).toMatchObject({
      code: "metric_limit",
      metric: "nps",
      most: 2,
      until: "2027-11-22T10:00:00.000Z",
    })
    expect(await reasonFor(other.id, ann)).toBeUndefined()
    expect((await policy()).holdsBack.perYear).toEqual({ nps: 1 })
  })

  test("nobody is asked while a follow-up with her is open", async () => {
    const survey = await surveyWith()
    const ann = await person("Ann")
    const { body: feedback } = await editor.post<{ id: string }>("/feedback", {
      text: "Broken again",
      person: { externalId: "ann" },
    })
    await world.app.settled()
    const { body: followup } = await editor.post<{ id: string }>("/followups", {
      personId: ann,
      feedbackId: feedback.id,
      reason: "by_hand",
    })
    await world.app.settled()
    const reason = await reasonFor(survey.id, ann)
    expect(reason).toMatchObject({ code: "in_follow_up", record: `followup:${followup.id}` })
    expect((await policy()).holdsBack.inFollowUp).toBe(1)
    await change({ notInFollowUp: false })
    expect(await reasonFor(survey.id, ann)).toBeUndefined()
  })

  test("transactional surveys come within the hours of the event", async () => {
    const survey = await surveyWith({
      contactRule: { purpose: "transactional", everyDays: 30, notWhileFollowUpIsOpen: true },
    })
    const ann = await person("Ann")
    const late = { kind: "event", at: new Date(clock - 25 * hour).toISOString() }
    expect(await reasonFor(survey.id, ann, { cause: late })).toMatchObject({ code: "event_too_old", hours: 24 })
    const inTime = { kind: "event", at: new Date(clock - 23 * hour).toISOString() }
    expect(await reasonFor(survey.id, ann, { cause: inTime })).toBeUndefined()
  })

  test("who said no, has no address or one that bounced is not asked by mail", async () => {
    const survey = await surveyWith()
    const [ann, bob, cid] = [await person("Ann"), await person("Bob"), await person("Cid")]
    await editor.post(`/people/${ann}/consent`, { topic: "surveys", value: "denied", source: "call" })
    await organization.scope.query(sql`
      insert into address_bounce (organization_id, email, reason, at) values (${organization.id}, 'bob@example.com', 'gone', now())`)
    await organization.scope.query(sql`delete from person_identity where person_id = ${cid} and kind = 'email'`)
    expect(await reasonFor(survey.id, ann)).toMatchObject({ code: "unsubscribed", topic: "surveys" })
    expect(await reasonFor(survey.id, bob)).toMatchObject({ code: "bounced" })
    expect(await reasonFor(survey.id, cid)).toEqual({ code: "no_address" })
    expect(await reasonFor(survey.id, cid, { channel: "web" })).toBeUndefined()
    expect(await reasonFor(survey.id, "01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44")).toEqual({ code: "erased" })
  })

  test("a survey of higher priority that is due goes first", async () => {
    const [first, second] = [await surveyWith(), await surveyWith({}, "About the app")]
    const ann = await person("Ann")
    const plan = { surveyId: first.id, record: "mailing:1", people: [{ personId: ann, dueAt: new Date(clock + day) }] }
    await organization.scope.transaction((tx) => planAsks(tx, plan))
    expect(await reasonFor(second.id, ann)).toBeUndefined()
    await change({ priority: [first.id, second.id] })
    expect(await reasonFor(second.id, ann)).toMatchObject({
      code: "higher_priority",
      survey: { id: first.id, title: "After delivery" },
    })
    expect(await reasonFor(first.id, ann)).toBeUndefined()
    expect((await policy()).surveys.map((one) => one.title)).toEqual(["After delivery", "About the app"])
  })

  test("in quiet hours it waits until they are over", async () => {
    const survey = await surveyWith()
    const ann = await person("Ann")
    await change({ quiet: { from: 20, to: 8, days: [6, 7], timeZone: "Europe/Berlin" } })
    // It is Sunday.
    expect(await reasonFor(survey.id, ann)).toEqual({ code: "quiet_hours", until: "2026-11-23T07:00:00.000Z" })
  })

  test("a merged person is asked once, and what each of her records was asked counts", async () => {
    const survey = await surveyWith()
    const [ann, anne] = [await person("Ann"), await person("Anne")]
    await ask(survey.id, anne)
    await editor.post(`/people/${ann}/merge`, { personId: anne })
    await world.app.settled()
    expect(await reasonFor(survey.id, ann)).toMatchObject({ code: "asked_before" })
  })

  test("two channels that ask the same people at once: each is asked by one of them", async () => {
    const surveys = await Promise.all(["One", "Two", "Three", "Four"].map((title) => surveyWith({}, title)))
    const people = await Promise.all(["Ann", "Bob", "Cid"].map(person))
    const claims = await Promise.all(
      surveys.map(({ id }, index) => ask(id, ...(index % 2 ? people : people.toReversed()))),
    )
    expect(claims.reduce((sum, one) => sum + one.asked.size, 0)).toBe(3)
    expect(claims.reduce((sum, one) => sum + one.held.size, 0)).toBe(9)
  })
})

describe("the policy", () => {
  test("is changed sentence by sentence, by who read the newest", async () => {
    const before = await policy()
    expect(before).toMatchObject({ version: 0, updated: null, rules: { everyDays: 30, notInFollowUp: true } })
    const changed = await change({ everyDays: 14 })
    expect(changed).toMatchObject({ status: 200, body: { version: 1, rules: { everyDays: 14, withinHours: 24 } } })
    const late = await editor.put<{ error: { code: string } }>("/contact-policy", {
      version: 0,
      rules: { everyDays: 7 },
    })
    expect([late.status, late.body.error.code]).toEqual([409, "policy.changed_meanwhile"])
    expect((await organization.events("policy.changed"))[0]!.payload).toEqual({
      version: 1,
      before: { everyDays: 30 },
      after: { everyDays: 14 },
    })
  })

  test("refuses what is none", async () => {
    const wrong = [
      { everyDays: 0 },
      {
        perYear: [
          { metric: "nps", most: 2 },
          { metric: "nps", most: 3 },
        ],
      },
      { quiet: { from: 20, to: 8, days: [1, 2, 3, 4, 5, 6, 7], timeZone: "Europe/Berlin" } },
      { quiet: { from: 20, to: 8, days: [], timeZone: "Mars/Crater" } },
      { sometimes: true },
    ]
    expect(await Promise.all(wrong.map(async (rules) => (await change(rules)).status))).toEqual([
      422, 422, 422, 422, 422,
    ])
    const viewer = await organization.as("viewer")
    expect((await viewer.put("/contact-policy", { version: 0, rules: {} })).status).toBe(403)
  })

  test("says who would get a survey now, and why the others would not", async () => {
    const survey = await surveyWith()
    const people = await Promise.all(["Ann", "Bob", "Cid"].map(person))
    await ask(survey.id, people[0]!)
    type Who = { people: number; allowed: number; reasons: object[]; sample: { name: string }[] }
    const { body } = await editor.get<Who>(`/surveys/${survey.id}/who`)
    expect(body).toMatchObject({ people: 3, allowed: 2, reasons: [{ code: "asked_before", n: 1 }] })
    expect(body.sample.map((one) => one.name).sort()).toEqual(["Bob", "Cid"])
    const masked = await (await organization.as("viewer")).get<Who>(`/surveys/${survey.id}/who`)
    expect(masked.body.sample.map((one) => one.name)).toEqual([null, null])
    const audience = { anyOf: [{ kind: "named" as const, personIds: people.slice(0, 2) }] }
    expect(await countWhyNot(organization.scope, { surveyId: survey.id, audience })).toMatchObject({
      people: 2,
      allowed: 1,
    })
  })

  test("answers why a person did not get a survey, now and when it was about to ask her", async () => {
    const [first, second] = [await surveyWith(), await surveyWith({}, "About the app")]
    const ann = await person("Ann")
    await ask(first.id, ann)
    await ask(second.id, ann)
    const { body } = await editor.get<{
      items: { survey: { title: string }; now: object; asked: object[]; held: object }[]
    }>(`/contact-policy/why?person=${ann}`)
    const about = body.items.find((one) => one.survey.title === "About the app")!
    expect(about).toMatchObject({
      now: { code: "asked_before", survey: { title: "After delivery" } },
      asked: [],
      held: { channel: "email", reason: { code: "asked_before" } },
      aimed: null,
    })
    expect(body.items.find((one) => one.survey.title === "After delivery")!.asked).toHaveLength(1)
    expect((await editor.get(`/contact-policy/why?person=01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44`)).status).toBe(404)
  })

  test("lists who was asked and how it ended, also as a file", async () => {
    const survey = await surveyWith()
    const [ann, bob] = [await person("Ann"), await person("Bob")]
    const [key] = await survey.link("personal", { people: [ann] })
    const [link] = await organization.scope.query<{ id: string }>(sql`select id from survey_link where key = ${key}`)
    const asking = { surveyId: survey.id, channel: "email", cause: { kind: "test" } }
    await recordAsks(organization.scope, {
      ...asking,
      people: [{ personId: ann, linkId: link!.id }, { personId: bob }],
    })
    await survey.answer({ q1: 4 }, { key })
    await world.app.settled()
    const listed = await editor.get<{ items: object[]; next: null }>("/contact-policy/asks?state=answered")
    expect(listed.body).toMatchObject({
      items: [{ person: { name: "Ann" }, ended: "answered", channel: "email" }],
      next: null,
    })
    const page = await editor.get<{ items: object[]; next: string }>("/contact-policy/asks?limit=1")
    const rest = await editor.get<{ items: object[]; next: null }>(
      `/contact-policy/asks?limit=1&cursor=${encodeURIComponent(page.body.next)}`,
    )
    expect([...page.body.items, ...rest.body.items]).toHaveLength(2)
    const file = await (await editor.raw("/contact-policy/asks/export?format=csv")).text()
    expect(file.split("\n")[0]).toContain("at,surveyId,survey,personId,name,channel")
    expect(file).toContain("Bob")
  })
})

test("quiet hours follow the clock of the organization, over midnight and over the change of the clocks", () => {
  const quiet = { from: 21, to: 9, days: [], timeZone: "Asia/Shanghai" }
  expect(quietUntil(quiet, new Date("2026-03-03T12:59:00Z"))).toBeNull()
  expect(quietUntil(quiet, new Date("2026-03-03T13:00:00Z"))).toEqual(new Date("2026-03-04T01:00:00Z"))
  const spring = { from: 22, to: 7, days: [7], timeZone: "Europe/Berlin" }
  expect(quietUntil(spring, new Date("2026-03-28T22:00:00Z"))).toEqual(new Date("2026-03-30T05:00:00Z"))
})
