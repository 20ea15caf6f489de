import type { Survey } from "../../../survey/definition.ts"
import { textAmong } from "../../../survey/languages.ts"
import { domainOf, hashOf, withoutAddresses } from "../../platform/addresses.ts"
import { handOverAll, isDeadAddress, nextTry, type Trouble } from "../../platform/handing-over.ts"
import type { Mail, MailOutcome } from "../../platform/mail.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { type Contact, contactsOf, markBounced, rootsOf } from "../people/public.ts"
import {
  claimAsks,
  dropPlanned,
  endAsks,
  linkAsk,
  quietUntil,
  type Reason,
  rulesOf,
  whyNot,
  withdrawAsk,
} from "../policy/public.ts"
import { insertLinks, knownOf, urlOf } from "../surveys/public.ts"
import { type Letter, letterOf } from "./letter.ts"
import { type MailingRow, recordOf, stateOf } from "./mailing.ts"
import {
  claimInvitee,
  dueInvitees,
  type Invitee,
  insertReminder,
  isAnswered,
  nextDue,
  noteInvitee,
  sentLastHour,
  settleClaims,
  talliesOf,
} from "./recipients.ts"
import { findMailing, insertStep, organizationName } from "./store.ts"
import { publishedSurvey } from "./verbs.ts"

export type Sending = Pick<Platform, "stores" | "mailer" | "publicUrl" | "realtime" | "log" | "inboundDomain">

/** What is to happen after a run: nothing more, or the next one after some seconds. */
export type After = { again: false } | { again: true; afterSeconds: number }

/**
 * Sends what is due of a mailing. Each letter is claimed, with its ask and its link, before it is handed over, and noted
 * after: a run that dies in between leaves a claim, which the next run settles as "may have arrived". At most once for
 * each person, whatever happens.
 */
export async function sendDue(sending: Sending, scope: Scope, mailingId: string, signal?: AbortSignal): Promise<After> {
  await settleClaims(scope, mailingId)
  const until = performance.now() + runMs
  while (performance.now() < until && !signal?.aborted) {
    const mailing = await findMailing(scope, mailingId)
    if (!mailing || stateOf(mailing) !== "sending") return { again: false }
    if (mailing.survey_state !== "open") {
      await halt(scope, mailing, "survey_not_open")
      return { again: false }
    }
    const quiet = quietUntil((await rulesOf(scope)).rules.quiet, scope.now())
    if (quiet) return { again: true, afterSeconds: secondsTo(scope, quiet) }
    const due = await dueInvitees(scope, mailingId, batchSize)
    if (due.length === 0) {
      const next = await nextDue(scope, mailingId)
      if (next) return { again: true, afterSeconds: secondsTo(scope, next) }
      await finish(scope, mailing)
      return { again: false }
    }
    const trouble = await sendBatch(sending, scope, mailing, due, signal)
    await sending.realtime.tell(scope.organizationId, { name: "progress", record: recordOf(mailing) })
    if (trouble && "wait" in trouble) return { again: true, afterSeconds: trouble.wait }
    if (trouble) {
      await halt(scope, mailing, "mail_server", trouble.against)
      return { again: false }
    }
  }
  return { again: true, afterSeconds: 0 }
}

const runMs = 60_000
const batchSize = 100
const rateWaitSeconds = 300
const longestWaitSeconds = 3_600

const secondsTo = (scope: Scope, at: Date) =>
  Math.min(longestWaitSeconds, Math.max(1, Math.ceil((at.getTime() - scope.now().getTime()) / 1000)))

type Batch = {
  mailing: MailingRow
  survey: Survey
  organization: string
  contacts: Map<string, Contact>
  sentToDomain: Map<string, number>
}

async function sendBatch(
  sending: Sending,
  scope: Scope,
  mailing: MailingRow,
  due: readonly Invitee[],
  signal?: AbortSignal,
): Promise<Trouble | undefined> {
  const ids = due.map((one) => one.personId)
  const roots = await rootsOf(scope, ids)
  const byRoot = new Map((await contactsOf(scope, ids)).map((one) => [one.personId, one]))
  const batch: Batch = {
    mailing,
    survey: (await publishedSurvey(scope, mailing.survey_id)).definition,
    organization: await organizationName(scope),
    contacts: new Map(
      ids.flatMap((id) => (byRoot.has(roots.get(id) ?? id) ? [[id, byRoot.get(roots.get(id) ?? id)!]] : [])),
    ),
    sentToDomain: mailing.per_domain_hour ? await sentLastHour(scope) : new Map(),
  }
  return handOverAll(due, (one) => sendOne(sending, scope, batch, one), signal)
}

async function sendOne(
  sending: Sending,
  scope: Scope,
  batch: Batch,
  invitee: Invitee,
): Promise<MailOutcome | undefined> {
  const { mailing, contacts, sentToDomain } = batch
  const contact = contacts.get(invitee.personId)
  const email = contact?.email
  if (!contact || !email) {
    await drop(scope, mailing, invitee, { code: contact ? "no_address" : "erased" })
    return undefined
  }
  const domain = domainOf(email)
  const toDomain = sentToDomain.get(domain) ?? 0
  if (mailing.per_domain_hour && toDomain >= mailing.per_domain_hour) {
    const dueAt = new Date(scope.now().getTime() + rateWaitSeconds * 1000)
    await noteInvitee(scope, mailing.id, invitee, { state: "later", reason: "domain_limit", dueAt })
    return undefined
  }
  // Counted before it is claimed: others are at work on the same batch.
  sentToDomain.set(domain, toDomain + 1)
  const claimed = await claim(scope, batch, invitee, { hash: hashOf(email), domain })
  if (!claimed) {
    sentToDomain.set(domain, sentToDomain.get(domain)! - 1)
    return undefined
  }
  const outcome = await sending.mailer.send(scope, await mailTo(sending, scope, batch, claimed, contact))
  await noteOutcome(scope, batch, claimed, email, outcome)
  return outcome
}

type Claimed = Invitee & { key: string; linkId: string }

/** Asks the contact policy, makes her link and takes the letter, all in one transaction; undefined where she is not written to. */
async function claim(
  scope: Scope,
  { mailing, contacts }: Batch,
  invitee: Invitee,
  address: { hash: string; domain: string },
): Promise<Claimed | undefined> {
  const personId = contacts.get(invitee.personId)!.personId
  const { id, survey_id: surveyId } = mailing
  try {
    return await scope.transaction(async (tx) => {
      if (invitee.round > 0) {
        const reason = await whyNotRemind(tx, mailing, invitee, personId)
        if (reason) return void (await drop(tx, mailing, invitee, reason))
        const link = { key: invitee.key!, linkId: invitee.linkId! }
        const mine = await claimInvitee(tx, id, invitee, { ...address, askId: invitee.askId, linkId: link.linkId })
        return mine ? { ...invitee, ...link } : undefined
      }
      const asking = { surveyId, channel: "email", cause: { kind: "mailing", id }, people: [{ personId }] }
      const { asked, held } = await claimAsks(tx, asking, { unsaid: true })
      const reason = held.get(personId)
      if (reason) return void (await drop(tx, mailing, invitee, reason))
      const askId = asked.get(personId)!
      const [made] = invitee.linkId
        ? [{ id: invitee.linkId, key: invitee.key! }]
        : await insertLinks(tx, surveyId, [{ kind: "personal", personId, language: invitee.language }])
      await linkAsk(tx, askId, made!.id)
      if (!(await claimInvitee(tx, id, invitee, { ...address, askId, linkId: made!.id }))) throw new Taken()
      await dropPlanned(tx, recordOf(mailing), [invitee.personId])
      return { ...invitee, askId, linkId: made!.id, key: made!.key }
    })
  } catch (error) {
    if (error instanceof Taken) return undefined
    if ((error as { code?: string }).code !== "23505") throw error
    await noteInvitee(scope, id, invitee, { state: "dropped", reason: "same_address" })
    return undefined
  }
}

/** Somebody else has this letter: what was written for it is rolled back. */
class Taken extends Error {}

/** Who has answered is not reminded; nor whom the policy keeps from being asked, her first ask apart. */
async function whyNotRemind(tx: Tx, mailing: MailingRow, invitee: Invitee, personId: string) {
  if (await isAnswered(tx, invitee)) return { code: "answered" as const }
  const why = await whyNot(tx, { surveyId: mailing.survey_id, personIds: [personId], channel: "email", reminder: true })
  return why.get(personId)
}

async function drop(scope: Scope, mailing: MailingRow, invitee: Invitee, reason: Reason | { code: "answered" }) {
  if (reason.code === "quiet_hours" && reason.until) {
    await noteInvitee(scope, mailing.id, invitee, { state: "later", dueAt: new Date(reason.until) })
    return
  }
  await noteInvitee(scope, mailing.id, invitee, {
    state: "dropped",
    reason: reason.code,
    ...(reason.code === "answered" ? {} : { detail: reason }),
  })
  await dropPlanned(scope, recordOf(mailing), [invitee.personId])
}

async function noteOutcome(scope: Scope, { mailing }: Batch, invitee: Claimed, email: string, outcome: MailOutcome) {
  const note = (to: Parameters<typeof noteInvitee>[3]) => noteInvitee(scope, mailing.id, invitee, to)
  const first = invitee.round === 0
  if (outcome.state === "sent") {
    await scope.transaction(async (tx) => {
      await noteInvitee(tx, mailing.id, invitee, { state: "sent", response: withoutAddresses(outcome.response) })
      const remindAt = new Date(tx.now().getTime() + mailing.remind_after_days * dayMs)
      if (invitee.round < mailing.reminders) await insertReminder(tx, mailing.id, invitee, remindAt)
    })
    return
  }
  if (outcome.state === "kept") {
    if (first) await endAsks(scope, [invitee.askId!], "not_sent")
    return void (await note({ state: "kept" }))
  }
  if (outcome.state === "uncertain")
    return void (await note({ state: "uncertain", response: withoutAddresses(outcome.reason) }))
  // It was not handed over: that she was asked is taken back, and asked of the policy again next time.
  const again = (to: Parameters<typeof noteInvitee>[3]) =>
    scope.transaction(async (tx) => {
      await noteInvitee(tx, mailing.id, invitee, to)
      if (first) await withdrawAsk(tx, invitee.askId!)
    })
  if (outcome.state === "unreachable" || outcome.whom === "sender") return again({ state: "waiting", untried: true })
  const response = withoutAddresses(outcome.response)
  const at = outcome.forGood ? null : nextTry(invitee.tries + 1, scope.now())
  if (at) return again({ state: "later", dueAt: at, response })
  const bounced = isDeadAddress(outcome)
  if (bounced) await markBounced(scope, email, response)
  if (first) await endAsks(scope, [invitee.askId!], bounced ? "bounced" : "not_sent")
  await note({ state: "refused", reason: outcome.forGood ? "refused" : "gave_up", response })
}

const dayMs = 86_400_000

async function mailTo(
  { publicUrl, mailer, inboundDomain }: Sending,
  scope: Scope,
  { mailing, survey, organization }: Batch,
  { token, key, language, round }: Claimed,
  contact: Contact,
): Promise<Mail> {
  const letter = await letterFor(scope, { mailing, survey, organization }, contact, {
    ...{ language, publicUrl, token, key, reminder: round > 0 },
  })
  return {
    ...letter,
    to: contact.email!,
    personId: contact.personId,
    fromName: organization,
    ...(inboundDomain
      ? { replyTo: `reply+${token}@${inboundDomain}`, returnTo: `bounce+${token}@${inboundDomain}` }
      : {}),
    messageId: `<survey.${token}@${mailer.address?.split("@")[1] ?? new URL(publicUrl).hostname}>`,
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "List-Unsubscribe": `<${publicUrl}/api/v1/unsubscribe/${token}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  }
}

/** One person's letter; without a link of her own (a preview) its answers lead nowhere. */
export async function letterFor(
  scope: Scope,
  { mailing, survey, organization }: Pick<Batch, "mailing" | "survey" | "organization">,
  contact: Pick<Contact, "personId" | "name"> | null,
  to: { language: string; publicUrl: string; token: string; key: string; reminder: boolean },
): Promise<Letter> {
  const text = textAmong(mailing.texts, [to.language])!
  const firstName = contact?.name?.split(/\s+/)[0]
  return letterOf({
    survey,
    text,
    language: to.language,
    organization,
    person: {
      ...(contact ? await knownOf(scope, contact.personId, survey) : {}),
      ...(firstName ? { firstName, name: contact!.name! } : {}),
    },
    address: urlOf(to.publicUrl, to.key),
    unsubscribeLink: `${to.publicUrl}/u/${to.token}`,
    reminder: to.reminder,
  })
}

async function finish(scope: Scope, mailing: MailingRow) {
  const tally = (await talliesOf(scope, [mailing.id])).get(mailing.id)
  const { sent = 0, kept = 0, refused = 0, uncertain = 0, dropped = 0, answered = 0 } = tally ?? {}
  await scope.transaction(async (tx) => {
    await insertStep(tx, mailing.id, { state: "sent", people: sent })
    await dropPlanned(tx, recordOf(mailing))
    const figures = { sent, kept, refused, uncertain, dropped, answered }
    await record(tx, "mailing.sent", recordOf(mailing), { surveyId: mailing.survey_id, ...figures })
  })
}

async function halt(scope: Scope, mailing: MailingRow, why: string, response?: string) {
  const reason = response ? `${why}: ${response}` : why
  await scope.transaction(async (tx) => {
    await insertStep(tx, mailing.id, { state: "paused", reason })
    await record(tx, "mailing.paused", recordOf(mailing), {
      surveyId: mailing.survey_id,
      title: mailing.survey_title,
      reason,
    })
  })
}
