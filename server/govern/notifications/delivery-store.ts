import { joined, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Kind, Params } from "./contract.ts"
import { type Hours, isQuiet, lastDaily } from "./hours.ts"
import { type HoursRow, hoursColumns, hoursFrom, zoneOfOrganization } from "./settings-store.ts"

export type Route = "now" | "digest" | "chat"

export type Cause = {
  cause: string
  notificationId: string
  kind: Kind
  record: string
  headline: string
  key: string
  params: Params
  actorName: string | null
}
export type Reader = {
  memberId: string
  email: string
  locale: string
  slug: string
  organization: string
  hours: Hours
}
/** What one member is to be sent now. */
export type Due = Reader & { causes: Cause[] }

/**
 * Takes what is to be sent on a way, one entry per member; nobody else gets it for five minutes. In a member's quiet
 * hours it stays where it is, but what is urgent goes to those who allow that; the daily mail takes what came before
 * her hour and was not read. No transaction stays open while a mail server thinks: the event streams would wait for it.
 */
export async function claimDue(scope: Scope, route: Route): Promise<Due[]> {
  const waiting = await readersWaiting(scope, route)
  const claims = waiting.flatMap((reader) => {
    const before = route === "digest" ? lastDaily(scope.now(), reader.hours) : scope.now()
    const quiet = route !== "digest" && isQuiet(scope.now(), reader.hours)
    return before === null || (quiet && !reader.hours.breakThrough) ? [] : [{ reader, before, urgentOnly: quiet }]
  })
  if (claims.length === 0) return []
  const rows = await scope.query<Cause & { memberId: string; at: Date }>(sql`
    with wanted as (
      select * from unnest(${claims.map((one) => one.reader.memberId)}::uuid[],
        ${claims.map((one) => one.before)}::timestamptz[], ${claims.map((one) => one.urgentOnly)}::boolean[])
        as w(member_id, before, urgent_only)
    ), due as (
      select c.member_id, c.cause from notification_cause c join wanted w on w.member_id = c.member_id
        join notification n on n.id = c.notification_id
      where c.organization_id = ${scope.organizationId} and ${waits[route]} and c.at <= w.before
        and (c.urgent or not w.urgent_only)
        and (c.claimed_at is null or c.claimed_at < ${scope.now()}::timestamptz - interval '5 minutes')
        ${route === "digest" ? sql`and n.read_at is null` : sql``}
      order by c.member_id, c.at limit 5000 for update of c skip locked
    )
    update notification_cause c set claimed_at = ${scope.now()} from due
    where c.member_id = due.member_id and c.cause = due.cause
    returning c.member_id as "memberId", c.cause, c.notification_id as "notificationId", c.kind, c.record, c.headline, c.key,
      c.params, c.actor_name as "actorName", c.at`)
  return claims.flatMap(({ reader }) => {
    const causes = rows.filter((one) => one.memberId === reader.memberId)
    return causes.length > 0 ? [{ ...reader, causes: causes.sort(oldestFirst) }] : []
  })
}

/** The mail has gone, or was refused and is not tried again. */
export const markMailed = (scope: Scope, { memberId, causes }: Due) =>
  scope.query(sql`
    update notification_cause set mailed_at = ${scope.now()}
    where member_id = ${memberId} and cause = any(${causes.map((one) => one.cause)})`)

/** The chat has said it, so it is not mailed too. */
export const markTold = (scope: Scope, { memberId, causes }: Due) =>
  scope.query(sql`
    update notification_cause set told_at = ${scope.now()}, mail = 'none', claimed_at = null
    where member_id = ${memberId} and cause = any(${causes.map((one) => one.cause)})`)

/** The chat could not: it goes the way her mail goes. */
export const leaveChat = (scope: Scope, { memberId, causes }: Due) =>
  scope.query(sql`
    update notification_cause set chat = false, claimed_at = null
    where member_id = ${memberId} and cause = any(${causes.map((one) => one.cause)})`)

/** Organizations in which something waits to be sent. */
export const organizationsWaiting = async (runner: Pick<Runner, "query">): Promise<string[]> =>
  (
    await runner.query<{ organization_id: string }>(sql`
      select organization_id from notification_cause where mail <> 'none' and mailed_at is null
      union select organization_id from notification_cause where chat and told_at is null`)
  ).map((row) => row.organization_id)

/** Members by what is needed to write to them. */
export async function readersFrom(scope: Scope, memberIds: readonly string[]): Promise<Reader[]> {
  const zone = await zoneOfOrganization(scope)
  const rows = await scope.query<Omit<Reader, "hours"> & HoursRow>(sql`
    select m.id as "memberId", u.email, coalesce(u.locale, 'en') as locale, o.slug, o.name as organization, ${hoursColumns}
    from member m join "user" u on u.id = m.user_id join organization o on o.id = m.organization_id
      left join member_hours h on h.member_id = m.id
    where m.organization_id = ${scope.organizationId} and m.id = any(${memberIds}::uuid[]) order by m.id`)
  return rows.map((row) => ({
    memberId: row.memberId,
    email: row.email,
    locale: row.locale,
    slug: row.slug,
    organization: row.organization,
    hours: hoursFrom(row, zone),
  }))
}

async function readersWaiting(scope: Scope, route: Route): Promise<Reader[]> {
  const rows = await scope.query<{ id: string }>(sql`
    select distinct c.member_id as id from notification_cause c
    where c.organization_id = ${scope.organizationId} and ${waits[route]}`)
  return rows.length === 0
    ? []
    : readersFrom(
        scope,
        rows.map((row) => row.id),
      )
}

// What the chat is still to say waits for it before it is mailed.
const mailed = sql`c.mailed_at is null and not (c.chat and c.told_at is null)`
const waits: Readonly<Record<Route, ReturnType<typeof sql>>> = {
  now: joined([sql`c.mail = 'now'`, mailed], " and "),
  digest: joined([sql`c.mail = 'digest'`, mailed], " and "),
  chat: sql`c.chat and c.told_at is null`,
}

const oldestFirst = (a: { at: Date }, b: { at: Date }) => a.at.getTime() - b.at.getTime()
