import { randomBytes } from "node:crypto"
import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { type Connection, isTracker, type OpenConnection, type Outcome } from "./connection.ts"
import type { ConnectionInput } from "./contract.ts"
import {
  deleteConnection,
  insertConnection,
  listConnections,
  noteContact,
  openConnections,
  updateConnection,
} from "./store.ts"
import { trackers } from "./tracker.ts"

type Keeper = Pick<Platform, "vault">

/** Adds a connection. Nothing is asked of the other side yet: testing does that. */
export async function addConnection(scope: Scope, { vault }: Keeper, input: ConnectionInput): Promise<Connection> {
  mustBeAllowed(scope, "connections.manage")
  const id = newId()
  return scope.transaction(async (tx) => {
    await insertConnection(tx, vault, {
      id,
      kind: input.kind,
      name: input.name,
      settings: given(input.settings),
      events: "events" in input ? input.events : [],
      secret: input.secret,
      hookSecret: randomBytes(24).toString("base64url"),
    })
    await record(tx, "connection.added", `connection:${id}`, { kind: input.kind, name: input.name })
    return existing(tx, id)
  })
}

export async function changeConnection(
  scope: Scope,
  { vault }: Keeper,
  id: string,
  change: { name?: string | undefined; events?: string[] | undefined; secret?: string | undefined },
): Promise<Connection> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    const before = await existing(tx, id)
    await updateConnection(tx, vault, id, {
      name: change.name ?? before.name,
      events: change.events ?? before.events,
      secret: change.secret,
    })
    await record(tx, "connection.changed", `connection:${id}`, { kind: before.kind, fields: Object.keys(change) })
    return existing(tx, id)
  })
}

/** Removes it; issues made through it stay where they are, and are no longer followed. */
export async function removeConnection(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    const { kind, name } = await existing(tx, id)
    await deleteConnection(tx, id)
    await record(tx, "connection.removed", `connection:${id}`, { kind, name })
  })
}

/** Speaks to the other side now, as real work would: a tracker is asked for its project, a chat gets a message. */
export async function testConnection(
  scope: Scope,
  { vault, outbound }: Pick<Platform, "vault" | "outbound">,
  id: string,
  greet: (connection: OpenConnection) => Promise<Outcome<string>>,
): Promise<Outcome<string>> {
  mustBeAllowed(scope, "connections.manage")
  const connection = await opened(scope, vault, id)
  const outcome = isTracker(connection.kind)
    ? await trackers[connection.kind].check(outbound, connection)
    : await greet(connection)
  await noteContact(scope, id, outcome)
  return outcome
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<Connection> {
  const [connection] = await listConnections(scope, id)
  if (!connection) throw notFound("connection", id)
  return connection
}

/** One with its secrets. Throws 404 unless the organization has it. */
export async function opened(scope: Scope, vault: Platform["vault"], id: string): Promise<OpenConnection> {
  const [connection] = await openConnections(scope, vault, id)
  if (!connection) throw notFound("connection", id)
  return connection
}

const given = (settings: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
