import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { aSurvey } from "../../platform/testing/survey.ts"
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
