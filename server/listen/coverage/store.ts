import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { asKey, type Touchpoint, type TouchpointKind } from "./touchpoint.ts"

export const listTouchpoints = (scope: Scope, id?: string) =>
  scope.query<Touchpoint>(sql`
    select t.id, t.name, t.kind, t.position, t.tasks, t.version,
      array(select n.name from touchpoint_name n where n.touchpoint_id = t.id order by n.name) as names
    from touchpoint t where t.organization_id = ${scope.organizationId} ${id ? sql`and t.id = ${id}` : sql``}
    order by t.position, t.name limit 1000`)

export async function findTouchpoint(scope: Scope, id: string): Promise<Touchpoint | undefined> {
  const [one] = await listTouchpoints(scope, id)
  return one
}

/** Which touchpoint goes by a name. */
export async function touchpointNamed(scope: Scope, name: string): Promise<string | undefined> {
  const [row] = await scope.query<{ touchpoint_id: string }>(sql`
    select touchpoint_id from touchpoint_name where organization_id = ${scope.organizationId} and name = ${asKey(name)}`)
  return row?.touchpoint_id
}

export const insertTouchpoint = (
  tx: Tx,
  one: { id: string; name: string; kind: TouchpointKind; position: number | undefined; tasks: readonly string[] },
) =>
  tx.query(sql`
    insert into touchpoint (id, organization_id, name, kind, position, tasks, created_by, created_at)
    select ${one.id}, ${tx.organizationId}, ${one.name}, ${one.kind},
      coalesce(${one.position ?? null}::int, (select coalesce(max(position), 0) + 1 from touchpoint where organization_id = ${tx.organizationId})),
      ${one.tasks}::uuid[], ${tx.actor.name}, ${tx.now()}`)

/** False where somebody changed it meanwhile. */
export const updateTouchpoint = async (tx: Tx, one: Touchpoint, version: number): Promise<boolean> =>
  (
    await tx.query(sql`
      update touchpoint set name = ${one.name}, kind = ${one.kind}, position = ${one.position}, tasks = ${one.tasks}::uuid[],
        version = version + 1
      where id = ${one.id} and organization_id = ${tx.organizationId} and version = ${version} returning id`)
  ).length > 0

export const deleteTouchpoint = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.query(sql`delete from touchpoint where id = ${id} and organization_id = ${tx.organizationId} returning id`))
    .length > 0

/** From now on a name means this touchpoint. */
export const giveName = (tx: Tx, id: string, name: string) =>
  tx.query(sql`
    insert into touchpoint_name (organization_id, name, touchpoint_id) values (${tx.organizationId}, ${asKey(name)}, ${id})
    on conflict (organization_id, name) do update set touchpoint_id = excluded.touchpoint_id`)

export const giveNamesOf = (tx: Tx, from: string, to: string) =>
  tx.query(sql`
    update touchpoint_name set touchpoint_id = ${to}
    where organization_id = ${tx.organizationId} and touchpoint_id = ${from}`)

export const takeName = async (tx: Tx, id: string, name: string): Promise<boolean> =>
  (
    await tx.query(sql`
      delete from touchpoint_name where organization_id = ${tx.organizationId} and touchpoint_id = ${id}
        and name = ${asKey(name)} returning name`)
  ).length > 0

export type HeardRow = {
  name: string
  way: "survey" | "mailbox" | "contacts" | "reviews" | "other"
  by: string
  heard: number
  people: number
  lastAt: string | null
}

/** How much feedback came in at each touchpoint, by which way, and when last; one pass over it. */
export async function heardAt(
  scope: Scope,
  from: string,
  to: string,
  mailboxes: readonly string[],
): Promise<HeardRow[]> {
  return scope.clickhouse.rows<HeardRow>(
    `select trim(touchpoint) as name,
       multiIf(source in ({m:Array(String)}), 'mailbox', kind = 'response', 'survey', kind in ('review', 'social'), 'reviews',
         kind in ('ticket', 'call', 'chat', 'email', 'complaint'), 'contacts', 'other') as way,
       if(way = 'survey' and source = 'survey', '', source) as by, countIf(at) as heard,
       uniqExactIf(person_id, at and person_id != toUUID('00000000-0000-0000-0000-000000000000')) as people,
       formatDateTime(max(occurred_at), '%Y-%m-%dT%H:%i:%SZ', 'UTC') as lastAt
     from (select touchpoint, kind, source, person_id, occurred_at,
         occurred_at >= parseDateTime64BestEffort({f:String}, 3, 'UTC') and occurred_at < parseDateTime64BestEffort({t:String}, 3, 'UTC') as at
       from interaction where organization_id = {o:UUID} and fact = 'feedback' and metric = '')
     group by 1, 2, 3 order by heard desc limit 5000`,
    { o: scope.organizationId, f: from, t: to, m: mailboxes },
  )
}

/** How often each event came in: what a task begins with. */
export async function begunWith(scope: Scope, events: readonly string[], from: string, to: string) {
  if (events.length === 0) return []
  return scope.clickhouse.rows<{ name: string; n: number; lastAt: string | null }>(
    `select name, count() as n, formatDateTime(max(occurred_at), '%Y-%m-%dT%H:%i:%SZ', 'UTC') as lastAt from interaction
     where organization_id = {o:UUID} and fact = 'event' and name in ({e:Array(String)})
       and occurred_at >= parseDateTime64BestEffort({f:String}, 3, 'UTC') and occurred_at < parseDateTime64BestEffort({t:String}, 3, 'UTC')
     group by name`,
    { o: scope.organizationId, e: events, f: from, t: to },
  )
}

export type SurveyRow = {
  id: string
  title: string
  state: string
  touchpoint: string
  finished: number
  opened: number
  asked: number
  answered: number
  last_at: Date | null
}

/** Surveys by their touchpoint: asked, opened, finished in a period. Whoever was asked and it never arrived was not. */
export const surveysAt = (scope: Scope, from: string, to: string) =>
  scope.query<SurveyRow>(sql`
    select s.id, s.title, s.state, s.touchpoint, r.finished, r.last_at, o.opened, a.asked, a.answered
    from survey s,
      lateral (select count(*) filter (where finished_at >= ${from}::date and finished_at < ${to}::date) as finished,
        max(finished_at) as last_at from response where survey_id = s.id and finished_at is not null and human and surplus_at is null) r,
      lateral (select coalesce(sum(count), 0)::int as opened from survey_opening
        where survey_id = s.id and day >= ${from}::date and day < ${to}::date) o,
      lateral (select count(*) as asked, count(*) filter (where ended = 'answered') as answered from survey_ask
        where survey_id = s.id and at >= ${from}::date and at < ${to}::date and ended is distinct from 'not_sent'
          and ended is distinct from 'bounced') a
    where s.organization_id = ${scope.organizationId} and s.touchpoint is not null and s.state <> 'draft'
    order by s.title limit 1000`)

/** Of the people asked at each touchpoint in a period: how many, and how many had been asked by any survey in the 30 days before. */
export const askedAt = (scope: Scope, from: string, to: string) =>
  scope.query<{ touchpoint: string; asked: number; again: number }>(sql`
    select s.touchpoint, count(distinct a.person_id) as asked,
      count(distinct a.person_id) filter (where exists (select 1 from survey_ask b where b.person_id = a.person_id
        and b.at < a.at and b.at > a.at - interval '30 days' and b.ended is distinct from 'not_sent'
        and b.ended is distinct from 'bounced')) as again
    from survey_ask a join survey s on s.id = a.survey_id
    where a.organization_id = ${scope.organizationId} and s.touchpoint is not null and a.at >= ${from}::date
      and a.at < ${to}::date and a.ended is distinct from 'not_sent' and a.ended is distinct from 'bounced'
    group by 1`)
