import { afterAll, beforeAll, expect, test } from "vitest"
import { generator } from "../../../stats/null.ts"
import { aPlan, counted } from "../../platform/testing/outcomes.ts"
import { aSignal } from "../../platform/testing/signal.ts"
import { aWorld, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Outcome, OutcomeRecord } from "./contract.ts"
import { lookAtAll } from "./jobs.ts"
import { dayAfter } from "./window.ts"

let world: World
let clock = new Date("2026-05-25T09:00:00Z")
beforeAll(async () => {
  world = await aWorld({ now: () => clock })
})
afterAll(() => world.end())

const where = [
  { field: "component", op: "in", values: ["Fan motor"] },
  { field: "product", op: "in", values: ["Aria 2"] },
]
const success = {
  metric: "csat",
  where,
  expected: { direction: "up" as const, size: 0.15 },
  by: "2026-05-17",
}
const shipped = "2026-03-18T10:00:00Z"

type Weeks = { from: string; weeks: number; perWeek: number; good: (week: number) => number; seed?: number }

/** Answers on 1–5 with a given chance to be good, over eight regions. */
function answersOf({ from, weeks, perWeek, good, seed = 1 }: Weeks, part: object) {
  const random = generator(seed)
  return Array.from({ length: weeks * perWeek }, (_, i) => {
    const week = Math.floor(i / perWeek)
    return {
      day: dayAfter(from, 7 * week + (i % 7)),
      score: random() < good(week) ? 5 : 2,
      region: `R${i % 8}`,
      ...part,
    }
  })
}

const fan = { product: "Aria 2", component: ["Fan motor"] }
const other = { product: "Lumen", component: ["Lamp"] }
const from = "2025-09-08"
/** The week that holds 18 March. The first week of all may have begun before its data, and is left out. */
const changed = 27

async function aStory(
  organization: TestOrganization,
  after: number,
  options: { control?: boolean; weeks?: number } = {},
) {
  const weeks = options.weeks ?? 37
  const story = { from, weeks, perWeek: 48 }
  await counted(organization, [
    ...answersOf({ ...story, good: (week) => (week > changed ? after : 0.5) }, fan),
    ...(options.control === false ? [] : answersOf({ ...story, perWeek: 96, good: () => 0.7, seed: 2 }, other)),
  ])
}

const outcomeOf = async (organization: TestOrganization, id: string) =>
  (await (await organization.as("viewer")).get<Outcome>(`/plans/${id}/outcome`)).body

test("a change that worked is verified against the control, frozen, marks the clock and closes the plan", async () => {
  clock = new Date("2026-05-25T09:00:00Z")
  const organization = await world.anOrganization("Worked")
  await aStory(organization, 0.75)
  const { id } = await aPlan(organization, { success, shipped })

  const open = await outcomeOf(organization, id)
  expect(open).toMatchObject({ state: "measuring", changeAt: "2026-03-18", changeBy: "clock", decision: null })
  expect(open.criterion).toMatchObject({ label: "Fan motor · Aria 2", by: "2026-05-17" })
  const found = open.measurement!
  expect(found).toMatchObject({ verdict: "worked", method: "units", unitField: "region", look: "planned" })
  expect(found.effect!.estimate).toBeCloseTo(0.25, 1)
  expect(found.effect!.low).toBeGreaterThan(0)
  // Half a year before, eight weeks until the promised day; the week of the change is in neither.
  expect(found).toMatchObject({ weeksBefore: 26, weeksAfter: 8, dataUntil: "2026-05-17" })
  expect(found.slice.before.n).toBe(26 * 48)
  expect(found.slice.after.n).toBe(8 * 48)
  expect(found.weeks.filter((week) => !week.counted).map((week) => week.start)).toEqual(["2026-03-16"])
  expect(found.checks.find((one) => one.key === "parallel")).toMatchObject({ state: "ok" })
  expect(found.checks.find((one) => one.key === "units")).toMatchObject({ params: { slice: 8, control: 8 } })

  await lookAtAll(organization.scope)
  const [decided] = await organization.events("outcome.decided")
  expect(decided!.payload).toMatchObject({ planId: id, verdict: "worked", method: "units", dataUntil: "2026-05-17" })
  expect((await organization.events("plan.clock_marked")).map((one) => one.payload.step)).toEqual(["verified"])

  // Later data do not change what was decided; looking again decides nothing a second time.
  await counted(organization, answersOf({ from: "2026-05-25", weeks: 8, perWeek: 60, good: () => 0 }, fan))
  clock = new Date("2026-08-01T09:00:00Z")
  await lookAtAll(organization.scope)
  const frozen = await outcomeOf(organization, id)
  expect(frozen).toMatchObject({ state: "decided", decision: { verdict: "worked", by: "Rapport" } })
  expect(frozen.measurement).toEqual(found)
  expect(await organization.events("outcome.decided")).toHaveLength(1)

  const viewer = await organization.as("viewer")
  expect((await viewer.post(`/plans/${id}/outcome/closing`, {})).status).toBe(403)
  const lead = await organization.as("editor")
  expect((await lead.post(`/plans/${id}/outcome/closing`, {})).status).toBe(200)
  expect((await organization.events("plan.closed"))[0]!.payload).toMatchObject({ verdict: "worked" })
  expect((await lead.post(`/plans/${id}/outcome/closing`, {})).status).toBe(409)
  clock = new Date("2026-05-25T09:00:00Z")
})

test("a signal on what a solved plan was for takes it up again, once, and it is measured in a new round", async () => {
  const organization = await world.anOrganization("Relapse")
  await aStory(organization, 0.8)
  const { id } = await aPlan(organization, { success, shipped })
  await lookAtAll(organization.scope)
  const lead = await organization.as("editor")
  await lead.post(`/plans/${id}/outcome/closing`, {})
  // About something else: nothing happens.
  await aSignal(organization, { product: "Lumen" })
  await world.app.settled()
  expect(await organization.events("plan.reopened")).toHaveLength(0)
  const signalId = await aSignal(organization, { product: "Aria 2" })
  await aSignal(organization, { product: "Aria 2" })
  await world.app.settled()

  expect(await organization.events("plan.reopened")).toHaveLength(1)
  expect((await organization.events("outcome.relapsed"))[0]!.payload).toMatchObject({ planId: id, signalId })
  const again = await outcomeOf(organization, id)
  expect(again).toMatchObject({ round: 2, state: "waiting", changeAt: null, plan: { state: "open" } })
  const record = (await lead.get<OutcomeRecord>("/outcomes/record")).body
  expect(record).toMatchObject({ decided: 1, solved: 0, relapsed: 1, worked: { n: 1, estimate: 1 } })
  const list = (await lead.get<{ items: { verdict: string; round: number; relapsed: boolean }[] }>("/outcomes")).body
    .items
  expect(list.map((one) => [one.round, one.verdict, one.relapsed]).sort()).toEqual([
    [1, "worked", true],
    [2, "open", false],
  ])
})

test("what did not help is said to be so; the plan stays open and can be measured anew", async () => {
  const organization = await world.anOrganization("Did not")
  await aStory(organization, 0.5)
  const { id } = await aPlan(organization, { success, shipped })
  await lookAtAll(organization.scope)
  const outcome = await outcomeOf(organization, id)
  expect(outcome).toMatchObject({ state: "decided", decision: { verdict: "did_not" } })
  expect(outcome.measurement!.effect!.high).toBeLessThan(0.15)
  expect(await organization.events("plan.clock_marked")).toHaveLength(0)

  const lead = await organization.as("editor")
  const method = await lead.put<{ error: { code: string } }>(`/plans/${id}/outcome/method`, {
    version: 0,
    control: "none",
  })
  expect([method.status, method.body.error.code]).toEqual([409, "outcome.decided"])
  const round = await lead.post<Outcome>(`/plans/${id}/outcome/rounds`, { changeAt: "2026-05-20" })
  expect(round.status).toBe(201)
  expect(round.body).toMatchObject({ round: 2, state: "measuring", changeAt: "2026-05-20", changeBy: "chosen" })
  expect(round.body.measurement).toMatchObject({ verdict: "cannot_tell", weeksAfter: 0 })
  expect((await lead.post(`/plans/${id}/outcome/rounds`, {})).status).toBe(409)
})

test("before the change it says what could be seen by when; too early is said, not guessed", async () => {
  const organization = await world.anOrganization("Early")
  await aStory(organization, 0.8, { weeks: 31 })
  clock = new Date("2026-04-13T09:00:00Z")
  const waiting = await aPlan(organization, { success: { ...success, by: "2026-07-05" } })
  const before = await outcomeOf(organization, waiting.id)
  expect(before).toMatchObject({ state: "waiting", changeAt: null, decision: null })
  const power = before.measurement!.power!
  expect(power.visible).toBeGreaterThan(0.02)
  expect(power.visible).toBeLessThan(0.2)
  expect(power.chance).toBeGreaterThan(0.5)
  expect(power.answersNeeded).toBe(Math.ceil(power.weeksNeeded! * power.perWeek))

  const early = await aPlan(organization, { success, shipped: "2026-03-30T10:00:00Z" })
  const outcome = await outcomeOf(organization, early.id)
  expect(outcome.measurement).toMatchObject({ verdict: "cannot_tell", weeksAfter: 2, effect: null })
  expect(outcome.measurement!.checks.find((one) => one.key === "after")).toMatchObject({
    state: "bad",
    params: { weeks: 2, needed: 4 },
  })
  const lead = await organization.as("editor")
  const closing = await lead.post<{ error: { code: string } }>(`/plans/${early.id}/outcome/closing`, {})
  expect([closing.status, closing.body.error.code]).toEqual([422, "outcome.needs_reason"])
  const unclear = await lead.post<Outcome>(`/plans/${early.id}/outcome/closing`, {
    reason: "The product is withdrawn.",
  })
  expect(unclear.body).toMatchObject({ decision: { verdict: "unclear", reason: "The product is withdrawn." } })
  clock = new Date("2026-05-25T09:00:00Z")
})

test("without a control the slice's own past is asked, and said so; a person may choose what to compare with", async () => {
  const organization = await world.anOrganization("No control")
  await aStory(organization, 0.85, { control: false })
  const { id } = await aPlan(organization, { success, shipped })
  const outcome = await outcomeOf(organization, id)
  expect(outcome.measurement).toMatchObject({ method: "series", control: null, outside: null })
  expect(outcome.measurement!.checks.find((one) => one.key === "season")).toMatchObject({ state: "caution" })

  const lead = await organization.as("editor")
  const put = (body: object) => lead.put<Outcome & { error: { code: string } }>(`/plans/${id}/outcome/method`, body)
  expect((await put({ version: 0, control: "the moon" })).body.error.code).toBe("outcome.no_such_control")
  expect((await put({ version: 0, changeAt: "2026-03-02" })).body).toMatchObject({ changeAt: "2026-03-02", version: 1 })
  const late = await put({ version: 0, control: "none" })
  expect([late.status, late.body.error.code]).toEqual([409, "outcome.changed_meanwhile"])
  expect((await put({ version: 1, changeAt: null })).body).toMatchObject({ changeAt: "2026-03-18", changeBy: "clock" })
  expect((await put({ version: 2, changeAt: "yesterday" })).status).toBe(422)
})

test("a control that was on another way before is refused", async () => {
  const organization = await world.anOrganization("Drift")
  const story = { from, weeks: 37, perWeek: 60 }
  await counted(organization, [
    ...answersOf({ ...story, good: (week) => 0.3 + 0.015 * week, seed: 3 }, fan),
    ...answersOf({ ...story, perWeek: 120, good: () => 0.7, seed: 2 }, other),
  ])
  const { id } = await aPlan(organization, { success, shipped })
  const outcome = await outcomeOf(organization, id)
  expect(outcome.measurement!.candidates.every((one) => !one.usable)).toBe(true)
  expect(outcome.measurement!.method).toBe("series")
  expect(outcome.measurement!.verdict).not.toBe("worked")
  // Chosen nevertheless, it decides nothing.
  const lead = await organization.as("editor")
  const chosen = await lead.put<Outcome>(`/plans/${id}/outcome/method`, { version: 0, control: "outside" })
  expect(chosen.body.measurement).toMatchObject({ verdict: "cannot_tell", control: { key: "outside", usable: false } })
  expect(chosen.body.measurement!.checks.find((one) => one.key === "parallel")).toMatchObject({ state: "bad" })
})

test("contacts are compared as a ratio; a metric that changed its scale is not pooled", async () => {
  const organization = await world.anOrganization("Contacts")
  const random = generator(5)
  const contacts = (weeks: number, perWeek: (week: number) => number, part: object) =>
    Array.from({ length: weeks }, (_, week) =>
      Array.from({ length: Math.round(perWeek(week) + 6 * (random() - 0.5)) }, (__, i) => ({
        day: dayAfter(from, 7 * week + (i % 7)),
        kind: "ticket",
        ...part,
      })),
    ).flat()
  await counted(organization, [
    ...contacts(37, (week) => (week > changed ? 20 : 40), fan),
    ...contacts(37, () => 90, other),
    ...answersOf({ from, weeks: 37, perWeek: 20, good: () => 0.6 }, fan).map((one, i) =>
      i < 20 * 31 ? one : { ...one, scale_max: 7, score: 6 },
    ),
  ])
  const fewer = await aPlan(organization, {
    success: { ...success, metric: "volume", where, expected: { direction: "down", size: 0.3 } },
    shipped,
  })
  const half = await outcomeOf(organization, fewer.id)
  expect(half.measurement).toMatchObject({ verdict: "worked", effect: { relative: true } })
  expect(half.measurement!.effect!.high).toBeLessThan(1)

  const scaled = await aPlan(organization, { success, shipped })
  const outcome = (await outcomeOf(organization, scaled.id)).measurement!
  expect(outcome.checks.find((one) => one.key === "scale")).toMatchObject({ state: "caution", params: { count: 1 } })
  // Only the weeks on the old scale count.
  expect(outcome.weeksAfter).toBe(3)
  expect(outcome.verdict).toBe("cannot_tell")
})

test("no data, an event outside of the data, a criterion that names nothing: said, not guessed", async () => {
  const organization = await world.anOrganization("Nothing")
  const empty = await aPlan(organization, { success, shipped })
  expect((await outcomeOf(organization, empty.id)).measurement).toMatchObject({ verdict: "cannot_tell", effect: null })
  await aStory(organization, 0.9, { weeks: 20 })
  const outside = await aPlan(organization, { success, shipped: "2026-05-01T00:00:00Z" })
  expect((await outcomeOf(organization, outside.id)).measurement).toMatchObject({
    verdict: "cannot_tell",
    weeksAfter: 0,
  })
  const early = await aPlan(organization, { success, shipped: "2020-05-01T00:00:00Z" })
  expect((await outcomeOf(organization, early.id)).measurement).toMatchObject({
    verdict: "cannot_tell",
    weeksBefore: 0,
  })
  const plain = await aPlan(organization, { shipped })
  expect(await outcomeOf(organization, plain.id)).toMatchObject({
    state: "no_criterion",
    measurement: null,
    criterion: null,
  })
  const odd = await aPlan(organization, { success: { ...success, metric: "nonsense" }, shipped })
  expect(await outcomeOf(organization, odd.id)).toMatchObject({ state: "no_criterion" })
  await lookAtAll(organization.scope)
  expect(await organization.events("outcome.decided")).toHaveLength(0)

  const stranger = await (await world.anOrganization("Stranger")).as("editor")
  expect((await stranger.get(`/plans/${empty.id}/outcome`)).status).toBe(404)
  expect((await stranger.post(`/plans/${empty.id}/outcome/closing`, { reason: "x" })).status).toBe(404)
  const record = (await stranger.get<OutcomeRecord>("/outcomes/record")).body
  expect(record).toMatchObject({ plans: 0, decided: 0, worked: { n: 0, estimate: null }, lookingBack: null })
})

test("the record counts days from the first signal to each step; the list can be filtered and exported", async () => {
  const organization = await world.anOrganization("Record")
  for (let i = 0; i < 6; i++) {
    await aPlan(organization, {
      shipped: `2026-02-0${i + 1}T09:00:00Z`,
      openedAt: "2026-01-01T09:00:00Z",
      title: `Plan ${i}`,
    })
  }
  const viewer = await organization.as("viewer")
  const record = (await viewer.get<OutcomeRecord>("/outcomes/record")).body
  expect(record.days.fix_shipped).toEqual({ n: 6, median: 33.5, low: 31, high: 36 })
  expect(record.days.verified).toEqual({ n: 0, median: null, low: null, high: null })
  expect((await viewer.get("/outcomes?verdict=worked")).body).toMatchObject({ items: [], next: null, total: 0 })
  expect((await viewer.get("/outcomes?cursor=x")).status).toBe(422)
  const file = await viewer.raw("/outcomes/export?format=csv")
  expect((await file.text()).split(/\r?\n/)[0]).toContain("plan,title,round,verdict")
})
