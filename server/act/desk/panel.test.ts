import { createHmac, randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { readLink } from "./link.ts"

let world: World
let ours: TestOrganization
let owner: Client
let key: string
let email: string
let now = Date.parse("2026-11-02T09:00:00Z")
const site = "https://help.example.com"

beforeAll(async () => {
  world = await aWorld({ now: () => new Date(now) })
  ours = await world.anOrganization("Ours")
  owner = await ours.as("owner")
  key = (await owner.post<{ key: string }>("/desk/panel/keys")).body.key
  await owner.post("/desk/panel/origins", { origin: site })
  email = await emailOf((await ours.as("agent")).memberId)
})
afterAll(() => world.end())

const signed = (fields: Record<string, string>, by = key) => {
  const query = new URLSearchParams(fields).toString()
  return `${query}&signature=${createHmac("sha256", by).update(query).digest("hex")}`
}
const fields = (more: Record<string, string> = {}) => ({
  agent: email,
  key: "+1 614 555 0142",
  origin: site,
  expires: String(Math.floor(now / 1000) + 300),
  nonce: randomUUID(),
  ...more,
})
const enter = async (link: string, organization = ours.slug) =>
  (await ours.as("visitor")).post<{ token: string; error: { code: string } }>("/desk/panel/sessions", {
    organization,
    link,
  })

test("a link that the help desk signed opens the desk for its agent, with no more than a panel needs", async () => {
  const opened = await enter(signed(fields()))
  expect(opened).toMatchObject({
    status: 201,
    body: { key: "+1 614 555 0142", origin: site, organization: { slug: ours.slug }, member: { name: "Ours agent" } },
  })
  const call = withToken(opened.body.token)
  expect((await call("GET", "/desk/lookup?key=nobody")).status).toBe(200)
  const logged = await call("POST", "/desk/contacts", {
    clientId: randomUUID(),
    outcome: "other",
    caller: { phone: "+16145550142" },
  })
  expect(logged.status).toBe(201)
  expect((await call("POST", "/comments", { record: "page:desk", text: "x" })).status).toBe(403)
  expect((await ours.events("contact.logged"))[0]).toMatchObject({ actor: { kind: "member", name: "Ours agent" } })
})

test("an owner's panel is still only a panel", async () => {
  const opened = await enter(signed(fields({ agent: await emailOf(owner.memberId) })))
  const call = withToken(opened.body.token)
  expect((await call("GET", "/desk/panel")).status).toBe(403)
  expect((await call("POST", "/api-keys", { name: "mine", role: "editor" })).status).toBe(403)
})

test("a link opens once, ends in time, and cannot be made to last", async () => {
  const link = signed(fields())
  expect((await enter(link)).status).toBe(201)
  const again = await enter(link)
  expect([again.status, again.body.error.code]).toEqual([401, "panel.link_used"])
  const both = await Promise.all([signed(fields())].flatMap((one) => [enter(one), enter(one)]))
  expect(both.map((one) => one.status).sort()).toEqual([201, 401])
  expect((await enter(signed(fields({ expires: String(now / 1000 - 1) })))).body.error.code).toBe("panel.link_expired")
  expect((await enter(signed(fields({ expires: String(now / 1000 + 86_400) })))).body.error.code).toBe(
    "panel.link_invalid",
  )
})

test("a forged, changed or foreign link opens nothing", async () => {
  const codes: string[] = []
  const link = signed(fields())
  for (const wrong of [
    signed(fields(), "rpp_guessed"),
    link.replace("614", "615"),
    link.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    `${link}&agent=owner`,
    link.replace("&signature=", "&x=1&signature="),
    "agent=x&signature=",
    "signature=00",
    signed({ ...fields(), expires: "soon" }),
  ])
    codes.push((await enter(wrong)).body.error.code)
  expect(new Set(codes)).toEqual(new Set(["panel.link_invalid"]))
  const theirs = await world.anOrganization("Theirs")
  expect((await enter(signed(fields()), theirs.slug)).body.error.code).toBe("panel.link_invalid")
  expect((await enter(signed(fields()), "nowhere")).body.error.code).toBe("panel.link_invalid")
  expect((await enter(signed(fields({ origin: "https://evil.example" })))).body.error.code).toBe(
    "panel.origin_not_allowed",
  )
  expect((await enter(signed(fields({ agent: "stranger@example.com" })))).body.error.code).toBe("panel.agent_unknown")
  // The one field said twice, as a signer that only glues strings together would let through.
  const query = `${new URLSearchParams(fields())}&agent=${encodeURIComponent(await emailOf(owner.memberId))}`
  expect(
    readLink(`${query}&signature=${createHmac("sha256", key).update(query).digest("hex")}`, [key], new Date(now)),
  ).toBe("invalid")
})

test("a session ends when its time is over, when its key is revoked no new one begins", async () => {
  const { token } = (await enter(signed(fields()))).body
  now += 8 * 3_600_000 + 1
  world.app.platform.recogniser.forget()
  expect((await withToken(token)("GET", "/desk/lookup?key=x1")).status).toBe(401)
  const keys = (await owner.get<{ keys: { id: string }[] }>("/desk/panel")).body.keys
  expect((await owner.delete(`/desk/panel/keys/${keys[0]!.id}`)).status).toBe(204)
  expect((await enter(signed(fields()))).body.error.code).toBe("panel.link_invalid")
})

test("only the panel may be framed, and only by the sites that are listed", async () => {
  const headersOf = async (path: string) => (await world.app.fetch(new Request(`http://127.0.0.1:4100${path}`))).headers
  const panel = await headersOf(`/${ours.slug}/desk/panel?agent=x`)
  expect(panel.get("content-security-policy")).toContain(`frame-ancestors ${site};`)
  expect(panel.get("x-frame-options")).toBeNull()
  for (const path of [`/${ours.slug}/desk`, `/${ours.slug}/desk/panel/x`, "/nowhere/desk/panel", "/"]) {
    const headers = await headersOf(path)
    expect([path, headers.get("x-frame-options")]).toEqual([path, "DENY"])
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
  }
  for (const wrong of [
    "https://*.example.com",
    "javascript:alert(1)",
    "http://help.example.com",
    "https://a.example/x",
    "https://a.example; script-src *",
    "null",
  ])
    expect([wrong, (await owner.post("/desk/panel/origins", { origin: wrong })).status]).toEqual([wrong, 422])
})

const emailOf = async (memberId: string) =>
  (
    await ours.scope.query<{ email: string }>(
      sql`select u.email from member m join "user" u on u.id = m.user_id where m.id = ${memberId}`,
    )
  )[0]!.email

const withToken = (token: string) => (method: string, path: string, body?: unknown) =>
  world.app.fetch(
    new Request(`http://127.0.0.1:4100/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  )
