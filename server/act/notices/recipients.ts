import { newToken } from "../../platform/addresses.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { ExclusionReason, RecipientState } from "./notice.ts"

/** One person on the list of a notice. */
export type Recipient = {
  personId: string
  token: string
  language: string
  state: RecipientState
  reason: ExclusionReason | null
  tries: number
  response: string | null
  claimedAt: Date | null
  doneAt: Date | null
  nextTryAt: Date | null
  bouncedAt: Date | null
  deliveredAt: Date | null
  unsubscribedAt: Date | null
}

const columns = sql`r.person_id as "personId", r.token, r.language, r.state, r.reason, r.tries, r.response,
  r.claimed_at as "claimedAt", r.done_at as "doneAt", r.next_try_at as "nextTryAt",
  r.bounced_at as "bouncedAt", r.delivered_at as "deliveredAt", r.unsubscribed_at as "unsubscribedAt"`

/** Writes down who is to get it. */
export async function freezeRecipients(
  tx: Tx,
  noticeId: string,
  people: readonly { personId: string; language: string }[],
) {
  for (let at = 0; at < people.length; at += 5_000) {
    const rows = people.slice(at, at + 5_000).map((one) => ({ ...one, token: newToken() }))
    await tx.query(sql`
      insert into notice_recipient (notice_id, person_id, organization_id, token, language)
      select ${noticeId}, x."personId", ${tx.organizationId}, x.token, x.language
      from json_to_recordset(${JSON.stringify(rows)}::json) as x("personId" uuid, token text, language text)`)
  }
}

export const thawRecipients = (tx: Tx, noticeId: string) =>
  tx.query(sql`delete from notice_recipient where notice_id = ${noticeId} and state = 'waiting'`)

/** Ids on the list, whatever became of them. */
export const recipientIds = async (scope: Scope, noticeId: string, states?: readonly RecipientState[]) =>
  (
    await scope.query<{ person_id: string }>(sql`
      select r.person_id from notice_recipient r where r.notice_id = ${noticeId} and r.organization_id = ${scope.organizationId}
        ${states ? sql`and r.state = any(${states})` : sql``} order by r.person_id`)
  ).map((row) => row.person_id)

/** People who were written to, by any notice of the plan or by another one, since a time. */
export const writtenSince = async (scope: Scope, noticeId: string, personIds: readonly string[], since: Date) =>
  new Set(
    (
      await scope.query<{ person_id: string }>(sql`
        select distinct r.person_id from notice_recipient r
        where r.organization_id = ${scope.organizationId} and r.notice_id <> ${noticeId}
          and r.person_id = any(${personIds}::uuid[]) and r.state in ('sent', 'uncertain', 'claimed') and r.claimed_at > ${since}`)
    ).map((row) => row.person_id),
  )

/** The next to be written to, in order. */
export const dueRecipients = (scope: Scope, noticeId: string, limit: number) =>
  scope.query<Recipient>(sql`
    select ${columns} from notice_recipient r
    where r.notice_id = ${noticeId} and r.organization_id = ${scope.organizationId}
      and (r.state = 'waiting' or (r.state = 'later' and r.next_try_at <= ${scope.now()}))
    order by r.person_id limit ${limit}`)

/** When the next one that was put off is due; null when nobody is left. */
export async function nextDue(scope: Scope, noticeId: string): Promise<Date | null> {
  const [row] = await scope.query<{ at: Date | null }>(sql`
    select min(coalesce(next_try_at, ${scope.now()}::timestamptz)) as at from notice_recipient
    where notice_id = ${noticeId} and organization_id = ${scope.organizationId} and state in ('waiting', 'later')`)
  return row?.at ?? null
}

/**
 * Takes a recipient before her mail is handed to the mail server, durably: whoever finds a claim later knows that the
 * mail may have gone out, and does not send it again. `taken`: somebody else has her. `same_address`: the address got it.
 */
export async function claimRecipient(
  scope: Scope,
  noticeId: string,
  personId: string,
  address: { hash: string; domain: string },
): Promise<"claimed" | "taken" | "same_address"> {
  try {
    const rows = await scope.query(sql`
      update notice_recipient set state = 'claimed', claimed_at = ${scope.now()}, tries = tries + 1,
        address_hash = ${address.hash}, domain = ${address.domain}
      where notice_id = ${noticeId} and person_id = ${personId} and organization_id = ${scope.organizationId}
        and state in ('waiting', 'later')
      returning 1`)
    return rows.length > 0 ? "claimed" : "taken"
  } catch (error) {
    if ((error as { code?: string }).code === "23505") return "same_address"
    throw error
  }
}

export const noteRecipient = (
  scope: Scope,
  noticeId: string,
  personId: string,
  note: {
    state: RecipientState
    reason?: ExclusionReason | null
    response?: string | null
    nextTryAt?: Date | null
    /** It was never handed over: the try does not count. */
    untried?: boolean
  },
) =>
  scope.query(sql`
    update notice_recipient set state = ${note.state}, reason = ${note.reason ?? null}, response = ${note.response ?? null},
      next_try_at = ${note.nextTryAt ?? null},
      done_at = ${["waiting", "later"].includes(note.state) ? null : scope.now()},
      tries = tries - ${note.untried ? 1 : 0}, claimed_at = ${note.untried ? null : sql`claimed_at`}
    where notice_id = ${noticeId} and person_id = ${personId} and organization_id = ${scope.organizationId}`)

/** Claims of a program that ended before it could note the answer. Whether the mail went out nobody knows: it is not sent again. */
export const settleClaims = async (scope: Scope, noticeId: string): Promise<number> =>
  (
    await scope.query(sql`
      update notice_recipient set state = 'uncertain', done_at = ${scope.now()}
      where notice_id = ${noticeId} and organization_id = ${scope.organizationId} and state = 'claimed' returning 1`)
  ).length

/** Those not yet written to are not any more. */
export const dropWaiting = (tx: Tx, noticeId: string, personIds: readonly string[], reason: ExclusionReason) =>
  tx.query(sql`
    update notice_recipient set state = 'dropped', reason = ${reason}, done_at = ${tx.now()}
    where notice_id = ${noticeId} and organization_id = ${tx.organizationId} and person_id = any(${personIds}::uuid[])
      and state in ('waiting', 'later')`)

export type Tally = Record<RecipientState, number> & {
  bounced: number
  delivered: number
  unsubscribed: number
  total: number
}

export async function talliesOf(scope: Scope, noticeIds: readonly string[]): Promise<Map<string, Tally>> {
  const rows = await scope.query<{ notice_id: string } & Tally>(sql`
    select r.notice_id, count(*) as total,
      count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'claimed') as claimed,
      count(*) filter (where state = 'sent') as sent, count(*) filter (where state = 'kept') as kept,
      count(*) filter (where state = 'later') as later, count(*) filter (where state = 'refused') as refused,
      count(*) filter (where state = 'uncertain') as uncertain, count(*) filter (where state = 'dropped') as dropped,
      count(*) filter (where bounced_at is not null) as bounced,
      count(*) filter (where delivered_at is not null) as delivered,
      count(*) filter (where unsubscribed_at is not null) as unsubscribed
    from notice_recipient r where r.organization_id = ${scope.organizationId} and r.notice_id = any(${noticeIds}::uuid[])
    group by r.notice_id`)
  return new Map(rows.map(({ notice_id, ...tally }) => [notice_id, tally]))
}

export type RecipientFilter = {
  state?: RecipientState | "bounced" | "delivered" | "unsubscribed"
  after?: string
  limit?: number
}

export const listRecipients = (scope: Scope, noticeId: string, filter: RecipientFilter = {}) =>
  scope.query<Recipient>(sql`
    select ${columns} from notice_recipient r
    where r.notice_id = ${noticeId} and r.organization_id = ${scope.organizationId}
      ${
        filter.state === "bounced"
          ? sql`and r.bounced_at is not null`
          : filter.state === "delivered"
            ? sql`and r.delivered_at is not null`
            : filter.state === "unsubscribed"
              ? sql`and r.unsubscribed_at is not null`
              : filter.state
                ? sql`and r.state = ${filter.state}`
                : sql``
      }
      ${filter.after ? sql`and r.person_id > ${filter.after}` : sql``}
    order by r.person_id ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)

export type Addressed = Recipient & { noticeId: string; organizationId: string; addressHash: string | null }

/** Whom a return address or an unsubscribe link names. */
export async function recipientOfToken(runner: Runner, token: string): Promise<Addressed | undefined> {
  if (!/^[a-z2-9]{26}$/.test(token)) return undefined
  const [row] = await runner.query<Addressed>(sql`
    select ${columns}, r.notice_id as "noticeId", r.organization_id as "organizationId", r.address_hash as "addressHash"
    from notice_recipient r where r.token = ${token}`)
  return row
}

/**
 * What is learned of a message after it was handed over. One of which nobody knew whether it went out certainly did, when
 * something is said of it. `first`: nobody had said so before.
 */
export const markRecipient = (
  tx: Tx,
  { noticeId, personId }: Pick<Addressed, "noticeId" | "personId">,
  what: "bounced" | "delivered" | "unsubscribed",
  response?: string,
) =>
  tx.query<{ first: boolean }>(sql`
    with before as (select ${column[what]} as at from notice_recipient
      where notice_id = ${noticeId} and person_id = ${personId} for update)
    update notice_recipient r set ${column[what]} = coalesce(r.${column[what]}, ${tx.now()}),
      response = coalesce(${response ?? null}, r.response),
      state = case when r.state in ('claimed', 'uncertain') then 'sent' else r.state end
    from before where r.notice_id = ${noticeId} and r.person_id = ${personId} and r.organization_id = ${tx.organizationId}
    returning before.at is null as first`)

const column = { bounced: sql`bounced_at`, delivered: sql`delivered_at`, unsubscribed: sql`unsubscribed_at` }

/** How many were handed over in the hour before now: all, and to each mail domain. */
export async function sentLastHour(scope: Scope): Promise<{ all: number; byDomain: Map<string, number> }> {
  const since = new Date(scope.now().getTime() - 3_600_000)
  const rows = await scope.query<{ domain: string | null; n: number }>(sql`
    select domain, count(*) as n from notice_recipient
    where organization_id = ${scope.organizationId} and claimed_at > ${since} group by domain`)
  return {
    all: rows.reduce((sum, row) => sum + row.n, 0),
    byDomain: new Map(rows.map((row) => [row.domain ?? "", row.n])),
  }
}
