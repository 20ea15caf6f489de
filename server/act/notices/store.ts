import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type {
  InConversation,
  NoticeChannel,
  NoticeKind,
  NoticeRow,
  NoticeState,
  NoticeText,
  ReachKind,
  Step,
} from "./notice.ts"

export type NoticeFilter = {
  ids?: readonly string[]
  planId?: string
  kind?: NoticeKind
  state?: NoticeState
  q?: string
  /** The number of the last one seen. */
  before?: number
  limit?: number
}

/** Notices, newest first. */
export async function listNotices(scope: Scope, filter: NoticeFilter = {}): Promise<NoticeRow[]> {
  const rows = await scope.query<Omit<NoticeRow, "steps"> & { steps: (Omit<Step, "at"> & { at: string })[] }>(sql`
    select n.id, n.number, n.plan_id, n.kind, n.title, n.reach, n.previous_id, n.channel, n.language, n.in_conversation, n.version,
      n.created_by, n.created_at, n.changed_by_id, n.changed_by, n.changed_at,
      coalesce((select json_agg(json_build_object('language', t.language, 'subject', t.subject, 'body', t.body) order by t.language)
        from notice_text t where t.notice_id = n.id), '[]') as texts,
      coalesce((select json_agg(json_build_object('state', s.state, 'version', s.version, 'people', s.people,
          'fingerprint', s.fingerprint, 'reason', s.reason, 'at', s.at,
          'actor', json_build_object('kind', s.actor_kind, 'id', s.actor_id, 'name', s.actor_name)) order by s.id desc)
        from notice_step s where s.notice_id = n.id), '[]') as steps
    from notice n where n.organization_id = ${scope.organizationId} ${matching(filter)}
      ${filter.before === undefined ? sql`` : sql`and n.number < ${filter.before}`}
    order by n.number desc ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)
  return rows.map((row) => ({ ...row, steps: row.steps.map((step) => ({ ...step, at: new Date(step.at) })) }))
}

export async function countNotices(scope: Scope, filter: NoticeFilter = {}): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*) as n from notice n where n.organization_id = ${scope.organizationId} ${matching(filter)}`)
  return row!.n
}

export const findNotice = async (scope: Scope, id: string): Promise<NoticeRow | undefined> =>
  (await listNotices(scope, { ids: [id] }))[0]

/** Holds the notice until the end of the transaction. */
export async function lockNotice(tx: Tx, id: string): Promise<NoticeRow | undefined> {
  await tx.query(sql`select 1 from notice where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return findNotice(tx, id)
}

const currentState = sql`coalesce((select s.state from notice_step s where s.notice_id = n.id order by s.id desc limit 1), 'draft')`

function matching({ ids, planId, kind, state, q }: NoticeFilter) {
  const like = `%${(q ?? "").replace(/[\\%_]/g, "\\$&")}%`
  return sql`${ids ? sql`and n.id = any(${ids}::uuid[])` : sql``} ${planId ? sql`and n.plan_id = ${planId}` : sql``}
    ${kind ? sql`and n.kind = ${kind}` : sql``} ${state ? sql`and ${currentState} = ${state}` : sql``}
    ${q ? sql`and (n.title ilike ${like} or exists (select 1 from notice_text t where t.notice_id = n.id and (t.subject ilike ${like} or t.body ilike ${like})))` : sql``}`
}

export async function insertNotice(
  tx: Tx,
  notice: {
    id: string
    planId: string
    kind: NoticeKind
    title: string
    reach: ReachKind
    previousId: string | null
    channel: NoticeChannel
    language: string
  },
): Promise<number> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`notice ${tx.organizationId}`}, 0))`)
  const [row] = await tx.query<{ number: number }>(sql`
    insert into notice (id, organization_id, number, plan_id, kind, title, reach, previous_id, channel, language,
      created_by, created_at, changed_by_id, changed_by, changed_at)
    select ${notice.id}, ${tx.organizationId}, (select coalesce(max(number), 0) + 1 from notice where organization_id = ${tx.organizationId}),
      ${notice.planId}, ${notice.kind}, ${notice.title}, ${notice.reach}, ${notice.previousId}, ${notice.channel}, ${notice.language},
      ${tx.actor.name}, ${tx.now()}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()}
    returning number`)
  return row!.number
}

export async function saveTexts(tx: Tx, noticeId: string, texts: readonly NoticeText[]) {
  await tx.query(sql`delete from notice_text where notice_id = ${noticeId}`)
  await tx.query(sql`
    insert into notice_text (notice_id, language, subject, body)
    select ${noticeId}, x.language, x.subject, x.body
    from json_to_recordset(${JSON.stringify(texts)}::json) as x(language text, subject text, body text)`)
}

export const updateNotice = (
  tx: Tx,
  id: string,
  change: {
    title: string
    kind: NoticeKind
    reach: ReachKind
    channel: NoticeChannel
    language: string
    in_conversation: InConversation | null
  },
) =>
  tx.query(sql`
    update notice set title = ${change.title}, kind = ${change.kind}, reach = ${change.reach}, channel = ${change.channel},
      language = ${change.language}, in_conversation = ${change.in_conversation}, version = version + 1,
      changed_by_id = ${tx.actor.id}, changed_by = ${tx.actor.name}, changed_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const deleteNotice = (tx: Tx, id: string) =>
  tx.query(sql`delete from notice where organization_id = ${tx.organizationId} and id = ${id}`)

export const insertStep = (
  tx: Tx,
  noticeId: string,
  step: {
    state: NoticeState
    version: number
    people?: number | null
    fingerprint?: string | null
    reason?: string | null
  },
) =>
  tx.query(sql`
    insert into notice_step (notice_id, state, version, people, fingerprint, reason, actor_kind, actor_id, actor_name, at)
    values (${noticeId}, ${step.state}, ${step.version}, ${step.people ?? null}, ${step.fingerprint ?? null},
      ${step.reason ?? null}, ${tx.actor.kind}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

/** Notices being sent, of every organization: what a start goes on with. */
export const noticesBeingSent = (runner: Runner) =>
  runner.query<{ id: string; organization_id: string }>(sql`
    select n.id, n.organization_id from notice n where ${currentState} = 'sending'`)

export type Settings = {
  approvalAbove: number
  perHour: number | null
  perDomainHour: number | null
  replyTo: string | null
  webhookUrl: string | null
  /** Sealed. */
  webhookSecret: string | null
  version: number
}

const standard: Settings = {
  approvalAbove: 100,
  perHour: null,
  perDomainHour: null,
  replyTo: null,
  webhookUrl: null,
  webhookSecret: null,
  version: 0,
}

export async function settingsOf(scope: Scope): Promise<Settings> {
  const [row] = await scope.query<Settings>(sql`
    select approval_above as "approvalAbove", per_hour as "perHour", per_domain_hour as "perDomainHour",
      reply_to as "replyTo", webhook_url as "webhookUrl", webhook_secret as "webhookSecret", version
    from notice_setting where organization_id = ${scope.organizationId}`)
  return row ?? standard
}

/** False where somebody else changed them meanwhile. */
export async function saveSettings(tx: Tx, to: Settings): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into notice_setting (organization_id, approval_above, per_hour, per_domain_hour, reply_to, webhook_url,
      webhook_secret, version, updated_by, updated_at)
    values (${tx.organizationId}, ${to.approvalAbove}, ${to.perHour}, ${to.perDomainHour}, ${to.replyTo}, ${to.webhookUrl},
      ${to.webhookSecret}, 1, ${tx.actor.name}, ${tx.now()})
    on conflict (organization_id) do update set approval_above = excluded.approval_above, per_hour = excluded.per_hour,
      per_domain_hour = excluded.per_domain_hour, reply_to = excluded.reply_to, webhook_url = excluded.webhook_url,
      webhook_secret = excluded.webhook_secret, version = notice_setting.version + 1,
      updated_by = excluded.updated_by, updated_at = excluded.updated_at
      where notice_setting.version = ${to.version}
    returning version`)
  return rows.length > 0
}
