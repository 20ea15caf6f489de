import { afterAll, beforeAll, expect, test } from "vitest"
import { aSignal } from "../../platform/testing/signal.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { Activity, AuditEntry } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type List = { items: Activity[]; next: string | null }
type Audit = { items: AuditEntry[]; next: string | null }

test("the feed says who did what to which record, page by page, and leaves out the noise", async () => {
  const organization = await world.anOrganization()
  const { as } = organization
  const editor = await as("editor", { name: "Maya" })
  const viewer = await as("viewer")
  const id = await aSignal(organization)
  await editor.post("/feedback", { text: "It broke", kind: "call" })
  await editor.put("/reads", { record: `signal:${id}` })
  await editor.post("/comments", { record: `signal:${id}`, text: "Batch 7?" })
  await editor.post(`/signals/${id}/acknowledgement`)
  const all = (await viewer.get<List>("/activity")).body.items
  expect(all.slice(0, 3)).toMatchObject([
    {
      name: "signal.acknowledged",
      record: `signal:${id}`,
      actor: { kind: "member", name: "Maya" },
      sentenceKey: "activity.sentence.signal.acknowledged",
      params: { title: expect.stringContaining("Aria 2"), number: 1 },
    },
    { name: "comment.added", params: { mentionsCount: 0 } },
    { name: "signal.found", actor: { kind: "system" } },
  ])
  const names = all.map((one) => one.name)
  expect(names.filter((name) => /^(feedback\.received|record\.read|notification\.)/.test(name))).toEqual([])

  const pages: string[] = []
  for (let next: string | null = ""; next !== null; ) {
    const page: List = (await viewer.get<List>(`/activity?limit=2${next ? `&cursor=${next}` : ""}`)).body
    pages.push(...page.items.map((one) => one.id))
    next = page.next
  }
  expect(pages).toEqual(all.map((one) => one.id))
  const ofRecord = (await viewer.get<List>(`/activity?record=signal:${id}`)).body.items
  expect(ofRecord.map((one) => one.name)).toEqual(["signal.acknowledged", "comment.added", "signal.found"])
  const other = await (await world.anOrganization("Other")).as("viewer")
  expect((await other.get<List>(`/activity?record=signal:${id}`)).body.items).toEqual([])
})

test("the audit trail is for admins and auditors: by actor, by event, by time, and as a file that runs no formula", async () => {
  const { as, key } = await world.anOrganization()
  const [auditor, editor] = [await as("auditor"), await as("editor", { name: "=Maya" })]
  const started = new Date().toISOString()
  await (await key()).post("/feedback", { text: "It broke", kind: "call", person: { email: "a@example.com" } })
  await world.app.settled()
  const people = (await editor.get<{ items: { id: string }[] }>("/people")).body.items
  await editor.get(`/people/${people[0]!.id}`)
  const audit = async (query: string) => (await auditor.get<Audit>(`/audit?${query}`)).body.items
  expect(await audit("name=person.read")).toMatchObject([
    { actor: { name: "=Maya", id: editor.memberId }, record: `person:${people[0]!.id}`, payload: {} },
  ])
  expect((await audit(`actor=${editor.memberId}`)).map((one) => one.name)).toEqual(["person.read"])
  expect((await audit("name=feedback")).map((one) => one.actor.kind)).toEqual(["key"])
  expect((await audit(`to=${started}`)).map((one) => one.name)).not.toContain("person.read")
  expect((await audit(`from=${started}`)).map((one) => one.name)).toContain("person.read")
  expect((await editor.get("/audit")).status).toBe(403)
  expect((await auditor.get("/audit?cursor=x")).status).toBe(422)

  const csv = await (await auditor.raw("/audit/export?name=person")).text()
  expect(csv.split("\r\n").filter(Boolean)).toMatchObject([
    "id,at,event,actor kind,actor id,actor,record,details",
    expect.stringContaining(`,person.read,member,${editor.memberId},'=Maya,person:${people[0]!.id},{}`),
  ])
  const lines = (await (await auditor.raw("/audit/export?format=ndjson")).text()).trim().split("\n")
  expect(lines.length).toBe((await audit("limit=500")).length)
  expect(JSON.parse(lines[0]!)).toMatchObject({ event: "audit.exported", "actor id": auditor.memberId })
})
