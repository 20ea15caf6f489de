import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { aPlan } from "../../platform/testing/plan.ts"
import { aDefinition, aPerson, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"

let world: World
let organization: TestOrganization
let editor: Client
let visitor: Client
let survey: Awaited<ReturnType<typeof aSurvey>>

type Taken = { finished: boolean; statusUrl?: string }
type Standing = {
  stage: string
  said: { text: string }[]
  answered: { title: string } | null
  mayObject: boolean
  updates: { texts: { en: string } }[]
}

beforeAll(async () => {
  world = await aWorld()
  organization = await world.anOrganization("Northlight")
  editor = await organization.as("editor")
  visitor = await organization.as("visitor")
  survey = await aSurvey(organization, {
    definition: aDefinition(undefined, { endings: [{ id: "end", title: { en: "Thank you" }, statusLink: true }] }),
    settings: { product: "Aria 2" },
  })
})
afterAll(() => world.end())

const tokenIn = (url: string | undefined) => url!.split("/s/")[1]!
const standing = (token: string) => visitor.get<Standing>(`/standing/${token}`)

test("whoever has answered gets a link to what became of it; not before the end, not for a page nobody touched", async () => {
  const id = randomUUID()
  const begun = await survey.answer<Taken>({ q1: 2 }, { id, finished: false })
  expect(begun.body.statusUrl).toBeUndefined()
  const done = await survey.answer<Taken>({ q1: 2, q2: "It smells." }, { id, sequence: 2 })
  expect(done.body.statusUrl).toMatch(/^http:\/\/127\.0\.0\.1:4100\/s\/[\w-]{65}$/)
  const again = await visitor.get<Taken>(`/ask/${survey.key}/responses/${id}`)
  expect(again.body.statusUrl).toBe(done.body.statusUrl)
  expect((await survey.answer<Taken>({ q1: 3 }, { human: false })).body.statusUrl).toBeUndefined()
  const { status, body } = await standing(tokenIn(done.body.statusUrl))
  expect(status).toBe(200)
  expect(body).toMatchObject({ stage: "received", answered: { title: "After delivery" }, mayObject: false })
  expect(body.said.map((one) => one.text)).toEqual(["It smells."])
})

test("it goes on with the problem her words became part of, and with what was said to customers of it", async () => {
  const { body } = await survey.answer<Taken>({ q1: 1, q2: "It stopped." })
  const token = tokenIn(body.statusUrl)
  await world.app.settled()
  const { planId, problemId } = await aPlan(organization, { slice: { product: "Aria 2" } })
  const found = await editor.get<{ items: { id: string }[] }>("/feedback?q=stopped")
  await editor.post(`/problems/${problemId}/evidence`, { feedbackIds: [found.body.items[0]!.id] })
  await editor.post(`/plans/${planId}/updates`, { audience: "public", texts: { en: "A new motor is tested." } })
  await editor.put(`/problems/${problemId}/stage`, { stage: "fixing" })
  const page = (await standing(token)).body
  expect(page.stage).toBe("fixing")
  expect(page.updates.map((one) => one.texts.en)).toEqual(["A new motor is tested."])
  // An anonymous link: nobody knows who she is, so nothing is said in her name.
  expect(page.mayObject).toBe(false)
  expect((await visitor.post(`/standing/${token}/not-solved`, {})).status).toBe(404)
  expect((await visitor.get<{ items: object[] }>(`/standing/${token}/notices`)).body.items).toEqual([])
})

test("who typed somebody else's address does not see what that one said; who came by her own link may object", async () => {
  const ana = await aPerson(world, organization, "ana", "Ana")
  await editor.post("/feedback", { text: "Ana's secret.", product: "Aria 2", person: { externalId: "ana" } })
  await world.app.settled()
  const contact = await aSurvey(organization, {
    definition: aDefinition(
      [
        { id: "q1", kind: "scale", title: { en: "How?" }, measures: "csat", min: 1, max: 5, look: "number" },
        { id: "who", kind: "contact", title: { en: "Who?" }, fields: [{ name: "email", required: false }] },
      ],
      { endings: [{ id: "end", title: { en: "Thank you" }, statusLink: true }] },
    ),
    settings: { product: "Aria 2" },
  })
  const posing = await contact.answer<Taken>({ q1: 1, who: { contact: { email: "ana@example.com" } } })
  await world.app.settled()
  expect(JSON.stringify((await standing(tokenIn(posing.body.statusUrl))).body)).not.toContain("secret")

  const { problemId } = await aPlan(organization, { slice: { product: "Aria 2" } })
  const [key] = await survey.link("personal", { people: [ana] })
  const own = await survey.answer<Taken>({ q1: 1, q2: "Mine broke." }, { key: key! })
  await world.app.settled()
  const found = await editor.get<{ items: { id: string }[] }>("/feedback?q=broke")
  await editor.post(`/problems/${problemId}/evidence`, { feedbackIds: [found.body.items[0]!.id] })
  const token = tokenIn(own.body.statusUrl)
  expect((await standing(token)).body.mayObject).toBe(true)
  expect((await visitor.post(`/standing/${token}/not-solved`, {})).status).toBe(201)
  expect(await organization.events("standing.not_solved")).toMatchObject([{ payload: { personId: ana } }])
})

test("a token nobody signed, and one of answers that were deleted, lead nowhere", async () => {
  const id = randomUUID()
  const { body } = await survey.answer<Taken>({ q1: 4, q2: "Fine." }, { id })
  const token = tokenIn(body.statusUrl)
  const other = `${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`
  expect((await standing(other)).status).toBe(404)
  expect((await standing(Buffer.alloc(16).toString("base64url") + token.slice(22))).status).toBe(404)
  expect((await editor.delete(`/responses/${id}`)).status).toBe(204)
  expect((await standing(token)).status).toBe(404)
})
