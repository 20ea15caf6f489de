import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type World } from "../testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Members = { items: { id: string; role: string }[] }

test("first run makes the owner, the company and its departments, once", async () => {
  const { app } = world
  const post = (body: object) =>
    app.fetch(
      new Request("http://127.0.0.1:4100/api/v1/setup", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    )
  const owner = { name: "Ann", email: "ann@example.com", password: "a long enough password" }
  const short = await post({ ...owner, password: "short", organization: { name: "Acme", size: "medium" } })
  expect([
    short.status,
    ((await short.json()) as { error: { details: { field: string }[] } }).error.details[0]!.field,
  ]).toEqual([422, "password"])
  const made = await post({ ...owner, organization: { name: "Ünique & Söhne", size: "medium" } })
  expect([made.status, await made.json()]).toEqual([
    201,
    expect.objectContaining({ slug: "u-nique-so-hne", size: "medium" }),
  ])
  const again = await post({ ...owner, email: "other@example.com", organization: { name: "Other", size: "small" } })
  expect(again.status).toBe(409)
})

test("an admin changes roles but makes nobody owner; the last owner stays", async () => {
  const { as } = await world.anOrganization()
  const [admin, owner, viewer] = [await as("admin"), await as("owner"), await as("viewer")]
  expect((await admin.patch(`/members/${viewer.memberId}`, { role: "editor" })).status).toBe(200)
  expect((await admin.patch(`/members/${viewer.memberId}`, { role: "owner" })).status).toBe(403)
  expect((await admin.patch(`/members/${owner.memberId}`, { role: "viewer" })).status).toBe(409)
  expect((await admin.patch(`/members/${admin.memberId}`, { role: "viewer" })).status).toBe(409)
  expect((await owner.patch(`/members/${viewer.memberId}`, { role: "owner" })).status).toBe(200)
})

test("an invitation is good once, for one person, and puts her into her departments", async () => {
  const { as, departments } = await world.anOrganization()
  const admin = await as("admin")
  const cx = departments.find((one) => one.name === "CX")!
  const sent = await admin.post<{ link: string }>("/invitations", {
    email: "new@example.com",
    role: "member",
    departmentIds: [cx.id],
  })
  const token = sent.body.link.split("/").at(-1)!
  const visitor = await as("visitor")
  expect((await visitor.get(`/invitations/by-token/${token}`)).body).toMatchObject({
    email: "new@example.com",
    known: false,
  })
  const accepted = await visitor.post(`/invitations/by-token/${token}/acceptance`, {
    name: "Noor",
    password: "a long enough password",
  })
  expect(accepted.status).toBe(201)
  expect(
    (await visitor.post(`/invitations/by-token/${token}/acceptance`, { password: "a long enough password" })).status,
  ).toBe(404)
  const members = await admin.get<{ items: { name: string; departments: { name: string }[] }[] }>("/members")
  expect(members.body.items.find((one) => one.name === "Noor")?.departments.map((one) => one.name)).toEqual(["CX"])
})

test("a revoked API key is refused at once, and a key sees its own organization only", async () => {
  const organization = await world.anOrganization()
  const key = await organization.key()
  expect((await key.get<Members>("/members")).body.items).toHaveLength(1)
  const owner = await organization.as("owner")
  const listed = await owner.get<{ items: { id: string }[] }>("/api-keys")
  expect((await owner.delete(`/api-keys/${listed.body.items[0]!.id}`)).status).toBe(204)
  expect((await key.get("/members")).status).toBe(401)
})
