import { coded } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { json, sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { namesIn } from "./expression.ts"
import type { SizeRow } from "./problem.ts"
import { partsOf, readScore, scoreOf, shippedFormula } from "./score.ts"
import { listProblems } from "./store.ts"

export type Formula = {
  /** null: the one that ships. */
  formula: string | null
  told_of: { told: number; of: number } | null
  actor_name: string | null
  at: Date | null
}

export async function currentFormula(scope: Scope): Promise<Formula> {
  const [row] = await scope.query<Formula>(sql`
    select formula, tell_share as told_of, actor_name, at from problem_formula
    where organization_id = ${scope.organizationId} order by id desc limit 1`)
  return row ?? { formula: null, told_of: null, actor_name: null, at: null }
}

/**
 * Sets how all problems are scored, and what is known of how many affected people tell. Every problem is scored anew at
 * once, from what was counted last. Throws `problem.formula_*` before anything is saved.
 */
export async function setFormula(scope: Scope, given: { formula: string | null; toldOf?: Formula["told_of"] }) {
  mustBeAllowed(scope, "settings.manage")
  const expression = readScore(given.formula)
  if (namesIn(expression).length === 0) throw coded("problem.formula_constant", {}, "formula")
  const scores = (await tryFormula(scope, given.formula)).map(({ id, score }) => ({ id, score }))
  await scope.transaction(async (tx) => {
    const before = await currentFormula(tx)
    const told_of = given.toldOf === undefined ? before.told_of : given.toldOf
    await tx.query(sql`
      insert into problem_formula (organization_id, formula, tell_share, actor_id, actor_name, at)
      values (${tx.organizationId}, ${given.formula}, ${json(told_of)}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)
    await tx.query(sql`
      update problem_size z set score = x.score from jsonb_to_recordset(${json(scores)}::jsonb) as x(id uuid, score float8)
      where z.problem_id = x.id`)
    await record(tx, "problem.formula_changed", null, {
      formula: given.formula ?? shippedFormula,
      problems: scores.length,
      recount: given.toldOf !== undefined,
    })
  })
}

/** What a formula makes of every problem, highest first. Throws `problem.formula_*`. */
export async function tryFormula(scope: Scope, formula: string | null) {
  const expression = readScore(formula)
  const problems = await listProblems(scope, {})
  return problems
    .map((problem) => {
      const parts = partsOf(problem, problem.size ?? nothingCounted)
      return {
        id: problem.id,
        number: problem.number,
        statement: problem.statement,
        parts,
        score: scoreOf(expression, parts),
        before: problem.size?.score ?? 0,
      }
    })
    .sort((a, b) => b.score - a.score || b.number - a.number)
}

const nothingCounted: Pick<SizeRow, "reports" | "told" | "negative" | "people" | "severity" | "certainty"> = {
  reports: 0,
  told: 0,
  negative: 0,
  people: 0,
  severity: 1,
  certainty: 0,
}
