import { findProblem } from "../../decide/problems/public.ts"
import { type Intake, receiveFeedback } from "../../listen/feedback/public.ts"
import { knowsInvitee, letterOfToken, takeReturned } from "../../listen/invitations/public.ts"
import { contactsOf, markBounced } from "../../listen/people/public.ts"
import { hashOf } from "../../platform/addresses.ts"
import { newId } from "../../platform/ids.ts"
import type { ReceivedMail } from "../../platform/inbound-mail.ts"
import { type Read, readMail } from "../../platform/mail-reading.ts"
import { record } from "../../platform/outbox.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import {
  type Addressed,
  findNotice,
  markRecipient,
  type NoticeRow,
  named,
  recipientOfToken,
} from "../notices/public.ts"
import { findPlan } from "../plans/public.ts"
import { insertReply, knowsReply } from "./store.ts"

/** Mailboxes are named after the recipient of a notice: reply+… for answers, bounce+… for what cannot be delivered. */
const mailbox = /^(reply|bounce)\+([a-z2-9]{26})$/

export const knowsMailbox = async (stores: Stores, name: string): Promise<boolean> => {
  const token = mailbox.exec(name)?.[2]
  if (token === undefined) return false
  return (await recipientOfToken(stores.database, token)) !== undefined || knowsInvitee(stores, token)
}

/**
 * Takes a mail that came back. Words are feedback like any other, with the person, the product and the notice they are
 * about; a returned mail marks the address; answering machines are counted and not read. The same mail twice counts once.
 */
export async function takeMail(stores: Stores, intake: Intake, mail: ReceivedMail): Promise<void> {
  const read = await readMail(mail.raw, mail.from)
  for (const name of new Set(mail.to)) {
    const token = mailbox.exec(name)?.[2]
    const recipient = token === undefined ? undefined : await recipientOfToken(stores.database, token)
    if (!recipient) {
      if (token !== undefined) await takeAnswerToSurvey(stores, intake, token, read)
      continue
    }
    const scope = mintSystemScope(stores, recipient.organizationId, "Customer")
    const notice = await findNotice(scope, recipient.noticeId)
    if (!notice || (await knowsReply(scope, notice.id, read.hash))) continue
    if (read.kind === "reply") await takeWords(scope, intake, notice, recipient, read)
    else if (read.kind === "bounce") await takeBounce(scope, notice, recipient, read)
    else await scope.transaction((tx) => insertReply(tx, { id: newId(), notice, recipient, read, feedbackId: null }))
  }
}

/** To the letter of a survey: words are feedback, a returned one marks the address, a machine's answer is nothing. */
async function takeAnswerToSurvey(stores: Stores, intake: Intake, token: string, read: Read) {
  if (read.kind === "bounce") return takeReturned(stores, token, read.status)
  const letter = read.kind === "reply" ? await letterOfToken(stores, token) : undefined
  if (!letter) return
  const [contact] = await contactsOf(letter.scope, [letter.personId])
  const email = read.from ?? contact?.email
  await receiveFeedback(letter.scope, intake, [
    {
      source: "survey-reply",
      externalId: `${read.hash}.${token}`,
      kind: "email",
      channel: "email",
      touchpoint: "survey",
      ...(email && isAddress(email) ? { person: { email } } : {}),
      text: read.words,
      attributes: { survey: letter.surveyTitle },
    },
  ])
}

async function takeWords(scope: Scope, intake: Intake, notice: NoticeRow, recipient: Addressed, read: Read) {
  const plan = await findPlan(scope, notice.plan_id)
  const problem = plan && (await findProblem(scope, plan.problemId))
  const [contact] = await contactsOf(scope, [recipient.personId])
  // Whoever answers from another address (a husband, a colleague) is somebody else; without an address it is the recipient.
  const email = read.from ?? contact?.email
  const { product, component, version, batch } = problem?.slice ?? {}
  const [received] = await receiveFeedback(scope, intake, [
    {
      source: "notice-reply",
      externalId: `${read.hash}.${recipient.token}`,
      kind: "email",
      channel: "email",
      touchpoint: "notice",
      ...(product ? { product } : {}),
      ...(component ? { component } : {}),
      ...(version ? { version } : {}),
      ...(batch ? { batch } : {}),
      ...(email && isAddress(email) ? { person: { email } } : {}),
      text: read.words,
      attributes: { notice: notice.number, ...(plan ? { plan: plan.number } : {}) },
    },
  ])
  await scope.transaction(async (tx) => {
    const first = await insertReply(tx, { id: newId(), notice, recipient, read, feedbackId: received!.id })
    if (!first) return
    await record(tx, "notice.replied", `notice:${notice.id}`, {
      ...named(notice),
      personId: recipient.personId,
      feedbackId: received!.id,
      problemId: problem?.id ?? null,
    })
  })
}

async function takeBounce(scope: Scope, notice: NoticeRow, recipient: Addressed, read: Read) {
  const [contact] = await contactsOf(scope, [recipient.personId])
  await scope.transaction(async (tx) => {
    if (!(await insertReply(tx, { id: newId(), notice, recipient, read, feedbackId: null }))) return
    await markRecipient(tx, recipient, "bounced", read.status ?? undefined)
    await record(tx, "notice.bounced", `notice:${notice.id}`, {
      ...named(notice),
      personId: recipient.personId,
      status: read.status,
    })
    // She may have another address by now: only the one it went to does not work.
    if (contact?.email && hashOf(contact.email) === recipient.addressHash)
      await markBounced(tx, contact.email, `returned: ${read.status ?? "undeliverable"}`)
  })
}

const isAddress = (text: string) => /^[^@\s<>]{1,64}@[^@\s<>]{3,180}$/.test(text)
