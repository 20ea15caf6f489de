import { searchTokens } from "../../../text/search.ts"
import { type Where, whereOf } from "../../listen/interactions/public.ts"
import { pieces } from "../../platform/clickhouse.ts"
import type { Scope } from "../../platform/scope.ts"
import { sliceSql } from "../../understand/signals/public.ts"
import { type JoiningRule, ruleOf } from "./joining.ts"

type Ruled = { slice: Record<string, string>; joining: JoiningRule | null; joins_since: string | null }

/** SQL over the interactions that is true for feedback which a problem's rule takes; null where nothing joins it. */
export function matchSql(organizationId: string, problem: Ruled, prefix = "m"): Where | null {
  const rule = ruleOf(problem)
  if (!rule?.on || isEmpty(rule)) return null
  // The rule that a slice makes also takes what lies below its values ("Engine: Gasoline" is an "Engine").
  const slice = problem.joining ? null : sliceSql(problem.slice, `${prefix}s`)
  const conditions = slice ? rule.where.filter((one) => !(one.field in problem.slice)) : rule.where
  const { text, values } = whereOf(
    organizationId,
    { where: conditions, ...(rule.q ? { q: rule.q } : {}), ...(rule.since ? { from: rule.since } : {}) },
    { prefix: `${prefix}w` },
  )
  const parts = [text, "fact = 'feedback' and metric = ''"]
  if (slice) {
    parts.push(slice.text)
    Object.assign(values, slice.values)
  }
  if (rule.like) {
    values[`${prefix}terms`] = [...new Set(rule.like.terms.flatMap((term) => searchTokens(term)))]
    values[`${prefix}least`] = rule.like.atLeast
    parts.push(`length(arrayIntersect(tokens, {${prefix}terms:Array(String)})) >= {${prefix}least:UInt16}`)
  }
  return { text: parts.join(" and "), values }
}

/** All feedback a rule takes, in pieces, so that memory does not depend on how much it is. */
export async function* matchesOf(scope: Scope, problem: Ruled, piece = 20_000): AsyncGenerator<string[]> {
  const match = matchSql(scope.organizationId, problem)
  if (!match) return
  let after = "00000000-0000-0000-0000-000000000000"
  for (;;) {
    const rows = await scope.clickhouse.rows<{ id: string }>(
      `select id from interaction where ${match.text} and id > {after:UUID} order by id limit {piece:UInt32}`,
      { ...match.values, after, piece },
    )
    if (rows.length > 0) yield rows.map((row) => row.id)
    if (rows.length < piece) return
    after = rows.at(-1)!.id
  }
}

/** Of the items with these ids, which each problem takes: one question for all problems of an organization. */
export async function matchesAmong(
  scope: Scope,
  problems: readonly (Ruled & { id: string })[],
  ids: readonly string[],
  between: { first: string; last: string },
): Promise<Map<string, string[]>> {
  const rules = problems.flatMap((problem, index) => {
    const match = matchSql(scope.organizationId, problem, `p${index}`)
    return match ? [{ problem, ...match }] : []
  })
  const found = new Map<string, string[]>()
  if (rules.length === 0 || ids.length === 0) return found
  const values = Object.assign({ o: scope.organizationId, ...between }, ...rules.map((rule) => rule.values))
  for (const some of pieces(ids)) {
    const rows = await scope.clickhouse.rows<{ id: string; hits: number[] }>(
      `select id, arrayFilter((i, hit) -> hit, range(${rules.length}), [${rules.map((rule) => `toBool(${rule.text})`).join(", ")}]) as hits
       from interaction where organization_id = {o:UUID} and fact = 'feedback' and metric = ''
         and occurred_at >= parseDateTime64BestEffort({first:String}, 3, 'UTC') and occurred_at <= parseDateTime64BestEffort({last:String}, 3, 'UTC')
         and id in ({ids:Array(UUID)}) and notEmpty(hits)`,
      { ...values, ids: some },
    )
    for (const { id, hits } of rows) {
      for (const hit of hits) {
        const { problem } = rules[hit]!
        const mine = found.get(problem.id)
        if (mine) mine.push(id)
        else found.set(problem.id, [id])
      }
    }
  }
  return found
}

/** How much feedback a rule takes, of how many people, and the newest of it. */
export async function previewOfRule(scope: Scope, problem: Ruled) {
  const match = matchSql(scope.organizationId, problem)
  if (!match) return { feedback: 0, people: 0, newest: [] }
  const [[count], newest] = await Promise.all([
    scope.clickhouse.rows<{ feedback: number; people: number }>(
      `select count() as feedback, uniqExactIf(person_id, person_id != toUUID('00000000-0000-0000-0000-000000000000')) as people
       from interaction where ${match.text}`,
      match.values,
    ),
    scope.clickhouse.rows<{ id: string }>(
      `select id from interaction where ${match.text} order by occurred_at desc, id desc limit 5`,
      match.values,
    ),
  ])
  return { feedback: count!.feedback, people: count!.people, newest: newest.map((row) => row.id) }
}

// A rule without a word would take everything a company ever heard.
const isEmpty = ({ where, q, like }: JoiningRule) => where.length === 0 && !q && !like
