import { hashOf } from "../../platform/addresses.ts"
import { record } from "../../platform/outbox.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { contactsOf, markBounced, unsubscribe } from "../people/public.ts"
import { endAsks } from "../policy/public.ts"
import { type Addressed, inviteeOfToken, markInvitee } from "./recipients.ts"
import { findMailing, organizationName } from "./store.ts"

/** Whether a return address or an unsubscribe link is of a letter that asked. */
export const knowsInvitee = async (stores: Stores, token: string): Promise<boolean> =>
  (await inviteeOfToken(stores.database, token)) !== undefined

/** What somebody answered to, by the token of the letter; for mail that comes back. */
export async function letterOfToken(stores: Stores, token: string) {
  const invitee = await inviteeOfToken(stores.database, token)
  if (!invitee) return undefined
  const scope = mintSystemScope(stores, invitee.organizationId, "Customer")
  const mailing = await findMailing(scope, invitee.mailingId)
  return (
    mailing && { scope, personId: invitee.personId, surveyId: mailing.survey_id, surveyTitle: mailing.survey_title }
  )
}

/** A letter that could not be delivered: the address it went to does not work. The same twice changes nothing. */
export async function takeReturned(stores: Stores, token: string, status: string | null): Promise<void> {
  const invitee = await inviteeOfToken(stores.database, token)
  if (!invitee) return
  const scope = mintSystemScope(stores, invitee.organizationId, "Mail")
  const [contact] = await contactsOf(scope, [invitee.personId])
  await scope.transaction(async (tx) => {
    const { first } = await markInvitee(tx, invitee, "bounced", status ?? undefined)
    if (!first) return
    if (invitee.askId && invitee.round === 0) await endAsks(tx, [invitee.askId], "bounced")
    await tell(tx, invitee, "mailing.bounced", { status })
    // She may have another address by now: only the one it went to does not work.
    if (contact?.email && hashOf(contact.email) === invitee.addressHash)
      await markBounced(tx, contact.email, `returned: ${status ?? "undeliverable"}`)
  })
}

/** What the link at the foot of a letter asks; undefined where the token is not of one. Changes nothing. */
export async function unsubscribingOf(stores: Stores, token: string) {
  const invitee = await inviteeOfToken(stores.database, token)
  if (!invitee) return undefined
  const organization = await organizationName(mintSystemScope(stores, invitee.organizationId))
  return { organization, done: invitee.unsubscribedAt !== null }
}

/** She wants to be asked no more (RFC 8058: one click), by any survey. Doing it twice changes nothing. False: no such letter. */
export async function unsubscribeFromSurveys(stores: Stores, token: string): Promise<boolean> {
  const invitee = await inviteeOfToken(stores.database, token)
  if (!invitee) return false
  const scope = mintSystemScope(stores, invitee.organizationId, "Customer")
  await scope.transaction(async (tx) => {
    const { first } = await markInvitee(tx, invitee, "unsubscribed")
    if (!first) return
    await unsubscribe(tx, invitee.personId, "survey", "surveys")
    if (invitee.askId) await endAsks(tx, [invitee.askId], "unsubscribed")
    await tell(tx, invitee, "mailing.unsubscribed", {})
  })
  return true
}

async function tell(
  tx: Parameters<typeof record>[0],
  { mailingId, personId }: Addressed,
  event: "mailing.bounced" | "mailing.unsubscribed",
  more: object,
) {
  const mailing = await findMailing(tx as Scope, mailingId)
  await record(tx, event, `mailing:${mailingId}`, { surveyId: mailing?.survey_id ?? null, personId, ...more })
}
