import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newId } from "../../platform/ids.ts"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { peopleOf } from "../interactions/public.ts"
import type { Person } from "./store.ts"

let world: World
let ours: TestOrganization
let editor: Client
beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
  editor = await ours.as("editor")
})
afterAll(() => world.end())

type Page = { person: Person; timeline: { id: string }[]; links: { id: string; personId: string }[] }
type List<Item> = { items: Item[]; total: number; next: string | null }
type Linked = { linkId: string }

const somebody = (more: object) => ({ kind: "call", text: "It stopped again.", person: more })

/** People made by one item of feedback each; their ids. */
async function people(...names: string[]): Promise<string[]> {
  const mark = newId().slice(-8)
  const items = names.map((name) => somebody({ externalId: `${name}-${mark}`, name }))
  await editor.post("/feedback", { items })
  await world.app.settled()
  return Promise.all(
    names.map(async (name) => {
      const where = encodeURIComponent(JSON.stringify([{ field: "external", op: "in", values: [`${name}-${mark}`] }]))
      return (await editor.get<List<Person>>(`/people?where=${where}`)).body.items[0]!.id
    }),
  )
}

const page = async (id: string) => (await editor.get<Page>(`/people/${id}`)).body
const merge = (into: string, personId: string) => editor.post<Linked>(`/people/${into}/merge`, { personId })
const unmerge = (linkId: string) => editor.delete(`/people/links/${linkId}`)

async function countedPeople(ids: readonly string[]) {
  await world.app.settled()
  const among = `organization_id = {o:UUID} and person_id in ({ids:Array(UUID)})`
  const [row] = await ours.scope.clickhouse.rows<{ n: number }>(
    `select count() as n from (${peopleOf("{o:UUID}", among)})`,
    { o: ours.id, ids },
  )
  return row!.n
}

/** What both stores say of who is who, each beside what the links alone say. */
async function storesAgreeWithLinks(ids: readonly string[]) {
  await world.app.settled()
  const links = await ours.scope.query<{ person_id: string; into_id: string }>(
    sql`select person_id, into_id from person_link where organization_id = ${ours.id} and unlinked_at is null`,
  )
  const into = new Map(links.map((one) => [one.person_id, one.into_id]))
  const topOf = (id: string): string => (into.has(id) ? topOf(into.get(id)!) : id)
  const expected = Object.fromEntries(ids.map((id) => [id, topOf(id)]))
  const rows = await ours.scope.query<{ id: string; root_id: string }>(
    sql`select id, root_id from person where id = any(${ids}::uuid[])`,
  )
  expect(Object.fromEntries(rows.map((row) => [row.id, row.root_id]))).toEqual(expected)
  const told = await ours.scope.clickhouse.rows<{ person_id: string; root_id: string }>(
    "select person_id, root_id from person_now final where person_id in ({ids:Array(UUID)}) and root_id != person_id",
    { ids },
  )
  const moved = Object.entries(expected).filter(([id, root]) => id !== root)
  expect(Object.fromEntries(told.map((row) => [row.person_id, row.root_id]))).toEqual(Object.fromEntries(moved))
  expect(await countedPeople(ids)).toBe(new Set(Object.values(expected)).size)
}

describe("merging", () => {
  test("two records are one person everywhere, and two again when it is taken back", async () => {
    const [a, b] = (await people("Mei", "Mei Li")) as [string, string]
    const before = { a: await page(a), b: await page(b) }
    const made = await merge(a, b)
    expect(made.status).toBe(201)
    await storesAgreeWithLinks([a, b])

    const one = await page(b)
    expect(one.person).toMatchObject({ id: a, name: "Mei", ids: [a, b] })
    expect(one.person.identities.length).toBe(2)
    expect(one.timeline.map((entry) => entry.id).sort()).toEqual(
      [...before.a.timeline, ...before.b.timeline].map((entry) => entry.id).sort(),
    )
    expect(one.links).toMatchObject([{ id: made.body.linkId, personId: b, name: "Mei Li" }])
    const listed = (await editor.get<List<Person>>("/people?limit=200")).body
    expect(listed.items.filter((person) => [a, b].includes(person.id)).map((person) => person.id)).toEqual([a])
    expect(listed.total).toBe(listed.items.length)
    // A filter by either id finds the items of both, and each names the one person.
    for (const id of [a, b]) {
      const where = encodeURIComponent(JSON.stringify([{ field: "person", op: "in", values: [id] }]))
      const found = (await editor.get<List<{ person: { id: string } }>>(`/feedback?where=${where}`)).body
      expect(found.items.map((item) => item.person.id)).toEqual([a, a])
    }
    expect((await ours.events("person.merged")).at(-1)).toMatchObject({
      record: `person:${a}`,
      payload: { personId: b, intoId: a, ids: [b] },
    })

    expect((await unmerge(made.body.linkId)).status).toBe(200)
    await storesAgreeWithLinks([a, b])
    expect(await page(a)).toEqual(before.a)
    expect(await page(b)).toEqual(before.b)
    expect((await unmerge(made.body.linkId)).status).toBe(404)
  })

  test("no circle can be made, and the same two are merged once", async () => {
    const [a, b, c] = (await people("A", "B", "C")) as [string, string, string]
    await merge(b, a)
    await merge(c, b)
    for (const [into, other] of [
      [a, c],
      [c, a],
      [b, b],
    ])
      expect(await merge(into!, other!)).toMatchObject({ status: 409, body: { error: { code: "person.already_one" } } })
    await storesAgreeWithLinks([a, b, c])
    expect((await page(a)).person.id).toBe(c)
  })

  test("merges at the same moment from all sides still leave one tree", async () => {
    const ids = await people("P", "Q", "R", "S")
    const answers = await Promise.all(ids.flatMap((a) => ids.flatMap((b) => (a === b ? [] : [merge(a, b)]))))
    expect(answers.filter((one) => one.status === 201).length).toBe(3)
    expect(answers.filter((one) => one.status === 409).length).toBe(9)
    await storesAgreeWithLinks(ids)
  })

  test("a merge is taken back after others were made on both sides of it: each keeps what was its own", async () => {
    const [a, b, c, d] = (await people("A", "B", "C", "D")) as [string, string, string, string]
    await merge(b, a)
    const middle = await merge(c, b)
    await merge(d, c)
    await storesAgreeWithLinks([a, b, c, d])
    expect(await countedPeople([a, b, c, d])).toBe(1)
    await unmerge(middle.body.linkId)
    expect((await page(a)).person.id).toBe(b)
    expect((await page(c)).person.id).toBe(d)
    await storesAgreeWithLinks([a, b, c, d])
  })

  test("feedback that arrives for both while they are merged and parted is counted for the right one", async () => {
    const mark = newId().slice(-8)
    const send = (who: string) => editor.post("/feedback", somebody({ externalId: `${who}-${mark}` }))
    const [a, b] = (await people("North", "South")) as [string, string]
    const ids = [(await page(a)).person, (await page(b)).person].map(
      (person) => person.identities.find((one) => one.kind === "external")!.value,
    )
    const say = (externalId: string) => editor.post("/feedback", somebody({ externalId }))
    const [, made] = await Promise.all([say(ids[0]!), merge(a, b), say(ids[1]!), say(ids[0]!), say(ids[1]!)])
    await world.app.settled()
    expect((await page(a)).timeline.length).toBe(6)
    await Promise.all([say(ids[1]!), unmerge(made.body.linkId), say(ids[0]!), send("third")])
    await world.app.settled()
    expect((await page(a)).timeline.length).toBe(4)
    expect((await page(b)).timeline.length).toBe(4)
    await storesAgreeWithLinks([a, b])
  })

  test("any row of merges and partings leaves what the links say", async () => {
    const ids = await people("1", "2", "3", "4", "5", "6")
    // A fixed row of draws (a linear congruence), so that a failure can be seen again.
    let seed = 7
    const draw = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      return Math.floor((seed / 2 ** 31) * n)
    }
    const held: string[] = []
    for (let step = 0; step < 24; step++) {
      if (held.length > 0 && draw(3) === 0) {
        const [linkId] = held.splice(draw(held.length), 1)
        expect((await unmerge(linkId!)).status).toBe(200)
      } else {
        const made = await merge(ids[draw(6)]!, ids[draw(6)]!)
        if (made.status === 201) held.push(made.body.linkId)
        else expect(made.status).toBe(409)
      }
    }
    await storesAgreeWithLinks(ids)
  })

  test("nobody merges people of two organizations, or without the right", async () => {
    const [a, b] = (await people("Own", "Own too")) as [string, string]
    const theirs = await world.anOrganization("Theirs")
    const stranger = await theirs.as("owner")
    expect((await stranger.post(`/people/${a}/merge`, { personId: b })).status).toBe(404)
    const sent = await stranger.post<{ items: { id: string }[] }>("/people", { items: [{ email: "x@example.com" }] })
    expect((await merge(a, sent.body.items[0]!.id)).status).toBe(404)
    const made = await merge(a, b)
    expect((await stranger.delete(`/people/links/${made.body.linkId}`)).status).toBe(404)
    expect((await (await ours.as("viewer")).post(`/people/${a}/merge`, { personId: b })).status).toBe(403)
  })
})

test("ids in one item that lead to two people are a question, not a merge", async () => {
  const mark = newId().slice(-8)
  const [externalId, email] = [`c-${mark}`, `${mark}@example.com`]
  await editor.post("/feedback", { items: [somebody({ externalId }), somebody({ email })] })
  await world.app.settled()
  await editor.post("/feedback", somebody({ externalId, email }))
  await world.app.settled()
  type Pair = { reasons: string[]; first: Person; second: Person }
  const pairs = (await editor.get<List<Pair>>("/people/duplicates")).body.items
  const mine = pairs.filter((pair) =>
    [pair.first, pair.second].some((person) => person.identities.some((one) => one.value === email)),
  )
  expect(mine).toMatchObject([{ reasons: ["ids_met"] }])
})
