import type { ClickHouse } from "./clickhouse.ts"
import { coded } from "./http/errors.ts"
import { type Permission, permissionsOf, type Role } from "./permissions.ts"
import type { Database, Runner, Sql } from "./postgres.ts"

/** Who acts: a member in a browser, an API key, or Rapport itself (jobs, reactions). */
export type Actor =
  | { kind: "member"; id: string; userId: string; name: string; departmentIds: readonly string[] }
  | { kind: "key"; id: string; name: string }
  | { kind: "system"; id: null; name: string }

/**
 * One organization, seen by one actor: what every store function and verb works in. Only `mintScope` makes one, and only
 * the session, the API-key check and the job runner call it, so a query without an organization does not type-check.
 */
export type Scope = Runner & {
  readonly [minted]: true
  readonly organizationId: string
  readonly actor: Actor
  readonly role: Role | "system"
  readonly permissions: ReadonlySet<Permission>
  readonly clickhouse: ClickHouse
  now(): Date
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** A scope inside a transaction: what is written and the event that says so are saved together or not at all. */
export type Tx = Scope & { readonly [inTransaction]: true }

export type Stores = { database: Database; clickhouse: ClickHouse; now(): Date }

type Identity = {
  organizationId: string
  actor: Actor
  role: Role
  personalData?: boolean | null
  /** Fewer permissions than the role has. */
  only?: ReadonlySet<Permission>
}

export function mintScope(stores: Stores, identity: Identity): Scope {
  const permissions = identity.only ?? permissionsOf(identity.role, identity.personalData ?? null)
  return scopeWith(stores, identity, permissions, identity.role)
}

/** The scope in which Rapport itself works for an organization: digest, detection, reminders. May do everything. */
export function mintSystemScope(stores: Stores, organizationId: string, name = "Rapport"): Scope {
  const actor: Actor = { kind: "system", id: null, name }
  return scopeWith(stores, { organizationId, actor }, permissionsOf("owner", true), "system")
}

/** Throws 403 `permission.missing` unless the actor may do this. */
export function mustBeAllowed(scope: Scope, permission: Permission) {
  if (!scope.permissions.has(permission)) throw coded("permission.missing", { permission })
}

function scopeWith(
  stores: Stores,
  identity: { organizationId: string; actor: Actor },
  permissions: ReadonlySet<Permission>,
  role: Scope["role"],
): Scope {
  const on = (runner: Runner, transaction: Scope["transaction"]): Scope => ({
    [minted]: true,
    organizationId: identity.organizationId,
    actor: identity.actor,
    role,
    permissions,
    clickhouse: stores.clickhouse,
    now: stores.now,
    query: <Row extends object>(statement: Sql) => runner.query<Row>(statement),
    transaction,
  })
  return on(stores.database, (work) =>
    stores.database.transaction((runner) => {
      // A verb that calls another verb stays in the outer transaction.
      const tx: Tx = { ...on(runner, (inner) => inner(tx)), [inTransaction]: true }
      return work(tx)
    }),
  )
}

const minted: unique symbol = Symbol("scope")
const inTransaction: unique symbol = Symbol("transaction")
