import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Vault } from "../../platform/vault.ts"
import type { Connection, OpenConnection, Outcome } from "./connection.ts"

const sealedAs = "connection"

export const listConnections = (scope: Scope, id?: string) =>
  scope.query<Connection>(sql`
    select c.id, c.kind, c.name, c.settings, c.events, c.created_by as "createdBy", c.created_at as "createdAt",
      (select to_json(k.at) #>> '{}' from connection_contact k where k.connection_id = c.id and k.ok) as "lastSuccess",
      (select json_build_object('at', k.at, 'reason', k.reason, 'detail', k.detail)
        from connection_contact k where k.connection_id = c.id and not k.ok) as "lastFailure"
    from connection c where c.organization_id = ${scope.organizationId} ${id ? sql`and c.id = ${id}` : sql``}
    order by c.created_at`)

/** Connections with what is needed to speak through them; those of the organization, or those an event's teller may use. */
export async function openConnections(scope: Scope, vault: Vault, id?: string): Promise<OpenConnection[]> {
  const rows = await scope.query<OpenConnection>(sql`
    select id, organization_id as "organizationId", kind, name, settings, events, secret, hook_secret as "hookSecret"
    from connection where organization_id = ${scope.organizationId} ${id ? sql`and id = ${id}` : sql``} order by created_at`)
  return rows.map((row) => ({
    ...row,
    secret: vault.open(sealedAs, row.secret),
    hookSecret: vault.open(sealedAs, row.hookSecret),
  }))
}

export const insertConnection = (
  tx: Tx,
  vault: Vault,
  connection: Pick<OpenConnection, "id" | "kind" | "name" | "settings" | "events" | "secret" | "hookSecret">,
) =>
  tx.query(sql`
    insert into connection (id, organization_id, kind, name, settings, events, secret, hook_secret, created_by, created_at)
    values (${connection.id}, ${tx.organizationId}, ${connection.kind}, ${connection.name}, ${json(connection.settings)},
      ${connection.events}, ${vault.seal(sealedAs, connection.secret)}, ${vault.seal(sealedAs, connection.hookSecret)},
      ${tx.actor.name}, ${tx.now()})`)

export const updateConnection = (
  tx: Tx,
  vault: Vault,
  id: string,
  change: { name: string; events: readonly string[]; secret: string | undefined },
) =>
  tx.query(sql`
    update connection set name = ${change.name}, events = ${change.events}
      ${change.secret === undefined ? sql`` : sql`, secret = ${vault.seal(sealedAs, change.secret)}`}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const deleteConnection = async (tx: Tx, id: string) =>
  (await tx.query(sql`delete from connection where organization_id = ${tx.organizationId} and id = ${id} returning 1`))
    .length > 0

/** Notes how it went: shown on the page, so that a token that ran out is seen there. */
export const noteContact = (scope: Scope, connectionId: string, outcome: Outcome<unknown>) =>
  scope.query(sql`
    insert into connection_contact (connection_id, ok, reason, detail, at)
    select id, ${outcome.ok}, ${outcome.ok ? null : outcome.reason}, ${outcome.ok ? null : outcome.detail}, ${scope.now()}
    from connection where id = ${connectionId}
    on conflict (connection_id, ok) do update set reason = excluded.reason, detail = excluded.detail, at = excluded.at`)

/** Which organization a connection belongs to: for messages from outside, which name only the connection. */
export const organizationOf = async (
  runner: { query: Scope["query"] },
  connectionId: string,
): Promise<string | undefined> =>
  (
    await runner.query<{ organization_id: string }>(
      sql`select organization_id from connection where id = ${connectionId}`,
    )
  )[0]?.organization_id
