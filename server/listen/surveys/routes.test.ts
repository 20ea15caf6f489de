import { afterAll, beforeAll, expect, test } from "vitest"
import type { Survey as Definition } from "../../../survey/definition.ts"
import { aDefinition } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { Asked, SurveyWithDraft } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Faults = { error: { code: string; params?: Record<string, unknown>; details?: { code: string; field: string }[] } }
type List = { items: SurveyWithDraft[]; next: string | null }

const csat = aDefinition()

async function begun(editor: Client, definition: Definition = csat) {
  const { status, body } = await editor.post<SurveyWithDraft>("/surveys", { definition })
  expect(status).toBe(201)
  return body
}

test("a survey is drafted, published with a link for anybody, paused, opened and closed; each step is recorded", async () => {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  const draft = await begun(editor)
  expect(draft).toMatchObject({
    title: "After delivery",
    state: "draft",
    version: 1,
    published: null,
    url: null,
    questions: 2,
  })

  const { status, body: published } = await editor.post<SurveyWithDraft>(`/surveys/${draft.id}/publishing`, {
    note: "First",
  })
  expect(status).toBe(200)
  expect(published).toMatchObject({ state: "open", changed: false, published: { number: 1, note: "First" } })
  const key = published.url!.split("/q/")[1]!
  expect(key).toMatch(/^[\w-]{24}$/)

  const visitor = await organization.as("visitor")
  const asked = await visitor.get<Asked>(`/ask/${key}`)
  expect(asked.body).toMatchObject({ surveyId: draft.id, version: 1, state: "open", organization: { name: "Acme" } })
  expect(asked.body.survey).toEqual(csat)
  const etag = asked.headers.get("etag")!
  expect((await visitor.raw(`/ask/${key}`, { headers: { "if-none-match": etag } })).status).toBe(304)
  expect(asked.headers.get("access-control-allow-origin")).toBe("*")
  expect(asked.headers.get("set-cookie")).toBeNull()

  for (const [step, state, asking] of [
    ["pause", "paused", "paused"],
    ["opening", "open", "open"],
    ["closing", "closed", "closed"],
  ] as const) {
    expect((await editor.post<SurveyWithDraft>(`/surveys/${draft.id}/${step}`)).body.state).toBe(state)
    expect((await visitor.get<Asked>(`/ask/${key}`)).body.state).toBe(asking)
  }
  expect((await editor.post<Faults>(`/surveys/${draft.id}/pause`)).body.error.code).toBe("survey.cannot_now")
  const names = (await organization.events()).map((event) => event.name).filter((name) => name.startsWith("survey."))
  expect(names).toEqual([
    "survey.created",
    "survey.published",
    "survey.opened",
    "survey.paused",
    "survey.opened",
    "survey.closed",
  ])
})

test("two people who change one draft: the second is told, and nothing of the first is lost", async () => {
  const editor = await (await world.anOrganization()).as("editor")
  const { id, version } = await begun(editor)
  expect((await editor.patch<SurveyWithDraft>(`/surveys/${id}`, { version, title: "Delivery" })).body).toMatchObject({
    version: 2,
    title: "Delivery",
  })
  const late = await editor.patch<Faults>(`/surveys/${id}`, { version, title: "Parcel" })
  expect([late.status, late.body.error.code]).toEqual([409, "survey.changed_meanwhile"])
  expect((await editor.get<SurveyWithDraft>(`/surveys/${id}`)).body.title).toBe("Delivery")
})

test("a draft that is not ready is not published, and says where", async () => {
  const editor = await (await world.anOrganization()).as("editor")
  const { id } = await begun(editor, { ...csat, pages: [{ id: "p1", questions: [], jumps: [] }] })
  const { status, body } = await editor.post<Faults>(`/surveys/${id}/publishing`, {})
  expect([status, body.error.code, body.error.details![0]!.code]).toEqual([422, "survey.not_ready", "survey.problem"])
  expect(body.error.details![0]!.field).toMatch(/^draft\.pages/)
  const problems = await editor.get<{ items: { severity: string }[] }>(`/surveys/${id}/problems`)
  expect(problems.body.items.some((one) => one.severity === "stops")).toBe(true)
})

test("a published survey changes by a new version; what was asked before stays readable, and a broken scale is named", async () => {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  const survey = await begun(editor)
  await editor.post(`/surveys/${survey.id}/publishing`, {})
  const wider = structuredClone(csat)
  Object.assign(wider.pages[0]!.questions[0]!, { max: 7 })
  const { version } = (await editor.get<SurveyWithDraft>(`/surveys/${survey.id}`)).body
  const changed = await editor.patch<SurveyWithDraft>(`/surveys/${survey.id}`, { version, draft: wider })
  expect(changed.body).toMatchObject({ changed: true, published: { number: 1 } })
  const key = changed.body.url!.split("/q/")[1]
  const visitor = await organization.as("visitor")
  expect((await visitor.get<Asked>(`/ask/${key}`)).body.survey).toEqual(csat)

  expect((await editor.post<SurveyWithDraft>(`/surveys/${survey.id}/publishing`, {})).body.published!.number).toBe(2)
  expect((await visitor.get<Asked>(`/ask/${key}`)).body).toMatchObject({ version: 2, survey: wider })
  const [event] = (await organization.events("survey.published")).slice(-1)
  expect(event!.payload.breaks).toHaveLength(1)
  expect((await editor.get<{ definition: Definition }>(`/surveys/${survey.id}/versions/1`)).body.definition).toEqual(
    csat,
  )
  expect((await editor.get<{ items: object[] }>(`/surveys/${survey.id}/versions`)).body.items).toHaveLength(2)
  const again = await editor.post<Faults>(`/surveys/${survey.id}/publishing`, {})
  expect([again.status, again.body.error.code]).toEqual([409, "survey.nothing_new"])
})

test("the list finds by words and state and goes on page by page; a copy begins anew", async () => {
  const editor = await (await world.anOrganization()).as("editor")
  const one = await begun(editor)
  await editor.post(`/surveys/${one.id}/publishing`, {})
  await begun(editor)
  const copy = await editor.post<SurveyWithDraft>(`/surveys/${one.id}/copy`, { title: "Copy of it" })
  expect(copy.body).toMatchObject({ state: "draft", published: null, draft: csat })
  const first = (await editor.get<List>("/surveys?limit=2")).body
  expect(first.items.map((row) => row.title)).toEqual(["Copy of it", "After delivery"])
  const second = (await editor.get<List>(`/surveys?limit=2&cursor=${encodeURIComponent(first.next!)}`)).body
  expect(second).toMatchObject({ items: [{ id: one.id }], next: null })
  expect((await editor.get<List>("/surveys?state=open")).body.items.map((row) => row.id)).toEqual([one.id])
  expect((await editor.get<List>("/surveys?q=COPY")).body.items).toHaveLength(1)
  const file = await editor.get<string>("/surveys/export?q=copy&format=csv")
  expect(String(file.body).trim().split(/\r?\n/)).toEqual([
    expect.stringMatching(/title,state,questions,answered/),
    expect.stringMatching(/^Copy of it,draft,/),
  ])
  expect((await editor.delete(`/surveys/${copy.body.id}`)).status).toBe(204)
  expect((await editor.get(`/surveys/${copy.body.id}`)).status).toBe(404)
})

test("a wrong, a revoked and a never published key lead nowhere, in the same words", async () => {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  const survey = await begun(editor)
  const refused = await editor.post<Faults>(`/surveys/${survey.id}/links`, { kind: "kiosk" })
  expect([refused.status, refused.body.error.code]).toEqual([409, "survey.not_published"])
  await editor.post(`/surveys/${survey.id}/publishing`, {})
  const made = await editor.post<{ items: { id: string; url: string }[] }>(`/surveys/${survey.id}/links`, {
    kind: "single",
    count: 3,
  })
  expect(made.body.items).toHaveLength(3)
  const key = made.body.items[0]!.url.split("/q/")[1]!
  const visitor = await organization.as("visitor")
  expect((await visitor.get(`/ask/${key}`)).status).toBe(200)
  expect((await editor.delete(`/survey-links/${made.body.items[0]!.id}`)).status).toBe(204)
  for (const wrong of [key, `${key.slice(0, -1)}_`, "x", "a".repeat(24)]) {
    const { status, body } = await visitor.get<Faults>(`/ask/${wrong}`)
    expect([status, body.error.code]).toEqual([404, "record.not_found"])
  }
  const list = await editor.get<{ items: { kind: string; revoked: object | null }[] }>(`/surveys/${survey.id}/links`)
  expect(list.body.items.filter((one) => one.revoked !== null)).toHaveLength(1)
  expect(list.body.items.map((one) => one.kind).sort()).toEqual(["anonymous", "single", "single", "single"])
})

test("bad input is named by its field", async () => {
  const editor = await (await world.anOrganization()).as("editor")
  const { status, body } = await editor.post<Faults>("/surveys", { definition: { ...csat, pages: "none" } })
  expect([status, body.error.details![0]!.field]).toEqual([422, "definition.pages"])
  expect((await editor.post("/surveys", { template: "nothing" })).status).toBe(404)
})
