import { json, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { AudienceDefinition } from "../audiences/public.ts"
import type { MailingText } from "./contract.ts"
import type { MailingRow, Step } from "./mailing.ts"

/** Mailings, newest first. */
export async function listMailings(
  scope: Scope,
  { id, surveyId }: { id?: string; surveyId?: string },
): Promise<MailingRow[]> {
  const rows = await scope.query<Omit<MailingRow, "steps"> & { steps: (Omit<Step, "at"> & { at: string })[] }>(sql`
    select m.*, s.title as survey_title,
      case when s.state = 'open' and s.closes_at <= ${scope.now()} then 'closed' else s.state end as survey_state,
      coalesce((select json_agg(json_build_object('state', x.state, 'people', x.people, 'reason', x.reason, 'at', x.at,
          'actor', json_build_object('kind', x.actor_kind, 'id', x.actor_id, 'name', x.actor_name)) order by x.id desc)
        from survey_mailing_step x where x.mailing_id = m.id), '[]') as steps
    from survey_mailing m join survey s on s.id = m.survey_id
    where m.organization_id = ${scope.organizationId}
      ${id ? sql`and m.id = ${id}` : sql``} ${surveyId ? sql`and m.survey_id = ${surveyId} and m.because is null` : sql``}
    order by m.created_at desc, m.id desc limit 200`)
  return rows.map((row) => ({ ...row, steps: row.steps.map((step) => ({ ...step, at: new Date(step.at) })) }))
}

export const findMailing = async (scope: Scope, id: string): Promise<MailingRow | undefined> =>
  (await listMailings(scope, { id }))[0]

/** Holds the mailing until the end of the transaction. */
export async function lockMailing(tx: Tx, id: string): Promise<MailingRow | undefined> {
  await tx.query(
    sql`select 1 from survey_mailing where organization_id = ${tx.organizationId} and id = ${id} for update`,
  )
  return findMailing(tx, id)
}

export type Settings = {
  audienceId: string
  audienceName: string
  texts: readonly MailingText[]
  spreadHours: number
  perDomainHour: number | null
  reminders: number
  remindAfterDays: number
}

export const insertMailing = (tx: Tx, one: { id: string; surveyId: string } & Settings) =>
  tx.query(sql`
    insert into survey_mailing (id, organization_id, survey_id, audience_id, audience_name, texts, spread_hours, per_domain_hour,
      remind_after_days, reminders, created_by, created_at, updated_by, updated_at)
    values (${one.id}, ${tx.organizationId}, ${one.surveyId}, ${one.audienceId}, ${one.audienceName}, ${json(one.texts)},
      ${one.spreadHours}, ${one.perDomainHour}, ${one.remindAfterDays}, ${one.reminders}, ${tx.actor.name}, ${tx.now()}, ${tx.actor.name}, ${tx.now()})`)

export const updateMailing = (tx: Tx, id: string, to: Settings) =>
  tx.query(sql`
    update survey_mailing set audience_id = ${to.audienceId}, audience_name = ${to.audienceName}, texts = ${json(to.texts)},
      spread_hours = ${to.spreadHours}, per_domain_hour = ${to.perDomainHour}, remind_after_days = ${to.remindAfterDays},
      reminders = ${to.reminders}, version = version + 1, updated_by = ${tx.actor.name}, updated_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${id}`)

/** The audience as it is at the moment of sending. */
export const freezeAudience = (tx: Tx, id: string, definition: AudienceDefinition) =>
  tx.query(
    sql`update survey_mailing set audience = ${json(definition)} where organization_id = ${tx.organizationId} and id = ${id}`,
  )

export const deleteMailing = (tx: Tx, id: string) =>
  tx.query(sql`delete from survey_mailing where organization_id = ${tx.organizationId} and id = ${id}`)

export const insertStep = (
  tx: Tx,
  mailingId: string,
  step: { state: Step["state"]; people?: number; reason?: string | undefined },
) =>
  tx.query(sql`
    insert into survey_mailing_step (mailing_id, state, people, reason, actor_kind, actor_id, actor_name, at)
    values (${mailingId}, ${step.state}, ${step.people ?? null}, ${step.reason ?? null}, ${tx.actor.kind}, ${tx.actor.id},
      ${tx.actor.name}, ${tx.now()})`)

/** Mailings being sent, of every organization: what a start goes on with. */
export const mailingsBeingSent = (runner: Runner) =>
  runner.query<{ id: string; organization_id: string }>(sql`
    select m.id, m.organization_id from survey_mailing m where (select x.state from survey_mailing_step x
      where x.mailing_id = m.id order by x.id desc limit 1) = 'sending'`)

export async function organizationName(scope: Scope): Promise<string> {
  const [row] = await scope.query<{ name: string }>(
    sql`select name from organization where id = ${scope.organizationId}`,
  )
  return row!.name
}
