import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Telling } from "./audience.ts"
import { type Kind, kinds, mailedAtOnce, type Notification } from "./contract.ts"

/**
 * Adds a cause to what each member is told: a new notification, or one more on an unread one of the same kind and
 * record. A member who has the cause already is left out. Returns whom it is news to.
 */
export async function saveTelling(tx: Tx, telling: Telling, actorName: string | null): Promise<string[]> {
  const { kind, record, headline, cause, memberIds } = telling
  const rows = await tx.query<{ id: string; member_id: string }>(sql`
    insert into notification (id, organization_id, member_id, kind, record, headline, actor_name, created_at)
    select gen_random_uuid(), ${tx.organizationId}, m.id, ${kind}, ${record}, ${headline}, ${actorName}, ${tx.now()}
    from member m where m.organization_id = ${tx.organizationId} and m.id = any(${memberIds}::uuid[])
      and not exists (select 1 from notification_cause c where c.member_id = m.id and c.cause = ${cause})
    order by m.id
    on conflict (member_id, record, kind) where read_at is null do update set
      headline = excluded.headline, actor_name = excluded.actor_name, created_at = excluded.created_at,
      count = notification.count + 1
    returning id, member_id`)
  const mail = mailedAtOnce.includes(kind) ? "now" : "digest"
  await tx.query(sql`
    insert into notification_cause (member_id, cause, organization_id, notification_id, kind, record, headline, actor_name, at, mail)
    select x.member_id, ${cause}, ${tx.organizationId}, x.id, ${kind}, ${record}, ${headline}, ${actorName}, ${tx.now()},
      case when s.mail is false then 'none' else ${mail} end
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.member_id)}::uuid[]) as x(id, member_id)
      left join notification_setting s on s.member_id = x.member_id and s.kind = ${kind}`)
  return rows.map((row) => row.member_id)
}

/** Takes back what was told for causes that are gone. Returns whose notifications changed. */
export async function withdrawCauses(tx: Tx, causes: readonly string[]): Promise<string[]> {
  const gone = await tx.query<{ notification_id: string; member_id: string }>(sql`
    delete from notification_cause where organization_id = ${tx.organizationId} and cause = any(${causes})
    returning notification_id, member_id`)
  const ids = gone.map((row) => row.notification_id)
  await tx.query(sql`
    update notification n set headline = c.headline, actor_name = c.actor_name, created_at = c.at, count = c.count
    from (select distinct on (notification_id) notification_id, headline, actor_name, at, count(*) over (partition by notification_id) as count
      from notification_cause where notification_id = any(${ids}::uuid[]) order by notification_id, at desc) c
    where n.id = c.notification_id`)
  await tx.query(sql`
    delete from notification n where n.id = any(${ids}::uuid[])
      and not exists (select 1 from notification_cause c where c.notification_id = n.id)`)
  return [...new Set(gone.map((row) => row.member_id))]
}

/** A member's notifications, newest first; unread ones only if wanted. */
export async function listNotifications(
  scope: Scope,
  memberId: string,
  page: { unread: boolean; kind?: Kind; limit: number; cursor?: string },
): Promise<{ items: Notification[]; next: string | null }> {
  const after = page.cursor === undefined ? undefined : positionOf(page.cursor)
  const rows = await scope.query<Row>(sql`
    select id, kind, record, headline, actor_name, count, created_at, read_at from notification
    where member_id = ${memberId} and organization_id = ${scope.organizationId}
      ${page.unread ? sql`and read_at is null` : sql``} ${page.kind ? sql`and kind = ${page.kind}` : sql``}
      ${after ? sql`and (created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
    order by created_at desc, id desc limit ${page.limit}`)
  const items = rows.map(asNotification)
  const last = items.at(-1)
  return { items, next: last && items.length === page.limit ? `${last.createdAt}_${last.id}` : null }
}

export const countUnread = async (scope: Scope, memberId: string): Promise<number> =>
  (
    await scope.query<{ n: number }>(sql`
      select count(*) as n from notification where member_id = ${memberId} and read_at is null`)
  )[0]!.n

/** Marks notifications of the member as read; returns those that were not. */
export const markNotificationsRead = async (tx: Tx, memberId: string, ids: readonly string[] | "all") =>
  (
    await tx.query<{ id: string }>(sql`
      update notification set read_at = ${tx.now()} where member_id = ${memberId} and read_at is null
        ${ids === "all" ? sql`` : sql`and id = any(${ids}::uuid[])`} returning id`)
  ).map((row) => row.id)

export async function listSettings(scope: Scope, memberId: string) {
  const rows = await scope.query<{ kind: Kind; mail: boolean }>(sql`
    select kind, mail from notification_setting where member_id = ${memberId}`)
  const set = new Map(rows.map((row) => [row.kind, row.mail]))
  return kinds.map((kind) => ({
    kind,
    mail: set.get(kind) ?? true,
    mailed: mailedAtOnce.includes(kind) ? ("at once" as const) : ("daily" as const),
  }))
}

export const saveSetting = (tx: Tx, memberId: string, kind: Kind, mail: boolean) =>
  tx.query(sql`
    insert into notification_setting (member_id, kind, mail) values (${memberId}, ${kind}, ${mail})
    on conflict (member_id, kind) do update set mail = excluded.mail`)

export async function listMails(scope: Scope, page: { limit: number; cursor?: string }) {
  const rows = await scope.query<{
    id: string
    recipient: string
    subject: string
    text: string
    state: "sent" | "kept" | "failed"
    error: string | null
    at: Date
  }>(sql`
    select id, recipient, subject, text, state, error, at from mail where organization_id = ${scope.organizationId}
      ${page.cursor ? sql`and id < ${page.cursor}` : sql``} order by id desc limit ${page.limit}`)
  const items = rows.map(({ recipient, at, ...mail }) => ({ ...mail, to: recipient, createdAt: at.toISOString() }))
  return { items, next: items.length === page.limit ? items.at(-1)!.id : null }
}

export type DueMail = {
  memberId: string
  email: string
  locale: string
  slug: string
  organization: string
  causes: { cause: string; kind: Kind; record: string; headline: string; actor_name: string | null }[]
}

/**
 * Takes what is to be mailed, one entry per member; nobody else gets it for five minutes. What was read in the meantime
 * is not in a digest. No transaction stays open while a mail server thinks: the event streams would wait for it.
 */
export async function claimMails(scope: Scope, which: "now" | "digest"): Promise<DueMail[]> {
  const rows = await scope.query<Omit<DueMail, "causes"> & DueMail["causes"][number]>(sql`
    with due as (
      select c.member_id, c.cause from notification_cause c join notification n on n.id = c.notification_id
      where c.organization_id = ${scope.organizationId} and c.mail = ${which} and c.mailed_at is null
        and (c.claimed_at is null or c.claimed_at < ${scope.now()}::timestamptz - interval '5 minutes')
        ${which === "digest" ? sql`and n.read_at is null` : sql``}
      order by c.member_id, c.at limit 5000 for update of c skip locked
    ), claimed as (
      update notification_cause c set claimed_at = ${scope.now()} from due
      where c.member_id = due.member_id and c.cause = due.cause returning c.*
    )
    select c.member_id as "memberId", u.email, coalesce(u.locale, 'en') as locale, o.slug, o.name as organization,
      c.cause, c.kind, c.record, c.headline, c.actor_name
    from claimed c join member m on m.id = c.member_id join "user" u on u.id = m.user_id
      join organization o on o.id = m.organization_id
    order by c.member_id, c.at`)
  const members = new Map<string, DueMail>()
  for (const { memberId, email, locale, slug, organization, ...cause } of rows) {
    const due = members.get(memberId) ?? { memberId, email, locale, slug, organization, causes: [] }
    members.set(memberId, due)
    due.causes.push(cause)
  }
  return [...members.values()]
}

export const markMailed = (scope: Scope, { memberId, causes }: DueMail) =>
  scope.query(sql`
    update notification_cause set mailed_at = ${scope.now()}
    where member_id = ${memberId} and cause = any(${causes.map((one) => one.cause)})`)

/** Organizations in which something waits for a mail. */
export const organizationsWithMails = async (runner: Pick<Scope, "query">): Promise<string[]> =>
  (
    await runner.query<{ organization_id: string }>(sql`
      select distinct organization_id from notification_cause where mail <> 'none' and mailed_at is null`)
  ).map((row) => row.organization_id)

type Row = {
  id: string
  kind: Kind
  record: string
  headline: string
  actor_name: string | null
  count: number
  created_at: Date
  read_at: Date | null
}

const asNotification = ({ actor_name, created_at, read_at, ...row }: Row): Notification => ({
  ...row,
  actor: actor_name === null ? null : { name: actor_name },
  createdAt: created_at.toISOString(),
  readAt: read_at?.toISOString() ?? null,
})

function positionOf(cursor: string) {
  const [at = "", id = ""] = cursor.split("_")
  if (Number.isNaN(Date.parse(at)) || !isId(id)) throw coded("cursor.invalid", {}, "cursor")
  return { at, id }
}
