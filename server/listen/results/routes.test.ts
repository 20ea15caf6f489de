import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Question } from "../../../survey/definition.ts"
import { sql } from "../../platform/postgres.ts"
import { aDefinition, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import { noteGivenUp } from "../responses/jobs.ts"
import type { Results } from "./contract.ts"
import { replaceCounted } from "./store.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

test("who gave up is counted where she left; who is at it still, nowhere but there; robots not at all", async () => {
  const organization = await world.anOrganization("Leaving")
  const survey = await aSurvey(organization)
  await survey.answer({ q1: 5, q2: "Fine" }, { seconds: 20 })
  const left = randomUUID()
  await survey.answer({ q1: 2 }, { id: left, finished: false, place: "p2", seconds: 7 })
  await survey.answer({ q1: 1 }, { human: false })
  const { stores } = world.app.platform
  await stores.database.query(
    sql`update response set changed_at = changed_at - interval '29 minutes' where id = ${left}`,
  )
  await survey.answer({ q1: 3 }, { finished: false, place: "p2" })
  await stores.database.query(
    sql`update response set changed_at = changed_at - interval '2 minutes' where id = ${left}`,
  )
  await noteGivenUp(stores)
  await world.app.settled()

  const { body } = await survey.editor.get<Results>(`/surveys/${survey.id}/results`)
  expect(body).toMatchObject({ counted: 2, finished: 1, abandoned: 1, underWay: 1 })
  expect(body.pages.map(({ id, reached, left }) => [id, reached, left.estimate])).toEqual([
    ["p1", 2, 0],
    ["p2", 2, 0.5],
  ])
  expect(body.seconds.median).toBe(20)

  // She comes back and finishes: one response still, and nobody has left.
  await survey.answer({ q1: 2, q2: "Slow" }, { id: left, sequence: 2, seconds: 50 })
  await world.app.settled()
  const again = await survey.editor.get<Results>(`/surveys/${survey.id}/results`)
  expect(again.body).toMatchObject({ counted: 2, finished: 2, abandoned: 0 })
  expect(again.body.questions[0]!.options.map((one) => one.n)).toEqual([0, 1, 0, 0, 1])

  await survey.editor.delete(`/responses/${left}`)
  await world.app.settled()
  expect((await survey.editor.get<Results>(`/surveys/${survey.id}/results`)).body.counted).toBe(1)
})

test("another scale breaks the trend and is never pooled", async () => {
  const organization = await world.anOrganization("Scales")
  const survey = await aSurvey(organization)
  await survey.answer({ q1: 5 })
  const definition = aDefinition()
  const first = definition.pages[0]!.questions[0]!
  Object.assign(first, { max: 7 })
  const { body } = await survey.editor.get<{ version: number }>(`/surveys/${survey.id}`)
  await survey.editor.patch(`/surveys/${survey.id}`, { version: body.version, draft: definition })
  expect((await survey.editor.post(`/surveys/${survey.id}/publishing`, {})).status).toBe(200)
  await survey.answer({ q1: 7 }, { version: 2 })
  await survey.answer({ q1: 5 }, { version: 2 })
  await world.app.settled()

  const results = await survey.editor.get<Results>(`/surveys/${survey.id}/results`)
  const [q1] = results.body.questions
  expect(q1!.score).toMatchObject({ scale: { min: 1, max: 7 }, formula: { kind: "top", from: 6 } })
  expect(q1!.score!.value).toMatchObject({ n: 2, estimate: 0.5 })
  expect(q1!.otherScales).toEqual([{ min: 1, max: 5, n: 1 }])
  expect(q1!.answered).toBe(3)
  const trend = await survey.editor.get<{ breaks: object[]; points: { n: number }[] }>(
    `/surveys/${survey.id}/results/trend?of=q1`,
  )
  expect(trend.body.breaks).toMatchObject([{ reason: "scale", version: 2 }])
  expect(trend.body.points.map((one) => one.n)).toEqual([2])
})

test("openings by people are counted, those of robots are not; links for one tell the response rate", async () => {
  const organization = await world.anOrganization("Openings")
  const survey = await aSurvey(organization)
  const open = (agent: string) => survey.visitor.raw(`/ask/${survey.key}`, { headers: { "user-agent": agent } })
  const browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
  for (const agent of [browser, browser, "Googlebot/2.1", browser, browser])
    expect((await open(agent)).status).toBe(200)
  const [one] = await survey.link("single", { count: 4 })
  await survey.answer({ q1: 4 }, { key: one! })
  await survey.answer({ q1: 4 })
  await world.app.settled()

  const { body } = await survey.editor.get<Results>(`/surveys/${survey.id}/results`)
  expect(body.opened).toBe(4)
  expect(body.started).toMatchObject({ n: 4, estimate: 0.5 })
  expect(body.responseRate).toMatchObject({ n: 4, estimate: 0.25 })
})

test("a variable few have is shown only with the right to personal data", async () => {
  const organization = await world.anOrganization("Variables")
  const survey = await aSurvey(organization, {
    definition: aDefinition(undefined, { variables: [{ name: "plan", from: { kind: "given" } }] }),
  })
  for (const plan of ["basic", "basic", "basic", "basic", "basic", "only-hers"])
    await survey.answer({ q1: 3 }, { variables: { plan } })
  await world.app.settled()
  const path = `/surveys/${survey.id}/results/crosstab?of=q1&by=variable.plan`
  type Cut = { columns: { value: string; n: number }[]; hidden: number }
  const known = await survey.editor.get<Cut>(path)
  expect(known.body.columns.map(({ value, n }) => [value, n])).toEqual([
    ["basic", 5],
    ["only-hers", 1],
  ])
  const viewer = await organization.as("viewer")
  const masked = await viewer.get<Cut>(path)
  expect(masked.body).toMatchObject({ hidden: 1, columns: [{ value: "basic", n: 5 }] })
})

test("when she is forgotten, her variables are gone from the numbers, and her answer still counts", async () => {
  const organization = await world.anOrganization("Forgetting")
  const contact: Question = {
    id: "q3",
    kind: "contact",
    title: { en: "Who are you?" },
    fields: [{ name: "email", required: false }],
  }
  const definition = aDefinition(undefined, { variables: [{ name: "order", from: { kind: "given" } }] })
  definition.pages.push({ id: "p3", questions: [contact] })
  const survey = await aSurvey(organization, { definition })
  const answers = { q1: 2, q3: { contact: { email: "eve@example.com" } } }
  await survey.answer(answers, { variables: { order: "A-4711" } })
  await world.app.settled()
  const path = `/surveys/${survey.id}/results/crosstab?of=q1&by=variable.order`
  const cut = () => survey.editor.get<{ columns: { value: string }[] }>(path)
  expect((await cut()).body.columns.map((one) => one.value)).toEqual(["A-4711"])

  const owner = await organization.as("owner")
  const people = await owner.get<{ items: { id: string }[] }>("/people?q=eve@example.com")
  expect((await owner.post(`/people/${people.body.items[0]!.id}/erasure`, { reason: "She asked" })).status).toBe(200)
  await world.app.settled()
  expect((await cut()).body.columns).toEqual([])
  expect((await survey.editor.get<Results>(`/surveys/${survey.id}/results`)).body.counted).toBe(1)
})

test("thousands of responses that come at once are counted in pieces the analytical store takes", async () => {
  const organization = await world.anOrganization()
  const survey = await aSurvey(organization)
  const id = randomUUID()
  await survey.answer({ q1: 5 }, { id })
  await world.app.settled()
  const counted = async () => (await survey.editor.get<Results>(`/surveys/${survey.id}/results`)).body.counted
  expect(await counted()).toBe(1)
  await replaceCounted(organization.scope, [...Array.from({ length: 6_000 }, () => randomUUID()), id], [])
  expect(await counted()).toBe(0)
})

test("a question nobody asked, a cut nobody knows, a survey of another organization", async () => {
  const survey = await aSurvey(await world.anOrganization("Bad input"))
  const path = `/surveys/${survey.id}/results`
  expect((await survey.editor.get(`${path}/trend?of=nothing`)).status).toBe(404)
  expect((await survey.editor.get(`${path}/trend?of=q2`)).status).toBe(422)
  expect((await survey.editor.get(`${path}/crosstab?of=q1&by=nothing`)).status).toBe(422)
  expect((await survey.editor.get(`${path}?from=yesterday`)).status).toBe(422)
  const stranger = await (await world.anOrganization("Stranger")).as("owner")
  expect((await stranger.get(path)).status).toBe(404)
  const empty = await survey.editor.get<Results>(path)
  expect(empty.body).toMatchObject({ counted: 0, first: null, seconds: { median: null } })
})
