import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { ProblemRow, ProblemState } from "./problem.ts"

export const listProblems = (
  scope: Scope,
  filter: { id?: string; state?: ProblemState; before?: number; limit?: number } = {},
): Promise<ProblemRow[]> =>
  scope.query<ProblemRow>(sql`
    select p.id, p.number, p.statement, p.slice, p.created_by, p.created_at, to_jsonb(d) as dismissal,
      case when m.id is null then null else json_build_object('id', m.id, 'name', u.name) end as owner,
      array(select s.signal_id from problem_signal s where s.problem_id = p.id) as signal_ids,
      array(select e.feedback_id from problem_evidence e where e.problem_id = p.id order by e.position) as evidence
    from problem p left join problem_dismissal d on d.problem_id = p.id
      left join member m on m.id = p.owner_id left join "user" u on u.id = m.user_id
    where p.organization_id = ${scope.organizationId}
      ${filter.id ? sql`and p.id = ${filter.id}` : sql``}
      ${filter.state ? sql`and (d.problem_id is null) = ${filter.state === "open"}` : sql``}
      ${filter.before === undefined ? sql`` : sql`and p.number < ${filter.before}`}
    order by p.number desc ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)

export async function insertProblem(
  tx: Tx,
  problem: { id: string; statement: string; slice: Record<string, string>; ownerId: string | null },
): Promise<number> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`problem ${tx.organizationId}`}, 0))`)
  const [row] = await tx.query<{ number: number }>(sql`
    insert into problem (id, organization_id, number, statement, slice, owner_id, created_by, created_at)
    select ${problem.id}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from problem where organization_id = ${tx.organizationId}),
      ${problem.statement}, ${json(problem.slice)}, ${problem.ownerId}, ${tx.actor.name}, ${tx.now()}
    returning number`)
  return row!.number
}

export async function addEvidence(tx: Tx, problemId: string, signalId: string, feedbackIds: readonly string[]) {
  await tx.query(sql`insert into problem_signal (problem_id, signal_id) values (${problemId}, ${signalId})`)
  await tx.query(sql`
    insert into problem_evidence (problem_id, feedback_id, position)
    select ${problemId}, x.id, x.position from unnest(${feedbackIds}::uuid[]) with ordinality as x(id, position)
    on conflict do nothing`)
}

export const updateProblem = (tx: Tx, id: string, change: { statement: string; ownerId: string | null }) =>
  tx.query(sql`
    update problem set statement = ${change.statement}, owner_id = ${change.ownerId}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const saveDismissal = (tx: Tx, id: string, reason: string) =>
  tx.query(sql`
    insert into problem_dismissal (problem_id, reason, actor_id, actor_name, at)
    values (${id}, ${reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})
    on conflict (problem_id) do update set reason = excluded.reason, actor_id = excluded.actor_id,
      actor_name = excluded.actor_name, at = excluded.at`)

export const deleteDismissal = (tx: Tx, id: string) =>
  tx.query(sql`delete from problem_dismissal where problem_id = ${id}`)

export const isMember = async (scope: Scope, id: string) =>
  (await scope.query(sql`select 1 from member where organization_id = ${scope.organizationId} and id = ${id}`)).length >
  0
