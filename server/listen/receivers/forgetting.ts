import { sql } from "../../platform/postgres.ts"
import type { Tx } from "../../platform/scope.ts"
import type { Vault } from "../../platform/vault.ts"
import { bodiesSealedAs } from "./intake.ts"

const atOnce = 500

/**
 * When a person is forgotten, what was sent of her goes too: of her feedback by its ids, and what is not feedback (yet)
 * where it names one of her addresses. Called while those are still known.
 */
export const forgetDeliveries = (vault: Vault) => async (tx: Tx, ids: readonly string[]) => {
  await tx.query(sql`
    update receiver_delivery d set body = null
    where d.organization_id = ${tx.organizationId} and d.body is not null and exists (
      select 1 from feedback f where f.id = any(d.feedback_ids) and f.person_id = any(${ids}::uuid[]))`)
  const known = await tx.query<{ kind: string; value: string }>(
    sql`select kind, value from person_identity where person_id = any(${ids}::uuid[])`,
  )
  const marks = known.map((one) => one.value.toLowerCase()).filter((value) => value.length > 3)
  if (marks.length === 0) return
  const phones = known.filter((one) => one.kind === "phone").map((one) => one.value.replace(/\D/g, ""))
  for (let last = ""; ; ) {
    // What became feedback and was looked up is found by its person; the rest has to be looked into.
    const rows = await tx.query<{ id: string; body: string }>(sql`
      select d.id, d.body from receiver_delivery d
      where d.organization_id = ${tx.organizationId} and d.body is not null and d.id::text > ${last}
        and (d.state <> 'taken' or exists (select 1 from feedback f where f.id = any(d.feedback_ids) and f.digested_at is null))
      order by d.id::text limit ${atOnce}`)
    if (rows.length === 0) return
    last = rows.at(-1)!.id
    const hers = rows.filter(({ body }) => names(vault.open(bodiesSealedAs, body), marks, phones)).map((row) => row.id)
    if (hers.length === 0) continue
    await tx.query(sql`
      update receiver_delivery set body = null,
        state = case state when 'waiting' then 'skipped' else state end, reason = case state when 'waiting' then 'forgotten' else reason end
      where organization_id = ${tx.organizationId} and id = any(${hers}::uuid[])`)
  }
}

function names(body: string, marks: readonly string[], phones: readonly string[]): boolean {
  const text = body.toLowerCase()
  if (marks.some((mark) => text.includes(mark))) return true
  const digits = phones.length > 0 ? text.replace(/[\s().\-/]/g, "") : ""
  return phones.some((phone) => phone.length > 6 && digits.includes(phone))
}
