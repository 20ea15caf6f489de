import { feedbackByIds } from "../../listen/feedback/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { findProblem } from "./store.ts"

export type How = "signal" | "promoted" | "linked" | "joined"

/** Adds feedback as evidence; what is there already stays as it is. */
export const addEvidence = (tx: Tx, problemId: string, feedbackIds: readonly string[], how: How) =>
  tx.query<{ feedback_id: string }>(sql`
    insert into problem_evidence (problem_id, feedback_id, position, how, at, actor_name)
    select ${problemId}, x.id, x.position, ${how}, ${tx.now()}, ${tx.actor.name}
    from unnest(${feedbackIds}::uuid[]) with ordinality as x(id, position) join feedback f on f.id = x.id
    where f.organization_id = ${tx.organizationId}
    on conflict (problem_id, feedback_id) do nothing returning feedback_id`)

export const addSignal = (tx: Tx, problemId: string, signalId: string, how: "signal" | "linked" | "joined") =>
  tx.query(sql`
    insert into problem_signal (problem_id, signal_id, how, at, actor_name)
    values (${problemId}, ${signalId}, ${how}, ${tx.now()}, ${tx.actor.name}) on conflict do nothing`)

/** A person links feedback to a problem; what was taken out before comes back. Throws `record.not_found`. */
export async function linkFeedback(scope: Scope, problemId: string, feedbackIds: readonly string[]): Promise<number> {
  mustBeAllowed(scope, "problems.edit")
  const known = await feedbackByIds(scope, feedbackIds)
  const missing = feedbackIds.find((id) => !known.some((one) => one.id === id))
  if (missing) throw notFound("feedback", missing)
  return scope.transaction(async (tx) => {
    const problem = await findProblem(tx, problemId)
    if (!problem) throw notFound("problem", problemId)
    await tx.query(sql`
      delete from problem_removal where problem_id = ${problemId} and record = any(${feedbackIds.map((id) => `feedback:${id}`)})`)
    const added = await addEvidence(tx, problemId, feedbackIds, "linked")
    if (added.length > 0) {
      await record(tx, "problem.evidence_linked", `problem:${problemId}`, {
        number: problem.number,
        count: added.length,
      })
    }
    return added.length
  })
}

/** Takes an item out of the evidence. It stays out, whatever joins later. Throws `record.not_found`. */
export async function removeFeedback(scope: Scope, problemId: string, feedbackId: string) {
  mustBeAllowed(scope, "problems.edit")
  await scope.transaction(async (tx) => {
    const problem = await findProblem(tx, problemId)
    if (!problem) throw notFound("problem", problemId)
    const gone = await tx.query(sql`
      delete from problem_evidence where problem_id = ${problemId} and feedback_id = ${feedbackId} returning feedback_id`)
    if (gone.length === 0) throw notFound("feedback", feedbackId)
    await saveRemoval(tx, problemId, `feedback:${feedbackId}`)
    await record(tx, "problem.evidence_removed", `problem:${problemId}`, { number: problem.number, feedbackId })
  })
}

export const saveRemoval = (tx: Tx, problemId: string, about: string) =>
  tx.query(sql`
    insert into problem_removal (problem_id, record, actor_id, actor_name, at)
    values (${problemId}, ${about}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()}) on conflict do nothing`)

export type EvidenceRow = {
  feedback_id: string
  how: How
  at: Date
  actor_name: string | null
  problem_id: string
}

/** Evidence of a problem and its duplicates, each item once: what people chose first, then what joined, newest first. */
export async function evidenceOf(
  scope: Scope,
  problemIds: readonly string[],
  page: { how?: "chosen" | "joined" | undefined; after?: { joined: boolean; id: string }; limit: number },
): Promise<EvidenceRow[]> {
  return scope.query<EvidenceRow>(sql`
    select * from (
      select distinct on (e.feedback_id) e.feedback_id, e.how, e.at, e.actor_name, e.problem_id from problem_evidence e
      where e.problem_id = any(${problemIds}::uuid[])
        ${page.how === undefined ? sql`` : sql`and (e.how = 'joined') = ${page.how === "joined"}`}
      order by e.feedback_id, (e.how = 'joined')
    ) e
    ${page.after ? sql`where ((e.how = 'joined') = ${page.after.joined} and e.feedback_id < ${page.after.id}) or (e.how = 'joined' and not ${page.after.joined}::bool)` : sql``}
    order by (e.how = 'joined'), e.feedback_id desc limit ${page.limit}`)
}

export function readPlace(cursor: string): { joined: boolean; id: string } {
  const match = /^([cj])([0-9a-f-]{36})$/.exec(cursor)
  if (!match) throw coded("cursor.invalid", {}, "cursor")
  return { joined: match[1] === "j", id: match[2]! }
}
export const writePlace = (row: EvidenceRow) => `${row.how === "joined" ? "j" : "c"}${row.feedback_id}`

export const isRemoved = async (scope: Scope, problemId: string, about: string) =>
  (await scope.query(sql`select 1 from problem_removal where problem_id = ${problemId} and record = ${about}`)).length > 0
