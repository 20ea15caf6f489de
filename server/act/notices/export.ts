import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import type { NoticeRow } from "./notice.ts"
import { presented, presentedRecipients } from "./present.ts"
import type { RecipientFilter } from "./recipients.ts"
import { listNotices, type NoticeFilter } from "./store.ts"

/** Every notice of a list as a file, with what became of it. */
export async function exportNotices(scope: Scope, filter: NoticeFilter, format: ExportFormat) {
  await scope.transaction((tx) => record(tx, "notice.list_exported", null, { format }))
  return writeTable(format, noticeColumns, noticeRows(scope, filter), { sheet: "Notices" })
}

/** The list of people of a notice as a file: names and addresses only with the right to them. */
export async function exportRecipients(scope: Scope, notice: NoticeRow, filter: RecipientFilter, format: ExportFormat) {
  await scope.transaction((tx) =>
    record(tx, "notice.people_exported", `notice:${notice.id}`, {
      planId: notice.plan_id,
      format,
      personalData: scope.permissions.has("personal_data"),
    }),
  )
  return writeTable(format, recipientColumns, recipientRows(scope, notice, filter), { sheet: "Recipients" })
}

const pageSize = 500
const noticeColumns = [
  "number",
  "plan",
  "planTitle",
  "kind",
  "title",
  "state",
  "people",
  "sent",
  "uncertain",
  "kept",
  "refused",
  "bounced",
  "delivered",
  "dropped",
  "unsubscribed",
  "createdBy",
  "createdAt",
]

async function* noticeRows(scope: Scope, filter: NoticeFilter) {
  for (let before = filter.before; ; ) {
    const page = await listNotices(scope, { ...filter, limit: pageSize, ...(before === undefined ? {} : { before }) })
    for (const one of await presented(scope, page)) {
      const { tally } = one
      yield [
        one.number,
        one.plan.number,
        one.plan.title,
        one.kind,
        one.title,
        one.state,
        tally?.total ?? 0,
        tally?.sent ?? 0,
        tally?.uncertain ?? 0,
        tally?.kept ?? 0,
        tally?.refused ?? 0,
        tally?.bounced ?? 0,
        tally?.delivered ?? 0,
        tally?.dropped ?? 0,
        tally?.unsubscribed ?? 0,
        one.createdBy,
        new Date(one.createdAt),
      ]
    }
    if (page.length < pageSize) return
    before = page.at(-1)!.number
  }
}

const recipientColumns = [
  "person",
  "name",
  "address",
  "language",
  "state",
  "reason",
  "tries",
  "response",
  "doneAt",
  "bouncedAt",
  "deliveredAt",
  "unsubscribedAt",
]

async function* recipientRows(scope: Scope, notice: NoticeRow, filter: RecipientFilter) {
  for (let after = filter.after; ; ) {
    const page = await presentedRecipients(scope, notice, {
      ...filter,
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    })
    for (const one of page)
      yield [
        one.personId,
        one.name,
        one.address,
        one.language,
        one.state,
        one.reason,
        one.tries,
        one.response,
        one.doneAt && new Date(one.doneAt),
        one.bouncedAt && new Date(one.bouncedAt),
        one.deliveredAt && new Date(one.deliveredAt),
        one.unsubscribedAt && new Date(one.unsubscribedAt),
      ]
    if (page.length < pageSize) return
    after = page.at(-1)!.personId
  }
}
