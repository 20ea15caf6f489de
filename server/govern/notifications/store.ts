import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

import type { Channels, Kind, Notification, Params } from "./contract.ts"
import { channelsOf } from "./settings-store.ts"
import type { Telling } from "./telling.ts"

/**
 * Adds a cause to what each member is told: a new notification, or one more on an unread one of the same kind and
 * record. A member who has the cause already, or wants nothing of this kind, is left out. Returns whom it is news to in
 * the app, and whether somebody is to be reached by mail or chat now.
 */
export async function saveTelling(
  tx: Tx,
  telling: Telling,
  { actorName, happenedAt }: { actorName: string | null; happenedAt: string },
): Promise<{ shownTo: string[]; soon: boolean }> {
  const { kind, record, headline, key, params, cause } = telling
  const wanted = (await channelsOf(tx, kind, telling.memberIds)).filter(isWanted)
  const rows = await tx.query<{ id: string; member_id: string }>(sql`
    insert into notification (id, organization_id, member_id, kind, record, headline, key, params, actor_name, created_at, in_app)
    select gen_random_uuid(), ${tx.organizationId}, w.member_id, ${kind}, ${record}, ${headline}, ${key}, ${json(params)},
      ${actorName}, ${happenedAt}, w.app
    from unnest(${wanted.map((one) => one.memberId)}::uuid[], ${wanted.map((one) => one.app)}::boolean[]) as w(member_id, app)
    where not exists (select 1 from notification_cause c where c.member_id = w.member_id and c.cause = ${cause})
    order by w.member_id
    on conflict (member_id, record, kind) where read_at is null do update set
      headline = excluded.headline, key = excluded.key, params = excluded.params, actor_name = excluded.actor_name,
      created_at = excluded.created_at, count = notification.count + 1, in_app = excluded.in_app
    returning id, member_id`)
  const news = rows.map((row) => ({ ...row, ...wanted.find((one) => one.memberId === row.member_id)! }))
  const mailOf = { now: "now", daily: "digest", none: "none" } as const
  await tx.query(sql`
    insert into notification_cause (member_id, cause, organization_id, notification_id, kind, record, headline, key, params,
      actor_name, at, mail, chat, urgent)
    select x.member_id, ${cause}, ${tx.organizationId}, x.id, ${kind}, ${record}, ${headline}, ${key}, ${json(params)},
      ${actorName}, ${tx.now()}, x.mail, x.chat, ${telling.urgent === true}
    from unnest(${news.map((one) => one.id)}::uuid[], ${news.map((one) => one.member_id)}::uuid[],
      ${news.map((one) => mailOf[one.mail])}::text[], ${news.map((one) => one.chat)}::boolean[]) as x(id, member_id, mail, chat)`)
  return {
    shownTo: news.filter((one) => one.app).map((one) => one.member_id),
    soon: news.some((one) => one.chat || one.mail === "now"),
  }
}

const isWanted = ({ app, mail, chat }: Channels) => app || chat || mail !== "none"

/** Takes back what was told for causes that are gone. Returns whose notifications changed. */
export async function withdrawCauses(tx: Tx, causes: readonly string[]): Promise<string[]> {
  const gone = await tx.query<{ notification_id: string; member_id: string }>(sql`
    delete from notification_cause where organization_id = ${tx.organizationId} and cause = any(${causes})
    returning notification_id, member_id`)
  const ids = gone.map((row) => row.notification_id)
  await tx.query(sql`
    update notification n set headline = c.headline, key = c.key, params = c.params, actor_name = c.actor_name,
      created_at = c.at, count = c.count
    from (select distinct on (notification_id) notification_id, headline, key, params, actor_name, at, count(*) over (partition by notification_id) as count
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
): Promise<{ items: Told[]; next: string | null }> {
  const after = page.cursor === undefined ? undefined : positionOf(page.cursor)
  const rows = await scope.query<Row>(sql`
    select id, kind, record, headline, key, params, actor_name, count, created_at, read_at from notification
    where member_id = ${memberId} and organization_id = ${scope.organizationId} and in_app
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
      select count(*) as n from notification where member_id = ${memberId} and read_at is null and in_app`)
  )[0]!.n

/** Marks notifications of the member as read; returns those that were not. What was read is in no daily mail. */
export async function markNotificationsRead(tx: Tx, memberId: string, ids: readonly string[] | "all") {
  const rows = await tx.query<{ id: string }>(sql`
    update notification set read_at = ${tx.now()} where member_id = ${memberId} and read_at is null and in_app
      ${ids === "all" ? sql`` : sql`and id = any(${ids}::uuid[])`} returning id`)
  const read = rows.map((row) => row.id)
  await tx.query(sql`
    update notification_cause set mail = 'none'
    where notification_id = any(${read}::uuid[]) and mail = 'digest' and mailed_at is null`)
  return read
}

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

type Row = {
  id: string
  kind: Kind
  record: string
  headline: string
  key: string
  params: Params
  actor_name: string | null
  count: number
  created_at: Date
  read_at: Date | null
}

/** A notification before it is said in a language. */
export type Told = Omit<Notification, "sentence">

const asNotification = ({ actor_name, created_at, read_at, ...row }: Row): Told => ({
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
