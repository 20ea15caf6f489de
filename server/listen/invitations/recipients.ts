import { newToken, tokenForm } from "../../platform/addresses.ts"
import { json, type Runner, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Reason } from "../policy/public.ts"
import type { shownStates } from "./contract.ts"
import type { InvitationState } from "./mailing.ts"

export type Invitee = {
  personId: string
  round: number
  token: string
  language: string
  tries: number
  linkId: string | null
  askId: string | null
  key: string | null
}

export type NewInvitee = { personId: string; language: string; dueAt: Date; state: "waiting" | "dropped"; why?: Reason }

/** Writes down who is to be asked, and who is left out and why. */
export async function insertInvitees(tx: Tx, mailingId: string, people: readonly NewInvitee[]) {
  for (let at = 0; at < people.length; at += 5_000) {
    const rows = people.slice(at, at + 5_000).map((one) => ({ ...one, reason: one.why?.code, token: newToken() }))
    await tx.query(sql`
      insert into survey_invitation (mailing_id, person_id, round, organization_id, token, language, state, reason, detail, due_at, done_at)
      select ${mailingId}, x."personId", 0, ${tx.organizationId}, x.token, x.language, x.state, x.reason, x.why, x."dueAt",
        case when x.state = 'dropped' then ${tx.now()}::timestamptz end
      from json_to_recordset(${JSON.stringify(rows)}::json) as x("personId" uuid, token text, language text, state text, reason text,
        why jsonb, "dueAt" timestamptz)`)
  }
}

/** The next letter to somebody who got one: a reminder, some days later. */
export const insertReminder = (scope: Scope, mailingId: string, { personId, round }: Invitee, dueAt: Date) =>
  scope.query(sql`
    insert into survey_invitation (mailing_id, person_id, round, organization_id, token, language, state, due_at, ask_id, link_id)
    select mailing_id, person_id, round + 1, organization_id, ${newToken()}, language, 'waiting', ${dueAt}, ask_id, link_id
    from survey_invitation where mailing_id = ${mailingId} and person_id = ${personId} and round = ${round}
      and organization_id = ${scope.organizationId} on conflict do nothing`)

/** The next to be written to, in the order in which they are due. */
export const dueInvitees = (scope: Scope, mailingId: string, limit: number) =>
  scope.query<Invitee>(sql`
    select i.person_id as "personId", i.round, i.token, i.language, i.tries, i.link_id as "linkId", i.ask_id as "askId", l.key
    from survey_invitation i left join survey_link l on l.id = i.link_id
    where i.mailing_id = ${mailingId} and i.organization_id = ${scope.organizationId}
      and i.state in ('waiting', 'later') and i.due_at <= ${scope.now()} order by i.due_at limit ${limit}`)

/** When the next one is due; null when nobody is left. */
export async function nextDue(scope: Scope, mailingId: string): Promise<Date | null> {
  const [row] = await scope.query<{ at: Date | null }>(sql`
    select min(due_at) as at from survey_invitation
    where mailing_id = ${mailingId} and organization_id = ${scope.organizationId} and state in ('waiting', 'later')`)
  return row?.at ?? null
}

/** Takes a letter before it is handed to the mail server. False: somebody else has it. Throws where the address got one. */
export const claimInvitee = async (
  tx: Tx,
  mailingId: string,
  { personId, round }: Invitee,
  with_: { hash: string; domain: string; askId: string | null; linkId: string },
): Promise<boolean> =>
  (
    await tx.query(sql`
      update survey_invitation set state = 'claimed', claimed_at = ${tx.now()}, tries = tries + 1, address_hash = ${with_.hash},
        domain = ${with_.domain}, ask_id = ${with_.askId}, link_id = ${with_.linkId}
      where mailing_id = ${mailingId} and person_id = ${personId} and round = ${round} and organization_id = ${tx.organizationId}
        and state in ('waiting', 'later') returning 1`)
  ).length > 0

export const noteInvitee = (
  scope: Scope,
  mailingId: string,
  { personId, round }: Pick<Invitee, "personId" | "round">,
  note: {
    state: InvitationState
    reason?: string
    detail?: Reason
    response?: string
    dueAt?: Date
    /** It was never handed over: the try does not count. */
    untried?: boolean
  },
) =>
  scope.query(sql`
    update survey_invitation set state = ${note.state}, reason = ${note.reason ?? null}, detail = ${json(note.detail ?? null)},
      response = ${note.response ?? null}, due_at = coalesce(${note.dueAt ?? null}, due_at),
      done_at = ${["waiting", "later"].includes(note.state) ? null : scope.now()},
      ask_id = ${["waiting", "later"].includes(note.state) && round === 0 ? null : sql`ask_id`},
      tries = tries - ${note.untried ? 1 : 0}, claimed_at = ${note.untried ? null : sql`claimed_at`}
    where mailing_id = ${mailingId} and person_id = ${personId} and round = ${round} and organization_id = ${scope.organizationId}`)

/** Claims of a program that ended before it could note the answer. Whether the letter went out nobody knows: it is not sent again. */
export const settleClaims = (scope: Scope, mailingId: string) =>
  scope.query(sql`
    update survey_invitation set state = 'uncertain', done_at = ${scope.now()}
    where mailing_id = ${mailingId} and organization_id = ${scope.organizationId} and state = 'claimed'`)

/** Whether the link of a letter has been answered to the end. */
export const isAnswered = async (scope: Scope, { linkId }: Pick<Invitee, "linkId">): Promise<boolean> =>
  (await scope.query(sql`select 1 from survey_link where id = ${linkId} and used_at is not null`)).length > 0

/** Those not yet written to are not any more. */
export const dropWaiting = (tx: Tx, mailingId: string, reason: string) =>
  tx.query(sql`
    update survey_invitation set state = 'dropped', reason = ${reason}, done_at = ${tx.now()}
    where mailing_id = ${mailingId} and organization_id = ${tx.organizationId} and state in ('waiting', 'later')`)

/** How many letters were handed over in the hour before now, to each mail domain. */
export async function sentLastHour(scope: Scope): Promise<Map<string, number>> {
  const rows = await scope.query<{ domain: string; n: number }>(sql`
    select domain, count(*) as n from survey_invitation where organization_id = ${scope.organizationId}
      and claimed_at > ${new Date(scope.now().getTime() - 3_600_000)} group by domain`)
  return new Map(rows.map((row) => [row.domain, row.n]))
}

export type Tally = Record<InvitationState, number> & {
  total: number
  bounced: number
  unsubscribed: number
  answered: number
  arrived: number
  reminded: number
  remindersWaiting: number
  nextAt: Date | null
  leftOut: { code: string; n: number }[]
}

export async function talliesOf(scope: Scope, mailingIds: readonly string[]): Promise<Map<string, Tally>> {
  const first = (state: InvitationState) => sql`count(*) filter (where i.round = 0 and i.state = ${state})`
  const rows = await scope.query<{ mailing_id: string } & Tally>(sql`
    select i.mailing_id, count(*) filter (where i.round = 0) as total,
      ${first("waiting")} as waiting, ${first("claimed")} as claimed, ${first("sent")} as sent, ${first("kept")} as kept,
      ${first("later")} as later, ${first("refused")} as refused, ${first("uncertain")} as uncertain, ${first("dropped")} as dropped,
      count(distinct i.person_id) filter (where i.bounced_at is not null) as bounced,
      count(distinct i.person_id) filter (where i.unsubscribed_at is not null) as unsubscribed,
      count(*) filter (where i.round = 0 and l.used_at is not null) as answered,
      count(*) filter (where i.round = 0 and i.state in ('sent', 'uncertain') and i.bounced_at is null) as arrived,
      count(*) filter (where i.round > 0 and i.state in ('sent', 'uncertain')) as reminded,
      count(*) filter (where i.round > 0 and i.state in ('waiting', 'later')) as "remindersWaiting",
      min(i.due_at) filter (where i.state in ('waiting', 'later')) as "nextAt",
      coalesce((select json_agg(json_build_object('code', x.reason, 'n', x.n) order by x.n desc) from (
        select d.reason, count(*) as n from survey_invitation d where d.mailing_id = i.mailing_id and d.round = 0
          and d.state = 'dropped' group by d.reason) x), '[]') as "leftOut"
    from survey_invitation i left join survey_link l on l.id = i.link_id
    where i.organization_id = ${scope.organizationId} and i.mailing_id = any(${mailingIds}::uuid[]) group by i.mailing_id`)
  return new Map(rows.map(({ mailing_id, ...tally }) => [mailing_id, tally]))
}

export type InviteeFilter = { state?: (typeof shownStates)[number] | undefined; reason?: string | undefined }

export type ListedInvitee = Invitee & {
  state: InvitationState
  reason: string | null
  detail: Reason | null
  dueAt: Date
  doneAt: Date | null
  answeredAt: Date | null
  bouncedAt: Date | null
  unsubscribedAt: Date | null
  reminders: number
  response: string | null
}

/** The people of a mailing, by id. */
export const listInvitees = (
  scope: Scope,
  mailingId: string,
  { state, reason }: InviteeFilter,
  page: { after?: string; limit: number },
) =>
  scope.query<ListedInvitee>(sql`
    select i.person_id as "personId", i.round, i.token, i.language, i.tries, i.link_id as "linkId", i.ask_id as "askId", null as key,
      i.state, i.reason, i.detail, i.due_at as "dueAt", i.done_at as "doneAt", l.used_at as "answeredAt", i.response,
      more.bounced as "bouncedAt", more.unsubscribed as "unsubscribedAt", more.reminders
    from survey_invitation i left join survey_link l on l.id = i.link_id
    cross join lateral (select min(r.bounced_at) as bounced, min(r.unsubscribed_at) as unsubscribed,
      count(*) filter (where r.round > 0 and r.state in ('sent', 'uncertain')) as reminders
      from survey_invitation r where r.mailing_id = i.mailing_id and r.person_id = i.person_id) more
    where i.mailing_id = ${mailingId} and i.organization_id = ${scope.organizationId} and i.round = 0 ${inState(state)}
      ${reason ? sql`and i.reason = ${reason}` : sql``} ${page.after ? sql`and i.person_id > ${page.after}` : sql``}
    order by i.person_id limit ${page.limit}`)

function inState(state: InviteeFilter["state"]): Sql {
  if (!state) return sql``
  if (state === "answered") return sql`and l.used_at is not null`
  if (state === "bounced") return sql`and more.bounced is not null`
  if (state === "unsubscribed") return sql`and more.unsubscribed is not null`
  return sql`and i.state = ${state}`
}

export type Addressed = Invitee & {
  mailingId: string
  organizationId: string
  addressHash: string | null
  unsubscribedAt: Date | null
}

/** Whom a return address or an unsubscribe link names. */
export async function inviteeOfToken(runner: Runner, token: string): Promise<Addressed | undefined> {
  if (!tokenForm.test(token)) return undefined
  const [row] = await runner.query<Addressed>(sql`
    select i.mailing_id as "mailingId", i.organization_id as "organizationId", i.person_id as "personId", i.round, i.token, i.language,
      i.tries, i.link_id as "linkId", i.ask_id as "askId", null as key, i.address_hash as "addressHash", i.unsubscribed_at as "unsubscribedAt"
    from survey_invitation i where i.token = ${token}`)
  return row
}

/** What is learned of a letter after it was handed over. `first`: nobody had said so before. */
export async function markInvitee(
  tx: Tx,
  { mailingId, personId, round }: Addressed,
  what: "bounced" | "unsubscribed",
  response?: string,
): Promise<{ first: boolean }> {
  const column = what === "bounced" ? sql`bounced_at` : sql`unsubscribed_at`
  const [row] = await tx.query<{ first: boolean }>(sql`
    with before as (select ${column} as at from survey_invitation
      where mailing_id = ${mailingId} and person_id = ${personId} and round = ${round} for update)
    update survey_invitation i set ${column} = coalesce(i.${column}, ${tx.now()}), response = coalesce(${response ?? null}, i.response),
      state = case when i.state in ('claimed', 'uncertain') then 'sent' else i.state end
    from before where i.mailing_id = ${mailingId} and i.person_id = ${personId} and i.round = ${round}
      and i.organization_id = ${tx.organizationId} returning before.at is null as first`)
  return row ?? { first: false }
}

/** Whether a survey was sent to her, as far as mailings go; null where it never was sent to anybody. */
export async function wasInvited(scope: Scope, surveyId: string, personId: string): Promise<boolean | null> {
  const [row] = await scope.query<{ any: boolean; hers: boolean }>(sql`
    select count(*) > 0 as any, coalesce(bool_or(exists (select 1 from survey_invitation i join person p on p.id = i.person_id
      where i.mailing_id = m.id and p.root_id = (select root_id from person where id = ${personId}))), false) as hers
    from survey_mailing m where m.organization_id = ${scope.organizationId} and m.survey_id = ${surveyId}
      and exists (select 1 from survey_mailing_step s where s.mailing_id = m.id)`)
  return row?.any ? row.hers : null
}
