import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { json, sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Caller, Lookup } from "./contract.ts"

let world: World
let ours: TestOrganization
let agent: Client
let problemId: string
let guidance: { id: string; versionId: string }

beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
  agent = await ours.as("agent")
  problemId = await aProblem("The fan stops", { product: "Aria 2", batch: "7" }, "unusable")
  guidance = await liveGuidanceFor(problemId)
  await people(
    { name: "Ada Lovelace", email: "ada@example.com", phone: "+1 614 555 0142", externalId: "C-1" },
    { name: "Ada Lovell", email: "lovell@example.com", phone: "+44 20 7946 0142", externalId: "C-2" },
    { name: "王芳", phone: "13800138000", externalId: "C-3" },
  )
  await owns("C-1", { product: "Aria 2", batch: "7", serial: "AR2-07-8841", orderNumber: "10045" })
  await owns("C-2", { product: "Aria 2", serial: "AR2-09-0001" })
})
afterAll(() => world.end())

const lookup = async (key: string, who = agent) =>
  (await who.get<Lookup>(`/desk/lookup?key=${encodeURIComponent(key)}`)).body

test("the caller is found by every number and address that is hers, in any form", async () => {
  for (const key of [
    "+16145550142",
    "(614) 555-0142",
    "001 614 555 0142",
    "tel:+1-614-555-0142",
    "ADA@example.com",
    "C-1",
    "ar2 07 8841",
    "AR2-07-8841",
    "10045",
  ]) {
    const found = await lookup(key)
    expect([key, found.found, found.caller?.person.name]).toEqual([key, "one", "Ada Lovelace"])
  }
})

test("first stands the problem that affects her, with what to say, and whether hers is covered", async () => {
  const { caller } = await lookup("ada@example.com")
  expect(caller?.owns).toMatchObject([{ product: "Aria 2", batch: "7", serial: "AR2-07-8841" }])
  expect(caller?.problems).toMatchObject([
    {
      id: problemId,
      affects: "yes",
      severity: "unusable",
      guidance: [{ title: "The fan stops", texts: { en: { say: "We know." } }, coverage: { verdict: "covered" } }],
    },
  ])
  expect(caller?.otherProblems).toEqual([])
})

test("where her batch is not on record, she may be affected, and what to ask her for is said", async () => {
  const { caller } = await lookup("C-2")
  expect(caller?.problems).toMatchObject([{ affects: "perhaps", guidance: [{ coverage: { verdict: "need_batch" } }] }])
})

test("of several problems the worst stands first; one she wrote about is hers", async () => {
  const burning = await aProblem("It smells of burning", {}, "safety")
  await world.app.settled()
  const [voice] = await ours.scope.query<{ id: string }>(sql`
    select f.id from feedback f join person p on p.id = f.person_id where p.name = 'Ada Lovelace' limit 1`)
  await ours.scope.query(
    sql`insert into problem_evidence (problem_id, feedback_id, how) values (${burning}, ${voice!.id}, 'linked')`,
  )
  await heard("C-1", 2)
  const { caller } = await lookup("C-1")
  expect(caller?.problems.map((one) => [one.statement, one.affects])).toEqual([
    ["It smells of burning", "yes"],
    ["The fan stops", "yes"],
  ])
  await ours.scope.query(sql`delete from problem where id = ${burning}`)
  await heard("C-1", 1)
})

test("a name, the end of a number or two owners are never taken for one person", async () => {
  expect(await lookup("Ada Lov")).toMatchObject({ found: "choose", caller: null })
  expect((await lookup("Ada Lovelace")).matches.map((one) => [one.name, one.exact])).toEqual([["Ada Lovelace", false]])
  expect((await lookup("lovelace")).matches.map((one) => one.name)).toEqual(["Ada Lovelace"])
  expect((await lookup("王")).matches.map((one) => one.name)).toEqual(["王芳"])
  // Another country's number that ends alike.
  expect(await lookup("+49 30 7946 0142")).toMatchObject({ found: "nobody" })
  await owns("C-3", { product: "Brio", serial: "AR2-07-8841" })
  const both = await lookup("AR2-07-8841")
  expect([both.found, both.caller, both.matches.map((one) => one.owns).sort()]).toEqual([
    "choose",
    null,
    [["Aria 2"], ["Brio"]],
  ])
  await ours.scope.query(sql`delete from ownership where product = 'Brio'`)
})

test("hostile and useless input finds nobody and breaks nothing", async () => {
  for (const key of [
    "%",
    "_%",
    "' or 1=1 --",
    "\\",
    "*",
    "🦊",
    "x".repeat(300),
    "+",
    "0",
    "\u202e\u0000",
    "null",
    "..",
    "@",
    "@@",
  ]) {
    const answer = await agent.get<Lookup>(`/desk/lookup?key=${encodeURIComponent(key)}`)
    expect([key, answer.status, answer.body.found]).toEqual([key, 200, "nobody"])
  }
  expect(await lookup("anonymous")).toMatchObject({ found: "withheld", matches: [] })
  expect((await agent.get("/desk/lookup?key=")).status).toBe(422)
  expect((await agent.get("/desk/lookup")).status).toBe(422)
})

test("whoever was merged is found as who she is now; whoever was erased is not found", async () => {
  await people(
    { name: "Ida Rhodes", email: "ida@example.com", externalId: "M-1" },
    { name: "I. Rhodes", phone: "+1 312 555 0199", externalId: "M-2" },
  )
  const [a, b] = [await idOf("M-1"), await idOf("M-2")]
  await ours.scope.query(sql`update person set root_id = ${a} where id = ${b}`)
  const merged = await lookup("+13125550199")
  expect([merged.found, merged.caller?.person.id, merged.caller?.person.name]).toEqual(["one", a, "Ida Rhodes"])
  expect((await agent.get<Caller>(`/desk/callers/${b}`)).body.person.id).toBe(a)

  await ours.scope.query(
    sql`insert into person_erasure (person_id, organization_id, erased_at, erased_by) values (${a}, ${ours.id}, now(), 'x')`,
  )
  expect((await lookup("+13125550199")).found).toBe("nobody")
  expect((await lookup("Ida Rhodes")).found).toBe("nobody")
  expect((await agent.get(`/desk/callers/${a}`)).status).toBe(404)
})

test("another organization's callers do not exist", async () => {
  const theirs = await (await world.anOrganization("Theirs")).as("agent")
  expect(await lookup("ada@example.com", theirs)).toMatchObject({ found: "nobody", otherProblems: [] })
  expect((await theirs.get(`/desk/callers/${await idOf("C-1")}`)).status).toBe(404)
  const wrong = await theirs.post("/desk/contacts", {
    clientId: randomUUID(),
    outcome: "answered",
    guidanceVersionId: guidance.versionId,
  })
  expect(wrong.status).toBe(404)
})

test("looking leaves a trace and counts as shown, once for one caller on one day", async () => {
  const shown = async () => (await agent.get<{ use: { shown: number } }>(`/guidance/${guidance.id}`)).body.use.shown
  const before = await shown()
  await people({ name: "Grace", email: "grace@example.com", externalId: "S-1" })
  await owns("S-1", { product: "Aria 2", batch: "7" })
  await lookup("S-1")
  await lookup("S-1")
  expect(await shown()).toBe(before + 1)
  const id = await idOf("S-1")
  const read = (await ours.events("person.read")).filter((one) => one.record === `person:${id}`)
  expect(read).toMatchObject([{ actor: { kind: "member", name: "Ours agent" }, payload: { desk: true } }])
})

test("without the right to personal data nothing is found by name, and no name is shown", async () => {
  const viewer = await ours.as("viewer")
  expect((await lookup("Ada Lovelace", viewer)).found).toBe("nobody")
  const found = await lookup("ada@example.com", viewer)
  expect([found.found, found.matches[0]?.name, found.caller?.person.name]).toEqual(["one", null, null])
  expect(found.caller?.person.reach).toContain("a…@e….com")
})

test("a contact is logged in one step: it is feedback, linked to problem and guidance, and counts", async () => {
  const personId = await idOf("C-1")
  const contact = {
    clientId: randomUUID(),
    personId,
    outcome: "answered",
    problemId,
    guidanceVersionId: guidance.versionId,
    words: "The red light is on.",
  }
  const logged = await agent.post<{ id: string; status: string }>("/desk/contacts", contact)
  expect([logged.status, logged.body.status]).toEqual([201, "logged"])
  // Pressed twice, or sent again after the line broke.
  expect((await agent.post("/desk/contacts", contact)).body).toEqual({ id: logged.body.id, status: "duplicate" })
  await world.app.settled()
  const item = await agent.get<Record<string, unknown>>(`/feedback/${logged.body.id}`)
  expect(item.body).toMatchObject({
    kind: "call",
    channel: "phone",
    product: "Aria 2",
    batch: "7",
    text: "The red light is on.",
    person: { id: personId },
    attributes: { outcome: "answered", problem: 1, guidance: 1, guidance_version: 1 },
  })
  const { caller } = await lookup("C-1")
  expect(caller?.contacts.items[0]).toMatchObject({ id: logged.body.id, outcome: "answered", loggedBy: "Ours agent" })
  await agent.post("/desk/contacts", {
    clientId: randomUUID(),
    personId,
    outcome: "not_answered",
    guidanceVersionId: guidance.versionId,
  })
  const use = (await agent.get<{ use: object }>(`/guidance/${guidance.id}`)).body.use
  expect(use).toMatchObject({ logged: 2, answered: { n: 2, estimate: 0.5 } })
})

test("whoever is not known yet becomes known by being logged", async () => {
  await agent.post("/desk/contacts", {
    clientId: randomUUID(),
    caller: { phone: "+1 415 555 0100", name: "New" },
    outcome: "other",
    kind: "chat",
    words: "Where is my order?",
  })
  await world.app.settled()
  expect(await lookup("4155550100")).toMatchObject({ found: "one", caller: { person: { name: "New" } } })
})

test("a contact is taken back by who logged it, and by nobody else", async () => {
  const { body } = await agent.post<{ id: string }>("/desk/contacts", {
    clientId: randomUUID(),
    personId: await idOf("C-1"),
    outcome: "offered",
    guidanceVersionId: guidance.versionId,
  })
  const other = await ours.as("agent", { name: "Other" })
  expect((await other.delete(`/desk/contacts/${body.id}`)).status).toBe(409)
  expect((await agent.delete(`/desk/contacts/${body.id}`)).status).toBe(204)
  await world.app.settled()
  expect((await agent.get(`/feedback/${body.id}`)).status).toBe(404)
  expect((await agent.get<{ use: { offered: number } }>(`/guidance/${guidance.id}`)).body.use.offered).toBe(0)
})

async function people(...given: object[]) {
  const key = await ours.key()
  const items = given.map((person) => ({ kind: "note", text: "Hello.", person }))
  expect((await key.post("/feedback", { items })).status).toBe(200)
  await world.app.settled()
}

const idOf = async (externalId: string) =>
  (
    await ours.scope.query<{ person_id: string }>(
      sql`select person_id from person_identity where kind = 'external' and value = ${externalId}`,
    )
  )[0]!.person_id

async function owns(
  externalId: string,
  unit: { product: string; batch?: string; serial?: string; orderNumber?: string },
) {
  await ours.scope.query(sql`
    insert into ownership (id, organization_id, person_id, product, batch, serial, order_number, source)
    values (${newId()}, ${ours.id}, ${await idOf(externalId)}, ${unit.product}, ${unit.batch ?? null}, ${unit.serial ?? null},
      ${unit.orderNumber ?? null}, 'test')`)
}

async function aProblem(statement: string, slice: object, severity: string) {
  const id = newId()
  await ours.scope.query(sql`
    insert into problem (id, organization_id, number, statement, slice, severity, created_by, created_at)
    select ${id}, ${ours.id}, coalesce(max(number), 0) + 1, ${statement}, ${json(slice)}, ${severity}, 'Test', now()
    from problem where organization_id = ${ours.id}`)
  return id
}

/** Says that problems have changed, and waits until the desk has heard of it. */
async function heard(key: string, problems: number) {
  await ours.scope.transaction((tx) => record(tx, "problem.changed", `problem:${problemId}`))
  await expect.poll(async () => (await lookup(key)).caller?.problems.length, { timeout: 10_000 }).toBe(problems)
}

async function liveGuidanceFor(problemId: string) {
  const writer = await ours.as("editor", { name: "Writer" })
  const { body } = await writer.post<{ id: string }>("/guidance", {
    problemId,
    texts: { en: { say: "We know.", offer: "A loan unit.", notPromise: "A date." } },
    eligibility: { product: ["Aria 2"], batch: ["7"] },
  })
  await writer.post(`/guidance/${body.id}/request`, { revision: 1 })
  const approved = await (await ours.as("editor", { name: "Second" })).post<{ live: { id: string } }>(
    `/guidance/${body.id}/approval`,
    { revision: 1 },
  )
  return { id: body.id, versionId: approved.body.live.id }
}
