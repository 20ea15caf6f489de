import { joined, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Outcome, Priority, Reopening, State, StepKind } from "./followup.ts"

export type FollowupRow = {
  id: string
  number: number
  /** The person she is now, also where the record it was begun for was merged. */
  person_id: string
  feedback_id: string | null
  rule_id: string | null
  rule_name: string | null
  reason: string
  priority: Priority
  state: State
  since: Date
  department_id: string | null
  department_name: string | null
  owner_id: string | null
  owner_name: string | null
  opened_at: Date
  opened_by: string
  promised_at: Date
  rank_at: Date
  snoozed_until: Date | null
  attempts: number
  reached_at: Date | null
  reopened: number
  reopened_why: Reopening | null
  also: number
  closing: { outcome: Outcome; said: string | null; feeling: null; by: string; at: string } | null
  version: number
}

export type Filter = {
  ids?: readonly string[]
  /** live: everything that is not closed; due: live and not put off. */
  state?: State | "live" | "due" | "overdue" | "snoozed"
  personIds?: readonly string[]
  ownerId?: string | null
  departmentIds?: readonly string[]
  ruleId?: string
  priority?: Priority
  q?: string
}
/** Where a page begins: what is overdue at `now` (shelf 0) stands before the rest (1) and what is closed (2). */
export type Place = { now: string; shelf: number; at: string; id: string }

/** The queue: overdue first, then by promise and severity. Of closed ones the newest first. */
export async function listFollowups(
  scope: Scope,
  filter: Filter,
  page: { after?: Place; limit?: number } = {},
): Promise<FollowupRow[]> {
  const now = page.after ? new Date(page.after.now) : scope.now()
  const closed = filter.state === "closed"
  const { after } = page
  const past = after
    ? closed
      ? sql`and (f.since, f.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
      : sql`and (${orderOf(now)}, f.rank_at, f.id) > (${after.shelf}::int, ${after.at}::timestamptz, ${after.id}::uuid)`
    : sql``
  return scope.query<FollowupRow>(sql`
    select f.id, f.number, p.root_id as person_id, f.feedback_id, f.rule_id, r.name as rule_name, f.reason, f.priority,
      f.state, f.since, f.department_id, d.name as department_name, f.owner_id, u.name as owner_name, f.opened_at,
      f.opened_by, f.promised_at, f.rank_at, f.version, z.until as snoozed_until, c.attempts, c.reached_at,
      s.reopened, s.reopened_why, s.closing, greatest(i.n - 1, 0) as also
    from followup f join person p on p.id = f.person_id
      left join followup_rule r on r.id = f.rule_id left join department d on d.id = f.department_id
      left join member m on m.id = f.owner_id left join "user" u on u.id = m.user_id
      left join followup_snooze z on z.followup_id = f.id and z.ended_at is null and z.until > ${scope.now()}
      cross join lateral (
        select count(*) as attempts, min(at) filter (where reached) as reached_at
        from followup_contact where followup_id = f.id) c
      cross join lateral (select count(distinct feedback_id) as n from followup_item where followup_id = f.id) i
      cross join lateral (
        select count(*) filter (where what = 'reopened') as reopened,
          (array_agg(reason order by id desc) filter (where what = 'reopened'))[1] as reopened_why,
          (array_agg(json_build_object('outcome', outcome, 'said', said, 'feeling', feeling, 'by', actor_name, 'at', at)
            order by id desc) filter (where what = 'closed'))[1] as closing
        from followup_step where followup_id = f.id) s
    where ${matching(scope, filter, now)} ${past}
    order by ${closed ? sql`f.since desc, f.id desc` : sql`${orderOf(now)}, f.rank_at, f.id`}
    limit ${page.limit ?? 1_000}`)
}

export async function countFollowups(scope: Scope, filter: Filter): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*) as n from followup f join person p on p.id = f.person_id
      left join followup_snooze z on z.followup_id = f.id and z.ended_at is null and z.until > ${scope.now()}
    where ${matching(scope, filter, scope.now())}`)
  return row!.n
}

export const findFollowup = async (scope: Scope, id: string): Promise<FollowupRow | undefined> =>
  (await listFollowups(scope, { ids: [id] }))[0]

/** For a change: others wait until it is done, and then see what it did. */
export async function lockFollowup(tx: Tx, id: string): Promise<FollowupRow | undefined> {
  await tx.query(sql`select 1 from followup where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return findFollowup(tx, id)
}

/** Nobody else begins or reopens a conversation with this person until the transaction ends. */
export const lockPerson = (tx: Tx, personId: string) =>
  tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`followup ${personId}`}, 0))`)

export async function insertFollowup(
  tx: Tx,
  one: {
    id: string
    personId: string
    feedbackId: string | null
    ruleId: string | null
    reason: string
    departmentId: string | null
    ownerId: string | null
    priority: Priority
    promisedAt: Date
    rankAt: Date
  },
): Promise<number> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`followups ${tx.organizationId}`}, 0))`)
  const [row] = await tx.query<{ number: number }>(sql`
    insert into followup (id, organization_id, number, person_id, feedback_id, rule_id, reason, department_id, owner_id,
      priority, state, since, promised_at, rank_at, opened_at, opened_by)
    select ${one.id}, ${tx.organizationId}, coalesce(max(number), 0) + 1, ${one.personId}, ${one.feedbackId}, ${one.ruleId},
      ${one.reason}, ${one.departmentId}, ${one.ownerId}, ${one.priority}, 'open', ${tx.now()}, ${one.promisedAt},
      ${one.rankAt}, ${tx.now()}, ${tx.actor.name}
    from followup where organization_id = ${tx.organizationId} returning number`)
  return row!.number
}

/** Changes where it stands. `undefined` leaves as it is. */
export const updateFollowup = (
  tx: Tx,
  id: string,
  change: {
    state?: State
    ownerId?: string | null
    departmentId?: string | null
    promisedAt?: Date
    rankAt?: Date
  },
) =>
  tx.query(sql`
    update followup set version = version + 1
      ${change.state === undefined ? sql`` : sql`, state = ${change.state}, since = ${tx.now()}`}
      ${change.ownerId === undefined ? sql`` : sql`, owner_id = ${change.ownerId}`}
      ${change.departmentId === undefined ? sql`` : sql`, department_id = ${change.departmentId}`}
      ${change.promisedAt === undefined ? sql`` : sql`, promised_at = ${change.promisedAt}`}
      ${change.rankAt === undefined ? sql`` : sql`, rank_at = ${change.rankAt}`}
    where id = ${id} and organization_id = ${tx.organizationId}`)

export const insertStep = (
  tx: Tx,
  followupId: string,
  what: StepKind,
  more: {
    outcome?: string
    feeling?: string | undefined
    said?: string | undefined
    reason?: string
    memberId?: string | null
    departmentId?: string | null
  } = {},
) =>
  tx.query(sql`
    insert into followup_step (followup_id, what, outcome, feeling, said, reason, member_id, department_id, actor_id, actor_name, at)
    values (${followupId}, ${what}, ${more.outcome ?? null}, ${more.feeling ?? null}, ${more.said || null},
      ${more.reason ?? null}, ${more.memberId ?? null}, ${more.departmentId ?? null}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const insertPromise = (tx: Tx, id: string, followupId: string, until: Date) =>
  tx.query(sql`
    insert into followup_promise (id, organization_id, followup_id, made_at, until)
    values (${id}, ${tx.organizationId}, ${followupId}, ${tx.now()}, ${until})`)

export const closePromise = (tx: Tx, followupId: string, by: { departmentId: string | null; ownerId: string | null }) =>
  tx.query(sql`
    update followup_promise set closed_at = ${tx.now()}, department_id = ${by.departmentId}, owner_id = ${by.ownerId}
    where followup_id = ${followupId} and closed_at is null`)

/** The last promise holds again, as if it had not been closed. */
export const reopenPromise = (tx: Tx, followupId: string) =>
  tx.query(sql`
    update followup_promise set closed_at = null, department_id = null, owner_id = null
    where id = (select id from followup_promise where followup_id = ${followupId} order by made_at desc, id desc limit 1)`)

/** False where a rule has taken this item before. */
export const insertItem = async (
  tx: Tx,
  item: { id: string; followupId: string; feedbackId: string; ruleId: string | null; reason: string },
): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into followup_item (id, followup_id, feedback_id, rule_id, reason, at)
      values (${item.id}, ${item.followupId}, ${item.feedbackId}, ${item.ruleId}, ${item.reason}, ${tx.now()})
      on conflict do nothing returning 1`)
  ).length > 0

export const isTaken = async (scope: Scope, feedbackId: string, ruleId: string): Promise<boolean> =>
  (
    await scope.query(sql`
      select 1 from followup_item where feedback_id = ${feedbackId} and rule_id = ${ruleId}`)
  ).length > 0

export const insertContact = async (
  tx: Tx,
  followupId: string,
  one: { id: string; channel: string; reached: boolean; said?: string | undefined },
): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into followup_contact (id, followup_id, channel, reached, said, actor_id, actor_name, at)
      values (${one.id}, ${followupId}, ${one.channel}, ${one.reached}, ${one.said || null}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})
      on conflict do nothing returning 1`)
  ).length > 0

export const endSnooze = async (tx: Tx, followupId: string): Promise<boolean> =>
  (
    await tx.query(sql`
      update followup_snooze set ended_at = ${tx.now()} where followup_id = ${followupId} and ended_at is null returning 1`)
  ).length > 0

export const insertSnooze = (tx: Tx, id: string, followupId: string, until: Date) =>
  tx.query(sql`
    insert into followup_snooze (id, followup_id, until, actor_name, at)
    values (${id}, ${followupId}, ${until}, ${tx.actor.name}, ${tx.now()})`)

export const stepsOf = (scope: Scope, followupId: string) =>
  scope.query<{
    what: StepKind
    by: string
    at: Date
    to: string | null
    reason: string | null
    outcome: Outcome | null
  }>(sql`
    select s.what, s.actor_name as by, s.at, s.reason, s.outcome, coalesce(u.name, d.name) as to
    from followup_step s left join member m on m.id = s.member_id left join "user" u on u.id = m.user_id
      left join department d on d.id = s.department_id
    where s.followup_id = ${followupId} order by s.id desc`)

export const contactsOfFollowup = (scope: Scope, followupId: string) =>
  scope.query<{ id: string; channel: "phone"; reached: boolean; said: string | null; by: string; at: Date }>(sql`
    select id, channel, reached, said, actor_name as by, at from followup_contact
    where followup_id = ${followupId} order by at desc`)

export const itemsOf = (scope: Scope, followupId: string) =>
  scope.query<{ feedback_id: string; reason: string }>(sql`
    select distinct on (feedback_id) feedback_id, reason from followup_item
    where followup_id = ${followupId} order by feedback_id, at`)

/** Forgets what was said by and about people who are erased. */
export async function forgetWords(tx: Tx, personIds: readonly string[]): Promise<string[]> {
  await tx.query(sql`
    update followup_contact c set said = null from followup f where f.id = c.followup_id and f.person_id = any(${personIds}::uuid[])`)
  await tx.query(sql`
    update followup_step s set said = null from followup f where f.id = s.followup_id and f.person_id = any(${personIds}::uuid[])`)
  const rows = await tx.query<{ id: string }>(sql`
    select id from followup where organization_id = ${tx.organizationId} and person_id = any(${personIds}::uuid[]) and state <> 'closed'`)
  return rows.map((row) => row.id)
}

const orderOf = (now: Date): Sql =>
  sql`(case when f.state = 'closed' then 2 when f.promised_at < ${now} then 0 else 1 end)`

function matching(scope: Scope, filter: Filter, now: Date): Sql {
  const { ids, state, personIds, ownerId, departmentIds, ruleId, priority, q } = filter
  const like = `%${(q ?? "").replace(/[\\%_]/g, "\\$&")}%`
  const personal = scope.permissions.has("personal_data")
  const conditions = [
    sql`f.organization_id = ${scope.organizationId}`,
    ...(ids ? [sql`f.id = any(${ids}::uuid[])`] : []),
    ...(state === undefined ? [] : [inState(state, now)]),
    ...(personIds ? [sql`p.root_id in (select o.root_id from person o where o.id = any(${personIds}::uuid[]))`] : []),
    ...(ownerId === undefined ? [] : [ownerId === null ? sql`f.owner_id is null` : sql`f.owner_id = ${ownerId}`]),
    ...(departmentIds ? [sql`f.department_id = any(${departmentIds}::uuid[])`] : []),
    ...(ruleId ? [sql`f.rule_id = ${ruleId}`] : []),
    ...(priority ? [sql`f.priority = ${priority}`] : []),
    // Who may not see names cannot find out by searching for them.
    ...(q?.trim()
      ? [
          sql`(f.reason ilike ${like} or f.number::text = ${q.trim().replace(/^#/, "")}
            ${personal ? sql`or exists (select 1 from person o where o.root_id = p.root_id and o.name ilike ${like})` : sql``})`,
        ]
      : []),
  ]
  return joined(conditions, " and ")
}

function inState(state: NonNullable<Filter["state"]>, now: Date): Sql {
  if (state === "live") return sql`f.state <> 'closed'`
  if (state === "due") return sql`f.state <> 'closed' and z.until is null`
  if (state === "overdue") return sql`f.state <> 'closed' and f.promised_at < ${now}`
  if (state === "snoozed") return sql`f.state <> 'closed' and z.until is not null`
  return sql`f.state = ${state}`
}
