import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { matchesAmong, matchesOf } from "./matching.ts"
import { liveStates, type ProblemRow } from "./problem.ts"
import { findProblem } from "./store.ts"

/** Problems that feedback may join: those in which something is still to be done. */
export const joinable = (scope: Scope): Promise<Joinable[]> =>
  scope.query<Joinable>(sql`
    select id, number, slice, joining, joins_since, joining_version from problem
    where organization_id = ${scope.organizationId} and state = any(${liveStates})`)

type Joinable = Pick<ProblemRow, "id" | "number" | "slice" | "joining" | "joins_since" | "joining_version">

/**
 * New or changed items join the problems whose rule takes them, all in a few statements. An item that is no longer what
 * a rule asks for leaves again, unless a person chose it. Returns the problems to which something happened.
 */
export async function joinItems(
  scope: Scope,
  problems: readonly Joinable[],
  ids: readonly string[],
): Promise<string[]> {
  const [span] = await scope.query<{ first: Date | null; last: Date | null }>(sql`
    select min(occurred_at) as first, max(occurred_at) as last from feedback
    where organization_id = ${scope.organizationId} and id = any(${ids}::uuid[])`)
  if (!span?.first || !span.last) return []
  const between = { first: span.first.toISOString(), last: span.last.toISOString() }
  const found = await matchesAmong(scope, problems, ids, between)
  return scope.transaction(async (tx) => {
    const touched = new Set<string>()
    const left = await tx.query<{ problem_id: string; feedback_id: string }>(sql`
      select problem_id, feedback_id from problem_evidence where how = 'joined' and feedback_id = any(${ids}::uuid[])`)
    const leaving = left.filter(({ problem_id, feedback_id }) => !found.get(problem_id)?.includes(feedback_id))
    for (const [problemId, mine] of Map.groupBy(leaving, (one) => one.problem_id)) {
      if (!problems.some((one) => one.id === problemId)) continue
      touched.add(problemId)
      await tx.query(sql`
        delete from problem_evidence where problem_id = ${problemId} and how = 'joined'
          and feedback_id = any(${mine.map((one) => one.feedback_id)}::uuid[])`)
    }
    for (const problem of problems) {
      const mine = found.get(problem.id)
      if (!mine) continue
      const count = await saveJoined(tx, problem, mine)
      if (count === 0) continue
      touched.add(problem.id)
      await record(tx, "problem.evidence_joined", `problem:${problem.id}`, { number: problem.number, count })
    }
    return [...touched]
  })
}

/**
 * Goes through all feedback for one problem, after its rule has changed: what the rule takes joins, what it took before
 * and takes no longer leaves. Piece by piece; a second run at the same time, or after a crash, ends with the same rows.
 */
export async function joinAll(scope: Scope, problemId: string): Promise<{ joined: number; left: number }> {
  const problem = await findProblem(scope, problemId)
  // What was switched off keeps what it has.
  if (!problem || problem.joining?.on === false) return { joined: 0, left: 0 }
  let joined = 0
  for await (const ids of matchesOf(scope, problem)) {
    joined += await scope.transaction((tx) => saveJoined(tx, problem, ids))
  }
  return scope.transaction(async (tx) => {
    const now = await findProblem(tx, problemId)
    // The rule changed again meanwhile: its own run decides who leaves.
    if (now?.joining_version !== problem.joining_version) return { joined, left: 0 }
    const left = await tx.query(sql`
      delete from problem_evidence where problem_id = ${problemId} and how = 'joined'
        and rule_version is distinct from ${problem.joining_version} returning feedback_id`)
    if (joined + left.length > 0) {
      await record(tx, "problem.evidence_joined", `problem:${problemId}`, {
        number: problem.number,
        count: joined,
        left: left.length,
      })
    }
    return { joined, left: left.length }
  })
}

/** Joins items; says how many are new. What a person took out stays out. */
async function saveJoined(tx: Tx, problem: Joinable, ids: readonly string[]): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    with saved as (
      insert into problem_evidence (problem_id, feedback_id, how, rule_version, at)
      select ${problem.id}, f.id, 'joined', ${problem.joining_version}, ${tx.now()}
      from feedback f where f.organization_id = ${tx.organizationId} and f.id = any(${ids}::uuid[])
        and not exists (select 1 from problem_removal r where r.problem_id = ${problem.id} and r.record = 'feedback:' || f.id)
      order by f.id
      on conflict (problem_id, feedback_id) do update set rule_version = excluded.rule_version
        where problem_evidence.how = 'joined' and problem_evidence.rule_version is distinct from excluded.rule_version
      returning (xmax = 0) as is_new)
    select count(*) filter (where is_new) as n from saved`)
  return row!.n
}
