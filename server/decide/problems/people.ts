import { notFound } from "../../platform/http/errors.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { type AudienceDefinition, ownersOf } from "./affected.ts"
import { conditionsOfRule } from "./joining.ts"
import { liveStates, type ProblemRow } from "./problem.ts"
import { findProblem, listProblems } from "./store.ts"

/**
 * Who is affected by a problem: as somebody defined it, otherwise the owners of its slice, those whose feedback the
 * joining rule takes, and those whose words were linked by hand. What is a duplicate of it counts with it.
 */
export async function affectedOf(scope: Scope, problemId: string): Promise<AudienceDefinition> {
  const problem = await findProblem(scope, problemId)
  if (!problem) throw notFound("problem", problemId)
  const all = [
    problem,
    ...(problem.duplicates.length > 0 ? await listProblems(scope, { ids: problem.duplicates }) : []),
  ]
  const definitions = await Promise.all(all.map(async (one) => one.affected ?? byDefault(scope, one)))
  const [own, ...others] = definitions
  // Only a plain "any of" can be put together with another one without changing whom it means.
  const plain = others.filter((one) => !one.allOf?.length && !one.noneOf?.length)
  if (own!.allOf?.length || own!.noneOf?.length) return own!
  return { anyOf: [own!, ...plain].flatMap((one) => one.anyOf).slice(0, 40) }
}

/** Problems in which something is still to be done and that affect her: what an agent must know when she calls. */
export async function problemsOfPerson(scope: Scope, personId: string): Promise<ProblemRow[]> {
  const rows = await scope.query<{ problem_id: string }>(sql`
    select distinct e.problem_id from feedback f join problem_evidence e on e.feedback_id = f.id
    where f.organization_id = ${scope.organizationId} and f.person_id = ${personId}`)
  if (rows.length === 0) return []
  return listProblems(scope, { ids: rows.map((row) => row.problem_id), states: liveStates })
}

async function byDefault(scope: Scope, problem: ProblemRow): Promise<AudienceDefinition> {
  const said = conditionsOfRule(problem)
  const named = await scope.query<{ person_id: string }>(sql`
    select distinct f.person_id from problem_evidence e join feedback f on f.id = e.feedback_id
    where e.problem_id = ${problem.id} and e.how <> 'joined' and f.person_id is not null limit 500`)
  return {
    anyOf: [
      ...ownersOf(problem.slice),
      ...(said ? [{ kind: "said" as const, ...said }] : []),
      ...(named.length > 0 ? [{ kind: "named" as const, personIds: named.map((row) => row.person_id) }] : []),
    ],
  }
}
