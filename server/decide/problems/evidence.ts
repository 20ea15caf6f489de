import { feedbackByIds } from "../../listen/feedback/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { acceptSignal, findSignal, releaseSignal, voicesOf } from "../../understand/signals/public.ts"
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
  (await scope.query(sql`select 1 from problem_removal where problem_id = ${problemId} and record = ${about}`)).length >
  0

/** A person adds a signal that waits to a problem that is known already. Throws `record.not_found`, `signal.not_open`. */
export async function linkSignal(scope: Scope, problemId: string, signalId: string) {
  mustBeAllowed(scope, "problems.edit")
  const found = await findSignal(scope, signalId)
  if (!found) throw notFound("signal", signalId)
  const voices = await voicesOf(scope, found, 20)
  await scope.transaction(async (tx) => {
    const problem = await findProblem(tx, problemId)
    if (!problem) throw notFound("problem", problemId)
    await tx.query(
      sql`delete from problem_removal where problem_id = ${problemId} and record = ${`signal:${signalId}`}`,
    )
    await acceptSignal(tx, signalId, problemId)
    await addSignal(tx, problemId, signalId, "linked")
    await addEvidence(
      tx,
      problemId,
      voices.map((voice) => voice.feedbackId),
      "signal",
    )
    await record(tx, "problem.signal_linked", `problem:${problemId}`, { number: problem.number, signalId })
  })
}

/** Takes a signal out of a problem: it waits for somebody again, and does not join this problem by itself again. */
export async function removeSignal(scope: Scope, problemId: string, signalId: string) {
  mustBeAllowed(scope, "problems.edit")
  await scope.transaction(async (tx) => {
    const problem = await findProblem(tx, problemId)
    if (!problem) throw notFound("problem", problemId)
    const gone = await tx.query(sql`
      delete from problem_signal where problem_id = ${problemId} and signal_id = ${signalId} returning signal_id`)
    if (gone.length === 0) throw notFound("signal", signalId)
    await saveRemoval(tx, problemId, `signal:${signalId}`)
    await releaseSignal(tx, signalId)
    await record(tx, "problem.signal_removed", `problem:${problemId}`, { number: problem.number, signalId })
  })
}

/** The problems each item of feedback is evidence of. */
export async function problemsOfFeedback(scope: Scope, feedbackIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await scope.query<{ feedback_id: string; problem_ids: string[] }>(sql`
    select e.feedback_id, array_agg(distinct coalesce(d.of_id, e.problem_id)) as problem_ids
    from problem_evidence e join problem p on p.id = e.problem_id left join problem_duplicate d on d.problem_id = p.id
    where p.organization_id = ${scope.organizationId} and e.feedback_id = any(${feedbackIds}::uuid[]) group by e.feedback_id`)
  return new Map(rows.map((row) => [row.feedback_id, row.problem_ids]))
}

/** Of these items, how many would be new to a problem: neither its evidence nor taken out by somebody. */
export async function newAmong(scope: Scope, problemId: string, feedbackIds: readonly string[]): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*) as n from unnest(${feedbackIds}::uuid[]) x(id)
    where not exists (select 1 from problem_evidence e where e.problem_id = ${problemId} and e.feedback_id = x.id)
      and not exists (select 1 from problem_removal r where r.problem_id = ${problemId} and r.record = 'feedback:' || x.id)`)
  return row!.n
}
