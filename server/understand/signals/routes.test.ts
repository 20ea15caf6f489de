import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Backtest, Signal, SignalPage, Watching } from "./contract.ts"
import { aHistoryWithADefect, theDefectGrown } from "./planted.ts"

type List = { items: Signal[]; next: string | null; total: number }
type Page = import("zod").infer<typeof SignalPage>
type Watched = import("zod").infer<typeof Watching>
type People = { items: { id: string; name: string | null; email: string; contacts: number }[]; total: number }

let world: World
let ours: TestOrganization
let member: Client
let signal: Signal
const planted = aHistoryWithADefect()
const defect = { component: "Fan motor", batch: "7" }

beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
  member = await ours.as("member")
  await send(await ours.key(), planted)
  await lookNow(member)
  signal = (await member.get<List>("/signals")).body.items[0]!
}, 120_000)
afterAll(() => world.end())

describe("what is found", () => {
  test("the planted defect is the one open signal: exactly its slice, its numbers, since when", async () => {
    const { body } = await member.get<List>("/signals")
    const inWindow = planted.filter(
      (one) =>
        one.component === "Fan motor" &&
        one.batch === "7" &&
        one.occurredAt.slice(0, 10) >= signal.since &&
        one.occurredAt.slice(0, 10) <= signal.until,
    )
    expect(body.items.map((one) => one.slice)).toEqual([defect])
    expect(signal).toMatchObject({
      number: 1,
      state: "new",
      active: true,
      stream: { key: "contacts", mode: "count" },
      observed: inWindow.length,
      people: new Set(inWindow.map((one) => one.person.externalId)).size,
      headline: expect.stringMatching(/^Contacts about Fan motor · batch 7 are .+ times what we would expect$/),
      headlineKey: "signal.headline.count",
    })
    expect(signal.terms).toEqual(expect.arrayContaining(["stopped", "red"]))
    const [ratio, low, high] = signal.ratio as [number, number, number]
    expect(ratio).toBeCloseTo(signal.observed / signal.expected, 6)
    expect(low > 1 && low < ratio && ratio < high).toBe(true)
    // It begins 56 days before the end, on 3 May: nobody can know it then, and within six weeks one must.
    expect(signal.firstSeen > "2026-05-03" && signal.firstSeen < "2026-06-14").toBe(true)
  })

  test("the same slice in another stream is linked to it, not a second signal", async () => {
    const { body } = await member.get<List>("/signals?state=merged")
    expect(body.items.every((one) => one.mergedInto === signal.id && one.stream.key !== "contacts")).toBe(true)
    const page = await member.get<Page>(`/signals/${signal.id}`)
    expect(page.body.merged.map((one) => one.id).sort()).toEqual(body.items.map((one) => one.id).sort())
  })

  test("what is told of it is in the events, with the words of the headline", async () => {
    const [event] = await ours.events("signal.found")
    expect(event).toMatchObject({
      record: `signal:${signal.id}`,
      payload: { number: 1, slice: defect, active: true, headline: signal.headline },
    })
  })

  test("the list can be read page by page, each signal once, in one order; a made-up cursor is refused", async () => {
    const whole = (await member.get<List>("/signals?state=all")).body
    const pages: string[] = []
    let next: string | null = ""
    while (next !== null) {
      const { body }: { body: List } = await member.get<List>(`/signals?state=all&limit=1${next && `&cursor=${next}`}`)
      pages.push(...body.items.map((one) => one.id))
      next = body.next
    }
    expect(pages).toEqual(whole.items.map((one) => one.id))
    expect(whole.items.length).toBeGreaterThan(1)
    expect((await member.get("/signals?cursor=e30")).status).toBe(422)
  })

  test("the list is searched by what it is about and by its typical words, and goes out as it is shown", async () => {
    const found = async (q: string) =>
      (await member.get<List>(`/signals?state=all&q=${encodeURIComponent(q)}`)).body.items.map((one) => one.id)
    const [first] = (await member.get<List>("/signals?state=all")).body.items
    expect(await found(Object.values(first!.slice)[0]!.toUpperCase())).toContain(first!.id)
    expect(await found(first!.terms[0]!)).toContain(first!.id)
    expect(await found("no such thing' --")).toEqual([])

    const file = async (query: string) => {
      const answer = await member.raw(`/signals/export?format=ndjson&${query}`)
      return (await answer.text())
        .trim()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { id: string; observed: number })
    }
    const shown = (await member.get<List>("/signals?state=all")).body.items
    expect((await file("state=all")).map(({ id, observed }) => ({ id, observed }))).toEqual(
      shown.map(({ id, observed }) => ({ id, observed })),
    )
    expect(await file("state=all&q=zzz")).toEqual([])
    expect(await ours.events("signal.exported")).toHaveLength(2)
  })

  test("looking again finds nothing new", async () => {
    const before = (await member.get<List>("/signals?state=all")).body
    await lookNow(member)
    const after = (await member.get<List>("/signals?state=all")).body
    expect(after.items.map(({ id, observed, firstSeen }) => ({ id, observed, firstSeen }))).toEqual(
      before.items.map(({ id, observed, firstSeen }) => ({ id, observed, firstSeen })),
    )
  })

  test("what is watched is said: streams with enough data, dimensions with more than one value", async () => {
    const { body } = await member.get<Watched>("/watching")
    expect(body.dims).toEqual(["component", "batch", "region"])
    expect(body.streams.map((one) => one.key)).toEqual(["contacts", "csat", "negative"])
    expect(body).toMatchObject({ running: false, chosenBy: "rapport", lastAsOf: "2026-06-28" })
  })
})

describe("the page of a signal", () => {
  let page: Page
  beforeAll(async () => {
    page = (await member.get<Page>(`/signals/${signal.id}`)).body
  })

  test("the chart adds up to the figures of the headline, and its band holds the weeks before", () => {
    const alarmed = page.chart.weeks.filter((week) => week.start >= signal.since && week.start <= signal.until)
    const sum = (values: (number | null)[]) => values.reduce<number>((all, one) => all + (one ?? 0), 0)
    expect(sum(alarmed.map((week) => week.observed))).toBe(signal.observed)
    expect(sum(alarmed.map((week) => week.expected))).toBeCloseTo(signal.expected, 6)
    expect(alarmed.every((week) => week.alarm)).toBe(true)
    const before = page.chart.weeks.filter((week) => week.start < "2026-04-27")
    const held = before.filter((week) => week.observed >= week.lower! && week.observed <= week.upper!)
    expect(before.length).toBeGreaterThan(26)
    expect(held.length / before.length).toBeGreaterThan(0.85)
  })

  test("the slice stands before its neighbours, and the neighbours are ordinary", () => {
    const [chosen, ...rivals] = page.where
    expect(chosen).toMatchObject({ slice: defect, chosen: true, observed: signal.observed })
    expect(rivals.length).toBeGreaterThanOrEqual(4)
    const beside = rivals.filter((one) => one.relation === "beside")
    expect(beside.every((one) => one.observed < 3 * one.expected)).toBe(true)
    expect(page.whyThisOne).toContain("Without this slice")
  })

  test("the comments shown are the customers' own, about it, each once, with its words marked", () => {
    expect(page.voices.length).toBeGreaterThanOrEqual(3)
    expect(new Set(page.voices.map((voice) => voice.text)).size).toBe(page.voices.length)
    const [first] = page.voices
    expect(first!.text.toLowerCase()).toContain("stopped")
    const { start, end } = first!.marks[0]!
    expect(signal.terms).toContain(first!.text.slice(start, end).toLowerCase())
    expect(page.voices.every((voice) => voice.who === "Customer")).toBe(true)
  })

  test("its query finds exactly the feedback it counted, in every stream", async () => {
    const merged = (await member.get<List>("/signals?state=merged")).body.items
    for (const one of [signal, ...merged]) {
      const { query, observed } = (await member.get<Page>(`/signals/${one.id}`)).body
      const where = encodeURIComponent(JSON.stringify(query.where))
      const found = await member.get<{ total: number }>(`/feedback?where=${where}&from=${query.from}&to=${query.to}`)
      expect(found.body.total).toBe(observed)
    }
  })

  test("what it does to the experience: satisfaction inside is below outside, the interval without zero", () => {
    const csat = page.effects.find((one) => one.metric.key === "csat")!
    expect(csat.inside.n + csat.outside.n).toBeGreaterThan(300)
    expect(csat.inside.estimate!).toBeLessThan(csat.outside.estimate!)
    expect(csat.difference!.high!).toBeLessThan(0)
  })

  test("known events near it and a batch that appears late are what changed", async () => {
    await ours.scope.query(sql`
      insert into known_event (id, organization_id, at, title, kind, slice) values
        (gen_random_uuid(), ${ours.id}, '2026-04-20', 'New motor supplier', 'other', '{"component": ["Fan motor"]}'),
        (gen_random_uuid(), ${ours.id}, '2026-04-21', 'New remote', 'other', '{"component": ["Remote control"]}')`)
    const { body } = await member.get<Page>(`/signals/${signal.id}`)
    expect(body.changes.map((one) => one.title)).toEqual(["New motor supplier"])
    expect(body.chart.events.map((one) => one.title)).toEqual(["New motor supplier"])
  })
})

describe("who is affected", () => {
  test("every person once, with how often and how to reach her; masked without the right", async () => {
    const editor = await ours.as("editor")
    const first = await editor.get<People & { next: string }>(`/signals/${signal.id}/people?limit=40`)
    const second = await editor.get<People>(`/signals/${signal.id}/people?limit=40&cursor=${first.body.next}`)
    const all = [...first.body.items, ...second.body.items]
    expect(first.body.total).toBe(signal.people)
    expect(new Set(all.map((one) => one.id)).size).toBe(signal.people)
    expect(all.reduce((sum, one) => sum + one.contacts, 0)).toBe(signal.observed)
    expect(all[0]!.email).toMatch(/^p\d+@example\.com$/)
    const masked = await (await ours.as("viewer")).get<People>(`/signals/${signal.id}/people`)
    expect(masked.body.items[0]).toMatchObject({ name: null, email: "p…@e….com" })
  })

  test("who owns one is known exactly once the installed base has owners; before, the reach is said to be estimated", async () => {
    const editor = await ours.as("editor")
    type Reached = People & {
      reach: { basis: string; owners: number | null; told: number; all: number | null; customers: number | null }
    }
    const path = `/signals/${signal.id}/people`
    expect((await editor.get<Reached>(path)).body.reach).toMatchObject({
      owners: null,
      told: signal.people,
      basis: "told",
    })
    const product = signal.slice.product ?? "Aria 2"
    await editor.put("/customer-base", {
      items: [{ month: "2026-01-01", product: signal.slice.product ?? "", customers: 900 }],
    })
    expect((await editor.get<Reached>(path)).body.reach).toMatchObject({ basis: "estimated", customers: 900 })

    const [first] = (await editor.get<People>(path)).body.items
    const slice = { component: signal.slice.component, version: signal.slice.version, batch: signal.slice.batch }
    const unit = { product, ...slice }
    const items = [
      { ...unit, serial: "1", personId: first!.id },
      { ...unit, serial: "2", person: { email: "silent@example.com" } },
      { ...unit, serial: "3", person: { email: "gone@example.com" }, endedAt: "2026-01-01" },
    ]
    expect((await editor.put("/ownership", { items })).status).toBe(200)
    const { body } = await editor.get<Reached>(`${path}?whom=all&limit=500`)
    expect(body.reach).toMatchObject({ basis: "exact", owners: 2, told: signal.people })
    expect(body.items.map((one) => one.email)).toContain("silent@example.com")
    expect(body.items.map((one) => one.email)).not.toContain("gone@example.com")
    expect(body.items.filter((one) => one.contacts === 0).length).toBe(body.items.length - signal.people)
    expect((await editor.get<Page & Reached>(`/signals/${signal.id}`)).body.reach).toEqual(body.reach)
    const file = await (await editor.raw(`${path}/export?whom=all`)).text()
    expect(file.trim().split("\n")).toHaveLength(body.items.length + 1)
  })

  test.each(["csv", "xlsx", "ndjson"])("an export as %s leaves a trace", async (format) => {
    const editor = await ours.as("editor")
    const answer = await editor.raw(`/signals/${signal.id}/people/export?format=${format}`)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect(answer.status).toBe(200)
    if (format === "csv") expect(new TextDecoder().decode(bytes).trim().split("\n").length).toBe(signal.people + 1)
    else expect(bytes.length).toBeGreaterThan(1000)
    const trace = (await ours.events("signal.people_exported")).at(-1)
    expect(trace).toMatchObject({
      record: `signal:${signal.id}`,
      payload: { format, people: signal.people, personalData: true },
    })
  })
})

describe("acting on a signal", () => {
  test("a viewer may look but not act; another organization sees nothing of it", async () => {
    const viewer = await ours.as("viewer")
    expect((await viewer.get(`/signals/${signal.id}`)).status).toBe(200)
    for (const path of ["acknowledgement", "dismissal", "snooze", "problem"]) {
      expect((await viewer.post(`/signals/${signal.id}/${path}`, {})).status).toBe(403)
    }
    const stranger = await (await world.anOrganization("Theirs")).as("owner")
    expect((await stranger.get<List>("/signals?state=all")).body.total).toBe(0)
    expect((await stranger.get(`/signals/${signal.id}`)).status).toBe(404)
    expect((await stranger.get(`/signals/${signal.id}/people`)).status).toBe(404)
    expect((await stranger.post(`/signals/${signal.id}/acknowledgement`)).status).toBe(404)
  })

  test("acknowledged, asked of departments, snoozed and woken: each says who and is recorded", async () => {
    const acknowledged = await member.post<Signal>(`/signals/${signal.id}/acknowledgement`)
    expect(acknowledged.body).toMatchObject({ state: "acknowledged", acknowledged: { name: "Ours member" } })
    const [product, cx] = ours.departments
    const assigned = await member.put<Signal>(`/signals/${signal.id}/assignments`, {
      departmentIds: [product!.id, cx!.id],
    })
    expect(assigned.body.departments.map((one) => one.name)).toEqual([product!.name, cx!.name])
    const fewer = await member.put<Signal>(`/signals/${signal.id}/assignments`, { departmentIds: [cx!.id] })
    expect(fewer.body.departments.map((one) => one.id)).toEqual([cx!.id])
    expect((await member.get<List>(`/signals?department=${product!.id}`)).body.total).toBe(0)
    expect((await member.get<List>(`/signals?department=${cx!.id}`)).body.total).toBe(1)

    const until = new Date(Date.now() + 86_400_000).toISOString()
    const snoozed = await member.post<Signal>(`/signals/${signal.id}/snooze`, { until, note: "after the launch" })
    expect(snoozed.body).toMatchObject({ state: "snoozed", snoozedUntil: until })
    expect((await member.get<List>("/signals")).body.total).toBe(0)
    const woken = await member.delete(`/signals/${signal.id}/snooze`)
    expect(woken.status).toBe(200)
    const page = await member.get<Page>(`/signals/${signal.id}`)
    expect(page.body.state).toBe("acknowledged")
    expect(page.body.history.map((one) => one.name).slice(0, 5)).toEqual([
      "signal.returned",
      "signal.snoozed",
      "signal.assigned",
      "signal.assigned",
      "signal.acknowledged",
    ])
  })

  test("merging is a link that can be undone, never onto itself", async () => {
    const [other] = (await member.get<List>("/signals?state=merged")).body.items
    expect((await member.post(`/signals/${signal.id}/merge`, { into: signal.id })).status).toBe(409)
    expect((await member.post(`/signals/${signal.id}/merge`, { into: other!.id })).status).toBe(409)
    expect((await member.delete(`/signals/${other!.id}/merge`)).status).toBe(200)
    expect((await member.get<List>("/signals")).body.items.map((one) => one.id)).toContain(other!.id)
    const merged = await member.post<Signal>(`/signals/${other!.id}/merge`, { into: signal.id })
    expect(merged.body).toMatchObject({ state: "merged", mergedInto: signal.id })
    expect((await member.get<Page>(`/signals/${signal.id}`)).body.merged.map((one) => one.id)).toContain(other!.id)
  })

  test("dismissed, the alarm does not return, unless it grows clearly beyond what was dismissed", async () => {
    const dismissed = await member.post<Signal>(`/signals/${signal.id}/dismissal`, { reason: "known" })
    expect(dismissed.body).toMatchObject({ state: "dismissed", dismissedReason: "known" })
    await send(await ours.key(), theDefectGrown(10))
    await lookNow(member)
    const quiet = (await member.get<List>("/signals")).body.items.filter((one) => one.stream.key === "contacts")
    expect(quiet).toEqual([])
    await send(await ours.key(), theDefectGrown(160).slice(10))
    await lookNow(member)
    const { body } = await member.get<Signal>(`/signals/${signal.id}`)
    expect(body.state).toBe("acknowledged")
    expect(body.observed).toBeGreaterThanOrEqual(2 * signal.observed)
    expect((await ours.events("signal.returned")).at(-1)!.payload).toMatchObject({ reason: "grew" })
  }, 60_000)
})

test("a backtest says when each signal would have come, and how long before a known event", async () => {
  await ours.scope.query(sql`
    insert into known_event (id, organization_id, at, title, kind, slice)
    values (gen_random_uuid(), ${ours.id}, '2026-06-20', 'Recall of the fan motor', 'recall', '{"component": ["Fan motor"], "batch": ["7"]}')`)
  const asked = await member.post<Backtest>("/backtests", { stream: "contacts", eventIds: "all" })
  expect(asked).toMatchObject({ status: 202, body: { state: "waiting" } })
  let { body } = await member.get<Backtest>(`/backtests/${asked.body.id}`)
  while (body.state === "waiting" || body.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, 100))
    body = (await member.get<Backtest>(`/backtests/${asked.body.id}`)).body
  }
  const { result } = body
  expect(result!.signals.map((one) => one.slice)).toEqual([defect])
  const recall = result!.events.find((one) => one.title === "Recall of the fan motor")!
  expect(recall.signal).toBe(0)
  expect(recall.leadWeeks).toBeGreaterThan(0)
  expect(result!.missed).toBe(result!.events.filter((one) => one.leadWeeks === null).length)
  const empty = await (await world.anOrganization("Empty")).as("member")
  expect(await empty.post("/backtests", {})).toMatchObject({
    status: 409,
  })
}, 60_000)

test("feedback that comes in is looked at soon, without anybody asking", async () => {
  const fresh = await world.anOrganization("Fresh")
  await send(await fresh.key(), planted.slice(-3))
  const viewer = await fresh.as("viewer")
  let watched = (await viewer.get<Watched>("/watching")).body
  expect(watched.lastLook).toBeNull()
  while (watched.lastLook === null) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    watched = (await viewer.get<Watched>("/watching")).body
  }
  expect(watched).toMatchObject({ lastAsOf: "2026-06-28", streams: [] })
}, 60_000)

async function lookNow(client: Client) {
  const before = (await client.get<Watched>("/watching")).body.lastLook
  expect((await client.post("/watching/look")).status).toBe(202)
  for (;;) {
    const { body } = await client.get<Watched>("/watching")
    if (body.lastLook !== before && !body.running) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function send(client: Client, items: object[]) {
  for (let from = 0; from < items.length; from += 1_000) {
    const sent = await client.post("/feedback", { items: items.slice(from, from + 1_000) })
    expect(sent.status).toBe(200)
  }
  await world.app.settled()
}
