import { json, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Language, Texts, Update } from "./update.ts"

export async function listUpdates(
  scope: Scope,
  filter: { planId?: string; ids?: readonly string[]; publicOnly?: boolean; before?: string; limit?: number },
): Promise<Update[]> {
  const rows = await scope.query<UpdateRow>(sql`
    select id, plan_id, audience, kind, texts, author_name, at, withdrawn_by, withdrawn_at from plan_update
    where organization_id = ${scope.organizationId}
      ${filter.planId ? sql`and plan_id = ${filter.planId}` : sql``}
      ${filter.ids ? sql`and id = any(${filter.ids}::uuid[])` : sql``}
      ${filter.publicOnly ? sql`and audience = 'public' and withdrawn_at is null` : sql``}
      ${filter.before ? sql`and id < ${filter.before}` : sql``}
    order by id desc limit ${filter.limit ?? 200}`)
  return rows.map((row) => ({
    id: row.id,
    planId: row.plan_id,
    audience: row.audience,
    kind: row.kind,
    texts: row.texts,
    author: row.author_name,
    at: row.at.toISOString(),
    withdrawn: row.withdrawn_at ? { by: row.withdrawn_by!, at: row.withdrawn_at.toISOString() } : null,
  }))
}

export const insertUpdate = (
  tx: Tx,
  one: { id: string; planId: string; audience: Update["audience"]; kind: Update["kind"]; texts: Texts },
) =>
  tx.query(sql`
    insert into plan_update (id, organization_id, plan_id, audience, kind, texts, author_id, author_name, at)
    values (${one.id}, ${tx.organizationId}, ${one.planId}, ${one.audience}, ${one.kind}, ${json(one.texts)},
      ${tx.actor.kind === "member" ? tx.actor.id : null}, ${tx.actor.name}, ${tx.now()})`)

export const markWithdrawn = (tx: Tx, id: string) =>
  tx.query(sql`
    update plan_update set withdrawn_by = ${tx.actor.name}, withdrawn_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${id} and withdrawn_at is null`)

/** Notes that the lead was asked for this update. False when she had been. */
export async function saveAsked(tx: Tx, planId: string, dueAt: Date): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into plan_update_asked (plan_id, due_at, at) values (${planId}, ${dueAt}, ${tx.now()})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

export type SubscriberRow = {
  id: string
  plan_id: string
  member_id: string | null
  name: string | null
  email: string | null
  language: Language
  token: string | null
  added_by: string | null
  confirmed_at: Date | null
}

export const listSubscribers = (scope: Scope, planId: string): Promise<SubscriberRow[]> =>
  scope.query<SubscriberRow>(sql`
    select s.id, s.plan_id, s.member_id, u.name, s.email, s.language, s.token, s.added_by, s.confirmed_at
    from plan_subscriber s left join member m on m.id = s.member_id left join "user" u on u.id = m.user_id
    where s.organization_id = ${scope.organizationId} and s.plan_id = ${planId} and s.ended_at is null
    order by u.name, s.created_at`)

/** Adds a subscriber; one who is there already stays as she is. Returns whether she is new. */
export async function insertSubscriber(
  tx: Tx,
  one: {
    id: string
    planId: string
    memberId?: string
    email?: string
    language?: Language
    token?: string
    addedBy?: string
    confirmed: boolean
  },
): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into plan_subscriber (id, organization_id, plan_id, member_id, email, language, token, added_by, created_at, confirmed_at)
    values (${one.id}, ${tx.organizationId}, ${one.planId}, ${one.memberId ?? null}, ${one.email ?? null}, ${one.language ?? "en"},
      ${one.token ?? null}, ${one.addedBy ?? null}, ${tx.now()}, ${one.confirmed ? tx.now() : null})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

export const endSubscriber = (tx: Tx, which: { id: string } | { planId: string; memberId: string }) =>
  tx.query<{ plan_id: string }>(sql`
    update plan_subscriber set ended_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and ended_at is null
      and ${"id" in which ? sql`id = ${which.id}` : sql`plan_id = ${which.planId} and member_id = ${which.memberId}`}
    returning plan_id`)

export const confirmSubscriber = (tx: Tx, id: string) =>
  tx.query(sql`update plan_subscriber set confirmed_at = coalesce(confirmed_at, ${tx.now()}) where id = ${id}`)

/** How many asked for mails about a plan by themselves since a moment and have not confirmed. */
export async function countUnconfirmed(scope: Scope, planId: string, since: Date): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*) as n from plan_subscriber
    where plan_id = ${planId} and added_by is null and confirmed_at is null and created_at > ${since}`)
  return row!.n
}

/** Subscribers by e-mail who have not been mailed this update. */
export const notMailed = (scope: Scope, updateId: string): Promise<SubscriberRow[]> =>
  scope.query<SubscriberRow>(sql`
    select s.id, s.plan_id, s.member_id, null as name, s.email, s.language, s.token, s.added_by, s.confirmed_at
    from plan_update u join plan_subscriber s on s.plan_id = u.plan_id
    where u.organization_id = ${scope.organizationId} and u.id = ${updateId} and u.audience = 'public' and u.withdrawn_at is null
      and s.email is not null and s.confirmed_at is not null and s.ended_at is null and s.confirmed_at <= u.at
      and not exists (select 1 from plan_update_mail x where x.update_id = u.id and x.subscriber_id = s.id)
    order by s.id`)

export async function claimMail(tx: Tx, updateId: string, subscriberId: string): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into plan_update_mail (update_id, subscriber_id, at) values (${updateId}, ${subscriberId}, ${tx.now()})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

export type PageRow = {
  id: string
  organization_id: string
  plan_id: string
  token: string
  titles: Texts
  opened_by: string
  opened_at: Date
}

export async function findPage(scope: Scope, planId: string): Promise<PageRow | undefined> {
  const [row] = await scope.query<PageRow>(sql`
    select ${pageColumns} from plan_status_page
    where organization_id = ${scope.organizationId} and plan_id = ${planId} and closed_at is null`)
  return row
}

export const savePage = (tx: Tx, page: { id: string; planId: string; token: string; titles: Texts }) =>
  tx.query(sql`
    insert into plan_status_page (id, organization_id, plan_id, token, titles, opened_by, opened_at)
    values (${page.id}, ${tx.organizationId}, ${page.planId}, ${page.token}, ${json(page.titles)}, ${tx.actor.name}, ${tx.now()})
    on conflict (plan_id) where closed_at is null do update set titles = excluded.titles`)

export const endPage = (tx: Tx, planId: string) =>
  tx.query<{ id: string }>(sql`
    update plan_status_page set closed_by = ${tx.actor.name}, closed_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and plan_id = ${planId} and closed_at is null returning id`)

/** Whoever has the address has no organization yet: the token leads to it. */
export async function pageOfToken(
  runner: Runner,
  token: string,
): Promise<(PageRow & { organization: string }) | undefined> {
  const [row] = await runner.query<PageRow & { organization: string }>(sql`
    select p.id, p.organization_id, p.plan_id, p.token, p.titles, p.opened_by, p.opened_at, o.name as organization
    from plan_status_page p join organization o on o.id = p.organization_id where p.token = ${token} and p.closed_at is null`)
  return row
}

export async function subscriberOfToken(runner: Runner, token: string) {
  const [row] = await runner.query<{
    id: string
    organization_id: string
    plan_id: string
    organization: string
    confirmed_at: Date | null
    ended_at: Date | null
    page_token: string | null
    titles: Texts | null
    title: string
  }>(sql`
    select s.id, s.organization_id, s.plan_id, o.name as organization, s.confirmed_at, s.ended_at, p.token as page_token, p.titles, l.title
    from plan_subscriber s join organization o on o.id = s.organization_id join plan l on l.id = s.plan_id
      left join plan_status_page p on p.plan_id = s.plan_id and p.closed_at is null
    where s.token = ${token}`)
  return row
}

type UpdateRow = {
  id: string
  plan_id: string
  audience: Update["audience"]
  kind: Update["kind"]
  texts: Texts
  author_name: string
  at: Date
  withdrawn_by: string | null
  withdrawn_at: Date | null
}

const pageColumns = sql`id, organization_id, plan_id, token, titles, opened_by, opened_at`
