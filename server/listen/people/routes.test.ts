import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { contactsOf, markBounced, unsubscribe } from "./public.ts"
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

type List<Item> = { items: Item[]; total: number; next: string | null }
type Saved = { items: { id?: string; errors?: { code: string; field?: string }[] }[] }
type Refusal = { error: { code: string; details?: { code: string; field: string }[] } }
type Pair = { id: string; reasons: string[]; confidence: number; first: Person; second: Person }

const save = async (...items: object[]) => (await editor.post<Saved>("/people", { items })).body.items
const list = async (where: object[], client = editor) =>
  (await client.get<List<Person>>(`/people?limit=200&where=${encodeURIComponent(JSON.stringify(where))}`)).body
const is = (field: string, ...values: (string | number)[]) => ({ field, op: "in", values })

describe("saving people", () => {
  test("the same rows twice leave the same; what is wrong is said row by row", async () => {
    await editor.put("/people/attributes/tier", { label: "Tier", type: "choice", choices: ["gold", "silver"] })
    await editor.put("/people/attributes/spent", { label: "Spent", type: "number" })
    const rows = [
      {
        externalId: "p1",
        email: "Ana@Example.com",
        name: "Ana",
        role: "buyer",
        account: "Northlight",
        language: "pt-BR",
        consent: { marketing: "granted" },
        attributes: { tier: "gold", spent: "120.5" },
      },
      { name: "Nobody" },
      { externalId: "p2", attributes: { tier: "bronze", colour: "red" } },
      { externalId: "p3", email: "not an address", phone: "1" },
      { externalId: "p4", shoe: 41 },
    ]
    const first = await save(...rows)
    expect(first.map((one) => one.errors?.map((error) => `${error.code} ${error.field ?? ""}`.trim()) ?? "ok")).toEqual(
      [
        "ok",
        ["person.nothing_names_her"],
        ["person.attribute_wrong attributes.tier", "person.attribute_unknown attributes.colour"],
        ["request.field email", "request.field phone"],
        ["request.unknown_field shoe"],
      ],
    )
    const again = await save(...rows)
    expect(again[0]!.id).toBe(first[0]!.id)
    const found = await list([is("external", "p1")])
    expect(found.items).toMatchObject([
      {
        name: "Ana",
        role: "buyer",
        accounts: [{ name: "Northlight" }],
        attributes: { tier: "gold", spent: 120.5 },
        consent: { marketing: "granted", language: "pt-BR" },
        identities: [
          { kind: "email", value: "ana@example.com" },
          { kind: "external", value: "p1" },
        ],
      },
    ])
    const said = await editor.get<List<object>>(`/people/${first[0]!.id}/consent`)
    expect(said.body.items.length).toBe(2)
  })

  test("hostile words are words: kept as they are, found as they are, harmless in a spreadsheet", async () => {
    const name = `=cmd|'/c calc'!A1 '"; drop table person; --%_\\`
    const [saved] = await save({ externalId: "hostile'--", name })
    const found = await editor.get<List<Person>>(`/people?q=${encodeURIComponent("drop table person; --%_\\")}`)
    expect(found.body.items.map((one) => one.id)).toEqual([saved!.id])
    const where = encodeURIComponent(JSON.stringify([{ field: "attributes.x' or 1=1 --", op: "in", values: ["'"] }]))
    expect((await editor.get<List<Person>>(`/people?where=${where}`)).body.items).toEqual([])
    const csv = await (await editor.raw("/people/export")).text()
    expect(csv).toContain(`"'=cmd|`)
    for (const bad of ["[{}]", "x", '[{"field":"shoe","op":"in","values":[1]}]', '[{"field":"role","op":"in"}]'])
      expect((await editor.get(`/people?where=${encodeURIComponent(bad)}`)).status).toBe(422)
  })
})

test("people are found by role, account, language, consent, attributes of each type and addresses", async () => {
  await editor.put("/people/attributes/joined", { label: "Joined", type: "date" })
  await editor.put("/people/attributes/visits", { label: "Visits", type: "number" })
  await editor.put("/people/attributes/beta", { label: "Beta", type: "boolean" })
  const [a, b] = await save(
    {
      externalId: "f1",
      role: "buyer",
      account: "Filter Ltd",
      language: "fr",
      consent: { research: "denied" },
      attributes: { joined: "2026-01-05", visits: 9, beta: true },
    },
    {
      externalId: "f2",
      role: "user",
      phone: "+49 170 1234567",
      attributes: { joined: "2026-03-01", visits: 10, beta: false },
    },
  )
  const both = is("external", "f1", "f2")
  const ids = async (...where: object[]) => (await list([both, ...where])).items.map((one) => one.id)
  expect((await ids()).sort()).toEqual([a!.id, b!.id].sort())
  expect(await ids(is("role", "buyer"))).toEqual([a!.id])
  expect(await ids(is("account", "Filter Ltd"))).toEqual([a!.id])
  expect(await ids({ field: "account", op: "missing" })).toEqual([b!.id])
  expect(await ids(is("language", "fr"))).toEqual([a!.id])
  expect(await ids(is("consent.research", "denied"))).toEqual([a!.id])
  expect(await ids(is("consent.research", "unknown"))).toEqual([b!.id])
  expect(await ids({ field: "phone", op: "exists" })).toEqual([b!.id])
  // 9 < 10 as numbers, though not as text.
  expect(await ids({ field: "attributes.visits", op: "gte", values: [10] })).toEqual([b!.id])
  expect(await ids({ field: "attributes.joined", op: "lte", values: ["2026-02-01"] })).toEqual([a!.id])
  expect(await ids(is("attributes.beta", "true"))).toEqual([a!.id])
  await editor.post(`/people/${a!.id}/merge`, { personId: b!.id })
  // What the merged record says counts for the person.
  expect(await ids({ field: "phone", op: "exists" }, is("role", "buyer"))).toEqual([a!.id])
})

test("somebody is known since what she said first, also when that is brought in later", async () => {
  const [saved] = await save({ externalId: "long-known" })
  const at = "2024-03-02T08:00:00.000Z"
  await editor.post("/feedback", {
    items: [{ kind: "review", text: "Fine.", occurredAt: at, person: { externalId: "long-known" } }],
  })
  await world.app.settled()
  const { body } = await editor.get<{ person: Person }>(`/people/${saved!.id}`)
  expect(body.person.firstSeenAt).toBe(at)
})

test("numbers can be cut by the role of the person", async () => {
  const [person] = await save({ externalId: "role1", role: "user" })
  await editor.post("/feedback", { kind: "call", text: "Too loud.", person: { externalId: "role1" } })
  await world.app.settled()
  const found = async (role: string) => {
    const where = encodeURIComponent(JSON.stringify([is("personRole", role), is("person", person!.id!)]))
    return (await editor.get<List<object>>(`/feedback?where=${where}`)).body.total
  }
  expect([await found("user"), await found("buyer")]).toEqual([1, 0])
  await editor.patch(`/people/${person!.id}`, { role: "buyer" })
  await world.app.settled()
  expect([await found("user"), await found("buyer")]).toEqual([0, 1])
  const facets = await editor.get<{ facets: { values: { value: string }[] }[] }>("/facets?fields=personRole")
  expect(facets.body.facets[0]!.values.map((one) => one.value)).toContain("buyer")
})

test("a type stays what it is while people have values; two who edit one person see each other", async () => {
  await editor.put("/people/attributes/size", { label: "Size", type: "number" })
  const [one] = await save({ externalId: "v1", attributes: { size: 4 } })
  const changed = await editor.put<Refusal>("/people/attributes/size", { label: "Size", type: "text" })
  expect(changed).toMatchObject({ status: 409, body: { error: { code: "person.attribute_in_use" } } })
  const bad = await editor.patch<Refusal>(`/people/${one!.id}`, { attributes: { size: "big" } })
  expect(bad.body.error.details).toMatchObject([{ code: "person.attribute_wrong", field: "attributes.size" }])
  const { version } = (await editor.get<{ person: Person }>(`/people/${one!.id}`)).body.person
  const mine = await editor.patch<Person>(`/people/${one!.id}`, { role: "user", version })
  expect(mine.body).toMatchObject({ role: "user", attributes: { size: 4 } })
  const late = await editor.patch(`/people/${one!.id}`, { role: "both", version })
  expect(late).toMatchObject({ status: 409, body: { error: { code: "person.changed_meanwhile" } } })
})

test("an address belongs to one person; adding and taking away", async () => {
  const [a, b] = await save({ externalId: "i1", email: "i1@example.com" }, { externalId: "i2" })
  const taken = await editor.patch(`/people/${b!.id}`, { add: { email: "I1@example.com" } })
  expect(taken).toMatchObject({ status: 409, body: { error: { code: "person.identity_taken" } } })
  const added = await editor.patch<Person>(`/people/${b!.id}`, { add: { email: "i2@example.com" } })
  expect(added.body.identities).toContainEqual({ kind: "email", value: "i2@example.com" })
  const gone = await editor.patch<Person>(`/people/${a!.id}`, { remove: { kind: "email", value: "i1@example.com" } })
  expect(gone.body.identities).toEqual([{ kind: "external", value: "i1" }])
})

test("contacts: her own address first, one that works before one that bounced, consent and language as last said", async () => {
  const [a, b] = await save(
    { externalId: "k1", email: "k1@example.com", name: "Kim", language: "en" },
    { externalId: "k2", email: "k2@example.com", phone: "+49 170 7654321", consent: { marketing: "granted" } },
  )
  await editor.post(`/people/${a!.id}/merge`, { personId: b!.id })
  const contact = async () => await contactsOf(ours.scope, [b!.id!, a!.id!])
  expect(await contact()).toEqual([
    {
      personId: a!.id,
      name: "Kim",
      email: "k1@example.com",
      phone: "+491707654321",
      language: "en",
      marketing: "granted",
      bounced: false,
    },
  ])
  await markBounced(ours.scope, "K1@example.com", "550 no such user")
  await ours.scope.transaction((tx) => unsubscribe(tx, b!.id!, "notice"))
  expect(await contact()).toMatchObject([{ email: "k2@example.com", bounced: false, marketing: "denied" }])
  await markBounced(ours.scope, "k2@example.com", "550")
  expect(await contact()).toMatchObject([{ bounced: true }])
  const theirs = await world.anOrganization("Theirs")
  expect(await contactsOf(theirs.scope, [a!.id!])).toEqual([])
})

test("a program with a key may do all of it: save with consent, merge, answer, part", async () => {
  const key = await ours.key()
  const rows = [
    { email: "k.e.y@gmail.com", name: "Kay", consent: { marketing: "granted" } },
    { email: "key@gmail.com", name: "Kay", language: "de" },
  ]
  const saved = (await key.post<Saved>("/people", { items: rows })).body.items
  const made = await key.post<{ linkId: string }>(`/people/${saved[0]!.id}/merge`, { personId: saved[1]!.id })
  expect(made.status).toBe(201)
  expect((await key.delete(`/people/links/${made.body.linkId}`)).status).toBe(200)
  expect((await key.post(`/people/${saved[0]!.id}/consent`, { topic: "sms", value: "denied" })).status).toBe(201)
  await key.post("/people/duplicates/search")
  const pairs = (await key.get<List<Pair>>("/people/duplicates?limit=100")).body.items
  const mine = pairs.find((pair) => [pair.first.id, pair.second.id].includes(saved[0]!.id!))
  const path = `/people/duplicates/${mine!.id}/answer`
  expect((await key.put(path, { answer: "same" })).status).toBe(200)
  expect((await key.delete(path)).status).toBe(204)
})

describe("duplicates", () => {
  const search = () => editor.post<{ found: number }>("/people/duplicates/search")
  const pairs = async (state = "open") =>
    (await editor.get<List<Pair>>(`/people/duplicates?limit=100&state=${state}`)).body.items
  const root = async (id: string) => (await editor.get<{ person: Person }>(`/people/${id}`)).body.person.id
  const about = (all: Pair[], ...ids: (string | undefined)[]) =>
    all.filter((pair) => ids.includes(pair.first.id) && ids.includes(pair.second.id))

  test("found by mailbox, by telephone however written, and by name within an account; each with its reasons", async () => {
    const [a, b, c, d, e, f, g] = await save(
      { email: "m.li+shop@gmail.com", name: "Mei Li" },
      { email: "mli@googlemail.com", name: "Li, Mei" },
      { externalId: "d3", phone: "+44 20 7946 0958", name: "J. Smith" },
      { externalId: "d4", phone: "020 7946 0958", name: "John Smith" },
      { externalId: "d5", name: "Ola Nord", account: "Fjord AS" },
      { anonymousId: "d6", name: "ola nord", account: "Fjord AS" },
      // The same last digits in another country are somebody else.
      { externalId: "d7", phone: "+1 212 7946 0958", name: "J. Smith" },
    )
    expect((await search()).body.found).toBeGreaterThanOrEqual(3)
    const all = await pairs()
    const [mail] = about(all, a!.id, b!.id)
    expect(mail).toMatchObject({ reasons: ["same_email", "same_name"] })
    expect(mail!.confidence).toBeGreaterThan(0.95)
    expect(about(all, c!.id, d!.id)).toMatchObject([{ reasons: ["same_phone", "different_external_ids"] }])
    expect(about(all, e!.id, f!.id)).toMatchObject([{ reasons: ["same_name", "same_account"] }])
    expect(about(all, c!.id, g!.id)).toEqual([])
    expect((await search()).body.found).toBe(0)
  })

  test("the same: merged, and back; different: not asked again; the certain ones all at once", async () => {
    const [a, b] = await save({ email: "q.u.x@gmail.com" }, { email: "qux@gmail.com" })
    await search()
    const [pair] = about(await pairs(), a!.id, b!.id)
    const merged = await editor.put<{ linkId: string }>(`/people/duplicates/${pair!.id}/answer`, {
      answer: "same",
      keep: b!.id,
    })
    expect(merged.status).toBe(200)
    expect((await editor.get<{ person: Person }>(`/people/${a!.id}`)).body.person.id).toBe(b!.id)
    expect((await editor.delete(`/people/duplicates/${pair!.id}/answer`)).status).toBe(204)
    expect((await editor.get<{ person: Person }>(`/people/${a!.id}`)).body.person.id).toBe(a!.id)
    expect(about(await pairs(), a!.id, b!.id).length).toBe(1)
    await editor.put(`/people/duplicates/${pair!.id}/answer`, { answer: "different" })
    await search()
    expect(about(await pairs(), a!.id, b!.id)).toEqual([])
    expect(about(await pairs("different"), a!.id, b!.id).length).toBe(1)

    const [c, d] = await save({ email: "b.u.l.k@gmail.com", name: "Bo" }, { email: "bulk@gmail.com", name: "Bo" })
    await search()
    const bulk = await editor.post<{ merged: number }>("/people/duplicates/merge", {})
    expect(bulk.body.merged).toBeGreaterThanOrEqual(1)
    const [one, two] = [await root(c!.id!), await root(d!.id!)]
    expect(one).toBe(two)
    expect((await editor.get<{ person: Person }>(`/people/${a!.id}`)).body.person.id).toBe(a!.id)
    expect((await editor.post("/people/duplicates/merge", { least: 0.2 })).status).toBe(422)
  })

  test("what was merged by a pair and parted on the person's page is remembered as different", async () => {
    const [a, b] = await save({ email: "z.o.e@gmail.com" }, { email: "zoe@gmail.com" })
    await search()
    const [pair] = about(await pairs(), a!.id, b!.id)
    const { body } = await editor.put<{ linkId: string }>(`/people/duplicates/${pair!.id}/answer`, { answer: "same" })
    await editor.delete(`/people/links/${body.linkId}`)
    await search()
    expect(about(await pairs(), a!.id, b!.id)).toEqual([])
    expect(about(await pairs("different"), a!.id, b!.id).length).toBe(1)
  })
})

describe("a person's own data", () => {
  test("everything held of her is one file, and that somebody took it stands in it the next time", async () => {
    const [saved] = await save({ externalId: "x1", email: "x1@example.com", name: "Xenia", consent: { sms: "denied" } })
    await editor.post("/feedback", { kind: "email", text: "Where is my order?", person: { email: "x1@example.com" } })
    await world.app.settled()
    const took = await editor.get<Record<string, object[]>>(`/people/${saved!.id}/export`)
    expect(took.body).toMatchObject({
      person: { name: "Xenia" },
      feedback: [{ text: "Where is my order?", personGiven: { email: "x1@example.com" } }],
      consent: [{ topic: "sms", value: "denied" }],
    })
    const next = await editor.get<{ readings: { what: string }[] }>(`/people/${saved!.id}/export`)
    expect(next.body.readings.map((one) => one.what)).toContain("person.exported")
    expect((await (await ours.as("member")).get(`/people/${saved!.id}/export`)).status).toBe(403)
  })

  test("an erased person is nowhere: not in lists, contacts, words or search; counts stay, and it does not come back", async () => {
    const [saved, other] = await save(
      { externalId: "e1", email: "e1@example.com", name: "Erika Secret", account: "Gone GmbH" },
      { externalId: "e2", phone: "+49 170 5550001" },
    )
    await editor.post(`/people/${saved!.id}/merge`, { personId: other!.id })
    const said = { kind: "call", product: "Erasable", person: { externalId: "e2" }, attributes: { city: "Bonn" } }
    await editor.post("/feedback", {
      items: [
        { ...said, text: "My unmistakable zebra stopped." },
        { ...said, text: "Again." },
      ],
    })
    await world.app.settled()
    // Not read yet when she is forgotten.
    const late = editor.post("/feedback", { ...said, text: "A late unmistakable word." })
    await late
    const admin = await ours.as("admin")
    expect((await editor.post(`/people/${saved!.id}/erasure`, {})).status).toBe(403)
    expect((await admin.post(`/people/${saved!.id}/erasure`, { reason: "she asked" })).status).toBe(200)
    await world.app.settled()

    expect(await contactsOf(ours.scope, [saved!.id!, other!.id!])).toEqual([])
    expect((await editor.get<List<Person>>("/people?q=Erika")).body.items).toEqual([])
    const found = await editor.get<List<object>>("/feedback?q=unmistakable")
    expect(found.body.total).toBe(0)
    const where = encodeURIComponent(JSON.stringify([is("product", "Erasable")]))
    const counted = await editor.get<List<{ text: string | null; attributes: object }>>(`/feedback?where=${where}`)
    expect(counted.body.total).toBe(3)
    expect(counted.body.items.map((one) => [one.text, one.attributes])).toEqual(Array(3).fill([null, {}]))
    const page = await editor.get<{ person: Person; timeline: object[] }>(`/people/${other!.id}`)
    expect(page.body).toMatchObject({ person: { erased: true, name: null, identities: [] }, timeline: [] })
    const left = await ours.scope.query(sql`
      select 1 from person where id = any(${[saved!.id, other!.id]}::uuid[]) and (name is not null or attributes <> '{}')
      union all select 1 from feedback where organization_id = ${ours.id} and (text like '%unmistakable%' or person_given->>'externalId' = 'e2')`)
    expect(left).toEqual([])
    const words = await ours.scope.clickhouse.rows(
      "select 1 from interaction where organization_id = {o:UUID} and (has(tokens, 'unmistakable') or mapContains(attributes, 'city'))",
      { o: ours.id },
    )
    expect(words).toEqual([])
    expect((await ours.events("person.erased"))[0]!.payload).toEqual({
      ids: expect.arrayContaining([saved!.id, other!.id]),
    })
    // What makes the digest read everything anew changes nothing of it.
    const ids = await ours.scope.query<{ id: string }>(
      sql`select id from feedback where organization_id = ${ours.id} and product = 'Erasable'`,
    )
    await ours.scope.query(sql`
      insert into outbox (organization_id, name, actor_kind, actor_name, payload)
      values (${ours.id}, 'feedback.changed', 'system', 'Rapport', ${{ ids: ids.map((row) => row.id) }})`)
    await world.app.settled()
    expect((await editor.get<List<object>>(`/feedback?where=${where}`)).body.total).toBe(3)
    for (const path of [`/people/${saved!.id}/erasure`])
      expect(await admin.post(path, {})).toMatchObject({ status: 409, body: { error: { code: "person.is_erased" } } })
    expect((await editor.patch(`/people/${saved!.id}`, { name: "Back" })).status).toBe(409)
    expect((await editor.post(`/people/${saved!.id}/consent`, { topic: "sms", value: "granted" })).status).toBe(409)
  })
})

test("without the right to personal data nothing personal is seen: lists, pages, pairs, files", async () => {
  await save(
    { externalId: "s1", email: "secret.sue@gmail.com", name: "Sue Secret" },
    { email: "secretsue@gmail.com", name: "Sue Secret" },
  )
  await editor.post("/people/duplicates/search")
  const member = await ours.as("member")
  const seen = [
    JSON.stringify((await list([], member)).items),
    JSON.stringify((await member.get("/people/duplicates?limit=100")).body),
    await (await member.raw("/people/export")).text(),
    await (await member.raw("/people/export?format=ndjson")).text(),
  ].join("\n")
  expect(seen).not.toMatch(/Sue|secret/)
  expect(seen).toContain("s…@g….com")
})
