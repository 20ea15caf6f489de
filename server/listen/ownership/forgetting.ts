import { sql } from "../../platform/postgres.ts"
import type { Tx } from "../../platform/scope.ts"

/**
 * When a person is forgotten: what leads from a thing back to her goes (serial and order number, the shop's own id, the
 * account). That one was made, of which batch, and is with somebody, stays: a recall counts things.
 */
export async function forgetOwner(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update ownership set serial = null, order_number = null, external_id = null, account = null, updated_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and person_id = any(${ids}::uuid[])`)
}
