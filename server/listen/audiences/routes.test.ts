import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import { findPersonIds } from "../people/public.ts"
import type { Audience, AudienceDefinition, AudiencePreview, AudienceRule } from "./contract.ts"
import {
  audienceOfSlice,
  countPeople,
  isPersonIn,
  peopleIn,
  releaseAudience,
  useAudience,
  whichHold,
} from "./public.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Faults = { error: { code: string; remedy: string; details?: { code: string; field: string; remedy: string }[] } }
type People = { items: { id: string; name: string | null; email: string | null }[]; next: string | null; total: number }

const owner = (name: string, more: object = {}) => ({
  person: { email: `${name}@example.com`, name, externalId: name },
  product: "Aria 2",
  batch: "7",
  serial: `S-${name}`,
  ...more,
})
const wrote = (name: string, more: object = {}) => ({
  externalId: `f-${name}`,
  person: { externalId: name },
  text: "It stopped",
  occurredAt: "2026-03-02T10:00:00Z",
  product: "Aria 2",
  component: "Fan motor",
  ...more,
})

/** ada, ben and cid own one of batch 7 (cid's parts are written down: no fan motor); dan owns one of batch 8; ben and eve wrote. */
async function someOwners() {
  const organization = await world.anOrganization()
  const editor = await organization.as("editor")
  const items = [
    owner("ada", { purchasedAt: "2026-01-10" }),
    owner("ben", { purchasedAt: "2026-02-10" }),
    owner("cid", { component: ["Panel"] }),
    owner("dan", { batch: "8" }),
  ]
  expect((await editor.put("/ownership", { items })).status).toBe(200)
  expect((await editor.post("/feedback", { items: [wrote("ben"), wrote("eve")] })).status).toBe(200)
  await world.app.settled()
  const rows = await organization.scope.query<{ value: string; person_id: string }>(sql`
    select value, person_id from person_identity where organization_id = ${organization.id} and kind = 'external'`)
  const ids = Object.fromEntries(rows.map((row) => [row.value, row.person_id]))
  return { ...organization, editor, ids, names: namer(ids) }
}
const namer = (ids: Record<string, string>) => (found: readonly string[]) =>
  found.map((id) => Object.entries(ids).find(([, one]) => one === id)?.[0] ?? "?").sort()

const everybody = { limit: 1_000 }

test("owners of a slice and who wrote about it, each once", async () => {
  const { scope, names, ids } = await someOwners()
  const definition = audienceOfSlice({ product: "Aria 2", component: "Fan motor", batch: "7" })
  expect(names(await peopleIn(scope, definition, everybody))).toEqual(["ada", "ben"])
  const wider = audienceOfSlice({ product: "Aria 2", component: "Fan motor" })
  expect(names(await peopleIn(scope, wider, everybody))).toEqual(["ada", "ben", "dan", "eve"])
  expect(await countPeople(scope, wider)).toBe(4)
  for (const name of ["ada", "ben", "cid", "dan", "eve"]) {
    expect([name, await isPersonIn(scope, wider, ids[name]!)]).toEqual([name, name !== "cid"])
  }
  expect(await countPeople(scope, audienceOfSlice({}))).toBe(0)
})

test("rules combine: any of, all of, none of; asked for all or for one person the answer is the same", async () => {
  const { scope, names, ids } = await someOwners()
  const said: AudienceRule = { kind: "said", where: [{ field: "component", op: "in", values: ["Fan motor"] }] }
  const cases: [AudienceDefinition, string[]][] = [
    [{ anyOf: [{ kind: "owns", purchasedFrom: "2026-02-01", purchasedTo: "2026-03-01" }] }, ["ben"]],
    [{ anyOf: [said], noneOf: [{ kind: "owns", product: ["Aria 2"] }] }, ["eve"]],
    [{ anyOf: [{ kind: "owns", product: ["Aria 2"] }], allOf: [said] }, ["ben"]],
    [{ anyOf: [{ kind: "owns", batch: ["7", "8"] }], noneOf: [said] }, ["ada", "cid", "dan"]],
    [{ anyOf: [{ kind: "named", personIds: [ids.eve!, ids.ada!] }], noneOf: [said] }, ["ada"]],
    [{ anyOf: [{ ...said, from: "2026-03-03" }] }, []],
    [{ anyOf: [{ kind: "said", where: [], q: "stopped" }] }, ["ben", "eve"]],
  ]
  for (const [given, expected] of cases) {
    expect(names(await peopleIn(scope, given, everybody))).toEqual(expected)
    for (const [name, id] of Object.entries(ids)) {
      expect([name, await isPersonIn(scope, given, id)]).toEqual([name, expected.includes(name)])
    }
  }
  const all = cases.map(([definition]) => definition)
  expect(await whichHold(scope, all, ids.ben!)).toEqual(cases.map(([, expected]) => expected.includes("ben")))
})

test("a merged person is in it once, found by any of her records, and apart again after unmerging", async () => {
  const { scope, ids } = await someOwners()
  const definition = audienceOfSlice({ product: "Aria 2", component: "Fan motor" })
  const join = (root: string) => scope.query(sql`update person set root_id = ${root} where id = ${ids.ada!}`)
  expect(await countPeople(scope, definition)).toBe(4)
  await join(ids.eve!)
  expect(await countPeople(scope, definition)).toBe(3)
  const held = await peopleIn(scope, definition, everybody)
  expect(held).toContain(ids.eve)
  expect(held).not.toContain(ids.ada)
  expect(await isPersonIn(scope, { anyOf: [{ kind: "owns", batch: ["7"] }] }, ids.eve!)).toBe(true)
  expect(await isPersonIn(scope, { anyOf: [{ kind: "named", personIds: [ids.ada!] }] }, ids.eve!)).toBe(true)
  await join(ids.ada!)
  expect(await countPeople(scope, definition)).toBe(4)
})

test("pages of people follow one another without gap or double", async () => {
  const { scope } = await someOwners()
  const definition: AudienceDefinition = { anyOf: [{ kind: "owns", product: ["Aria 2"] }] }
  const first = await peopleIn(scope, definition, { limit: 2 })
  const rest = await peopleIn(scope, definition, { limit: 10, after: first.at(-1) })
  expect([...first, ...rest]).toEqual(await peopleIn(scope, definition, everybody))
  expect(rest).toHaveLength(2)
})

test("a batch that got another name moves its owners", async () => {
  const { scope, editor } = await someOwners()
  const seven: AudienceDefinition = { anyOf: [{ kind: "owns", batch: ["7"] }] }
  expect(await countPeople(scope, seven)).toBe(3)
  await editor.post("/ownership/renames", { field: "batch", from: "7", to: "B7" })
  expect(await countPeople(scope, seven)).toBe(0)
  expect(await countPeople(scope, { anyOf: [{ kind: "owns", batch: ["B7"] }] })).toBe(3)
})

test("an audience is saved, counted again by itself, changed and deleted; in use it stays", async () => {
  const { scope, editor, events } = await someOwners()
  const definition: AudienceDefinition = { anyOf: [{ kind: "owns", batch: ["7"] }] }
  const made = await editor.post<Audience>("/audiences", { name: "Batch 7", definition })
  expect(made).toMatchObject({ status: 201, body: { name: "Batch 7", people: 3, version: 1, uses: [] } })
  const { id } = made.body
  expect(await editor.post<Faults>("/audiences", { name: "batch 7", definition })).toMatchObject({
    status: 409,
    body: { error: { code: "audience.name_taken" } },
  })
  await editor.put("/ownership", { items: [owner("fay")] })
  await expect
    .poll(async () => (await editor.get<Audience>(`/audiences/${id}`)).body.people, { timeout: 15_000 })
    .toBe(4)

  const changed = await editor.patch<Audience>(`/audiences/${id}`, {
    definition: { anyOf: [{ kind: "owns", batch: ["8"] }] },
    version: 1,
  })
  expect(changed.body).toMatchObject({ people: 1, version: 2 })
  expect(await editor.patch<Faults>(`/audiences/${id}`, { name: "Late", version: 1 })).toMatchObject({
    status: 409,
    body: { error: { code: "audience.changed_meanwhile" } },
  })

  await scope.transaction((tx) => useAudience(tx, id, "notice:1", "notice 1"))
  const raw = await editor.raw(`/audiences/${id}`, { method: "DELETE" })
  expect([raw.status, ((await raw.json()) as Faults).error]).toMatchObject([
    409,
    { code: "audience.in_use", remedy: "Take it out there first." },
  ])
  await scope.transaction((tx) => releaseAudience(tx, id, "notice:1"))
  expect((await editor.delete(`/audiences/${id}`)).status).toBe(204)
  expect((await editor.get(`/audiences/${id}`)).status).toBe(404)
  const told = (await events()).filter((one) => one.name.startsWith("audience.")).map((one) => one.name)
  expect(told).toEqual(["audience.created", "audience.changed", "audience.deleted"])
})

test("a preview says how many, whom each rule brings and leaves out, how they are reached, and shows some", async () => {
  const { as, editor, ids } = await someOwners()
  const definition: AudienceDefinition = {
    anyOf: [
      { kind: "owns", product: ["Aria 2"] },
      { kind: "said", where: [{ field: "component", op: "in", values: ["Fan motor"] }] },
    ],
    noneOf: [{ kind: "named", personIds: [ids.dan!] }],
  }
  const preview = await editor.post<AudiencePreview>("/audiences/preview", { definition })
  expect(preview).toMatchObject({
    status: 200,
    body: {
      people: 4,
      candidates: 5,
      overlap: 1,
      rules: [
        { group: "anyOf", people: 4, leavesOut: 0 },
        { group: "anyOf", people: 2, leavesOut: 0 },
        { group: "noneOf", people: 1, leavesOut: 1 },
      ],
      reach: { email: 3, phone: 0, neither: 1 },
    },
  })
  expect(preview.body.sample).toHaveLength(4)
  const masked = await (await as("viewer")).post<AudiencePreview>("/audiences/preview", { definition })
  expect(masked.body.sample.every((one) => one.name === null && one.masked)).toBe(true)
})

test("a definition without rules, an empty rule and senseless conditions are refused with a remedy", async () => {
  const { editor } = await someOwners()
  const refused = async (definition: object) =>
    (await editor.post<Faults>("/audiences/preview", { definition })).body.error.details?.[0]
  expect(await refused({ anyOf: [] })).toMatchObject({
    code: "audience.no_rules",
    remedy: expect.stringContaining("Add"),
  })
  expect(await refused({ anyOf: [{ kind: "owns" }] })).toMatchObject({
    code: "audience.empty_rule",
    field: "definition.anyOf[0]",
  })
  expect(await refused({ anyOf: [{ kind: "owns", product: [] }] })).toMatchObject({ code: "audience.empty_rule" })
  expect(await refused({ anyOf: [{ kind: "said", where: [] }] })).toMatchObject({ code: "audience.empty_rule" })
  expect(await refused({ anyOf: [{ kind: "is", consent: ["marketing"] }] })).toMatchObject({ code: "request.field" })
  const unknown = { anyOf: [{ kind: "said", where: [{ field: "nonsense", op: "in", values: ["x"] }] }] }
  const answer = await editor.post<Faults>("/audiences", { name: "Unknown", definition: unknown })
  expect(answer).toMatchObject({ status: 422, body: { error: { code: "query.invalid" } } })
})

test("hostile words in rules are only words", async () => {
  const { editor, scope } = await someOwners()
  const evil = "'); drop table person; --"
  const definition = {
    anyOf: [
      { kind: "owns", product: [evil], component: [evil] },
      { kind: "said", where: [{ field: `attributes.${evil}`, op: "in", values: [evil] }], q: evil },
      { kind: "is", account: [evil], language: [evil], attributes: [{ field: evil, op: "gte", values: [evil] }] },
    ],
  }
  expect((await editor.post<Audience>("/audiences", { name: evil, definition })).body).toMatchObject({
    name: evil,
    people: 0,
  })
  expect(await findPersonIds(scope, {}, { limit: 10 })).toHaveLength(5)
})

test("members are listed and exported, masked without the right to them; another organization finds nothing", async () => {
  const { as, editor, ids } = await someOwners()
  const { body } = await editor.post<Audience>("/audiences", {
    name: "All",
    definition: { anyOf: [{ kind: "owns", product: ["Aria 2"] }] },
  })
  const page = await editor.get<People>(`/audiences/${body.id}/people?limit=3`)
  expect(page.body).toMatchObject({ total: 4, next: expect.any(String) })
  expect(page.body.items.map((one) => one.name)).toHaveLength(3)
  expect(page.body.items.every((one) => one.email === `${one.name}@example.com`)).toBe(true)
  const file = await (await (await as("viewer")).raw(`/audiences/${body.id}/people/export`)).text()
  expect(file.trim().split("\n")).toHaveLength(5)
  expect(file).not.toContain("ada@example.com")
  expect((await editor.get(`/audiences/${body.id}/people/${ids.eve}`)).body).toEqual({ member: false })
  const other = await world.anOrganization("Other")
  const stranger = await other.as("editor")
  expect((await stranger.get(`/audiences/${body.id}`)).status).toBe(404)
  expect(await countPeople(other.scope, { anyOf: [{ kind: "named", personIds: Object.values(ids) }] })).toBe(0)
  expect(await isPersonIn(other.scope, { anyOf: [{ kind: "named", personIds: [ids.ada!] }] }, ids.ada!)).toBe(false)
})
