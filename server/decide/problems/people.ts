import { type AudienceDefinition, whichHold } from "../../listen/audiences/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { ownersOf, together } from "./affected.ts"
import { conditionsOfRule } from "./joining.ts"
import { liveStates, type ProblemRow } from "./problem.ts"
import { listProblems } from "./store.ts"

/**
 * Who is affected by a problem: as somebody defined it, otherwise the owners of its slice, those whose feedback the
 * joining rule takes, and those whose words were linked by hand. What is a duplicate of it counts with it.
 */
export async function affectedOf(scope: Scope, problemId: string): Promise<AudienceDefinition> {
  const [problem] = await listProblems(scope, { id: problemId })
  if (!problem) throw notFound("problem", problemId)
  const others = problem.duplicates.length > 0 ? await listProblems(scope, { ids: problem.duplicates }) : []
  const [own, ...rest] = await Promise.all(
    [problem, ...others].map(async (one) => one.affected ?? byDefault(scope, one)),
  )
  return together(own!, rest)
}

/**
 * Problems in which something is still to be done and that affect her: what an agent must know when she calls. What she
 * said is found by the evidence it has become, what she owns or is by the definitions: two questions to PostgreSQL.
 */
export async function problemsOfPerson(scope: Scope, personId: string): Promise<ProblemRow[]> {
  const [problems, told] = await Promise.all([
    listProblems(scope, { states: liveStates, sort: "score" }),
    scope.query<{ problem_id: string }>(sql`
      select distinct coalesce(d.of_id, e.problem_id) as problem_id
      from person p join feedback f on f.person_id = p.id join problem_evidence e on e.feedback_id = f.id
        left join problem_duplicate d on d.problem_id = e.problem_id
      where p.organization_id = ${scope.organizationId}
        and p.root_id = (select root_id from person where id = ${personId} and organization_id = ${scope.organizationId})`),
  ])
  const saidSo = new Set(told.map((row) => row.problem_id))
  // Where somebody defined who is affected, that alone decides; otherwise also who told of it.
  const isTold = (problem: ProblemRow) => problem.affected === null && saidSo.has(problem.id)
  const open = problems.filter((one) => !isTold(one))
  const definitions = open.map((one) => one.affected ?? { anyOf: ownersOf(one.slice) })
  const asked = definitions.flatMap((definition, index) => (definition.anyOf.length > 0 ? [{ definition, index }] : []))
  const holds = await whichHold(
    scope,
    asked.map((one) => one.definition),
    personId,
  )
  const affecting = new Set(asked.flatMap((one, at) => (holds[at] ? [open[one.index]!.id] : [])))
  const ids = new Set([...affecting, ...problems.filter(isTold).map((one) => one.id)])
  // A duplicate is shown as the problem it is one of.
  for (const one of problems) if (ids.has(one.id) && one.duplicate) ids.add(one.duplicate.of_id)
  return problems.filter((one) => ids.has(one.id) && !one.duplicate)
}

async function byDefault(scope: Scope, problem: ProblemRow): Promise<AudienceDefinition> {
  const said = conditionsOfRule(problem)
  const named = await scope.query<{ person_id: string }>(sql`
    select distinct f.person_id from problem_evidence e join feedback f on f.id = e.feedback_id
    where e.problem_id = ${problem.id} and e.how <> 'joined' and f.person_id is not null order by f.person_id limit 500`)
  return {
    anyOf: [
      ...ownersOf(problem.slice),
      ...(said ? [{ kind: "said" as const, ...said }] : []),
      ...(named.length > 0 ? [{ kind: "named" as const, personIds: named.map((row) => row.person_id) }] : []),
    ],
  }
}
