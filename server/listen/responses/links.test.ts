import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Question } from "../../../survey/definition.ts"
import { sql } from "../../platform/postgres.ts"
import { aDefinition, aPerson, aSurvey } from "../../platform/testing/survey.ts"
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
    const personId = await aPerson(world, organization, "ada", "Ada Lovelace")
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
    const file = await survey.editor.get<{ responses: Response[] }>(`/people/${personId}/export`)
    expect(file.body.responses.map((one) => one.answers)).toEqual([{ q1: 1, q2: "Mine" }])
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
  const personId = await aPerson(world, organization, "eve", "Eve Moneypenny")
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
