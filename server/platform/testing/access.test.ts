import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Permission, permissionsOf, roles } from "../permissions.ts"
import { aWorld, type Client, type TestOrganization, type World } from "./world.ts"

type Operation = { method: string; path: string; permission: string; hasBody: boolean }
type Document = {
  paths: Record<
    string,
    Record<string, { "x-permission"?: string; requestBody?: object; security?: object[]; responses: object }>
  >
}

let world: World
let organization: TestOrganization
let operations: Operation[]

/** Every operation there is comes from the document itself, so that a new one is walked without anybody thinking of it. */
beforeAll(async () => {
  world = await aWorld()
  organization = await world.anOrganization("Acme")
  const answer = await world.app.fetch(new Request("http://127.0.0.1:4100/api/openapi.json"))
  const { paths } = (await answer.json()) as Document
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replace(/^\/api\/v1/, ""),
      permission: operation["x-permission"] ?? "",
      hasBody: operation.requestBody !== undefined,
    })),
  )
})
afterAll(() => world.end())

const anId = "01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44"
const guarded = () => operations.filter((one) => one.permission !== "public" && one.permission !== "session")

/** Calls an operation; where `{id}` stands, the given id. An event stream is left at once. */
async function call(client: Client, { method, path, hasBody }: Operation, id = anId, body = "{}") {
  const response = await client.raw(path.replaceAll(/\{\w+\}/g, id), {
    method,
    ...(hasBody ? { headers: { "content-type": "application/json" }, body } : {}),
  })
  const isStream = response.headers.get("content-type")?.includes("event-stream") ?? false
  const text = isStream ? "" : await response.text()
  await response.body?.cancel().catch(() => {})
  const code = /"code":"([^"]+)"/.exec(text)?.[1] ?? null
  return { status: response.status, code }
}

const nameOf = ({ method, path }: Operation) => `${method} ${path}`

/** The operations whose answer is not the expected one, with the answer. */
async function unlike(
  client: Client,
  asked: readonly Operation[],
  expected: { status: number; code: string },
): Promise<Record<string, string>> {
  const wrong: Record<string, string> = {}
  for (const operation of asked) {
    const { status, code } = await call(client, operation)
    if (status !== expected.status || code !== expected.code) wrong[nameOf(operation)] = `${status} ${code}`
  }
  return wrong
}

describe("every operation", () => {
  test("says whom it is for, in words that exist", () => {
    const known = new Set<string>(["public", "session", ...permissionsOf("owner", true)])
    expect(operations.length).toBeGreaterThan(30)
    expect(operations.filter((one) => !known.has(one.permission)).map(nameOf)).toEqual([])
    // Opening a door to everybody is a decision: it shows here.
    expect(
      operations
        .filter((one) => one.permission === "public")
        .map(nameOf)
        .sort(),
    ).toEqual([
      "DELETE /mutings/{token}",
      "DELETE /standing/{token}/not-solved",
      "DELETE /status-subscriptions/{token}",
      "GET /ask/site/{key}",
      "GET /ask/{key}",
      "GET /ask/{key}/responses/{id}",
      "GET /calendar/{token}",
      "GET /invitations/by-token/{token}",
      "GET /mutings/{token}",
      "GET /setup",
      "GET /standing/{token}",
      "GET /standing/{token}/notices",
      "GET /status-subscriptions/{token}",
      "GET /status/{token}",
      "GET /unsubscribe/{token}",
      "POST /ask/site/{key}/shown",
      "POST /ask/{key}/responses/{id}/files",
      "POST /desk/panel/sessions",
      "POST /hooks/notices",
      "POST /hooks/receivers/{key}",
      "POST /hooks/trackers/{connection}",
      "POST /invitations/by-token/{token}/acceptance",
      "POST /mutings/{token}",
      "POST /setup",
      "POST /standing/{token}/not-solved",
      "POST /status-subscriptions/{token}/confirmation",
      "POST /status/{token}/subscribers",
      "POST /unsubscribe/{token}",
      "PUT /ask/{key}/responses/{id}",
    ])
  })

  test("without a session answers 401, with a made-up key too", async () => {
    const closed = operations.filter((one) => one.permission !== "public")
    expect(await unlike(await organization.as("visitor"), closed, { status: 401, code: "session.missing" })).toEqual({})
    const { secret, ...key } = await organization.key()
    const stranger: Client = {
      ...key,
      raw: (path, init) =>
        key.raw(path, { ...init, headers: { ...init?.headers, authorization: `Bearer ${secret.slice(0, -4)}aaaa` } }),
    }
    expect(await unlike(stranger, guarded(), { status: 401, code: "key.unknown" })).toEqual({})
  })

  test("in an organization of others answers 404, whatever the role at home", async () => {
    const owner = await organization.as("owner")
    const theirs = await world.anOrganization("Theirs")
    const abroad: Client = {
      ...owner,
      raw: (path, init) => owner.raw(path, { ...init, headers: { ...init?.headers, "x-organization": theirs.slug } }),
    }
    expect(await unlike(abroad, guarded(), { status: 404, code: "organization.not_yours" })).toEqual({})
  })

  test.each(roles.map((role) => [role]))("answers 403 to the role %s where it is not allowed", async (role) => {
    const allowed = permissionsOf(role, null)
    const closed = guarded().filter((one) => !allowed.has(one.permission as Permission))
    expect(await unlike(await organization.as(role), closed, { status: 403, code: "permission.missing" })).toEqual({})
  })

  test("with a malformed or unknown id, or a body that is no JSON, is refused and never breaks", async () => {
    const owner = await organization.as("owner")
    const wrong: Record<string, string> = {}
    for (const operation of operations) {
      const tries: [string, string][] = operation.hasBody
        ? [
            [anId, "{"],
            [anId, "[]"],
          ]
        : []
      if (operation.path.includes("{")) {
        for (const id of ["nonsense", "'%20or%201=1", "%00", anId]) tries.push([id, "{}"])
      }
      for (const [id, body] of tries) {
        const { status, code } = await call(owner, operation, id, body)
        // An id may name a thing that exists without being one (a metric's key), but never breaks anything.
        if (status < 400 ? body !== "{}" : status >= 500)
          wrong[`${nameOf(operation)} ${id} ${body}`] = `${status} ${code}`
      }
    }
    expect(wrong).toEqual({})
  })
})
