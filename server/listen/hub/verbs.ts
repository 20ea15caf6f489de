import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { RecordChange, RecordInput } from "./contract.ts"
import { deleteRecords, findRecord, type HubRecord, insertRecord, type Submission, updateRecord } from "./store.ts"

/** Keeps an answer; what its submission becomes is worked in a moment later. undefined where it is there already. */
export async function createRecord(scope: Scope, given: RecordInput): Promise<HubRecord | undefined> {
  mustBeAllowed(scope, "feedback.write")
  const { tenant_id, submission_id, field_id, user_id = null, collected_at, ...fields } = given
  const now = scope.now()
  const collected = collected_at === undefined ? now : new Date(collected_at)
  const one: HubRecord = {
    id: newId(),
    tenant_id,
    submission_id,
    field_id,
    user_id,
    fields,
    collected_at: collected,
    created_at: now,
    updated_at: now,
  }
  return scope.transaction(async (tx) => {
    if (!(await insertRecord(tx, one))) return undefined
    await record(tx, "hub_record.received", null, { submissions: [{ tenant_id, submission_id }] })
    return one
  })
}

export async function changeRecord(scope: Scope, id: string, change: RecordChange): Promise<HubRecord> {
  mustBeAllowed(scope, "feedback.write")
  return scope.transaction(async (tx) => {
    const before = await findRecord(tx, id, true)
    if (!before) throw notFound("feedback record", id)
    const { user_id, ...fields } = change
    const after = {
      ...before,
      ...(user_id === undefined ? {} : { user_id }),
      fields: { ...before.fields, ...fields } as HubRecord["fields"],
    }
    await updateRecord(tx, after)
    const { tenant_id, submission_id } = before
    await record(tx, "hub_record.changed", null, { submissions: [{ tenant_id, submission_id }] })
    return { ...after, updated_at: tx.now() }
  })
}

/** One answer, or all of a user. Returns how many are gone. */
export async function removeRecords(
  scope: Scope,
  which: { id: string } | { userId: string; tenantId: string | undefined },
): Promise<number> {
  mustBeAllowed(scope, "feedback.write")
  return scope.transaction(async (tx) => {
    const gone = await deleteRecords(tx, which)
    const submissions = new Map(gone.map((one): [string, Submission] => [JSON.stringify(one), one]))
    if (gone.length > 0) await record(tx, "hub_record.removed", null, { submissions: [...submissions.values()] })
    return gone.length
  })
}
