import { similarityIndex } from "../../../text/similarity.ts"
import { coded } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { ProblemRow } from "./problem.ts"
import { listProblems } from "./store.ts"
import { existing, locked } from "./verbs.ts"

/**
 * Says that a problem is the same as another one: a link, taken away by `unlinkDuplicate`. What is a duplicate of it
 * goes along, so that every link leads to a problem that stands for itself. Throws `problem.duplicate_of_itself`.
 */
export async function linkDuplicate(scope: Scope, id: string, ofId: string): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  return scope.transaction(async (tx) => {
    // Always in the same order, so that two who link the same pair at once cannot wait for each other for ever.
    for (const one of [id, ofId].sort()) await locked(tx, one)
    const problem = await existing(tx, id)
    const given = await existing(tx, ofId)
    const of = given.duplicate ? await existing(tx, given.duplicate.of_id) : given
    if (of.id === id) throw coded("problem.duplicate_of_itself")
    for (const one of [id, ...problem.duplicates]) {
      await tx.query(sql`
        insert into problem_duplicate (problem_id, of_id, actor_id, actor_name, at)
        values (${one}, ${of.id}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})
        on conflict (problem_id) do update set of_id = excluded.of_id, actor_id = excluded.actor_id,
          actor_name = excluded.actor_name, at = excluded.at`)
    }
    const moved = problem.duplicates
    await record(tx, "problem.duplicate_linked", `problem:${id}`, {
      number: problem.number,
      of: of.id,
      ofNumber: of.number,
      moved,
    })
    return existing(tx, id)
  })
}

export async function unlinkDuplicate(scope: Scope, id: string): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  return scope.transaction(async (tx) => {
    const problem = await locked(tx, id)
    if (!problem.duplicate) return problem
    await tx.query(sql`delete from problem_duplicate where problem_id = ${id}`)
    await record(tx, "problem.duplicate_unlinked", `problem:${id}`, {
      number: problem.number,
      of: problem.duplicate.of_id,
    })
    return existing(tx, id)
  })
}

export type Suggestion = { problem: ProblemRow; slice: number; words: number; shared: number; likeness: number }

/**
 * Problems that may be the same, most alike first: half by what they are about (the share of their slices' values that
 * agree), half by their words; feedback that is evidence of both counts on top. At most 5, and none that is not alike.
 */
export async function likelyDuplicates(scope: Scope, problem: ProblemRow): Promise<Suggestion[]> {
  const others = (await listProblems(scope, { duplicates: false })).filter(
    (one) => one.id !== problem.id && one.id !== problem.duplicate?.of_id,
  )
  if (others.length === 0) return []
  const shared = await sharedEvidence(scope, problem.id)
  // Its own words are part of the index, or what is rare in it would be unknown.
  const index = similarityIndex([problem, ...others].map((one) => ({ id: one.id, text: wordsOf(one) })))
  const words = new Map(index(wordsOf(problem), others.length + 1).map((one) => [one.id, one.score]))
  return others
    .map((one) => {
      const parts = {
        slice: overlap(problem.slice, one.slice),
        words: words.get(one.id) ?? 0,
        shared: shared.get(one.id) ?? 0,
      }
      return {
        problem: one,
        ...parts,
        likeness: Math.min(1, parts.slice / 2 + parts.words / 2 + (parts.shared > 0 ? 0.25 : 0)),
      }
    })
    .filter((one) => one.likeness >= 0.3)
    .sort((a, b) => b.likeness - a.likeness || b.problem.number - a.problem.number)
    .slice(0, 5)
}

const wordsOf = ({ statement, jobs_hurt }: ProblemRow) => [statement, ...jobs_hurt].join(". ")

/** Of the values two slices name, the share that agree; a level below agrees with the one above it. */
function overlap(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): number {
  const fields = new Set([...Object.keys(a), ...Object.keys(b)])
  const agree = [...fields].filter((field) => {
    const [x, y] = [a[field], b[field]]
    return x !== undefined && y !== undefined && (x === y || x.startsWith(`${y}:`) || y.startsWith(`${x}:`))
  })
  return fields.size === 0 ? 0 : agree.length / fields.size
}

async function sharedEvidence(scope: Scope, problemId: string): Promise<Map<string, number>> {
  const rows = await scope.query<{ problem_id: string; n: number }>(sql`
    select b.problem_id, count(*) as n from problem_evidence a join problem_evidence b on b.feedback_id = a.feedback_id
    where a.problem_id = ${problemId} and b.problem_id <> a.problem_id group by b.problem_id`)
  return new Map(rows.map((row) => [row.problem_id, row.n]))
}
