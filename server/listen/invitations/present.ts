import { wilson } from "../../../stats/intervals.ts"
import type { Platform } from "../../platform/platform.ts"
import type { Scope } from "../../platform/scope.ts"
import { findPeople } from "../people/public.ts"
import type { Invitation, Mailing } from "./contract.ts"
import { type MailingRow, stateOf } from "./mailing.ts"
import { type InviteeFilter, listInvitees, type Tally, talliesOf } from "./recipients.ts"

export async function presented(
  scope: Scope,
  { mailer }: Pick<Platform, "mailer">,
  rows: readonly MailingRow[],
): Promise<Mailing[]> {
  const tallies = await talliesOf(
    scope,
    rows.map((row) => row.id),
  )
  return rows.map((row) => {
    const tally = tallies.get(row.id)
    return {
      id: row.id,
      survey: { id: row.survey_id, title: row.survey_title, state: row.survey_state },
      audience: { id: row.audience_id, name: row.audience_name },
      state: stateOf(row),
      steps: row.steps.map(({ state, people, reason, at, actor }) => ({
        ...{ state, people, reason, at: at.toISOString(), by: actor.name },
      })),
      texts: row.texts,
      spreadHours: row.spread_hours,
      perDomainHour: row.per_domain_hour,
      reminders: row.reminders,
      remindAfterDays: row.remind_after_days,
      version: row.version,
      tally: tally ? asTally(tally) : null,
      mailIsSent: mailer.address !== null,
      created: { at: row.created_at.toISOString(), by: row.created_by },
      updated: { at: row.updated_at.toISOString(), by: row.updated_by },
    }
  })
}

function asTally({ arrived, nextAt, ...tally }: Tally): NonNullable<Mailing["tally"]> {
  const { low, high } = arrived > 0 ? wilson(Math.min(tally.answered, arrived), arrived) : { low: null, high: null }
  const estimate = arrived > 0 ? Math.min(tally.answered, arrived) / arrived : null
  return { ...tally, nextAt: nextAt?.toISOString() ?? null, rate: { n: arrived, estimate, low, high } }
}

/** The people of a mailing as a list shows them, masked without the right to personal data. */
export async function presentedInvitations(
  scope: Scope,
  mailingId: string,
  filter: InviteeFilter,
  page: { after?: string; limit: number },
): Promise<Invitation[]> {
  const rows = await listInvitees(scope, mailingId, filter, page)
  const ids = rows.map((row) => row.personId)
  const people = ids.length > 0 ? await findPeople(scope, { ids, limit: ids.length }) : []
  const byId = new Map(people.flatMap((one) => one.ids.map((id) => [id, one] as const)))
  const masked = !scope.permissions.has("personal_data")
  return rows.map((row) => {
    const person = byId.get(row.personId)
    return {
      id: row.personId,
      person: { id: person?.id ?? row.personId, name: person?.name ?? null, masked },
      email: person?.identities.find((one) => one.kind === "email")?.value ?? null,
      language: row.language,
      state: row.state,
      reason: row.reason,
      why: row.detail,
      dueAt: row.state === "waiting" || row.state === "later" ? row.dueAt.toISOString() : null,
      doneAt: row.doneAt?.toISOString() ?? null,
      answeredAt: row.answeredAt?.toISOString() ?? null,
      bouncedAt: row.bouncedAt?.toISOString() ?? null,
      unsubscribedAt: row.unsubscribedAt?.toISOString() ?? null,
      reminders: row.reminders,
      response: row.response,
    }
  })
}
