import { textAmong } from "../../../survey/languages.ts"
import { type Contact, contactsOf, markBounced, rootsOf } from "../../listen/people/public.ts"
import { domainOf, hashOf, withoutAddresses } from "../../platform/addresses.ts"
import { handOverAll, isDeadAddress, nextTry, type Trouble } from "../../platform/handing-over.ts"
import type { Mail, MailOutcome } from "../../platform/mail.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { personIdsInFollowups } from "../followups/public.ts"
import { findPlan, markClock } from "../plans/public.ts"
import { linksFor } from "../standing/public.ts"
import { letterOf, messageOf } from "./letter.ts"
import { isForSafety, leavesOutConversations, type NoticeRow, stateOf } from "./notice.ts"
import { type Handed, handOver, type Message, messageId } from "./provider.ts"
import { addressOf, ownedOf, type Subject, subjectOf, usesOwned, valuesOf, whyNot } from "./reach.ts"
import {
  claimRecipient,
  dueRecipients,
  nextDue,
  noteRecipient,
  type Recipient,
  sentLastHour,
  settleClaims,
  talliesOf,
} from "./recipients.ts"
import { findNotice, insertStep, type Settings, settingsOf } from "./store.ts"
import { named } from "./verbs.ts"

export type Sending = Pick<Platform, "stores" | "mailer" | "outbound" | "vault" | "publicUrl" | "realtime" | "log"> & {
  /** Where answers and returned mails come in; null where no inbound mail is set up. */
  inboundDomain: string | null
}

/** What is to happen after a run: nothing more, the next one at once, or after some seconds. */
export type After = { again: false } | { again: true; afterSeconds: number }

/**
 * Sends what is due of a notice until it is all sent, paused, or the run has been long enough. Each recipient is claimed
 * before her mail is handed over and noted after: a run that dies in between leaves a claim, which the next run settles
 * as "may have arrived". At most once for each person, whatever happens.
 */
export async function sendNotice(
  sending: Sending,
  scope: Scope,
  noticeId: string,
  signal?: AbortSignal,
): Promise<After> {
  await settleClaims(scope, noticeId)
  const until = performance.now() + runMs
  while (performance.now() < until && !signal?.aborted) {
    const notice = await findNotice(scope, noticeId)
    if (!notice || stateOf(notice) !== "sending") return { again: false }
    if (await planWasClosed(scope, notice)) {
      await halt(scope, notice, "plan_closed")
      return { again: false }
    }
    const settings = await settingsOf(scope)
    const sent = settings.perHour || settings.perDomainHour ? await sentLastHour(scope) : undefined
    const allowance = settings.perHour ? Math.max(0, settings.perHour - (sent?.all ?? 0)) : batchSize
    if (allowance === 0) return { again: true, afterSeconds: rateWaitSeconds }
    const due = await dueRecipients(scope, noticeId, Math.min(batchSize, allowance))
    if (due.length === 0) {
      const next = await nextDue(scope, noticeId)
      if (next)
        return { again: true, afterSeconds: Math.max(1, Math.ceil((next.getTime() - scope.now().getTime()) / 1000)) }
      await finish(scope, notice)
      return { again: false }
    }
    const trouble = await sendBatch(sending, scope, notice, settings, due, sent?.byDomain ?? new Map(), signal)
    await sending.realtime.tell(scope.organizationId, { name: "progress", record: `notice:${noticeId}` })
    if (trouble && "wait" in trouble) return { again: true, afterSeconds: trouble.wait }
    if (trouble) {
      await halt(scope, notice, notice.channel === "email" ? "mail_server" : "provider", trouble.against)
      return { again: false }
    }
  }
  return { again: true, afterSeconds: 0 }
}

const runMs = 60_000
const batchSize = 100
const rateWaitSeconds = 300

type Batch = {
  notice: NoticeRow
  settings: Settings
  organization: string
  contacts: Map<string, Contact>
  owned: Awaited<ReturnType<typeof ownedOf>>
  about: Subject
  links: Map<string, string>
  /** Whom somebody began to speak with since the list was made, where such are left out. */
  spokenWith: Set<string>
  sentToDomain: Map<string, number>
  clockMarked: boolean
}

async function sendBatch(
  sending: Sending,
  scope: Scope,
  notice: NoticeRow,
  settings: Settings,
  due: readonly Recipient[],
  sentToDomain: Map<string, number>,
  signal?: AbortSignal,
): Promise<Trouble | undefined> {
  const ids = due.map((one) => one.personId)
  const [contacts, roots] = await contactsByGiven(scope, ids)
  const plan = await findPlan(scope, notice.plan_id)
  const batch: Batch = {
    notice,
    settings,
    organization: await organizationName(scope),
    contacts,
    owned: usesOwned(notice) ? await ownedOf(scope, roots) : new Map(),
    about: await subjectOf(scope, notice),
    links: await linksFor(scope, notice.plan_id, roots),
    spokenWith: leavesOutConversations(notice) ? await personIdsInFollowups(scope, ids) : new Set(),
    sentToDomain,
    clockMarked: plan?.clock.some((one) => one.step === "first_notice" && one.at !== null) ?? true,
  }
  return handOverAll(
    due,
    async (one) => {
      const outcome = await sendOne(sending, scope, batch, one)
      if (outcome?.state === "sent" && !batch.clockMarked) {
        batch.clockMarked = true
        await scope.transaction((tx) => markClock(tx, notice.plan_id, "first_notice"))
      }
      return outcome
    },
    signal,
  )
}

async function sendOne(
  sending: Sending,
  scope: Scope,
  batch: Batch,
  recipient: Recipient,
): Promise<Handed | undefined> {
  const { notice } = batch
  const note = (to: Parameters<typeof noteRecipient>[3]) => noteRecipient(scope, notice.id, recipient.personId, to)
  const contact = batch.contacts.get(recipient.personId)
  const reason = contact
    ? (whyNot(notice, contact) ?? (batch.spokenWith.has(recipient.personId) ? "in_conversation" : undefined))
    : "erased"
  if (reason) {
    await note({ state: "dropped", reason })
    return undefined
  }
  const byMail = notice.channel === "email"
  const address = addressOf(notice, contact!)!
  const domain = byMail ? domainOf(address) : "webhook"
  const toDomain = batch.sentToDomain.get(domain) ?? 0
  if (byMail && batch.settings.perDomainHour && toDomain >= batch.settings.perDomainHour) {
    await note({ state: "later", nextTryAt: new Date(scope.now().getTime() + rateWaitSeconds * 1000) })
    return undefined
  }
  // Counted before it is claimed: others are at work on the same batch.
  batch.sentToDomain.set(domain, toDomain + 1)
  const claim = await claimRecipient(scope, notice.id, recipient.personId, { hash: hashOf(address), domain })
  if (claim === "same_address") await note({ state: "dropped", reason: "same_address" })
  if (claim !== "claimed") {
    batch.sentToDomain.set(domain, batch.sentToDomain.get(domain)! - 1)
    return undefined
  }
  const outcome: Handed = byMail
    ? await sending.mailer.send(scope, mailTo(sending, batch, recipient, contact!))
    : await handOver(sending, batch.settings, messageTo(sending, batch, recipient, contact!), scope.now())
  await noteOutcome(scope, notice, recipient, address, outcome)
  return outcome
}

async function noteOutcome(
  scope: Scope,
  notice: NoticeRow,
  recipient: Recipient,
  address: string,
  outcome: MailOutcome,
) {
  const note = (to: Parameters<typeof noteRecipient>[3]) => noteRecipient(scope, notice.id, recipient.personId, to)
  if (outcome.state === "kept") return note({ state: "kept" })
  if (outcome.state === "sent") {
    return void (await note({ state: "sent", response: withoutAddresses(outcome.response) }))
  }
  if (outcome.state === "uncertain") return note({ state: "uncertain", response: withoutAddresses(outcome.reason) })
  if (outcome.state === "unreachable" || outcome.whom === "sender") return note({ state: "waiting", untried: true })
  const response = withoutAddresses(outcome.response)
  if (outcome.forGood) {
    if (isDeadAddress(outcome)) await markBounced(scope, address, response)
    return note({ state: "refused", reason: "refused", response })
  }
  const at = nextTry(recipient.tries + 1, scope.now())
  return at
    ? note({ state: "later", nextTryAt: at, response })
    : note({ state: "refused", reason: "gave_up", response })
}

/** What a provider of SMS or push is given for one person. */
export function messageTo(
  { publicUrl }: Pick<Sending, "publicUrl">,
  { notice, organization, owned, about, links }: Pick<Batch, "notice" | "organization" | "owned" | "about" | "links">,
  { token, language }: Pick<Recipient, "token" | "language">,
  contact: Contact,
): Message {
  const text = textAmong(notice.texts, [language, notice.language])!
  const statusLink = `${publicUrl}/s/${links.get(contact.personId) ?? ""}`
  const unsubscribeLink = isForSafety(notice) ? null : `${publicUrl}/u/${token}`
  const values = valuesOf(contact, owned.get(contact.personId) ?? [], about)
  const foot = { organization, safety: isForSafety(notice), statusLink, unsubscribeLink }
  const message = messageOf(text, values, foot)
  return {
    id: messageId(token),
    test: false,
    notice: { number: notice.number, kind: notice.kind },
    to: { personId: contact.personId, phone: contact.phone! },
    language: text.language,
    title: message.subject,
    text: message.text,
    statusLink,
    unsubscribeLink,
    reportTo: `${publicUrl}/api/v1/hooks/notices`,
  }
}

/** The mail itself. Its id is made of the notice and the person, so that a mail system that gets it twice can tell. */
export function mailTo(
  sending: Pick<Sending, "publicUrl" | "mailer" | "inboundDomain">,
  {
    notice,
    settings,
    organization,
    owned,
    about,
    links,
  }: Pick<Batch, "notice" | "settings" | "organization" | "owned" | "about" | "links">,
  recipient: Pick<Recipient, "token" | "language">,
  contact: Contact,
): Mail {
  const { publicUrl, mailer, inboundDomain } = sending
  const text = textAmong(notice.texts, [recipient.language, notice.language])!
  const unsubscribe = `${publicUrl}/api/v1/unsubscribe/${recipient.token}`
  const { blocks: _blocks, ...letter } = letterOf(text, valuesOf(contact, owned.get(contact.personId) ?? [], about), {
    organization,
    safety: isForSafety(notice),
    statusLink: `${publicUrl}/s/${links.get(contact.personId) ?? ""}`,
    unsubscribeLink: isForSafety(notice) ? null : `${publicUrl}/u/${recipient.token}`,
  })
  const replyTo = inboundDomain ? `reply+${recipient.token}@${inboundDomain}` : settings.replyTo
  return {
    ...letter,
    to: contact.email!,
    personId: contact.personId,
    fromName: organization,
    ...(replyTo ? { replyTo } : {}),
    ...(inboundDomain ? { returnTo: `bounce+${recipient.token}@${inboundDomain}` } : {}),
    messageId: `<notice.${recipient.token}@${mailer.address?.split("@")[1] ?? new URL(publicUrl).hostname}>`,
    headers: {
      // Answering machines keep quiet; people are asked to answer.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "OOF, AutoReply",
      ...(isForSafety(notice)
        ? {}
        : { "List-Unsubscribe": `<${unsubscribe}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
    },
  }
}

async function finish(scope: Scope, notice: NoticeRow) {
  const tally = (await talliesOf(scope, [notice.id])).get(notice.id)
  const { sent = 0, kept = 0, refused = 0, uncertain = 0, dropped = 0 } = tally ?? {}
  await scope.transaction(async (tx) => {
    await insertStep(tx, notice.id, { state: "sent", version: notice.version, people: sent })
    await record(tx, "notice.sent", `notice:${notice.id}`, {
      ...named(notice),
      sent,
      kept,
      refused,
      uncertain,
      dropped,
    })
  })
}

async function halt(scope: Scope, notice: NoticeRow, reason: string, response?: string) {
  await scope.transaction(async (tx) => {
    const words = response ? `${reason}: ${response}` : reason
    await insertStep(tx, notice.id, { state: "paused", version: notice.version, reason: words })
    await record(tx, "notice.paused", `notice:${notice.id}`, { ...named(notice), reason: words })
  })
}

/** A plan that was closed since somebody said "send": she is asked again. Telling that it is fixed goes with closing. */
async function planWasClosed(scope: Scope, notice: NoticeRow): Promise<boolean> {
  if (notice.kind === "fixed") return false
  const plan = await findPlan(scope, notice.plan_id)
  const begun = notice.steps.find((step) => step.state === "sending")
  return (
    plan?.closure !== null &&
    plan?.closure !== undefined &&
    begun !== undefined &&
    plan.closure.at > begun.at.toISOString()
  )
}

/** Contacts by the ids of the list; somebody merged meanwhile is written to as who she is now. */
async function contactsByGiven(scope: Scope, ids: readonly string[]): Promise<[Map<string, Contact>, string[]]> {
  const roots = await rootsOf(scope, ids)
  const byRoot = new Map((await contactsOf(scope, ids)).map((one) => [one.personId, one]))
  const given = new Map<string, Contact>()
  for (const id of ids) {
    const contact = byRoot.get(roots.get(id) ?? id)
    if (contact) given.set(id, contact)
  }
  return [given, [...byRoot.keys()]]
}

export const organizationName = async (scope: Scope): Promise<string> =>
  (await scope.query<{ name: string }>(sql`select name from organization where id = ${scope.organizationId}`))[0]!.name
