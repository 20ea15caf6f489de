import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type TestOrganization, type World } from "../../platform/testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Answer = { status: number; type: string | null; body: Record<string, unknown> }
const speaking =
  (key: string) =>
  async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await world.app.fetch(
      new Request(`http://127.0.0.1:4100/v1/feedback-records${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    return { status: response.status, type: response.headers.get("content-type"), body: text ? JSON.parse(text) : {} }
  }
const rating = (more: object = {}) => ({
  source_type: "survey",
  source_name: "Q1 survey",
  field_id: "nps",
  field_type: "nps",
  field_label: "Would you recommend us?",
  value_number: 9,
  user_id: "user-1",
  tenant_id: "org-123",
  submission_id: "s-1",
  ...more,
})
const items = async (ours: TestOrganization) =>
  (
    await (
      await ours.as("admin")
    ).get<{
      items: { text: string; scores: object[]; attributes: object; touchpoint: string; person: { id: string } | null }[]
    }>("/feedback?limit=50")
  ).body.items

test("records of one submission, sent as Formbricks' client sends them, are one item; changes and deletions follow", async () => {
  const ours = await world.anOrganization()
  const call = speaking((await ours.key()).secret)
  const made = await call("POST", "", rating())
  expect(made).toMatchObject({ status: 201, body: { field_id: "nps", value_number: 9, user_id: "user-1" } })
  const words = await call(
    "POST",
    "",
    rating({ field_id: "why", field_type: "text", value_number: undefined, value_text: "Great sound" }),
  )
  await call(
    "POST",
    "",
    rating({
      field_id: "again",
      field_type: "boolean",
      field_label: "Again?",
      value_number: undefined,
      value_boolean: true,
    }),
  )
  await world.app.settled()
  expect(await items(ours)).toMatchObject([
    {
      text: "Great sound",
      scores: [{ metric: "nps", value: 9, scale: { min: 0, max: 10 } }],
      attributes: { "Again?": true },
      touchpoint: "Q1 survey",
      person: { id: expect.any(String) },
    },
  ])
  expect(await call("POST", "", rating())).toMatchObject({ status: 409, body: { code: "conflict" } })
  expect((await call("PATCH", `/${words.body.id}`, { value_text: "Great sound, weak battery" })).status).toBe(200)
  expect((await call("DELETE", `/${made.body.id}`)).status).toBe(204)
  await world.app.settled()
  expect(await items(ours)).toMatchObject([{ text: "Great sound, weak battery", scores: [] }])
  expect((await call("DELETE", "?user_id=user-1")).body).toMatchObject({ deleted_count: 2 })
  await world.app.settled()
  expect(await items(ours)).toEqual([])
})

test("lists by tenant, page by page; errors have the Hub's shape; a made-up key or another organization sees nothing", async () => {
  const [ours, theirs] = [await world.anOrganization(), await world.anOrganization("Theirs")]
  const call = speaking((await ours.key()).secret)
  const ids = []
  for (const n of [1, 2, 3]) ids.push((await call("POST", "", rating({ submission_id: `s-${n}` }))).body.id)
  const first = await call("GET", "?tenant_id=org-123&limit=2")
  const second = await call("GET", `?tenant_id=org-123&limit=2&cursor=${first.body.next_cursor}`)
  const seen = [...(first.body.data as { id: string }[]), ...(second.body.data as { id: string }[])].map(
    (one) => one.id,
  )
  expect(new Set(seen)).toEqual(new Set(ids))
  expect((await call("GET", "?tenant_id=org-123&submission_id=s-2")).body.data).toHaveLength(1)
  expect((await call("GET", "/count?tenant_id=org-123&field_type=nps")).body).toEqual({ count: 3 })
  const wrong = await call("POST", "", rating({ field_type: "textt", tenant_id: undefined }))
  expect(wrong).toMatchObject({
    status: 400,
    type: "application/problem+json",
    body: { code: "validation", status: 400 },
  })
  expect((wrong.body.invalid_params as { name: string }[]).map((one) => one.name).sort()).toEqual([
    "field_type",
    "tenant_id",
  ])
  expect((await call("POST", "", "{")).status).toBe(400)
  expect((await call("GET", "?tenant_id=org-123&nonsense=1")).status).toBe(400)
  expect((await speaking("rp_made_up")("GET", "?tenant_id=org-123")).status).toBe(401)
  expect((await speaking((await ours.key("viewer")).secret)("POST", "", rating({ submission_id: "x" }))).status).toBe(
    403,
  )
  const abroad = speaking((await theirs.key()).secret)
  expect((await abroad("GET", "?tenant_id=org-123")).body.data).toEqual([])
  expect((await abroad("GET", `/${ids[0]}`)).status).toBe(404)
})

test("who is forgotten is forgotten here", async () => {
  const ours = await world.anOrganization()
  const call = speaking((await ours.key()).secret)
  const { body } = await call("POST", "", rating({ field_id: "why", field_type: "text", value_text: "I am Jo" }))
  await world.app.settled()
  const admin = await ours.as("admin")
  const [item] = await items(ours)
  expect((await admin.post(`/people/${item!.person!.id}/erasure`, {})).status).toBeLessThan(300)
  const after = (await call("GET", `/${body.id}`)).body
  expect(after).not.toHaveProperty("user_id")
  expect(after).not.toHaveProperty("value_text")
  await call("POST", "", rating({ field_id: "more", field_type: "text", value_text: "Jo again" }))
  await world.app.settled()
  expect((await items(ours)).map((one) => one.text)).toEqual([null])
})
