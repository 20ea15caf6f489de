import { createHmac, randomBytes } from "node:crypto"
import { rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { type App, createApp } from "../../app.ts"
import { newId } from "../ids.ts"
import { createLog } from "../log.ts"
import { departmentTemplates } from "../organizations/templates.ts"
import { addMember, createKey, createOrganization } from "../organizations/verbs.ts"
import { asEvent, columns, type OutboxEvent, type Row } from "../outbox.ts"
import type { Role } from "../permissions.ts"
import { sql } from "../postgres.ts"
import { mintSystemScope, type Scope } from "../scope.ts"
import { freshDatabases } from "./engines.ts"
import { membersDomain } from "./mail-server.ts"

export type Answer<Body = never> = { status: number; body: Body; headers: Headers }
export type Client = {
  // The caller says what it expects; the assertions that follow check it.
  get<Body = Record<string, never>>(path: string): Promise<Answer<Body>>
  post<Body = Record<string, never>>(path: string, body?: unknown): Promise<Answer<Body>>
  put<Body = Record<string, never>>(path: string, body?: unknown): Promise<Answer<Body>>
  patch<Body = Record<string, never>>(path: string, body?: unknown): Promise<Answer<Body>>
  delete(path: string): Promise<Answer>
  raw(path: string, init?: RequestInit): Promise<Response>
  readonly memberId: string
}

export type TestOrganization = {
  id: string
  slug: string
  /** Rapport itself, working in this organization. */
  scope: Scope
  departments: { id: string; name: string; kind: string }[]
  /** A signed-in member with this role, made at the first call; a second name makes a second one. */
  as(role: Role | "visitor", options?: { department?: string; name?: string }): Promise<Client>
  key(role?: "editor" | "viewer"): Promise<Client & { secret: string }>
  /** What happened, all of it or of one name; that somebody was told of it only where it is asked for by name. */
  events(name?: string): Promise<OutboxEvent[]>
}

export type World = {
  app: App
  anOrganization(name?: string): Promise<TestOrganization>
  /** Where the program keeps files; made when the first one is. */
  readonly dataFolder: string
  /** Ends the program and starts it anew on the same databases. Clients go on; `scope` and `events` of before do not. */
  restart(): Promise<void>
  end(): Promise<void>
}

/** The whole program on databases of its own, spoken to through its real door: `app.fetch` is what the server calls. */
export async function aWorld(
  options: {
    now?: () => Date
    mail?: { smtpUrl: string; from: string }
    inboundMail?: { domain: string; host: string; port: number; protocol: "smtp" | "lmtp" }
    outboundAllow?: string[]
    /** Leads the line to a database over something that a test can break; asked for PostgreSQL first, then ClickHouse. */
    through?: (url: string) => Promise<string>
  } = {},
): Promise<World> {
  const databases = await freshDatabases({ migrated: true })
  const through = options.through ?? (async (url: string) => url)
  const postgresUrl = await through(databases.postgresUrl)
  const clickhouse = { ...databases.clickhouse, url: await through(databases.clickhouse.url) }
  const secret = randomBytes(32).toString("hex")
  const dataFolder = path.join(os.tmpdir(), `rapport-world-${randomBytes(6).toString("hex")}`)
  const start = () =>
    createApp({
      config: {
        publicUrl: origin,
        secret,
        role: "all",
        dataFolder,
        importLimitMb: 64,
        outboundAllow: options.outboundAllow ?? [],
        ...(options.mail ? { mail: options.mail } : {}),
        ...(options.inboundMail ? { inboundMail: options.inboundMail } : {}),
      },
      postgresUrl,
      clickhouse,
      log: createLog(process.env.TEST_LOG === "debug" ? "debug" : "silent"),
      ...(options.now ? { now: options.now } : {}),
    })
  let current = await start()
  const app: App = {
    get platform() {
      return current.platform
    },
    fetch: (request, bindings) => current.fetch(request, bindings),
    enter: (incoming, outgoing) => current.enter(incoming, outgoing),
    ready: () => current.ready(),
    settled: () => current.settled(),
    trouble: () => current.trouble(),
    gauge: () => current.gauge(),
    close: () => current.close(),
  }
  return {
    app,
    dataFolder,
    anOrganization: (name = "Acme") => anOrganization(app, name),
    async restart() {
      await current.close()
      current = await start()
    },
    async end() {
      await current.close()
      await databases.drop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

async function anOrganization(app: App, name: string): Promise<TestOrganization> {
  const { stores, auth } = app.platform
  const owner = await aUser(app, `${name} owner`)
  const made = await createOrganization(stores, {
    name,
    size: "medium",
    departments: departmentTemplates.medium,
    ownerUserId: owner.id,
  })
  const scope = mintSystemScope(stores, made.id)
  const departments = departmentTemplates.medium.map((one, index) => ({ id: made.departmentIds[index]!, ...one }))
  const members = new Map<string, Promise<Client>>()

  async function member(role: Role, options: { department?: string; name?: string }): Promise<Client> {
    if (role === "owner") return client(app, { cookie: owner.cookie, "x-organization": made.slug }, made.ownerId)
    const user = await aUser(app, options.name ?? `${name} ${role}`)
    const departmentIds = departments.filter((one) => one.name === options.department).map((one) => one.id)
    const id = await scope.transaction((tx) => addMember(tx, { userId: user.id, role, departmentIds }))
    return client(app, { cookie: user.cookie, "x-organization": made.slug }, id)
  }

  return {
    id: made.id,
    slug: made.slug,
    scope,
    departments,
    as(role, options = {}) {
      if (role === "visitor") return Promise.resolve(client(app, { "x-organization": made.slug }, ""))
      const name = JSON.stringify([role, options])
      if (!members.has(name)) members.set(name, member(role, options))
      return members.get(name)!
    },
    async key(role = "editor") {
      const { key } = await createKey(scope, auth, { name: `${role} key`, role })
      return { ...client(app, { authorization: `Bearer ${key}` }, ""), secret: key }
    },
    async events(eventName) {
      const rows = await scope.query<Row>(sql`
        select ${columns} from outbox where organization_id = ${made.id} and ${eventName ? sql`name = ${eventName}` : sql`name not like 'notification.%'`} order by outbox.id`)
      return rows.map(asEvent)
    },
  }
}

/**
 * Somebody who is signed in, without the password whose hashing and checking takes a quarter of a second of the processor;
 * signing in itself is tested where it belongs (platform/auth).
 */
async function aUser(app: App, name: string) {
  const { internalAdapter, authCookies, secret } = await app.platform.auth.$context
  const email = `${newId().slice(-12)}${membersDomain}`
  const user = await internalAdapter.createUser({ email, name, emailVerified: true, locale: "en" }, { method: "email" })
  const { token } = await internalAdapter.createSession(user.id)
  const signature = createHmac("sha256", secret).update(token).digest("base64")
  return { id: user.id, cookie: `${authCookies.sessionToken.name}=${encodeURIComponent(`${token}.${signature}`)}` }
}

const origin = "http://127.0.0.1:4100"

function client(app: App, headers: Record<string, string>, memberId: string): Client {
  const raw = async (path: string, init: RequestInit = {}) =>
    app.fetch(
      new Request(`${origin}/api/v1${path}`, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string>) },
      }),
    )
  async function call<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const response = await raw(path, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text
    return { status: response.status, body: json as Body, headers: response.headers }
  }
  return {
    memberId,
    raw,
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body),
    patch: (path, body) => call("PATCH", path, body),
    delete: (path) => call("DELETE", path),
  }
}
