import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Question } from "../../../survey/definition.ts"
import { sql } from "../../platform/postgres.ts"
import { aDefinition, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { Response } from "./contract.ts"
import { noteGivenUp } from "./jobs.ts"

let world: World
let clock = Date.parse("2026-03-02T10:00:00Z")
beforeAll(async () => {
  world = await aWorld({ now: () => new Date(clock) })
})
afterAll(() => world.end())

type Faults = { error: { code: string; params?: Record<string, unknown>; details?: { code: string; field: string }[] } }
type Item = {
  id: string
  text: string | null
  scores: { metric: string; value: number }[]
  attributes: Record<string, unknown>
  person: { name: string } | null
  kind: string
  touchpoint: string | null
  component: string[]
}
type List<One> = { items: One[]; next: string | null }
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as Faults).error?.code]
const minutes = (n: number) => (clock += n * 60_000)

describe("a response", () => {
  test("is kept after each answer, goes on where it was, and becomes one item of feedback when it is finished", async () => {
    const organization = await world.anOrganization()
    const survey = await aSurvey(organization, { settings: { touchpoint: "Delivery" } })
    const id = randomUUID()
    const first = await survey.answer({ q1: 2 }, { id, finished: false, place: "p2", seconds: 4 })
    expect([first.status, first.body]).toEqual([200, { sequence: 1, finished: false }])
    const begun = await survey.visitor.get(`/ask/${survey.key}/responses/${id}`)
    expect(begun.body).toEqual({ answers: { q1: 2 }, place: "p2", sequence: 1, language: "en", finished: false })
    await world.app.settled()
    expect((await survey.editor.get<List<Item>>("/feedback")).body.items).toEqual([])

    const last = await survey.answer({ q1: 2, q2: "It came late" }, { id, sequence: 2, seconds: 21 })
    expect(last.body).toEqual({ sequence: 2, finished: true })
    await world.app.settled()
    const { items } = (await survey.editor.get<List<Item>>("/feedback")).body
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      kind: "response",
      text: "It came late",
      touchpoint: "Delivery",
      scores: [{ metric: "csat", value: 2 }],
      attributes: { survey: "After delivery", surveyId: survey.id, surveyVersion: 1, "question.csat": "q1" },
    })
    const list = await survey.editor.get<List<Response>>(`/surveys/${survey.id}/responses`)
    expect(list.body.items).toMatchObject([{ id, state: "finished", seconds: 21, feedbackId: items[0]!.id }])
    expect((await organization.events("response.received")).map((event) => event.payload)).toEqual([
      { ids: [id], surveyId: survey.id },
    ])
  })

  test("sent again changes nothing; an older save never overwrites a newer; other answers after the end are refused", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const id = randomUUID()
    await survey.answer({ q1: 4 }, { id, sequence: 3, finished: false })
    expect((await survey.answer({ q1: 1 }, { id, sequence: 2, finished: false })).body).toEqual({
      sequence: 3,
      finished: false,
    })
    const all = await Promise.all([1, 2, 3].map(() => survey.answer({ q1: 4, q2: "Good" }, { id, sequence: 4 })))
    expect(all.map((one) => one.body)).toEqual(all.map(() => ({ sequence: 4, finished: true })))
    expect((await survey.answer({ q1: 4, q2: "Good" }, { id, sequence: 5 })).body).toEqual({
      sequence: 4,
      finished: true,
    })
    expect((await survey.answer({ q1: 4 }, { id, sequence: 3, finished: false })).status).toBe(200)
    expect(codeOf(await survey.answer({ q1: 5 }, { id, sequence: 6 }))).toEqual([409, "response.finished"])
    await world.app.settled()
    expect((await survey.editor.get<List<Item>>("/feedback")).body.items).toHaveLength(1)
  })

  test("of one link is not found through another, and its key is needed", async () => {
    const organization = await world.anOrganization()
    const [one, two] = [await aSurvey(organization), await aSurvey(organization)]
    const id = randomUUID()
    await one.answer({ q1: 4 }, { id, finished: false })
    expect((await two.visitor.get(`/ask/${two.key}/responses/${id}`)).status).toBe(404)
    expect(codeOf(await two.answer({ q1: 1 }, { id, sequence: 2 }))).toEqual([404, "record.not_found"])
    expect((await one.visitor.get<{ answers: object }>(`/ask/${one.key}/responses/${id}`)).body.answers).toEqual({
      q1: 4,
    })
    expect(codeOf(await one.answer({ q1: 1 }, { key: "a".repeat(24) }))).toEqual([404, "record.not_found"])
    expect(codeOf(await one.answer({ q1: 1 }, { id: "1" }))).toEqual([404, "record.not_found"])
  })

  test("that does not answer what was asked is refused with the question", async () => {
    const survey = await aSurvey(await world.anOrganization())
    for (const [answers, code, field] of [
      [{ q1: 9 }, "response.answer", "answers.q1"],
      [{ q1: "five" }, "response.answer", "answers.q1"],
      [{ q2: "No score" }, "response.answer", "answers.q1"],
      [{ q1: 3, q9: 1 }, "response.unknown_question", "answers.q9"],
      [{ q1: 3, q2: "x".repeat(10_001) }, "response.answer", "answers.q2"],
    ] as const) {
      const { status, body } = await survey.answer<Faults>(answers)
      expect([status, body.error.code, body.error.details![0]]).toMatchObject([
        400,
        "response.invalid",
        { code, field },
      ])
    }
    const wrong = await survey.answer<Faults>({ q1: 3 }, { sequence: 0, version: "1" })
    expect([wrong.status, wrong.body.error.details!.map((one) => one.field).sort()]).toEqual([
      422,
      ["sequence", "version"],
    ])
    expect(codeOf(await survey.answer({ q1: 3 }, { version: 7 }))).toEqual([409, "response.version_unknown"])
  })

  test("may hold 10,000 characters, emoji and HTML as they are; control characters and broken halves are left out", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const given = `<script>alert(1)</script> 👩‍👩‍👧 שלום\u0000\u0007\ud800 line\nbreak ${"好".repeat(9_900)}`
    const { status } = await survey.answer({ q1: 1, q2: given })
    expect(status).toBe(200)
    await world.app.settled()
    const [item] = (await survey.editor.get<List<Item>>("/feedback")).body.items
    expect(item!.text).toBe(`<script>alert(1)</script> 👩‍👩‍👧 שלום� line\nbreak ${"好".repeat(9_900)}`)
  })

  test("is timed by our clock, however wrong the sender's is", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const id = randomUUID()
    await survey.answer({ q1: 3 }, { id, seconds: 60, sentAt: "1999-01-01T00:00:00Z" })
    const other = randomUUID()
    await survey.answer({ q1: 3 }, { id: other, seconds: 60, sentAt: "2099-01-01T00:00:00Z" })
    for (const one of [id, other]) {
      const { body } = await survey.editor.get<Response>(`/responses/${one}`)
      expect([body.startedAt, body.finishedAt]).toEqual([
        new Date(clock - 60_000).toISOString(),
        new Date(clock).toISOString(),
      ])
    }
    await world.app.settled()
    expect((await survey.editor.get<List<Item>>("/feedback")).body.items).toHaveLength(2)
  })

  test("that nobody touched is kept and not counted; touched later it counts", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const id = randomUUID()
    await survey.answer({ q1: 1 }, { id, finished: false, human: false })
    minutes(31)
    await noteGivenUp(world.app.platform.stores)
    const states = async () =>
      (await survey.editor.get<List<Response>>(`/surveys/${survey.id}/responses`)).body.items.map((one) => one.state)
    expect(await states()).toEqual(["not_counted"])
    await survey.answer({ q1: 2 }, { id, sequence: 2 })
    expect(await states()).toEqual(["finished"])
    await world.app.settled()
    expect((await survey.editor.get<List<Item>>("/feedback")).body.items).toMatchObject([{ scores: [{ value: 2 }] }])
  })

  test("given up after half an hour is heard all the same; going on with it changes that item", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const id = randomUUID()
    await survey.answer({ q1: 2 }, { id, finished: false })
    await noteGivenUp(world.app.platform.stores)
    minutes(29)
    expect(await noteGivenUp(world.app.platform.stores)).toBe(0)
    minutes(2)
    expect(await noteGivenUp(world.app.platform.stores)).toBe(1)
    await world.app.settled()
    const [partial] = (await survey.editor.get<List<Item>>("/feedback")).body.items
    expect(partial).toMatchObject({ scores: [{ value: 2 }], attributes: { response: "partial" }, text: null })
    await survey.answer({ q1: 4, q2: "Now I know" }, { id, sequence: 2 })
    await world.app.settled()
    const { items } = (await survey.editor.get<List<Item>>("/feedback")).body
    expect(items).toMatchObject([
      { id: partial!.id, scores: [{ value: 4 }], text: "Now I know", attributes: { response: "finished" } },
    ])
  })
})

describe("a survey", () => {
  test("that is closed, paused, or past its date takes nothing new; who has begun may finish for a day", async () => {
    const survey = await aSurvey(await world.anOrganization(), {
      settings: { closesAt: new Date(clock + 3_600_000).toISOString() },
    })
    const [id, late] = [randomUUID(), randomUUID()]
    await survey.answer({ q1: 3 }, { id, finished: false })
    await survey.answer({ q1: 3 }, { id: late, finished: false })
    minutes(61)
    expect((await survey.visitor.get<{ state: string }>(`/ask/${survey.key}`)).body.state).toBe("closed")
    expect(codeOf(await survey.answer({ q1: 3 }))).toEqual([409, "survey.closed"])
    expect((await survey.answer({ q1: 4 }, { id, sequence: 2 })).body).toEqual({ sequence: 2, finished: true })
    expect((await survey.answer({ q1: 4 }, { id, sequence: 2 })).body).toEqual({ sequence: 2, finished: true })
    minutes(25 * 60)
    expect(codeOf(await survey.answer({ q1: 4 }, { id: late, sequence: 2 }))).toEqual([409, "survey.closed"])
    await survey.editor.post(`/surveys/${survey.id}/opening`)
    expect((await survey.answer({ q1: 3 })).status).toBe(200)
    await survey.editor.post(`/surveys/${survey.id}/pause`)
    expect(codeOf(await survey.answer({ q1: 3 }))).toEqual([409, "survey.paused"])
  })

  test("that wants so many answers takes exactly so many, of twenty who send at once", async () => {
    const survey = await aSurvey(await world.anOrganization(), { settings: { quotas: [{ id: "all", most: 5 }] } })
    const all = await Promise.all(Array.from({ length: 20 }, () => survey.answer({ q1: 5 })))
    expect(all.filter((one) => one.status === 200)).toHaveLength(5)
    expect(new Set(all.filter((one) => one.status !== 200).map((one) => codeOf(one)[1]))).toEqual(
      new Set(["survey.full"]),
    )
    expect((await survey.visitor.get<{ state: string }>(`/ask/${survey.key}`)).body.state).toBe("full")
    await world.app.settled()
    expect((await survey.editor.get<List<Item>>("/feedback")).body.items).toHaveLength(5)
    const counted = await survey.editor.get<{ responses: { finished: number } }>(`/surveys/${survey.id}`)
    expect(counted.body.responses.finished).toBe(5)
  })

  test("may have enough of one kind of answer and go on with the others; what came too late is kept, not counted", async () => {
    const quotas = [{ id: "happy", most: 1, when: { of: "answer.q1", is: "atLeast", value: 4 } }]
    const survey = await aSurvey(await world.anOrganization(), { settings: { quotas } })
    expect((await survey.answer({ q1: 5 })).status).toBe(200)
    const id = randomUUID()
    expect(codeOf(await survey.answer({ q1: 4 }, { id }))).toEqual([409, "survey.full"])
    expect((await survey.answer({ q1: 2 })).status).toBe(200)
    expect((await survey.editor.get<Response>(`/responses/${id}`)).body.state).toBe("surplus")
    const list = await survey.editor.get<List<Response>>(
      `/surveys/${survey.id}/responses?question=q1&value=2&state=finished`,
    )
    expect(list.body.items.map((one) => one.answers)).toEqual([{ q1: 2 }])
  })
})

describe("a link", () => {
  test("for one use takes one response, goes on with it on another device, and is used after it", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const [key] = await survey.link("single")
    const id = randomUUID()
    await survey.answer({ q1: 3 }, { id, key: key!, finished: false })
    const asked = await survey.visitor.get<{ state: string; responseId: string }>(`/ask/${key}`)
    expect(asked.body).toMatchObject({ state: "open", responseId: id })
    expect(codeOf(await survey.answer({ q1: 3 }, { key: key! }))).toEqual([409, "response.begun_elsewhere"])
    expect((await survey.answer({ q1: 4 }, { id, key: key!, sequence: 2 })).body.finished).toBe(true)
    expect((await survey.answer({ q1: 4 }, { id, key: key!, sequence: 2 })).status).toBe(200)
    expect(codeOf(await survey.answer({ q1: 3 }, { key: key! }))).toEqual([409, "link.used"])
    expect((await survey.visitor.get<{ state: string }>(`/ask/${key}`)).body.state).toBe("used")
  })

  test("for one use, answered by ten at once, takes one", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const [key] = await survey.link("single")
    const all = await Promise.all(Array.from({ length: 10 }, () => survey.answer({ q1: 3 }, { key: key! })))
    expect(all.filter((one) => one.status === 200)).toHaveLength(1)
  })

  test("expires at its time", async () => {
    const survey = await aSurvey(await world.anOrganization())
    const [key] = await survey.link("kiosk", { expiresAt: new Date(clock + 60_000).toISOString() })
    expect((await survey.answer({ q1: 3 }, { key: key! })).status).toBe(200)
    minutes(1)
    expect(codeOf(await survey.answer({ q1: 3 }, { key: key! }))).toEqual([410, "link.expired"])
    expect((await survey.visitor.get<{ state: string }>(`/ask/${key}`)).body.state).toBe("expired")
  })

  test("of a person knows who answers, and says to the page only what its texts name", async () => {
    const organization = await world.anOrganization()
    const definition = aDefinition(undefined, { title: { en: "Hello {{person.firstName}}" } })
    const survey = await aSurvey(organization, { definition })
    const personId = await aPerson(organization, survey.editor, "ada")
    const [key] = await survey.link("personal", { people: [personId], variables: { secret: "x" } })
    const asked = await survey.visitor.get<{ person: object }>(`/ask/${key}`)
    expect(asked.body.person).toEqual({ firstName: "Ada" })
    expect(JSON.stringify(asked.body)).not.toContain("ada@example.com")
    await survey.answer({ q1: 1, q2: "Mine" }, { key: key! })
    await world.app.settled()
    const { items } = (
      await survey.editor.get<List<Item>>(
        `/feedback?where=${encodeURIComponent('[{"field":"source","op":"in","values":["survey"]}]')}`,
      )
    ).body
    expect(items).toMatchObject([{ text: "Mine", person: { id: personId, name: "Ada Lovelace" } }])
    const viewer = await organization.as("viewer")
    const list = await viewer.get<List<Response>>(`/surveys/${survey.id}/responses`)
    expect(list.body.items).toMatchObject([{ person: { id: personId, name: null, masked: true }, masked: true }])
    expect(await organization.events("response.read")).toHaveLength(0)
    await survey.editor.get(`/responses/${list.body.items[0]!.id}`)
    expect(await organization.events("response.read")).toHaveLength(1)
  })
})

test("a person who asks to be forgotten while a survey is open: her words and contacts go, her link ends, scores stay", async () => {
  const organization = await world.anOrganization()
  const contact: Question = {
    id: "q3",
    kind: "contact",
    title: { en: "Who are you?" },
    fields: [{ name: "email", required: false }],
  }
  const choice: Question = {
    id: "q4",
    kind: "choice",
    title: { en: "Which?" },
    many: false,
    look: "list",
    choices: [
      { id: "a", label: { en: "A" } },
      { id: "o", label: { en: "Other" }, other: true },
    ],
  }
  const definition = aDefinition()
  definition.pages.push({ id: "p3", questions: [contact, choice] })
  const survey = await aSurvey(organization, { definition })
  const personId = await aPerson(organization, survey.editor, "eve")
  const [key] = await survey.link("personal", { people: [personId] })
  const [done, begun, named] = [randomUUID(), randomUUID(), randomUUID()]
  await survey.answer({ q1: 1, q2: "I am Eve", q4: { choice: "o", other: "Eve's" } }, { id: named, finished: true })
  await survey.answer({ q1: 2, q2: "Secret" }, { id: done, key: key! })
  await survey.answer(
    { q1: 3, q2: "Half", q3: { contact: { email: "EVE@example.com" } } },
    { id: begun, finished: false },
  )
  await world.app.settled()

  const owner = await organization.as("owner")
  expect((await owner.post(`/people/${personId}/erasure`, { reason: "She asked" })).status).toBe(200)
  const answersOf = async (id: string) => (await survey.editor.get<Response>(`/responses/${id}`)).body.answers
  expect(await answersOf(done)).toEqual({ q1: 2 })
  expect(await answersOf(begun)).toEqual({ q1: 3 })
  expect(await answersOf(named)).toHaveProperty("q2")

  expect(codeOf(await survey.answer({ q1: 2, q2: "Again" }, { id: done, key: key!, sequence: 9 }))).toEqual([
    404,
    "record.not_found",
  ])
  expect(codeOf(await survey.answer({ q1: 3, q2: "Half" }, { id: begun, sequence: 2 }))).toEqual([410, "link.expired"])
  minutes(31)
  await noteGivenUp(world.app.platform.stores)
  await world.app.settled()
  const rows = await organization.scope.query<{ text: string | null; scores: { value: number }[] }>(sql`
    select text, scores from feedback where organization_id = ${organization.id} and source = 'survey' order by text nulls last`)
  expect(rows.map((row) => [row.text?.split("\n")[0] ?? null, row.scores[0]!.value])).toEqual([
    ["I am Eve", 1],
    [null, 2],
  ])
})

describe("files", () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
  const file: Question = {
    id: "q3",
    kind: "file",
    title: { en: "A picture" },
    most: 1,
    megabytes: 0.1,
    types: ["image/*"],
  }

  test("are taken by what is in them, up to their size, and belong to one response and question", async () => {
    const organization = await world.anOrganization()
    const survey = await aSurvey(organization, { definition: aDefinition([file]) })
    const id = randomUUID()
    const send = (body: Uint8Array<ArrayBuffer> | FormData, more = "question=q3&name=me.png", response = id) =>
      survey.visitor.raw(`/ask/${survey.key}/responses/${response}/files?${more}`, { method: "POST", body })
    const sent = await send(png)
    expect(sent.status).toBe(201)
    const taken = (await sent.json()) as { id: string }
    expect(taken).toMatchObject({ name: "me.png", type: "image/png", bytes: png.length })
    const form = new FormData()
    form.set("file", new Blob([png]), "../../form.png")
    expect(await (await send(form)).json()).toMatchObject({ name: "form.png", type: "image/png" })
    expect((await send(new TextEncoder().encode("<html>a page called me.png</html>"))).status).toBe(400)
    expect((await send(new Uint8Array(200_000))).status).toBe(413)
    expect((await send(png, "question=q1")).status).toBe(400)

    expect(codeOf(await survey.answer({ q3: [taken.id] }, { id: randomUUID() }))).toEqual([400, "response.invalid"])
    expect(codeOf(await survey.answer({ q3: [randomUUID()] }, { id }))).toEqual([400, "response.invalid"])
    expect((await survey.answer({ q3: [taken.id] }, { id })).status).toBe(200)
    const read = await survey.editor.raw(`/response-files/${taken.id}/content`)
    expect(read.headers.get("content-type")).toBe("image/png")
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(png)
    expect((await (await organization.as("viewer")).get(`/response-files/${taken.id}/content`)).status).toBe(403)

    expect((await survey.editor.delete(`/responses/${id}`)).status).toBe(204)
    expect((await survey.editor.raw(`/response-files/${taken.id}/content`)).status).toBe(404)
  })
})

test("other sites may ask and send without cookies, and one sender cannot use up the server", async () => {
  const survey = await aSurvey(await world.anOrganization())
  const elsewhere = { origin: "https://shop.example", "content-type": "application/json" }
  const before = await survey.visitor.raw(`/ask/${survey.key}/responses/${randomUUID()}`, {
    method: "OPTIONS",
    headers: elsewhere,
  })
  expect([before.status, before.headers.get("access-control-allow-methods")]).toEqual([204, "GET, PUT, POST, OPTIONS"])
  const body = JSON.stringify({
    version: 1,
    sequence: 1,
    language: "en",
    finished: true,
    human: true,
    answers: { q1: 3 },
  })
  const send = (address: string) =>
    world.app.fetch(
      new Request(`http://127.0.0.1:4100/api/v1/ask/${survey.key}/responses/${randomUUID()}`, {
        method: "PUT",
        headers: elsewhere,
        body,
      }),
      { incoming: { socket: { remoteAddress: address } } },
    )
  const sent = await send("203.0.113.1")
  expect([sent.status, sent.headers.get("access-control-allow-origin"), sent.headers.get("set-cookie")]).toEqual([
    200,
    "*",
    null,
  ])
  const many = await Promise.all(Array.from({ length: 700 }, () => send("203.0.113.2")))
  const refused = many.filter((one) => one.status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThan(0)
  expect((await send("203.0.113.3")).status).toBe(200)
})

async function aPerson(
  organization: { id: string; scope: { query<Row extends object>(s: ReturnType<typeof sql>): Promise<Row[]> } },
  editor: Awaited<ReturnType<typeof aSurvey>>["editor"],
  name: string,
) {
  const full = { ada: "Ada Lovelace", eve: "Eve Moneypenny" }[name]
  await editor.post("/feedback", {
    text: "Hello",
    person: { externalId: name, email: `${name}@example.com`, name: full },
  })
  await world.app.settled()
  const [row] = await organization.scope.query<{ person_id: string }>(sql`
    select person_id from person_identity where organization_id = ${organization.id} and kind = 'external' and value = ${name}`)
  return row!.person_id
}
