import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

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

export type DuplicateRow = {
  id: string
  reasons: DuplicateReason[]
  confidence: number
  found_at: Date
  first: string
  second: string
  answer: { answer: "same" | "different"; by: string; at: string } | null
}
export type DuplicateState = "open" | "same" | "different"

/** Pairs by how sure they are, each person by her root. Open are those that nobody answered and that are still two people. */
export function listDuplicates(
  scope: Scope,
  filter: { id?: string; state?: DuplicateState; least?: number; personIds?: readonly string[] },
  page: { limit: number; after?: { confidence: number; id: string } },
): Promise<DuplicateRow[]> {
  return scope.query<DuplicateRow>(sql`
    select d.id, d.reasons, d.confidence, d.found_at, a.root_id as first, b.root_id as second,
      case when n.duplicate_id is not null then json_build_object('answer', n.answer, 'by', n.answered_by, 'at', n.answered_at) end as answer
    ${chosen(scope, filter)}
      ${page.after ? sql`and (d.confidence, d.id) < (${page.after.confidence}, ${page.after.id}::uuid)` : sql``}
    order by d.confidence desc, d.id desc limit ${page.limit}`)
}

export async function countDuplicates(
  scope: Scope,
  filter: { state?: DuplicateState; least?: number },
): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`select count(*) as n ${chosen(scope, filter)}`)
  return row!.n
}

const chosen = (
  scope: Scope,
  {
    id,
    state,
    least,
    personIds,
  }: { id?: string; state?: DuplicateState; least?: number; personIds?: readonly string[] },
) => sql`
  from person_duplicate d join person a on a.id = d.first_id join person b on b.id = d.second_id
    left join person_duplicate_answer n on n.duplicate_id = d.id
  where d.organization_id = ${scope.organizationId}
    ${id ? sql`and d.id = ${id}` : sql``}
    ${state === "open" ? sql`and n.duplicate_id is null and a.root_id <> b.root_id` : state ? sql`and n.answer = ${state}` : sql``}
    ${least === undefined ? sql`` : sql`and d.confidence >= ${least}`}
    ${personIds ? sql`and (d.first_id = any(${personIds}::uuid[]) or d.second_id = any(${personIds}::uuid[]))` : sql``}`

export const saveAnswer = (tx: Tx, id: string, answer: "same" | "different") =>
  tx.query(sql`
    insert into person_duplicate_answer (duplicate_id, answer, answered_at, answered_by, answered_by_id)
    values (${id}, ${answer}, ${tx.now()}, ${tx.actor.name}, ${tx.actor.id})
    on conflict (duplicate_id) do update set answer = excluded.answer, answered_at = excluded.answered_at,
      answered_by = excluded.answered_by, answered_by_id = excluded.answered_by_id`)

export const deleteAnswer = (tx: Tx, id: string) =>
  tx.query(sql`delete from person_duplicate_answer where duplicate_id = ${id}`)

/** What was called the same and is two people again is remembered as different: it is not asked a second time. */
export const answerApart = (tx: Tx, some: readonly string[]) =>
  tx.query(sql`
    update person_duplicate_answer n set answer = 'different', answered_at = ${tx.now()}, answered_by = ${tx.actor.name}, answered_by_id = ${tx.actor.id}
    from person_duplicate d join person a on a.id = d.first_id join person b on b.id = d.second_id
    where d.id = n.duplicate_id and n.answer = 'same' and a.root_id <> b.root_id
      and (d.first_id = any(${some}::uuid[]) or d.second_id = any(${some}::uuid[]))`)
