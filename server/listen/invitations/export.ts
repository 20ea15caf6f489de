import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import type { MailingRow } from "./mailing.ts"
import { presentedInvitations } from "./present.ts"
import type { InviteeFilter } from "./recipients.ts"

/** The people of a mailing as a file: names and addresses only with the right to them. */
export async function exportInvitations(
  scope: Scope,
  mailing: MailingRow,
  filter: InviteeFilter,
  format: ExportFormat,
) {
  const personalData = scope.permissions.has("personal_data")
  await scope.transaction((tx) =>
    record(tx, "mailing.people_exported", `mailing:${mailing.id}`, {
      surveyId: mailing.survey_id,
      format,
      personalData,
    }),
  )
  return writeTable(format, columns, rows(scope, mailing.id, filter), { sheet: "Invitations" })
}

const pageSize = 500
const columns = [
  "person",
  "name",
  "email",
  "language",
  "state",
  "reason",
  "doneAt",
  "answeredAt",
  "bouncedAt",
  "unsubscribedAt",
  "reminders",
  "response",
]

async function* rows(scope: Scope, mailingId: string, filter: InviteeFilter) {
  for (let after: string | undefined; ; ) {
    const page = await presentedInvitations(scope, mailingId, filter, { limit: pageSize, ...(after ? { after } : {}) })
    for (const one of page)
      yield [
        one.person.id,
        one.person.name,
        one.email,
        one.language,
        one.state,
        one.reason,
        ...[one.doneAt, one.answeredAt, one.bouncedAt, one.unsubscribedAt].map((at) => at && new Date(at)),
        one.reminders,
        one.response,
      ]
    if (page.length < pageSize) return
    after = page.at(-1)!.id
  }
}
