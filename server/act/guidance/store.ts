import { joined, json, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Eligibility, GuidanceText } from "./contract.ts"
import { editorOf, type State } from "./guidance.ts"

export type VersionRow = {
  id: string
  guidance_id: string
  number: number
  title: string
  texts: Record<string, GuidanceText>
  eligibility: Eligibility
  valid_from: Date | null
  valid_until: Date | null
  revision: number
  editors: string[]
  created_by: string
  created_at: Date
  changed_by: string
  changed_at: Date
  requested_by: string | null
  requested_at: Date | null
  approved_by: string | null
  approved_at: Date | null
  live_from: Date | null
  withdrawn_by: string | null
  withdrawn_at: Date | null
  withdrawn_reason: string | null
}

export type GuidanceRow = {
  id: string
  number: number
  problem_id: string | null
  plan_id: string | null
  problem_number: number | null
  problem_statement: string | null
  state: State
  created_by: string
  created_at: Date
}

export type GuidanceFilter = {
  ids?: readonly string[]
  problemIds?: readonly string[]
  planId?: string
  state?: readonly State[]
  /** Only those agents can use in this language now, or (`without`) cannot. */
  language?: string
  without?: string
  q?: string
  before?: number
  limit?: number
}

/** Guidance, newest first, with its state now. */
export const listGuidance = (scope: Scope, filter: GuidanceFilter = {}): Promise<GuidanceRow[]> =>
  scope.query<GuidanceRow>(sql`
    ${stated(scope)} select * from stated ${matching(filter)} order by number desc
    ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)

export async function countGuidance(
  scope: Scope,
  filter: GuidanceFilter = {},
): Promise<Partial<Record<State, number>>> {
  const rows = await scope.query<{ state: State; n: number }>(
    sql`${stated(scope)} select state, count(*) as n from stated ${matching(filter)} group by state`,
  )
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/** What some guidance is called: as agents see it, or as it is being written. */
export async function guidanceTitles(scope: Scope, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await scope.query<{ id: string; shown_title: string }>(
    sql`${stated(scope)} select id, shown_title from stated ${matching({ ids })}`,
  )
  return new Map(rows.map((row) => [row.id, row.shown_title]))
}

/** The versions of some guidance, newest first. */
export const versionsOf = (scope: Scope, guidanceIds: readonly string[]): Promise<VersionRow[]> =>
  scope.query<VersionRow>(sql`
    select v.*, r.actor_name as requested_by, r.at as requested_at, a.actor_name as approved_by, a.at as approved_at,
      a.live_from, w.actor_name as withdrawn_by, w.at as withdrawn_at, w.reason as withdrawn_reason
    from guidance_version v join guidance g on g.id = v.guidance_id
      left join guidance_request r on r.version_id = v.id left join guidance_approval a on a.version_id = v.id
      left join guidance_withdrawal w on w.version_id = v.id
    where g.organization_id = ${scope.organizationId} and v.guidance_id = any(${guidanceIds}::uuid[])
    order by v.guidance_id, v.number desc`)

/** Holds the guidance until the end of the transaction: two who approve or save at once come one after the other. */
export const lockGuidance = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.query(sql`select 1 from guidance where organization_id = ${tx.organizationId} and id = ${id} for update`))
    .length > 0

export async function insertGuidance(tx: Tx, one: { id: string; problemId: string | null; planId: string | null }) {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`guidance ${tx.organizationId}`}, 0))`)
  const [row] = await tx.query<{ number: number }>(sql`
    insert into guidance (id, organization_id, number, problem_id, plan_id, created_by, created_at)
    select ${one.id}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from guidance where organization_id = ${tx.organizationId}),
      ${one.problemId}, ${one.planId}, ${tx.actor.name}, ${tx.now()}
    returning number`)
  return row!.number
}

export type Content = {
  title: string
  texts: Record<string, GuidanceText>
  eligibility: Eligibility
  validFrom: string | null
  validUntil: string | null
}

export const insertVersion = (tx: Tx, guidanceId: string, number: number, id: string, content: Content) =>
  tx.query(sql`
    insert into guidance_version (id, guidance_id, number, title, texts, eligibility, valid_from, valid_until, editors,
      created_by, created_at, changed_by, changed_at)
    values (${id}, ${guidanceId}, ${number}, ${content.title}, ${json(content.texts)}, ${json(content.eligibility)},
      ${content.validFrom}, ${content.validUntil}, ${[editorOf(tx.actor)]}, ${tx.actor.name}, ${tx.now()}, ${tx.actor.name}, ${tx.now()})`)

export async function updateVersion(tx: Tx, id: string, content: Content): Promise<number> {
  const [row] = await tx.query<{ revision: number }>(sql`
    update guidance_version set title = ${content.title}, texts = ${json(content.texts)},
      eligibility = ${json(content.eligibility)}, valid_from = ${content.validFrom}, valid_until = ${content.validUntil},
      revision = revision + 1, changed_by = ${tx.actor.name}, changed_at = ${tx.now()},
      editors = case when ${editorOf(tx.actor)} = any(editors) then editors else editors || ${editorOf(tx.actor)}::text end
    where id = ${id} returning revision`)
  return row!.revision
}

/** Takes a draft away; guidance that has no version left goes with it. */
export async function deleteVersion(tx: Tx, guidanceId: string, id: string) {
  await tx.query(sql`delete from guidance_version where id = ${id}`)
  await tx.query(sql`
    delete from guidance g where g.id = ${guidanceId} and not exists (
      select 1 from guidance_version v where v.guidance_id = g.id)`)
}

export const saveRequest = (tx: Tx, versionId: string) =>
  tx.query(sql`
    insert into guidance_request (version_id, actor_id, actor_name, at)
    values (${versionId}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()}) on conflict do nothing`)

export const deleteRequest = async (tx: Tx, versionId: string): Promise<boolean> =>
  (await tx.query(sql`delete from guidance_request where version_id = ${versionId} returning 1`)).length > 0

export const saveApproval = (tx: Tx, versionId: string, liveFrom: Date) =>
  tx.query(sql`
    insert into guidance_approval (version_id, actor_id, actor_name, at, live_from)
    values (${versionId}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()}, ${liveFrom})`)

export const saveWithdrawal = (tx: Tx, versionId: string, reason: string) =>
  tx.query(sql`
    insert into guidance_withdrawal (version_id, reason, actor_id, actor_name, at)
    values (${versionId}, ${reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

export const deleteWithdrawal = (tx: Tx, versionId: string) =>
  tx.query(sql`delete from guidance_withdrawal where version_id = ${versionId}`)

export type Due = { version_id: string; guidance_id: string; plan_id: string | null; number: number; live_from: Date }

/** Approved versions whose time has come and that nobody was told of; each is returned once, to one caller. */
export const takeDue = (tx: Tx): Promise<Due[]> =>
  tx.query<Due>(sql`
    with due as (
      select v.id as version_id, g.id as guidance_id, g.plan_id, g.number, a.live_from
      from guidance_approval a join guidance_version v on v.id = a.version_id join guidance g on g.id = v.guidance_id
      where g.organization_id = ${tx.organizationId} and a.live_from <= ${tx.now()}
        and not exists (select 1 from guidance_publication p where p.version_id = v.id)
        and not exists (select 1 from guidance_withdrawal w where w.version_id = v.id)
    ), told as (
      insert into guidance_publication (version_id, at) select version_id, live_from from due
      on conflict do nothing returning version_id
    )
    select due.* from due join told using (version_id) order by live_from, version_id`)

/** When the next approved version goes live. */
export async function nextDue(scope: Scope): Promise<Date | null> {
  const [row] = await scope.query<{ at: Date | null }>(sql`
    select min(a.live_from) as at from guidance_approval a join guidance_version v on v.id = a.version_id
      join guidance g on g.id = v.guidance_id
    where g.organization_id = ${scope.organizationId}
      and not exists (select 1 from guidance_publication p where p.version_id = v.id)
      and not exists (select 1 from guidance_withdrawal w where w.version_id = v.id)`)
  return row?.at ?? null
}

export const needsSecond = async (scope: Scope): Promise<boolean> =>
  (await scope.query(sql`select 1 from guidance_without_second where organization_id = ${scope.organizationId}`))
    .length === 0

export const saveSecond = (tx: Tx, needed: boolean) =>
  tx.query(
    needed
      ? sql`delete from guidance_without_second where organization_id = ${tx.organizationId}`
      : sql`insert into guidance_without_second (organization_id, actor_id, actor_name, at)
          values (${tx.organizationId}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()}) on conflict do nothing`,
  )

// The state of each guidance now: of what agents see, or else of its newest version. The same rule as `statesAt`.
const stated = (scope: Scope): Sql => sql`
  with stated as (
    select g.*, p.number as problem_number, p.statement as problem_statement, shown.title as shown_title,
      shown.texts as shown_texts,
      case when newest_live.id is not null then
          case when newest_live.withdrawn then 'withdrawn'
            when newest_live.valid_until <= ${scope.now()} then 'expired' else 'live' end
        when newest.withdrawn then 'withdrawn' when newest.live_from is not null then 'scheduled'
        when newest.asked then 'asked' else 'draft' end as state
    from guidance g left join problem p on p.id = g.problem_id
      left join lateral (${versions(sql`and a.live_from <= ${scope.now()}`)}) newest_live on true
      left join lateral (${versions(sql``)}) newest on true
      left join guidance_version shown on shown.id = coalesce(newest_live.id, newest.id)
    where g.organization_id = ${scope.organizationId}
  )`

const versions = (extra: Sql) => sql`
  select v.id, v.valid_until, a.live_from, w.version_id is not null as withdrawn, r.version_id is not null as asked
  from guidance_version v left join guidance_approval a on a.version_id = v.id
    left join guidance_withdrawal w on w.version_id = v.id left join guidance_request r on r.version_id = v.id
  where v.guidance_id = g.id ${extra} order by v.number desc limit 1`

function matching({ ids, problemIds, planId, state, language, without, q, before }: GuidanceFilter): Sql {
  const has = (tag: string) =>
    sql`(coalesce(shown_texts -> ${tag} ->> 'say', '') <> '' or coalesce(shown_texts -> ${tag} ->> 'offer', '') <> '')`
  const like = `%${(q ?? "").replace(/[\\%_]/g, "\\$&")}%`
  const conditions = [
    ...(ids ? [sql`id = any(${ids}::uuid[])`] : []),
    ...(problemIds ? [sql`problem_id = any(${problemIds}::uuid[])`] : []),
    ...(planId ? [sql`plan_id = ${planId}`] : []),
    ...(state ? [sql`state = any(${state})`] : []),
    ...(language ? [has(language)] : []),
    ...(without ? [sql`not ${has(without)}`] : []),
    ...(q
      ? [sql`(shown_title ilike ${like} or shown_texts::text ilike ${like} or problem_statement ilike ${like})`]
      : []),
    ...(before === undefined ? [] : [sql`number < ${before}`]),
  ]
  return conditions.length === 0 ? sql`` : sql`where ${joined(conditions, " and ")}`
}
