import { hash } from "node:crypto"
import { coded } from "../http/errors.ts"
import type { Role } from "../permissions.ts"
import { sql } from "../postgres.ts"
import { mintScope, type Scope, type Stores } from "../scope.ts"
import type { Auth } from "./auth.ts"
import { delegatedScope, isDelegated } from "./delegated.ts"

export type Recogniser = {
  /** Whose request this is, and in which organization. Throws 401, 400 or 404 from the catalogue. */
  scopeOf(request: Request): Promise<Scope>
  /** The same for an API key alone. */
  scopeOfKey(key: string): Promise<Scope>
  /** The signed-in user, without an organization: for pages that come before choosing one. */
  userOf(request: Request): Promise<{ id: string; name: string; email: string; locale: string }>
  /** Forgets what it remembered, because a key, role or membership changed. */
  forget(): void
}

/**
 * Recognises who sends a request. What it finds is remembered for a few seconds, because an ingesting client sends
 * thousands of requests a second with the same key; a change of keys or roles empties the memory at once (`forget`,
 * called on the events that tell of it, in every process).
 */
export function createRecogniser(stores: Stores, auth: Auth): Recogniser {
  const remembered = new Map<string, { until: number; scope: Promise<Scope> }>()

  function scopeOf(request: Request): Promise<Scope> {
    const key = bearer(request)
    return key === null ? scopeOfSession(request) : scopeOfKey(key)
  }

  function scopeOfKey(key: string): Promise<Scope> {
    const name = hash("sha256", key, "base64")
    const known = remembered.get(name)
    if (known && known.until > Date.now()) return known.scope
    if (remembered.size > 10_000) remembered.clear()
    // The promise is remembered, not its result: of a hundred requests that come at once, one asks the database.
    const asked = { until: Date.now() + rememberMs, scope: verifiedScope(key) }
    remembered.set(name, asked)
    asked.scope.catch(() => remembered.get(name) === asked && remembered.delete(name))
    return asked.scope
  }

  async function verifiedScope(key: string): Promise<Scope> {
    if (isDelegated(key)) {
      const scope = await delegatedScope(stores, key)
      if (!scope) throw coded("session.missing")
      return scope
    }
    const { valid, key: found } = await auth.api.verifyApiKey({ body: { key } })
    if (!valid || !found) {
      // better-auth calls a key invalid when it could not look it up: asked once more, a database that is away says so.
      await stores.database.query(sql`select 1`)
      throw coded("key.unknown")
    }
    const [row] = await stores.database.query<KeyRow>(sql`
      select organization_id, name, role from organization_key where key_id = ${found.id}`)
    if (!row) throw coded("key.unknown")
    const actor = { kind: "key", id: found.id, name: row.name } as const
    return mintScope(stores, { organizationId: row.organization_id, actor, role: row.role })
  }

  async function scopeOfSession(request: Request): Promise<Scope> {
    const user = await userOf(request)
    const slug = request.headers.get("x-organization") ?? new URL(request.url).searchParams.get("organization")
    const rows = await stores.database.query<MemberRow>(sql`
      select m.id, m.organization_id, m.role, m.personal_data, o.slug,
        array(select department_id from department_member d where d.member_id = m.id) as department_ids
      from member m join organization o on o.id = m.organization_id
      where m.user_id = ${user.id} order by m.joined_at`)
    const row = slug === null && rows.length === 1 ? rows[0] : rows.find((one) => one.slug === slug)
    if (!row) throw coded(slug === null && rows.length > 1 ? "organization.missing" : "organization.not_yours")
    return mintScope(stores, {
      organizationId: row.organization_id,
      role: row.role,
      personalData: row.personal_data,
      actor: { kind: "member", id: row.id, userId: user.id, name: user.name, departmentIds: row.department_ids },
    })
  }

  async function userOf(request: Request) {
    const session = await auth.api.getSession({ headers: request.headers }).catch(async (error) => {
      // better-auth does not say that it could not look: asked once more, a database that is away says so.
      await stores.database.query(sql`select 1`)
      throw error
    })
    if (!session) throw coded("session.missing")
    const { id, name, email } = session.user
    return { id, name, email, locale: session.user.locale ?? "en" }
  }

  return { scopeOf, scopeOfKey, userOf, forget: () => remembered.clear() }
}

const rememberMs = 10_000

function bearer(request: Request): string | null {
  const header = request.headers.get("authorization")
  return header?.toLowerCase().startsWith("bearer ") ? header.slice(7).trim() : null
}

type KeyRow = { organization_id: string; name: string; role: Role }
type MemberRow = {
  id: string
  organization_id: string
  role: Role
  personal_data: boolean | null
  slug: string
  department_ids: string[]
}
