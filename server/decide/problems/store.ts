import { joined, json, type Sql, sql, verbatim } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { ProblemRow, ProblemState, PublicStage } from "./problem.ts"

export const sorts = ["score", "newest", "people", "told"] as const
export type Sort = (typeof sorts)[number]
export type Place = { weight: number; number: number }

export type Filter = {
  id?: string
  ids?: readonly string[]
  state?: ProblemState
  states?: readonly ProblemState[]
  ownerId?: string | null
  departmentId?: string
  /** Values of the slice, by field: product, component, batch, … */
  slice?: Readonly<Record<string, string>>
  q?: string
  /** false leaves out what is a duplicate of another problem. */
  duplicates?: boolean
  /** The problem this signal is evidence of. */
  signal?: string
}

/** Problems in the order of `placeOf`: by default the newest first. */
export const listProblems = (
  scope: Scope,
  filter: Filter & { sort?: Sort; after?: Place; limit?: number } = {},
): Promise<ProblemRow[]> => {
  const weight = weights[filter.sort ?? "newest"]
  return scope.query<ProblemRow>(sql`
    select p.id, p.number, p.version, p.statement, p.story, p.who, p.slice, p.jobs_hurt, p.affected, p.joining,
      p.joining_version, p.joins_since, p.severity, p.customer_value, p.business_value, p.effort, p.revenue, p.state, p.stage,
      p.public_texts, p.created_by, p.created_at, to_jsonb(z) as size, to_jsonb(d) as duplicate,
      case when m.id is null then null else json_build_object('id', m.id, 'name', u.name) end as owner,
      (select to_jsonb(c) from problem_state_change c where c.problem_id = p.id order by c.id desc limit 1) as change,
      (select to_json(c.at) #>> '{}' from problem_stage_change c where c.problem_id = p.id order by c.id desc limit 1) as stage_since,
      array(select o.problem_id from problem_duplicate o where o.of_id = p.id order by o.at) as duplicates,
      array(select s.signal_id from problem_signal s where s.problem_id = p.id order by s.at) as signal_ids
    from ${tables} where ${conditions(scope, filter)}
      ${filter.after ? sql`and (${weight}, p.number) < (${filter.after.weight}::float8, ${filter.after.number}::int)` : sql``}
    order by ${weight} desc, p.number desc ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)
}

export const countProblems = async (scope: Scope, filter: Filter): Promise<number> =>
  (await scope.query<{ n: number }>(sql`select count(*) as n from ${tables} where ${conditions(scope, filter)}`))[0]!.n

export const findProblem = async (scope: Scope, id: string): Promise<ProblemRow | undefined> =>
  (await listProblems(scope, { id }))[0]

/** The problem, its row locked until the transaction ends. */
export async function lockProblem(tx: Tx, id: string): Promise<ProblemRow | undefined> {
  await tx.query(sql`select 1 from problem where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return findProblem(tx, id)
}

export const placeOf = (row: ProblemRow, sort: Sort): Place => ({
  weight: { score: row.size?.score ?? 0, people: row.size?.people ?? 0, told: row.size?.told ?? 0, newest: 0 }[sort],
  number: row.number,
})

export type NewProblem = {
  id: string
  statement: string
  slice: Record<string, string>
  joinsSince: string | null
  change: ProblemChange
}

/** Columns of a problem that people change, under their names. */
export type ProblemChange = Partial<
  Pick<
    ProblemRow,
    | "statement"
    | "story"
    | "who"
    | "slice"
    | "jobs_hurt"
    | "affected"
    | "joining"
    | "severity"
    | "customer_value"
    | "business_value"
    | "effort"
    | "revenue"
    | "stage"
    | "public_texts"
  > & { owner_id: string | null; state: ProblemState; joins_since: string | null; joining_version: number }
>

export async function insertProblem(tx: Tx, problem: NewProblem): Promise<number> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`problem ${tx.organizationId}`}, 0))`)
  const [row] = await tx.query<{ number: number }>(sql`
    insert into problem (id, organization_id, number, statement, slice, joins_since, created_by, created_at)
    select ${problem.id}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from problem where organization_id = ${tx.organizationId}),
      ${problem.statement}, ${json(problem.slice)}, ${problem.joinsSince}, ${tx.actor.name}, ${tx.now()}
    returning number`)
  await updateProblem(tx, problem.id, problem.change)
  return row!.number
}

/** Sets columns; each is one of ours, so their names are safe in SQL. */
export async function updateProblem(tx: Tx, id: string, change: ProblemChange) {
  const names = Object.keys(change)
  if (names.length === 0) return
  const columns = joined(names.map(verbatim), ", ")
  await tx.query(sql`
    update problem p set (${columns}) = row(${joined(
      names.map((name) => sql`x.${verbatim(name)}`),
      ", ",
    )}) from jsonb_populate_record(null::problem, ${json(change)}::jsonb) x
    where p.organization_id = ${tx.organizationId} and p.id = ${id}`)
}

export const isMember = async (scope: Scope, id: string) =>
  (await scope.query(sql`select 1 from member where organization_id = ${scope.organizationId} and id = ${id}`)).length >
  0

const tables = sql`problem p left join problem_size z on z.problem_id = p.id left join problem_duplicate d on d.problem_id = p.id
  left join member m on m.id = p.owner_id left join "user" u on u.id = m.user_id`

const weights: Record<Sort, Sql> = {
  score: sql`coalesce(z.score, 0)`,
  people: sql`coalesce(z.people, 0)`,
  told: sql`coalesce(z.told, 0)::float8`,
  newest: sql`0::float8`,
}

function conditions(scope: Scope, filter: Filter): Sql {
  const parts = [sql`p.organization_id = ${scope.organizationId}`]
  const ids = filter.id === undefined ? filter.ids : [filter.id]
  if (ids) parts.push(sql`p.id = any(${ids}::uuid[])`)
  const states = filter.state === undefined ? filter.states : [filter.state]
  if (states) parts.push(sql`p.state = any(${states})`)
  if (filter.ownerId === null) parts.push(sql`p.owner_id is null`)
  else if (filter.ownerId) parts.push(sql`p.owner_id = ${filter.ownerId}`)
  if (filter.departmentId) {
    parts.push(sql`exists (select 1 from department_member dm where dm.member_id = p.owner_id
      and dm.department_id = ${filter.departmentId})`)
  }
  if (filter.slice) parts.push(sql`p.slice @> ${json(filter.slice)}`)
  if (filter.q) {
    const like = `%${filter.q.replace(/[\\%_]/g, "\\$&")}%`
    parts.push(sql`(p.statement ilike ${like} or p.who ilike ${like} or p.slice::text ilike ${like})`)
  }
  if (filter.duplicates === false) parts.push(sql`d.problem_id is null`)
  if (filter.signal) {
    parts.push(
      sql`exists (select 1 from problem_signal s where s.problem_id = p.id and s.signal_id = ${filter.signal})`,
    )
  }
  return joined(parts, " and ")
}

export const saveStateChange = (tx: Tx, before: ProblemRow, state: ProblemState, reason: string | null) =>
  tx.query(sql`
    insert into problem_state_change (problem_id, before, state, reason, actor_kind, actor_id, actor_name, at)
    values (${before.id}, ${before.state}, ${state}, ${reason}, ${tx.actor.kind}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const saveStageChange = (tx: Tx, id: string, stage: PublicStage) =>
  tx.query(sql`
    insert into problem_stage_change (problem_id, stage, actor_kind, actor_id, actor_name, at)
    values (${id}, ${stage}, ${tx.actor.kind}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)
