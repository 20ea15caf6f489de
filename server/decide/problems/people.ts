import { type AudienceDefinition, whichHold } from "../../listen/audiences/public.ts"
import { ownedBy } from "../../listen/ownership/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { isOfSlice, ownersOf, together } from "./affected.ts"
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
 * Problems in which something is still to be done and that affect her: what an agent must know when she calls. Asked
 * while somebody waits, so what she owns and what she said are read once and compared here with every problem's slice;
 * only audiences that people defined are asked for by themselves. A duplicate is shown as the problem it is one of.
 */
export async function problemsOfPerson(scope: Scope, personId: string): Promise<ProblemRow[]> {
  const [live, owned, told] = await Promise.all([
    liveOnes(scope),
    ownedBy(scope, [personId]),
    scope.query<{ problem_id: string }>(sql`
      select distinct e.problem_id from person p join feedback f on f.person_id = p.id join problem_evidence e on e.feedback_id = f.id
      where p.organization_id = ${scope.organizationId}
        and p.root_id = (select root_id from person where id = ${personId} and organization_id = ${scope.organizationId})`),
  ])
  const saidSo = new Set(told.map((row) => row.problem_id))
  const byHand = live.flatMap((one) => (one.affected ? [{ id: one.id, definition: one.affected }] : []))
  const definitions = byHand.map((one) => one.definition)
  const holds = definitions.length > 0 ? await whichHold(scope, definitions, personId) : []
  const defined = new Set(byHand.flatMap((one, index) => (holds[index] ? [one.id] : [])))
  // Where somebody defined who is affected, that alone decides; otherwise also who told of it.
  const affecting = live.filter((one) =>
    one.affected ? defined.has(one.id) : saidSo.has(one.id) || owned.some((unit) => isOfSlice(unit, one.slice)),
  )
  if (affecting.length === 0) return []
  const ids = [...new Set(affecting.map((one) => one.of_id ?? one.id))]
  return listProblems(scope, { ids, states: liveStates, sort: "score" })
}

type Live = { id: string; slice: Record<string, string>; affected: AudienceDefinition | null; of_id: string | null }
const liveOnes = (scope: Scope) =>
  scope.query<Live>(sql`
    select p.id, p.slice, p.affected, d.of_id from problem p left join problem_duplicate d on d.problem_id = p.id
    where p.organization_id = ${scope.organizationId} and p.state = any(${liveStates})`)

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
