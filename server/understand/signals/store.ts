import { joined, json, type Sql, sql, verbatim } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Slice } from "./dimension.ts"
import type { Figures, SignalRow, State } from "./signal.ts"

export type Page = {
  states?: readonly State[]
  ids?: readonly string[]
  departmentId?: string
  stream?: string
  /** Part of a value of its slice, or of a typical word. */
  q?: string
}

export type Place = { active: boolean; weight: number; lastSeen: string; number: number }

/** Where a signal stands in the list: those that stand out now first, most clearly first; then the last seen. */
export const placeOf = ({ active, score, last_seen, number }: SignalRow): Place => ({
  active,
  weight: active ? score : 0,
  lastSeen: last_seen,
  number,
})

/** Signals in the order of `placeOf`. */
export const listSignals = (scope: Scope, filter: Page & { limit?: number; after?: Place }): Promise<SignalRow[]> =>
  scope.query<SignalRow>(sql`
    select * from (${selected}) s where ${conditions(scope, filter)}
    ${filter.after ? sql`and (s.active, ${weight}, s.last_seen, s.number) < (${filter.after.active}::bool, ${filter.after.weight}::float8, ${filter.after.lastSeen}::date, ${filter.after.number}::int)` : sql``}
    order by s.active desc, ${weight} desc, s.last_seen desc, s.number desc ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)

export const countSignals = async (scope: Scope, filter: Page): Promise<number> =>
  (
    await scope.query<{ n: number }>(sql`select count(*) as n from (${selected}) s where ${conditions(scope, filter)}`)
  )[0]!.n

export const findSignal = async (scope: Scope, id: string): Promise<SignalRow | undefined> =>
  (await listSignals(scope, { ids: [id] }))[0]

/** The signal, its row locked until the transaction ends. */
export async function lockSignal(tx: Tx, id: string): Promise<SignalRow | undefined> {
  await tx.query(sql`select 1 from signal where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return findSignal(tx, id)
}

/** Only one look at a time writes in an organization; signals get their numbers in turn. */
export const lockLook = (tx: Tx) =>
  tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`look ${tx.organizationId}`}, 0))`)

export type NewSignal = Figures & {
  id: string
  stream: string
  slice: Slice
  first_seen: string
  began: string
  last_seen: string
  alarms: string[]
  active: boolean
}

export async function insertSignal(tx: Tx, signal: NewSignal) {
  await tx.query(sql`
    insert into signal (id, organization_id, number, stream, slice, first_seen, began, since, until, last_seen, weeks, observed,
      expected, ratio, ratio_low, ratio_high, n, people, score, recurrence_weeks, rivals, terms, alarms, active, told_observed, found_at)
    select ${signal.id}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from signal where organization_id = ${tx.organizationId}),
      ${signal.stream}, ${json(signal.slice)}, ${signal.first_seen}, ${signal.began}, ${signal.since}, ${signal.until}, ${signal.last_seen},
      ${signal.weeks}, ${signal.observed}, ${signal.expected}, ${signal.ratio}, ${signal.ratio_low}, ${signal.ratio_high}, ${signal.n},
      ${signal.people}, ${signal.score}, ${signal.recurrence_weeks}, ${json(signal.rivals)}, ${signal.terms}, ${json(signal.alarms)},
      ${signal.active}, ${signal.observed}, ${tx.now()}`)
}

export const updateSignal = (
  tx: Tx,
  id: string,
  change: Partial<NewSignal> & Pick<SignalRow, "active" | "told_observed">,
) =>
  tx.query(sql`
    update signal s set (slice, first_seen, began, since, until, last_seen, weeks, observed, expected, ratio, ratio_low, ratio_high,
      n, people, score, recurrence_weeks, rivals, terms, alarms, active, told_observed) =
      (select x.slice, x.first_seen, x.began, x.since, x.until, x.last_seen, x.weeks, x.observed, x.expected, x.ratio, x.ratio_low,
        x.ratio_high, x.n, x.people, x.score, x.recurrence_weeks, x.rivals, x.terms, x.alarms, x.active, x.told_observed
       from jsonb_populate_record(s, ${json(change)}::jsonb) x)
    where s.organization_id = ${tx.organizationId} and s.id = ${id}`)

/** Signals of a stream that were not seen since the day no longer stand out. Returns those that stopped now. */
export const restQuiet = (tx: Tx, stream: string, before: string) =>
  tx.query<{ id: string; number: number }>(sql`
    update signal set active = false
    where organization_id = ${tx.organizationId} and stream = ${stream} and active and last_seen < ${before}
    returning id, number`)

/** One act of a person on a signal: its table, one row per signal. Doing it again replaces it. */
export async function saveAct(
  tx: Tx,
  table: "acknowledgement" | "snooze" | "dismissal" | "merge" | "acceptance",
  id: string,
  values: Record<string, unknown> = {},
) {
  const row = { ...values, ...by(tx) }
  const names = Object.keys(row).map(name)
  await tx.query(sql`
    insert into ${name(`signal_${table}`)} (signal_id, ${joined(names, ", ")})
    values (${id}, ${joined(
      Object.values(row).map((value) => sql`${value}`),
      ", ",
    )})
    on conflict (signal_id) do update set ${joined(
      names.map((one) => sql`${one} = excluded.${one}`),
      ", ",
    )}`)
}

export const deleteAct = async (
  tx: Tx,
  table: "acknowledgement" | "snooze" | "dismissal" | "merge" | "acceptance",
  id: string,
) =>
  (await tx.query(sql`delete from ${name(`signal_${table}`)} where signal_id = ${id} returning signal_id`)).length > 0

/** Sets the departments of a signal; returns which are new and which are gone. Unknown ids are left out. */
export async function saveAssignments(tx: Tx, id: string, departmentIds: readonly string[]) {
  const { actor_id, actor_name, at } = by(tx)
  const removed = await tx.query<{ department_id: string }>(sql`
    delete from signal_assignment where signal_id = ${id} and department_id <> all(${departmentIds}::uuid[]) returning department_id`)
  const added = await tx.query<{ department_id: string }>(sql`
    insert into signal_assignment (signal_id, department_id, actor_id, actor_name, at)
    select ${id}, d.id, ${actor_id}, ${actor_name}, ${at} from department d
    where d.organization_id = ${tx.organizationId} and d.id = any(${departmentIds}::uuid[])
    on conflict do nothing returning department_id`)
  const ids = (rows: { department_id: string }[]) => rows.map((row) => row.department_id)
  return { added: ids(added), removed: ids(removed) }
}

export const mergedInto = async (scope: Scope, id: string): Promise<SignalRow[]> => {
  const rows = await scope.query<{ signal_id: string }>(sql`
    select m.signal_id from signal_merge m join signal s on s.id = m.signal_id
    where m.into_id = ${id} and s.organization_id = ${scope.organizationId}`)
  return rows.length > 0 ? listSignals(scope, { ids: rows.map((row) => row.signal_id) }) : []
}

const weight = sql`case when s.active then s.score else 0 end`

const by = (tx: Tx) => ({ actor_id: tx.actor.id, actor_name: tx.actor.name, at: tx.now() })

// Names of our own tables and columns only.
const name = (text: string): Sql => verbatim(text)

function conditions(scope: Scope, { states, ids, departmentId, stream, q }: Page): Sql {
  return joined(
    [
      sql`s.organization_id = ${scope.organizationId}`,
      ...(ids ? [sql`s.id = any(${ids}::uuid[])`] : []),
      ...(stream ? [sql`s.stream = ${stream}`] : []),
      ...(q
        ? [
            sql`exists (select 1 from jsonb_each_text(s.slice) part where strpos(lower(part.value), lower(${q})) > 0
              union all select 1 from unnest(s.terms) term where strpos(lower(term), lower(${q})) > 0)`,
          ]
        : []),
      ...(states ? [sql`(${state(scope)}) = any(${states})`] : []),
      ...(departmentId
        ? [
            sql`exists (select 1 from signal_assignment a where a.signal_id = s.id and a.department_id = ${departmentId})`,
          ]
        : []),
    ],
    " and ",
  )
}

// The same order as stateOf in signal.ts.
const state = (scope: Scope) => sql`
  case when s.merge is not null then 'merged' when s.dismissal is not null then 'dismissed'
    when s.acceptance is not null then 'accepted'
    when s.snooze is not null and (s.snooze->>'until')::timestamptz > ${scope.now()} then 'snoozed'
    when s.acknowledgement is not null then 'acknowledged' else 'new' end`

// Each act by its own small query: joining them makes PostgreSQL think for ten milliseconds about their order.
const selected = sql`
  select s.*,
    (select to_jsonb(k) from signal_acknowledgement k where k.signal_id = s.id) as acknowledgement,
    (select to_jsonb(z) from signal_snooze z where z.signal_id = s.id) as snooze,
    (select to_jsonb(d) from signal_dismissal d where d.signal_id = s.id) as dismissal,
    (select to_jsonb(m) from signal_merge m where m.signal_id = s.id) as merge,
    (select to_jsonb(p) from signal_acceptance p where p.signal_id = s.id) as acceptance,
    coalesce((
      select json_agg(json_build_object('id', t.id, 'name', t.name) order by t.position, t.name)
      from signal_assignment a join department t on t.id = a.department_id where a.signal_id = s.id), '[]') as departments
  from signal s`
