import { randomBytes } from "node:crypto"
import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { WriteKeyInput } from "./contract.ts"
import { findWriteKeys, type WriteKeyRow } from "./write-key.ts"

/** Makes a key with which a site or an app sends what people do, and nothing else. */
export async function makeWriteKey(scope: Scope, given: WriteKeyInput): Promise<WriteKeyRow> {
  mustBeAllowed(scope, "keys.manage")
  const id = newId()
  const { name, channel, product, origins } = given
  return scope.transaction(async (tx) => {
    await tx.query(sql`
      insert into write_key (id, organization_id, name, key, channel, product, origins, created_at, created_by, created_by_id)
      values (${id}, ${tx.organizationId}, ${name}, ${`wk_${randomBytes(18).toString("base64url")}`}, ${channel}, ${product ?? null},
        ${[...new Set(origins)]}, ${tx.now()}, ${tx.actor.name}, ${memberId(tx)})`)
    await record(tx, "write_key.made", `write_key:${id}`, { channel })
    return (await findWriteKeys(tx, id))[0]!
  })
}

/** From now on nothing more is taken that is sent with it. Can be taken back: pages carry it still. */
export async function revokeWriteKey(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "keys.manage")
  await scope.transaction(async (tx) => {
    const done = await tx.query(sql`
      insert into write_key_revocation (write_key_id, revoked_at, revoked_by, revoked_by_id)
      select id, ${tx.now()}, ${tx.actor.name}, ${memberId(tx)}::uuid from write_key
      where organization_id = ${tx.organizationId} and id = ${id} on conflict do nothing returning write_key_id`)
    if (done.length === 0) throw notFound("write key", id)
    await record(tx, "write_key.revoked", `write_key:${id}`)
  })
}

export async function restoreWriteKey(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "keys.manage")
  await scope.transaction(async (tx) => {
    const done = await tx.query(sql`
      delete from write_key_revocation r using write_key k
      where k.id = r.write_key_id and k.organization_id = ${tx.organizationId} and k.id = ${id} returning k.id`)
    if (done.length === 0) throw notFound("write key", id)
    await record(tx, "write_key.restored", `write_key:${id}`)
  })
}

// An API key's id is no member's.
const memberId = ({ actor }: Scope): string | null => (actor.kind === "member" ? actor.id : null)
