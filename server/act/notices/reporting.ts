import { unsubscribe } from "../../listen/people/public.ts"
import { withoutAddresses } from "../../platform/addresses.ts"
import { coded } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { z } from "../../platform/schema.ts"
import { mintSystemScope, type Scope } from "../../platform/scope.ts"
import { DeliveryReport } from "./contract.ts"
import { isSigned, tokenOf } from "./provider.ts"
import { type Addressed, markRecipient, recipientOfToken } from "./recipients.ts"
import { settingsOf } from "./store.ts"
import { existing, named } from "./verbs.ts"

const Reports = z.union([DeliveryReport.transform((one) => [one]), z.array(DeliveryReport).min(1).max(1_000)])
type Report = z.output<typeof DeliveryReport>

/**
 * Takes what a provider says became of messages. The organization is that of the first message named; the report must be
 * signed with its secret, and says nothing about messages of others. The same report twice changes nothing.
 * Throws 401 `notice.report_unsigned`, whatever is wrong with it.
 */
export async function takeReports(
  { stores, vault }: Pick<Platform, "stores" | "vault">,
  headers: Headers,
  body: string,
): Promise<void> {
  const reports = read(body)
  const first = reports[0] && (await recipientOf(stores, reports[0]))
  if (!first) throw coded("notice.report_unsigned")
  const scope = mintSystemScope(stores, first.organizationId, "SMS provider")
  const { webhookSecret } = await settingsOf(scope)
  if (!webhookSecret || !isSigned(vault, webhookSecret, body, headers)) throw coded("notice.report_unsigned")
  for (const report of reports) {
    const recipient = await recipientOf(stores, report)
    if (recipient?.organizationId === scope.organizationId) await take(scope, recipient, report)
  }
}

function read(body: string): Report[] {
  try {
    return Reports.safeParse(JSON.parse(body)).data ?? []
  } catch {
    return []
  }
}

async function recipientOf({ database }: Platform["stores"], { id }: Report): Promise<Addressed | undefined> {
  const token = tokenOf(id)
  return token === undefined ? undefined : recipientOfToken(database, token)
}

const marks = { delivered: "delivered", failed: "bounced", opted_out: "unsubscribed" } as const

async function take(scope: Scope, recipient: Addressed, { state, reason }: Report) {
  await scope.transaction(async (tx) => {
    const notice = await existing(tx, recipient.noticeId)
    const words = reason === undefined ? undefined : withoutAddresses(reason)
    const [marked] = await markRecipient(tx, recipient, marks[state], words)
    if (!marked?.first) return
    const about = { ...named(notice), personId: recipient.personId }
    if (state === "failed") await record(tx, "notice.bounced", `notice:${notice.id}`, { ...about, status: null })
    if (state === "opted_out") {
      await unsubscribe(tx, recipient.personId, "notice")
      await record(tx, "notice.unsubscribed", `notice:${notice.id}`, about)
    }
  })
}
