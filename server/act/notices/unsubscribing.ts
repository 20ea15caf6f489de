import { unsubscribeFromSurveys, unsubscribingOf } from "../../listen/invitations/public.ts"
import { unsubscribe } from "../../listen/people/public.ts"
import { coded } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { isForSafety } from "./notice.ts"
import { markRecipient, recipientOfToken } from "./recipients.ts"
import { organizationName } from "./sending.ts"
import { existing, named } from "./verbs.ts"

/** What somebody is asked who opens the link at the foot of her mail. Opening it changes nothing: link scanners open links too. */
export async function unsubscribePage(stores: Stores, token: string) {
  const recipient = await recipientOfToken(stores.database, token)
  if (!recipient) {
    const asked = await unsubscribingOf(stores, token)
    if (!asked) throw coded("standing.unknown")
    return { ...asked, safety: false, surveys: true }
  }
  const scope = mintSystemScope(stores, recipient.organizationId)
  const notice = await existing(scope, recipient.noticeId)
  return {
    organization: await organizationName(scope),
    safety: isForSafety(notice),
    surveys: false,
    done: recipient.unsubscribedAt !== null,
  }
}

/** She wants no more of these (RFC 8058: one click). Safety notices still reach her. Doing it twice changes nothing. */
export async function unsubscribeByToken(stores: Stores, token: string): Promise<void> {
  const recipient = await recipientOfToken(stores.database, token)
  if (!recipient) {
    if (await unsubscribeFromSurveys(stores, token)) return
    throw coded("standing.unknown")
  }
  const scope = mintSystemScope(stores, recipient.organizationId, "Customer")
  await scope.transaction(async (tx) => {
    const notice = await existing(tx, recipient.noticeId)
    const [marked] = await markRecipient(tx, recipient, "unsubscribed")
    if (!marked?.first) return
    await unsubscribe(tx, recipient.personId, "notice")
    await record(tx, "notice.unsubscribed", `notice:${notice.id}`, { ...named(notice), personId: recipient.personId })
  })
}
