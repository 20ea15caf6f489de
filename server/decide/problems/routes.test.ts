import { afterAll, beforeAll, expect, test } from "vitest"
import { newId } from "../../platform/ids.ts"
import { json, sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Problem } from "./contract.ts"

let world: World
let ours: TestOrganization
let member: Client

beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
  member = await ours.as("member")
  await member.get("/problems")
  await (await ours.key()).post("/feedback", {
    kind: "call",
    occurredAt: "2026-06-20T10:00:00Z",
    component: "Fan motor",
    text: "The fan stopped after three weeks and it smelled of burning.",
  })
  await world.app.settled()
})
afterAll(() => world.end())

test("a signal accepted is a problem with its slice, its comments as evidence, an owner; the signal waits no longer", async () => {
  const id = await aSignal(1)
  const made = await member.post<Problem>(`/signals/${id}/problem`, {
    statement: "The fan of my purifier dies within weeks",
    ownerId: member.memberId,
  })
  expect(made).toMatchObject({
    status: 201,
    body: {
      number: 1,
      statement: "The fan of my purifier dies within weeks",
      slice: { component: "Fan motor" },
      state: "open",
      owner: { id: member.memberId, name: "Ours member" },
      createdBy: { name: "Ours member" },
    },
  })
  expect(made.body.signals).toMatchObject([{ id, state: "accepted", problemId: made.body.id }])
  expect((await member.get<Problem>(`/problems/${made.body.id}`)).body).toEqual(made.body)
  expect((await ours.events("problem.opened"))[0]).toMatchObject({
    record: `problem:${made.body.id}`,
    payload: { number: 1, signalId: id },
  })
  expect((await ours.events("signal.accepted")).length).toBe(1)
  expect(await member.post(`/signals/${id}/problem`, {})).toMatchObject({ status: 409 })
})

test("without a statement it says what the signal says", async () => {
  const made = await member.post<Problem>(`/signals/${await aSignal(2)}/problem`, {})
  expect(made.body.statement).toBe("Customers have trouble with Fan motor")
})

test("statement, owner and state can be changed; dismissing asks for a reason, and can be taken back", async () => {
  const { body } = await member.post<Problem>(`/signals/${await aSignal(3)}/problem`, {})
  const changed = await member.patch<Problem>(`/problems/${body.id}`, {
    statement: "Fans stop",
    ownerId: member.memberId,
  })
  expect(changed.body).toMatchObject({ statement: "Fans stop", ownerId: member.memberId })
  expect((await member.patch(`/problems/${body.id}`, { state: "dismissed" })).status).toBe(422)
  const dismissed = await member.patch<Problem>(`/problems/${body.id}`, { state: "dismissed", reason: "one batch" })
  expect(dismissed.body).toMatchObject({ state: "dismissed", dismissedReason: "one batch" })
  const listed = await member.get<{ items: Problem[] }>("/problems?state=dismissed")
  expect(listed.body.items.map((one) => one.id)).toEqual([body.id])
  const reopened = await member.patch<Problem>(`/problems/${body.id}`, { state: "open" })
  expect(reopened.body.state).toBe("open")
  const about = (await ours.events()).filter((event) => event.record === `problem:${body.id}`)
  expect(about.map((event) => event.name)).toEqual([
    "problem.opened",
    "problem.changed",
    "problem.dismissed",
    "problem.reopened",
  ])
})

test("nobody of another organization sees or owns one, and a viewer may not make one", async () => {
  const id = await aSignal(4)
  const { body } = await member.post<Problem>(`/signals/${id}/problem`, {})
  const stranger = await (await world.anOrganization("Theirs")).as("owner")
  expect((await stranger.get(`/problems/${body.id}`)).status).toBe(404)
  expect((await stranger.patch(`/problems/${body.id}`, { statement: "mine now" })).status).toBe(404)
  expect((await stranger.get<{ items: object[] }>("/problems")).body.items).toEqual([])
  expect((await member.patch(`/problems/${body.id}`, { ownerId: stranger.memberId })).status).toBe(404)
  const viewer = await ours.as("viewer")
  expect((await viewer.get(`/problems/${body.id}`)).status).toBe(200)
  expect((await viewer.patch(`/problems/${body.id}`, { statement: "no" })).status).toBe(403)
})

test("written down as a story, with where, whom and what it is worth; the score shows its parts", async () => {
  const story = { as: "parent", want: "want clean air", but: "the filter smells" }
  const made = await member.post<Problem>("/problems", {
    story,
    who: "Families",
    slice: { component: "Filter", touchpoint: "Bedroom" },
    jobsHurt: ["Sleep well"],
    severity: "safety",
    customerValue: 5,
    effort: 1,
    revenue: { amount: 99.5, per: "person", currency: "EUR" },
  })
  expect(made).toMatchObject({
    status: 201,
    body: { statement: "As a parent, I want clean air, but the filter smells", story, jobsHurt: ["Sleep well"] },
  })
  await world.app.settled()
  const { body } = await member.get<Problem>(`/problems/${made.body.id}`)
  expect(body.score).toMatchObject({
    shipped: true,
    parts: { severity: 5, customer_value: 5, business_value: 3, effort: 1 },
  })
  const free = await member.patch<Problem>(`/problems/${body.id}`, { statement: "The filter smells" })
  expect(free.body).toMatchObject({ statement: "The filter smells", story: null })
  for (const bad of [
    {},
    { statement: "x" },
    { statement: "Fine", effort: 9 },
    { statement: "Fine", revenue: { amount: -1, per: "person", currency: "EUR" } },
    { statement: "Fine", severity: "terrible" },
    { statement: "Fine", surprise: 1 },
  ]) {
    expect((await member.post("/problems", bad)).status).toBe(422)
  }
})

test("two people edit at once: different fields are both kept, the same field is refused with who and what", async () => {
  const { body } = await member.post<Problem>("/problems", { statement: "Handles break" })
  const colleague = await ours.as("member", { name: "Grace" })
  const seen = body.version
  expect((await colleague.patch(`/problems/${body.id}`, { effort: 2, version: seen })).status).toBe(200)
  expect((await member.patch(`/problems/${body.id}`, { statement: "Handles crack", version: seen })).status).toBe(200)
  const refused = await colleague.patch<{ error: { code: string; params: object } }>(`/problems/${body.id}`, {
    statement: "Handles bend",
    who: "Cooks",
    version: seen,
  })
  expect(refused).toMatchObject({
    status: 409,
    body: { error: { code: "problem.changed_meanwhile", params: { fields: "statement", name: "Ours member" } } },
  })
  const now = (await member.get<Problem>(`/problems/${body.id}`)).body
  expect(now).toMatchObject({ statement: "Handles crack", effort: 2, who: null })
  expect(
    (await colleague.patch(`/problems/${body.id}`, { statement: "Handles bend", version: now.version })).status,
  ).toBe(200)
  const both = await Promise.all(
    ["one", "two"].map((text) =>
      member.patch(`/problems/${body.id}`, { statement: `Text ${text}`, version: now.version + 1 }),
    ),
  )
  expect(both.map((one) => one.status).sort()).toEqual([200, 409])
})

test("duplicates are links: suggested, counted once together, taken apart again; no circle can be closed", async () => {
  const words = "The charging cable melts at the plug"
  const feedback = await (await ours.key()).post<{ id: string }>("/feedback", {
    kind: "call",
    text: words,
    person: { email: "melt@x.test" },
  })
  await world.app.settled()
  const make = async (statement: string) => {
    const { body } = await member.post<Problem>("/problems", { statement, slice: { component: "Cable" } })
    await member.post(`/problems/${body.id}/evidence`, { feedbackIds: [feedback.body.id] })
    return body.id
  }
  const [a, b, c] = [await make(words), await make("Charging cable melts near the plug"), await make("Cables get hot")]
  await world.app.settled()
  type Likely = { items: { problem: { id: string }; shared: number }[] }
  const likely = (await member.get<Likely>(`/problems/${a}/duplicates`)).body.items
  expect(likely[0]).toMatchObject({ problem: { id: b }, shared: 1 })
  expect((await member.put(`/problems/${b}/duplicate`, { of: b })).status).toBe(409)
  await member.put(`/problems/${b}/duplicate`, { of: a })
  // What is a duplicate already goes along, and a link to a duplicate leads to what that one is of.
  await member.put(`/problems/${a}/duplicate`, { of: c })
  expect((await member.get<Problem>(`/problems/${b}`)).body.duplicateOf).toBe(c)
  expect((await member.put(`/problems/${c}/duplicate`, { of: a })).status).toBe(409)
  await world.app.settled()
  const whole = (await member.get<Problem>(`/problems/${c}`)).body
  expect(whole).toMatchObject({ duplicateCount: 2, size: { told: 1, reports: 1 } })
  const listed = (await member.get<{ items: { id: string }[] }>("/problems?q=cable")).body.items.map((one) => one.id)
  expect(listed).toEqual([c])
  await member.delete(`/problems/${a}/duplicate`)
  expect((await member.get<Problem>(`/problems/${a}`)).body.duplicateOf).toBeNull()
  expect((await member.get<Problem>(`/problems/${c}`)).body.duplicateCount).toBe(1)
})

test("what customers see follows the state unless it is set by hand, in words of one's own", async () => {
  const { body } = await member.post<Problem>("/problems", { statement: "Lids leak" })
  expect(body.publicStage).toMatchObject({ stage: "received", follows: "state" })
  const started = await member.patch<Problem>(`/problems/${body.id}`, { state: "in_progress" })
  expect(started.body.publicStage).toMatchObject({ stage: "fixing", follows: "state" })
  const set = await member.put<Problem>(`/problems/${body.id}/stage`, {
    stage: "looking",
    texts: { looking: { en: "We took one apart.", "zh-CN": "我们拆开了一个。" } },
  })
  expect(set.body.publicStage).toMatchObject({
    stage: "looking",
    follows: "hand",
    texts: { looking: { en: "We took one apart." } },
  })
  await member.patch(`/problems/${body.id}`, { state: "solved" })
  expect((await member.get<Problem>(`/problems/${body.id}`)).body.publicStage.stage).toBe("looking")
  expect((await member.put<Problem>(`/problems/${body.id}/stage`, { stage: null })).body.publicStage.stage).toBe(
    "fixed",
  )
  expect((await member.put(`/problems/${body.id}/stage`, { stage: "secret" })).status).toBe(422)
})

test("research stands beside the numbers and makes a problem more certain", async () => {
  const { body } = await member.post<Problem>("/problems", { statement: "Buttons are too small" })
  const path = `/problems/${body.id}/notes`
  const made = await member.post<{ id: string }>(path, {
    kind: "interview",
    quote: "I press three at once.",
    link: "https://notes.example/7",
    notedOn: "2026-05-04",
  })
  expect(made.status).toBe(201)
  expect((await member.post(path, { kind: "interview" })).status).toBe(422)
  expect((await member.post(path, { kind: "interview", quote: "x", link: "javascript:alert(1)" })).status).toBe(422)
  await world.app.settled()
  const { notes, score } = (await member.get<Problem>(`/problems/${body.id}`)).body
  expect(notes).toMatchObject([
    { quote: "I press three at once.", notedOn: "2026-05-04", author: { name: "Ours member" } },
  ])
  expect(score.parts.certainty).toBe(3 / 8)
  expect((await member.delete(`${path}/${made.body.id}`)).status).toBe(204)
})

test("an own formula is tried, checked, and scores everything at once; only who may set the rules does", async () => {
  const owner = await ours.as("owner")
  expect((await member.put("/problem-score", { formula: "people" })).status).toBe(403)
  expect(
    (await owner.put<{ error: { code: string } }>("/problem-score", { formula: "people *" })).body.error.code,
  ).toBe("problem.formula_ends")
  expect((await owner.put("/problem-score", { formula: "1 + 1" })).status).toBe(422)
  const trial = await member.post<{ items: { id: string; score: number }[] }>("/problem-score/trial", {
    formula: "told * 1000 + effort",
  })
  expect((await owner.put("/problem-score", { formula: "told * 1000 + effort" })).status).toBe(200)
  const { items } = (await member.get<{ items: Problem[] }>("/problems?limit=200&duplicates=shown")).body
  for (const one of trial.body.items) expect(items.find((item) => item.id === one.id)?.score.value).toBe(one.score)
  expect(items.map((one) => one.score.value)).toEqual(items.map((one) => one.score.value).sort((a, b) => b - a))
  expect((await owner.put<{ shipped: boolean }>("/problem-score", { formula: null })).body.shipped).toBe(true)
})

test("lists are filtered, paged without gaps, and exported; nobody reaches into another organization", async () => {
  const all = (await member.get<{ items: Problem[]; total: number }>("/problems?limit=200&duplicates=shown")).body
  const seen: string[] = []
  let cursor: string | null = ""
  while (cursor !== null) {
    const at: string = cursor
    const page: { items: Problem[]; next: string | null } = (
      await member.get<{ items: Problem[]; next: string | null }>(
        `/problems?limit=3&duplicates=shown${at && `&cursor=${at}`}`,
      )
    ).body
    seen.push(...page.items.map((one) => one.id))
    cursor = page.next
  }
  expect(seen).toEqual(all.items.map((one) => one.id))
  expect(all.total).toBe(seen.length)
  const filters = `state=live&slice=${encodeURIComponent('{"component":"Filter"}')}`
  expect((await member.get<{ items: Problem[] }>(`/problems?${filters}`)).body.items).toMatchObject([
    { statement: "The filter smells" },
  ])
  expect((await member.get("/problems?cursor=nonsense")).status).toBe(422)
  expect((await member.get("/problems?slice=nonsense")).status).toBe(422)
  const csv = await (await member.raw(`/problems/export?format=csv&${filters}`)).text()
  expect(csv.split(/\r?\n/).filter(Boolean).length).toBe(2)
  expect(csv).toContain("The filter smells")
  const stranger = await (await world.anOrganization("Elsewhere")).as("owner")
  const id = seen[0]!
  for (const answer of await Promise.all([
    stranger.get(`/problems/${id}/evidence`),
    stranger.post(`/problems/${id}/notes`, { kind: "other", quote: "x" }),
    stranger.put(`/problems/${id}/duplicate`, { of: seen[1] }),
    stranger.put(`/problems/${id}/stage`, { stage: "fixed" }),
    stranger.post(`/problems/${id}/joining/preview`, { rule: null }),
  ])) {
    expect(answer.status).toBe(404)
  }
})

async function aSignal(number: number): Promise<string> {
  const id = newId()
  await ours.scope.query(sql`
    insert into signal (id, organization_id, number, stream, slice, first_seen, began, since, until, last_seen, weeks, observed,
      expected, ratio, ratio_low, ratio_high, n, people, score, recurrence_weeks, active, told_observed, found_at)
    values (${id}, ${ours.id}, ${number}, 'contacts', ${json({ component: "Fan motor" })}, '2026-06-28', '2026-05-04', '2026-05-04',
      '2026-06-28', '2026-06-28', 8, 41, 9.3, 4.4, 3.1, 6.0, 41, 37, 30, 240, true, 41, now())`)
  return id
}
