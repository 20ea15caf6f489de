import { coded } from "../../platform/http/errors.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { ProblemRow } from "./problem.ts"

/**
 * Two people may edit a problem at once as long as they change different things. Throws `problem.changed_meanwhile` with
 * the fields, who changed them last, and the version to go on from.
 */
export async function mustNotCross(tx: Tx, now: ProblemRow, seen: number | undefined, fields: readonly string[]) {
  if (seen === undefined || seen >= now.version || fields.length === 0) return
  const since = await editsSince(tx, now.id, seen)
  const crossed = fields.filter((field) => since.some((edit) => edit.fields.includes(field)))
  if (crossed.length === 0) return
  const last = since.findLast((edit) => edit.fields.some((field) => crossed.includes(field)))!
  throw coded("problem.changed_meanwhile", {
    fields: crossed.join(", "),
    name: last.actor_name,
    at: last.at.toISOString(),
    version: now.version,
  })
}

/** Notes which fields a change touched; it makes a new version. */
export async function noteEdit(tx: Tx, before: ProblemRow, fields: readonly string[]) {
  await tx.query(sql`update problem set version = version + 1 where id = ${before.id}`)
  await tx.query(sql`
    insert into problem_edit (problem_id, version, fields, actor_id, actor_name, at)
    values (${before.id}, ${before.version + 1}, ${fields}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)
}

type Edit = { version: number; fields: string[]; actor_name: string; at: Date }

const editsSince = (scope: Scope, problemId: string, version: number) =>
  scope.query<Edit>(sql`
    select version, fields, actor_name, at from problem_edit where problem_id = ${problemId} and version > ${version}
    order by version`)
