import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"

export const duplicateReasons = [
  "same_email",
  "same_phone",
  "same_name",
  "same_account",
  "same_serial",
  "ids_met",
  "different_external_ids",
] as const
export type DuplicateReason = (typeof duplicateReasons)[number]
export type Suggestion = { a: string; b: string; reasons: DuplicateReason[]; confidence: number }

/**
 * Notes that two records may be one person. What is noted already keeps its answer; better reasons replace weaker ones.
 */
export async function suggestDuplicates(runner: Runner, organizationId: string, suggestions: readonly Suggestion[]) {
  const rows = new Map(
    suggestions
      .filter((one) => one.a !== one.b)
      .map((one) => {
        const [first, second] = one.a < one.b ? [one.a, one.b] : [one.b, one.a]
        const row = { id: newId(), first, second, reasons: one.reasons, confidence: one.confidence }
        return [`${first} ${second}`, row] as const
      }),
  )
  if (rows.size === 0) return 0
  const written = await runner.query<{ is_new: boolean }>(sql`
    insert into person_duplicate (id, organization_id, first_id, second_id, reasons, confidence)
    select x.id, ${organizationId}, x.first, x.second, x.reasons, x.confidence
    from json_to_recordset(${JSON.stringify([...rows.values()])}::json)
      as x(id uuid, first uuid, second uuid, reasons text[], confidence float8)
    order by x.first, x.second
    on conflict (first_id, second_id) do update set confidence = excluded.confidence,
      reasons = (select array_agg(distinct one order by one) from unnest(person_duplicate.reasons || excluded.reasons) as one)
      where person_duplicate.confidence < excluded.confidence
    returning (xmax = 0) as is_new`)
  return written.filter((row) => row.is_new).length
}
