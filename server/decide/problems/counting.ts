import { countPeople } from "../../listen/audiences/public.ts"
import { customerBase } from "../../listen/customers/public.ts"
import { json, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { listSignals } from "../../understand/signals/public.ts"
import { currentFormula } from "./formula.ts"
import { affectedOf } from "./people.ts"
import type { ProblemRow, SizeRow } from "./problem.ts"
import { certaintyOf, partsOf, readScore, scoreOf, severityOf } from "./score.ts"
import { peopleAffected, type TellShare, tellShare } from "./size.ts"
import { listProblems } from "./store.ts"

/** Counts problems anew and scores them: how many told, whom it affects, how sure and how bad it is. Returns those that moved. */
export async function countAgain(scope: Scope, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const moved: string[] = []
  const problems = await listProblems(scope, { ids })
  const { formula, told_of } = await currentFormula(scope)
  const expression = readScore(formula)
  const share = told_of ? tellShare(told_of.told, told_of.of, "own") : null
  const customers = problems.length > 0 ? await latestCustomers(scope) : new Map<string, number>()
  for (const problem of problems) {
    const size = await sizeOf(scope, problem, share, customers)
    const score = scoreOf(expression, partsOf(problem, size))
    if (await saveSize(scope, problem, { ...size, score })) moved.push(problem.id)
  }
  return moved
}

type Counted = Omit<SizeRow, "score" | "counted_at">

async function sizeOf(
  scope: Scope,
  problem: ProblemRow,
  own: TellShare | null,
  customers: ReadonlyMap<string, number>,
): Promise<Counted> {
  const group = [problem.id, ...problem.duplicates]
  const [heard, signals, notes, definition] = await Promise.all([
    heardOf(scope, group),
    listSignals(scope, { ids: problem.signal_ids }),
    notesOf(scope, group),
    affectedOf(scope, problem.id),
  ])
  const owns = definition.anyOf.filter((rule) => rule.kind === "owns")
  const owners = owns.length > 0 ? await countPeople(scope, { anyOf: owns }) : 0
  const isKnown = owners > 0 || (problem.affected !== null && definition.anyOf.some((rule) => rule.kind !== "said"))
  const exact = isKnown ? await countPeople(scope, definition) : null
  const known = {
    exact,
    share: exact === null ? (own ?? (await shareOfOthers(scope, problem.id))) : null,
    customers: (problem.slice.product && customers.get(problem.slice.product)) || null,
  }
  const people = peopleAffected(heard.told, known)
  return {
    ...heard,
    owners,
    method: people.method,
    people: people.people,
    people_low: people.low,
    people_high: people.high,
    tell_share: people.share,
    severity: severityOf(problem.severity, heard),
    certainty: certaintyOf(signals, heard, notes),
  }
}

/**
 * Who told of a problem or its duplicates: each person once, all her merged records being one. What came without a
 * person counts as one person each.
 */
async function heardOf(scope: Scope, group: readonly string[]) {
  const [row] = await scope.query<Pick<SizeRow, "reports" | "joined" | "told" | "negative" | "last_report_at">>(sql`
    select count(*) as reports, count(*) filter (where e.joined) as joined,
      count(distinct p.root_id) + count(*) filter (where p.id is null) as told,
      count(*) filter (where f.reading->>'label' = 'negative') as negative, to_json(max(f.occurred_at)) #>> '{}' as last_report_at
    from (select feedback_id, bool_and(how = 'joined') as joined from problem_evidence
      where problem_id = any(${group}::uuid[]) group by feedback_id) e
    join feedback f on f.id = e.feedback_id left join person p on p.id = f.person_id
    where f.organization_id = ${scope.organizationId}`)
  return row!
}

const notesOf = async (scope: Scope, group: readonly string[]) =>
  (
    await scope.query<{ n: number }>(
      sql`select count(*) as n from problem_note where problem_id = any(${group}::uuid[])`,
    )
  )[0]!.n

/** Of the people known to be affected by other problems, how many told us: what an unknown number is estimated from. */
async function shareOfOthers(scope: Scope, problemId: string): Promise<TellShare | null> {
  const [row] = await scope.query<{ told: number | null; people: number | null }>(sql`
    select sum(least(z.told, z.people))::float8 as told, sum(z.people)::float8 as people
    from problem_size z join problem p on p.id = z.problem_id
    where p.organization_id = ${scope.organizationId} and z.method = 'exact' and z.owners >= 20 and p.id <> ${problemId}`)
  return tellShare(Math.round(row?.told ?? 0), Math.round(row?.people ?? 0), "problems")
}

/** Customers of each product in the latest month that is known. */
async function latestCustomers(scope: Scope): Promise<Map<string, number>> {
  const months = await customerBase(scope)
  return new Map(months.map((one) => [one.product, one.customers]))
}

/** Saves what was counted; says whether a figure has moved. */
async function saveSize(scope: Scope, problem: ProblemRow, size: Omit<SizeRow, "counted_at">): Promise<boolean> {
  const row = { problem_id: problem.id, ...size, counted_at: scope.now().toISOString() }
  await scope.query(sql`
    insert into problem_size select * from jsonb_populate_record(null::problem_size, ${json(row)}::jsonb)
    on conflict (problem_id) do update set (reports, joined, told, negative, last_report_at, owners, method, people, people_low,
      people_high, tell_share, severity, certainty, score, counted_at) = (excluded.reports, excluded.joined, excluded.told,
      excluded.negative, excluded.last_report_at, excluded.owners, excluded.method, excluded.people, excluded.people_low,
      excluded.people_high, excluded.tell_share, excluded.severity, excluded.certainty, excluded.score, excluded.counted_at)`)
  const before = problem.size
  return before?.told !== size.told || before.people !== size.people || before.score !== size.score
}
