import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aPlan, personOf, someOwners } from "../../platform/testing/plan.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"

let world: World
let organization: TestOrganization
let editor: Client
let visitor: Client
let planId: string
let problemId: string
let ana: string

type Standing = {
  said: { text: string }[]
  stage: string
  objection: object | null
  organization: string
  product: string
}

beforeAll(async () => {
  world = await aWorld()
  organization = await world.anOrganization("Northlight")
  editor = await organization.as("editor")
  visitor = await organization.as("visitor")
  await someOwners(world, editor, [
    { email: "ana@example.com", name: "Ana" },
    { email: "bo@example.com", name: "Bo" },
  ])
  const said = (email: string, text: string, product = "Aria 2") =>
    editor.post("/feedback", { text, product, kind: "call", person: { email } })
  await said("ana@example.com", "My fan smells burnt.")
  await said("ana@example.com", "Your shop is lovely.", "Shop")
  await said("bo@example.com", "Bo's secret words.")
  await world.app.settled()
  ;({ planId, problemId } = await aPlan(organization, { statement: "Internal wording", slice: { product: "Aria 2" } }))
  ana = await personOf(organization, "ana@example.com")
})
afterAll(() => world.end())

async function aLink(): Promise<{ id: string; token: string }> {
  const { status, body } = await editor.post<{ id: string; url: string }>(`/plans/${planId}/standing-links`, {
    personId: ana,
  })
  expect(status).toBe(201)
  return { id: body.id, token: body.url.split("/s/")[1]! }
}

test("her page tells what was said to customers of it, and only that", async () => {
  const { token } = await aLink()
  const post = (audience: string, en: string) =>
    editor.post<{ id: string }>(`/plans/${planId}/updates`, { audience, texts: { en } })
  await post("public", "The new motor is being tested.")
  await post("internal", "The supplier is to blame.")
  const mistaken = await post("public", "Not for you.")
  expect((await editor.delete(`/plan-updates/${mistaken.body.id}`)).status).toBe(200)
  const { body } = await visitor.get<{ updates: { texts: { en: string } }[] }>(`/standing/${token}`)
  expect(body.updates.map((one) => one.texts.en)).toEqual(["The new motor is being tested."])
  expect(JSON.stringify(body)).not.toMatch(/supplier|editor/)
})

test("her page says what she told, where it stands, and nothing of the inside or of anybody else", async () => {
  const { token } = await aLink()
  expect((await aLink()).token).toBe(token)
  const { status, body, headers } = await visitor.get<Standing>(`/standing/${token}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ organization: "Northlight", stage: "received", product: "Aria 2", objection: null })
  expect(body.said.map((one) => one.text)).toEqual(["My fan smells burnt."])
  expect(JSON.stringify(body)).not.toMatch(/Bo's|Internal wording|ana@example|fan motor of batch/)
  expect(headers.get("x-robots-tag")).toContain("noindex")
})

test("only a press of the button says that it is not solved; once, with her words as feedback, and it can be taken back", async () => {
  const { token } = await aLink()
  await visitor.get(`/standing/${token}`)
  expect(await organization.events("standing.not_solved")).toEqual([])
  const pressed = await visitor.post<Standing>(`/standing/${token}/not-solved`, { words: "It still smells." })
  expect(pressed.status).toBe(201)
  expect(pressed.body.objection).not.toBeNull()
  await visitor.post(`/standing/${token}/not-solved`, { words: "Again." })
  await world.app.settled()
  const events = await organization.events("standing.not_solved")
  expect(events).toMatchObject([{ record: `person:${ana}`, payload: { planId, problemId, personId: ana } }])
  expect(JSON.stringify(events)).not.toContain("smells")
  const page = await visitor.get<Standing>(`/standing/${token}`)
  expect(page.body.said.map((one) => one.text)).toEqual(["It still smells.", "My fan smells burnt."])
  expect((await visitor.delete(`/standing/${token}/not-solved`)).status).toBe(200)
  expect((await visitor.get<Standing>(`/standing/${token}`)).body.objection).toBeNull()
  expect((await visitor.post(`/standing/${token}/not-solved`, { words: "x".repeat(5_000) })).status).toBe(422)
})

test("a link that is guessed, revoked, or of somebody erased leads nowhere; a new one takes its place", async () => {
  const { id, token } = await aLink()
  for (const wrong of ["abc", "A".repeat(24), `${token}x`, "%00"])
    expect((await visitor.get(`/standing/${wrong}`)).status).toBeGreaterThanOrEqual(404)
  const stranger = await (await world.anOrganization("Other")).as("owner")
  expect((await stranger.delete(`/standing-links/${id}`)).status).toBe(404)
  expect((await stranger.post(`/plans/${planId}/standing-links`, { personId: ana })).status).toBe(404)
  expect((await editor.delete(`/standing-links/${id}`)).status).toBe(204)
  expect((await visitor.get(`/standing/${token}`)).status).toBe(404)
  expect((await visitor.post(`/standing/${token}/not-solved`, {})).status).toBe(404)
  const next = await aLink()
  expect(next.token).not.toBe(token)
  const listed = await editor.get<{ items: { id: string; revoked: object | null }[] }>(`/people/${ana}/standing-links`)
  expect(listed.body.items.map((one) => one.revoked === null)).toEqual([true, false])
  await organization.scope.query(sql`
    insert into person_erasure (person_id, organization_id, erased_at, erased_by) values (${ana}, ${organization.id}, now(), 'x')`)
  expect((await visitor.get(`/standing/${next.token}`)).status).toBe(404)
})
