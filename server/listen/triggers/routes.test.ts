import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { until } from "../../platform/testing/plan.ts"
import { aDefinition, aPerson, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"

let now: Date | undefined
let world: World
let smtp: MailServer
let organization: TestOrganization
let editor: Client
let agent: Client
let visitor: Client

type Asking = {
  running: { by: string } | null
  notReady: string | null
  waiting: number
  asked: number
  notAsked: { code: string; n: number }[]
  seen: { n: number } | null
}
type Causes = {
  items: {
    person: { id: string; name: string | null }
    cause: string
    state: string
    reason: { code: string } | null
  }[]
  next: string | null
}

beforeAll(async () => {
  smtp = await aMailServer()
  world = await aWorld({ now: () => now ?? new Date(), mail: { smtpUrl: smtp.url, from: "Acme <care@acme.example>" } })
  organization = await world.anOrganization("Northlight")
  editor = await organization.as("editor")
  agent = await organization.as("agent")
  visitor = await organization.as("visitor")
})
afterAll(async () => {
  await world.end()
  await smtp.close()
})

const hours = (count: number) => count * 3_600_000
const later = (count: number) => {
  now = new Date((now ?? new Date()).getTime() + hours(count))
}
const asking = async (id: string) => (await editor.get<Asking>(`/surveys/${id}/asking`)).body
const causes = async (id: string, query = "") => (await editor.get<Causes>(`/surveys/${id}/causes${query}`)).body
/** What a survey asks about is allowed as often as one likes: the policy has its own tests. */
const anAsker = (trigger: object, more: object = {}) =>
  aSurvey(organization, {
    settings: {
      setup: {
        trigger,
        contactRule: { purpose: "transactional", everyDays: 0, notWhileFollowUpIsOpen: false },
        ...more,
      },
    },
  })
const called = (externalId: string, more: object = {}) =>
  editor.post("/feedback", { kind: "call", text: "Hello", person: { externalId }, ...more })

test("after a contact: the caller is to be asked once, when the delay has passed; others and old contacts are not", async () => {
  const ana = await aPerson(world, organization, "ana", "Ana")
  await called("ana", { source: "t", externalId: "before" })
  await world.app.settled()
  const { id } = await anAsker({ kind: "event", event: "contact.closed", afterHours: 1, withinHours: 24 })
  expect(await asking(id)).toMatchObject({ running: null, notReady: null, waiting: 0 })
  expect((await editor.post<Asking>(`/surveys/${id}/asking`)).body.running).not.toBeNull()
  expect(await organization.events("survey.asking_started")).toMatchObject([{ record: `survey:${id}` }])

  later(0.01)
  await called("ana", { source: "t", externalId: "call 1" })
  await called("ana", { source: "t", externalId: "call 1" })
  await called("ana", { source: "t", externalId: "a review", kind: "review" })
  await editor.post("/feedback", { kind: "call", text: "Nobody known" })
  await world.app.settled()
  expect(await causes(id)).toMatchObject({
    items: [{ person: { id: ana, name: "Ana" }, state: "waiting" }],
    next: null,
  })
  expect(await asking(id)).toMatchObject({ waiting: 1, asked: 0 })

  later(2)
  await world.app.settled()
  expect(await causes(id)).toMatchObject({ items: [{ state: "asked" }] })
  expect(await asking(id)).toMatchObject({ waiting: 0, asked: 1 })
  const letters = () =>
    smtp.to("ana@example.com").filter((one) => one.headers.get("subject")?.includes("After delivery"))
  await until(
    async () => letters().length,
    (count) => count > 0,
  )
  await world.app.settled()
  await world.app.settled()
  expect(letters()).toHaveLength(1)
  // One the organization sent by itself is no mailing that a member has to look after.
  expect((await editor.get<{ items: object[] }>(`/surveys/${id}/mailings`)).body.items).toEqual([])
})

test("after a call, by mail: one letter; asked again, the policy says no", async () => {
  const { id } = await anAsker({ kind: "always" })
  const fay = await aPerson(world, organization, "fay", "Fay")
  const sent = await agent.post<{ url: string | null }>(`/surveys/${id}/asks`, { way: "mail", personId: fay })
  expect(sent).toMatchObject({ status: 201, body: { url: null } })
  await until(
    async () => smtp.to("fay@example.com").length,
    (count) => count === 1,
  )
  const again = await agent.post<{ error: { code: string } }>(`/surveys/${id}/asks`, { way: "mail", personId: fay })
  expect(again).toMatchObject({ status: 409, body: { error: { code: "survey.asking_held_back" } } })
  const carl = await aPerson(world, organization, "carl", "Carl")
  await organization.scope.query(sql`delete from person_identity where person_id = ${carl} and kind = 'email'`)
  const none = await agent.post<{ error: { params: object } }>(`/surveys/${id}/asks`, { way: "mail", personId: carl })
  expect(none).toMatchObject({ status: 409, body: { error: { params: { reason: "no_address" } } } })
})

test("only contacts by the channels it names; a contact that is deleted is not asked about", async () => {
  await aPerson(world, organization, "bo", "Bo")
  const { id } = await anAsker({ kind: "event", event: "Contact Closed", channels: ["chat"], afterHours: 1 })
  await editor.post(`/surveys/${id}/asking`)
  later(0.01)
  await called("bo", { kind: "call", channel: "phone" })
  const chat = await editor.post<{ items: { id: string }[] }>("/feedback", {
    items: [{ kind: "chat", text: "Hi", person: { externalId: "bo" } }],
  })
  await world.app.settled()
  expect((await causes(id)).items).toHaveLength(1)
  await editor.delete(`/feedback/${chat.body.items[0]!.id}`)
  await world.app.settled()
  expect((await causes(id)).items).toMatchObject([{ state: "stopped" }])
})

test("an event of the product, in any spelling; who is known by it; a share of them", async () => {
  const { id } = await anAsker({ kind: "event", event: "order.delivered", withinHours: 24 })
  const none = await anAsker({ kind: "event", event: "order.delivered", share: 0.000001 })
  await editor.post(`/surveys/${id}/asking`)
  await editor.post(`/surveys/${none.id}/asking`)
  later(0.01)
  const source = await (await organization.as("owner")).post<{ key: string }>("/write-keys", { name: "Shop" })
  expect(source.status).toBe(201)
  const track = (message: object) =>
    world.app.fetch(
      new Request("http://127.0.0.1:4100/v1/track", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Basic ${btoa(`${source.body.key}:`)}`,
        },
        body: JSON.stringify({ type: "track", timestamp: now!.toISOString(), ...message }),
      }),
    )
  expect((await track({ event: "Order Delivered", userId: "carla", messageId: "m1" })).status).toBe(200)
  await track({ event: "Order Delivered", userId: "carla", messageId: "m1" })
  await track({ event: "order_delivered", anonymousId: "nobody-known", messageId: "m2" })
  await track({ event: "Order Placed", userId: "carla", messageId: "m3" })
  await world.app.settled()
  // She has no address: so it was looked at, and she is not asked.
  const { items } = await causes(id)
  expect(items).toMatchObject([{ state: "held_back", reason: { code: "no_address" } }])
  await world.app.settled()
  expect((await causes(id)).items).toHaveLength(1)
  expect((await causes(none.id)).items).toEqual([])
  expect((await asking(id)).notAsked).toEqual([{ code: "no_address", n: 1 }])
})

test("a schedule asks its sample over the whole round, nobody twice", async () => {
  const other = await world.anOrganization("Other")
  const boss = await other.as("editor")
  const people = Array.from({ length: 40 }, (_, index) => ({
    text: "Hello",
    person: { externalId: `p${index}`, email: `p${index}@example.com` },
  }))
  await boss.post("/feedback", { items: people })
  await world.app.settled()
  const { id } = await aSurvey(other, {
    settings: { setup: { trigger: { kind: "schedule", everyDays: 10, share: 0.5 } } },
  })
  await boss.post(`/surveys/${id}/asking`)
  const count = async () => (await boss.get<Causes>(`/surveys/${id}/causes?limit=200`)).body.items.length
  await world.app.settled()
  const first = await count()
  later(24 * 5)
  await world.app.settled()
  const half = await count()
  later(24 * 4.99)
  await world.app.settled()
  const whole = await count()
  expect(first).toBeLessThan(6)
  expect(half).toBeGreaterThan(first)
  expect(whole).toBeGreaterThan(half)
  expect(whole).toBeLessThan(32)
  await world.app.settled()
  expect(await count()).toBe(whole)
})

test("what it needs before it asks by itself is said; stopped, nobody waits; permission is needed", async () => {
  const { body: draft } = await editor.post<{ id: string }>("/surveys", { definition: aDefinition() })
  const early = await editor.post<{ error: { code: string; params: object } }>(`/surveys/${draft.id}/asking`)
  expect(early).toMatchObject({
    status: 409,
    body: { error: { code: "survey.asks_not_ready", params: { missing: "not_open" } } },
  })
  const { id } = await anAsker({ kind: "event" })
  expect((await asking(id)).notReady).toBe("no_event")
  expect((await agent.post(`/surveys/${id}/asking`)).status).toBe(403)

  const ready = await anAsker({ kind: "event", event: "contact.closed", afterHours: 3 })
  await editor.post(`/surveys/${ready.id}/asking`)
  later(0.01)
  await called("ana", { source: "t", externalId: "to be stopped" })
  await world.app.settled()
  expect((await asking(ready.id)).waiting).toBe(1)
  expect((await editor.delete(`/surveys/${ready.id}/asking`)).status).toBe(200)
  expect((await causes(ready.id)).items).toMatchObject([{ state: "stopped" }])
  expect(await organization.events("survey.asking_stopped")).toMatchObject([{ payload: { waiting: 1 } }])
})

test("too late is too late: paused over its window, it asks nobody", async () => {
  const { id } = await anAsker({ kind: "event", event: "contact.closed", afterHours: 1, withinHours: 4 })
  await editor.post(`/surveys/${id}/asking`)
  later(0.01)
  await called("ana", { source: "t", externalId: "missed" })
  await world.app.settled()
  await editor.post(`/surveys/${id}/pause`)
  later(2)
  await world.app.settled()
  expect((await causes(id)).items).toMatchObject([{ state: "waiting" }])
  later(3)
  await world.app.settled()
  expect((await causes(id)).items).toMatchObject([{ state: "too_late" }])
})

test("the list is filtered, masked and exported", async () => {
  await aPerson(world, organization, "gus", "Gus")
  const { id } = await anAsker({ kind: "event", event: "contact.closed" })
  await editor.post(`/surveys/${id}/asking`)
  later(0.01)
  await called("gus", { source: "t", externalId: "listed" })
  await world.app.settled()
  expect((await causes(id, "?state=waiting")).items).toEqual([])
  expect((await causes(id, "?state=asked")).items).toHaveLength(1)
  const viewer = await organization.as("viewer")
  const seen = (await viewer.get<Causes>(`/surveys/${id}/causes`)).body
  expect(seen.items[0]!.person.name).toBeNull()
  const file = await (await editor.raw(`/surveys/${id}/causes/export?format=csv`)).text()
  expect(file).toContain("Gus")
  expect(await (await viewer.raw(`/surveys/${id}/causes/export?format=csv`)).text()).not.toContain("Gus")
  expect(await organization.events("survey.causes_exported")).toHaveLength(2)
})

test("a template's audience, trigger and contact rule are its set-up, ready to be started", async () => {
  const { body } = await editor.post<{ id: string; setup: { trigger: object } }>("/surveys", {
    template: "csat-after-contact",
  })
  expect(body.setup.trigger).toMatchObject({ kind: "event", event: "contact.closed", afterHours: 1 })
  await editor.post(`/surveys/${body.id}/publishing`, {})
  expect(await asking(body.id)).toMatchObject({ notReady: null, running: null })
  expect(await organization.scope.query(sql`select 1 from survey_asking where survey_id = ${body.id}`)).toEqual([])
  await world.app.settled()
  type Rules = {
    items: { definition: { where: object[]; scale: object }; promisedHours: number; department: object }[]
  }
  const followUps = (await editor.get<Rules>("/followup-rules")).body.items
  expect(followUps).toMatchObject([
    {
      promisedHours: 48,
      department: { name: "Contact centre" },
      definition: {
        where: [
          { field: "attributes.surveyId", values: [body.id] },
          { field: "score.csat", op: "lte", values: [2] },
        ],
        scale: { min: 1, max: 5 },
      },
    },
  ])
})

test("after a call: by a link of hers, or read out and marked as filled in for her", async () => {
  const { id, answer } = await anAsker({ kind: "event", event: "contact.closed" })
  const eve = await aPerson(world, organization, "eve", "Eve")
  type Offer = { items: { id: string; afterContact: boolean; mail: boolean; whyNot: object | null }[] }
  const offered = (await agent.get<Offer>(`/askable-surveys?personId=${eve}`)).body.items
  expect(offered.find((one) => one.id === id)).toMatchObject({ afterContact: true, mail: true, whyNot: null })

  const read = await agent.post<{ url: string }>(`/surveys/${id}/asks`, { way: "read", personId: eve })
  expect(read.status).toBe(201)
  const key = read.body.url.split("/q/")[1]!
  expect((await answer({ q1: 5, q2: "Kind." }, { key })).status).toBe(200)
  await answer({ q1: 3 })
  await world.app.settled()
  type Responses = { items: { onBehalf: { by: string } | null; person: { id: string } | null }[] }
  const list = async (query = "") => (await editor.get<Responses>(`/surveys/${id}/responses${query}`)).body.items
  expect(await list("?onBehalf=true")).toMatchObject([{ onBehalf: { by: "Northlight agent" }, person: { id: eve } }])
  expect(await list("?onBehalf=false")).toMatchObject([{ onBehalf: null }])
  expect(await organization.events("survey.read_out")).toMatchObject([{ payload: { personId: eve, surveyId: id } }])
  const feedback = await editor.get<{ items: { attributes: object }[] }>("/feedback?q=Kind")
  expect(feedback.body.items[0]!.attributes).toMatchObject({ onBehalf: true })

  // Asked just now: the policy holds the next one back, whoever asks.
  const again = await agent.post<{ error: { code: string; params: object } }>(`/surveys/${id}/asks`, {
    way: "link",
    personId: eve,
  })
  expect(again).toMatchObject({
    status: 409,
    body: { error: { code: "survey.asking_held_back", params: { reason: "asked_before" } } },
  })
  // Nobody known: a link of one use.
  const stranger = await agent.post<{ url: string }>(`/surveys/${id}/asks`, { way: "link" })
  expect(stranger.body.url).toContain("/q/")
  expect((await agent.post(`/surveys/${id}/asks`, { way: "mail" })).status).toBe(422)
  expect((await agent.post(`/surveys/${id}/asks`, { way: "read", personId: id })).status).toBe(404)
  const viewer = await organization.as("viewer")
  expect((await viewer.post(`/surveys/${id}/asks`, { way: "link" })).status).toBe(403)
})

test("a website learns which surveys it shows and when; who is known only what she may be asked", async () => {
  const site = await world.anOrganization("Shop")
  const boss = await site.as("owner")
  const anyone = await site.as("visitor")
  const web = { pages: ["/pricing*"], seconds: 5, againAfterDays: 60 }
  const shown = await aSurvey(site, { settings: { setup: { web } } })
  await boss.post("/feedback", { text: "Hallo", person: { anonymousId: "browser-0001", externalId: "d1" } })
  await world.app.settled()
  const [person] = await site.scope.query<{ id: string }>(sql`
    select person_id as id from person_identity where organization_id = ${site.id} and value = 'browser-0001'`)
  const audience = await boss.post<{ id: string }>("/audiences", {
    name: "Regulars",
    definition: { anyOf: [{ kind: "named", personIds: [person!.id] }] },
  })
  const meant = await aSurvey(site, { settings: { setup: { web: {}, audienceId: audience.body.id } } })
  await aSurvey(site)
  expect((await boss.get<{ key: string | null }>("/survey-site")).body.key).toBeNull()
  const { body } = await boss.post<{ key: string; snippet: string }>("/survey-site")
  expect((await boss.post<{ key: string }>("/survey-site")).body.key).toBe(body.key)
  expect(body.snippet).toContain(`data-site="${body.key}"`)

  type Rules = { surveys: { key: string; pages?: string[]; days?: number }[]; quietDays: number }
  const rules = async (query = "") => (await anyone.get<Rules>(`/ask/site/${body.key}${query}`)).body
  const first = await rules()
  expect(first.surveys).toMatchObject([{ pages: ["/pricing*"], seconds: 5, days: 60 }])
  expect(first.quietDays).toBe(30)
  expect((await rules()).surveys[0]!.key).toBe(first.surveys[0]!.key)
  expect((await shown.answer({ q1: 4 }, { key: first.surveys[0]!.key })).status).toBe(200)

  const known = await rules("?visitor=browser-0001")
  expect(known.surveys).toHaveLength(2)
  const theKey = known.surveys[1]!.key
  expect((await meant.answer({ q1: 4 }, { key: theKey })).status).toBe(200)
  expect((await rules("?visitor=somebody-else")).surveys).toHaveLength(1)

  expect((await anyone.post(`/ask/site/${body.key}/shown`, { survey: theKey, visitor: "browser-0001" })).status).toBe(
    204,
  )
  // She has been asked: nothing is shown to her for as long as the policy says.
  expect((await rules("?visitor=browser-0001")).surveys).toEqual([])
  expect((await anyone.get("/ask/site/abcdefghijklmnopqrstuvwx")).status).toBe(404)
  expect((await visitor.get("/ask/site/short")).status).toBe(404)
})
