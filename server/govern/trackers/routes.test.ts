import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { aProblem } from "../../platform/testing/problem.ts"
import { aVendor, type Vendor } from "../../platform/testing/vendors.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { askTrackers } from "./jobs.ts"

let world: World
let vendor: Vendor
let clock = new Date()
let organization: TestOrganization
let admin: Client
let workstreamId: string

beforeAll(async () => {
  vendor = await aVendor()
  world = await aWorld({ now: () => clock, outboundAllow: ["127.0.0.1"] })
  organization = await world.anOrganization()
  admin = await organization.as("admin")
  const plan = await admin.post<{ workstreams: { id: string }[] }>(`/problems/${await aProblem(organization)}/plan`, {
    severity: "hindered",
    playbook: "product_defect",
  })
  workstreamId = plan.body.workstreams[0]!.id
})
afterAll(async () => {
  await world.end()
  await vendor.close()
})
beforeEach(() => vendor.reset())

type Connection = { id: string; hook: { url: string; secret: string }; lastFailure: { reason: string } | null }
type Issue = {
  id: string
  key: string
  url: string
  state: string
  stateLabel: string
  lost: { reason: string } | null
}

const inputs = {
  jira: () => ({ settings: { site: vendor.url, email: "ana@example.com", project: "NORTH" }, secret: vendor.token }),
  github: () => ({ settings: { api: vendor.url, repository: "northlight/aria" }, secret: vendor.token }),
  gitlab: () => ({ settings: { site: vendor.url, project: "northlight/aria" }, secret: vendor.token }),
  linear: () => ({ settings: { api: `${vendor.url}/graphql`, team: "team-1" }, secret: vendor.token }),
}
type Kind = keyof typeof inputs
const kinds = Object.keys(inputs) as Kind[]

const connected = async (kind: Kind, change: object = {}) =>
  (await admin.post<Connection>("/connections", { kind, name: kind, ...inputs[kind](), ...change })).body
const anIssue = async (connectionId: string, more: object = {}) =>
  (await admin.post<Issue>(`/workstreams/${workstreamId}/external-issues`, { connectionId, ...more })).body
const issues = async () =>
  (await admin.get<{ items: Issue[] }>(`/external-issues?workstream=${workstreamId}`)).body.items
const asNow = async (id: string) => (await issues()).find((one) => one.id === id)

describe.each(kinds)("%s", (kind) => {
  test("an issue is made with the customers' words and the way back, and follows what happens there", async () => {
    const connection = await connected(kind)
    expect((await admin.post(`/connections/${connection.id}/test`)).body).toMatchObject({ ok: true })
    const issue = await anIssue(connection.id)
    expect(issue).toMatchObject({ state: "open", lost: null, url: expect.stringContaining("http") })
    const made = vendor.issues.get(issue.key)
    expect(made?.body).toContain("Customers say:")
    expect(made?.body).toContain(`/${organization.slug}/plans/`)

    vendor.change(issue.key, "done")
    expect((await admin.post<Issue>(`/external-issues/${issue.id}/sync`)).body.state).toBe("done")
    const [change] = (await organization.events("workstream.issue_changed")).slice(-1)
    expect(change).toMatchObject({ record: `workstream:${workstreamId}`, payload: { key: issue.key, state: "done" } })
  })

  test("the tracker says that it changed; who cannot sign is not heard", async () => {
    const connection = await connected(kind)
    const issue = await anIssue(connection.id)
    vendor.change(issue.key, "done")
    const say = (secret: string) => vendor.announce(world.app, kind, connection.id, issue.key, secret)
    expect(await say("forged")).toBe(202)
    expect((await asNow(issue.id))?.state).toBe("open")
    expect(await say(connection.hook.secret)).toBe(202)
    expect((await asNow(issue.id))?.state).toBe("done")
  })

  test("a deleted issue stays, says that it is gone, and is found again when it comes back", async () => {
    const issue = await anIssue((await connected(kind)).id)
    vendor.remove(issue.key)
    clock = new Date(clock.getTime() + 16 * 60_000)
    await askTrackers(world.app.platform)
    expect(await asNow(issue.id)).toMatchObject({ lost: { reason: "gone" } })
    vendor.restore(issue.key)
    expect((await admin.post<Issue>(`/external-issues/${issue.id}/sync`)).body.lost).toBeNull()
  })

  test("each way of being refused is said with what can be done, and nothing is half made", async () => {
    const connection = await connected(kind)
    const before = (await issues()).length
    const reasons: Record<string, string> = {}
    for (const fault of ["signed_out", "forbidden", "busy", "down", "malformed"] as const) {
      vendor.fail(fault)
      const answer = await admin.post<{ error: { code: string } }>(`/workstreams/${workstreamId}/external-issues`, {
        connectionId: connection.id,
      })
      expect(answer).toMatchObject({ status: 502, body: { error: { code: "tracker.refused" } } })
      const { items } = (await admin.get<{ items: Connection[] }>("/connections")).body
      reasons[fault] = items.find((one) => one.id === connection.id)?.lastFailure?.reason ?? ""
    }
    expect(reasons).toEqual({
      signed_out: "signed_out",
      forbidden: "forbidden",
      busy: "busy",
      down: "down",
      malformed: "malformed",
    })
    expect((await issues()).length).toBe(before)
  })
})

test("an issue that exists is linked by its address, once", async () => {
  const connection = await connected("github")
  const key = vendor.add("Fan stops")
  const url = `${vendor.url}/northlight/aria/issues/${key}`
  expect(await anIssue(connection.id, { url })).toMatchObject({ key, state: "open" })
  const path = `/workstreams/${workstreamId}/external-issues`
  expect(await admin.post(path, { connectionId: connection.id, url })).toMatchObject({
    status: 409,
    body: { error: { code: "tracker.linked_already" } },
  })
  expect(await admin.post(path, { connectionId: connection.id, url: "https://example.com/x" })).toMatchObject({
    status: 422,
    body: { error: { code: "tracker.not_an_issue", field: "url" } },
  })
})

test("tokens are never told again, and only admins see connections", async () => {
  await connected("jira")
  const all = JSON.stringify([(await admin.get("/connections")).body, await organization.events()])
  expect(all).not.toContain(vendor.token)
  const editor = await organization.as("editor")
  expect((await editor.get("/connections")).status).toBe(403)
  const names = (await editor.get<{ items: object[] }>("/connections/names")).body.items
  expect(Object.keys(names[0]!)).toEqual(["id", "kind", "name"])
  const stranger = await (await world.anOrganization("Other")).as("admin")
  expect((await stranger.get<{ items: object[] }>("/connections")).body.items).toEqual([])
  expect(
    (await stranger.post(`/workstreams/${workstreamId}/external-issues`, { connectionId: workstreamId })).status,
  ).toBe(404)
})

test("wrong settings are named", async () => {
  const refused = await admin.post<{ error: { details: { field: string }[] } }>("/connections", {
    kind: "jira",
    name: "Jira",
    settings: { site: "example.atlassian.net", email: "ana", project: "north" },
    secret: "x",
  })
  expect(refused.status).toBe(422)
  expect(refused.body.error.details.map((one) => one.field)).toEqual([
    "settings.site",
    "settings.email",
    "settings.project",
  ])
})
