import type { FetchMessageObject, ImapFlow } from "imapflow"
import { readMail } from "../../platform/mail-reading.ts"
import type { Platform } from "../../platform/platform.ts"
import { isDatabaseAway, isDiskFull } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { changeFeedback, type FeedbackInput, feedbackByIds, receiveFeedbackWithin } from "../feedback/public.ts"
import { openFolder, readOfMail, withLine } from "./line.ts"
import { type MailOutcome, outcomeOf, writtenAt } from "./mailbox.ts"
import {
  accessOf,
  conversationOf,
  holdCheckpoint,
  insertMail,
  knowsMail,
  type MailboxRow,
  moveCheckpoint,
  saidBefore,
  saveNumbering,
  saveSettled,
  unsettledMails,
} from "./store.ts"

export type Reader = Pick<Platform, "reach" | "vault" | "mailer">
/** The most mails of one reading; what is left is read at once after it, so that one mailbox does not hold up others. */
const mostAtOnce = 300
const longestText = 20_000

/**
 * Reads what is new in a mailbox. Each mail, what became of it and the checkpoint are stored in one transaction, so that
 * a crash neither loses one nor takes it twice; the server is told (seen, moved) after that, and again if it was not.
 * Returns whether more is
 * waiting, and whether it was left to somebody else who is reading it too.
 */
export async function readMailbox(
  scope: Scope,
  reader: Reader,
  box: MailboxRow,
  signal?: AbortSignal,
): Promise<{ more: boolean; left: boolean }> {
  return withLine(
    reader.reach,
    accessOf(reader.vault, box),
    async (client) => {
      const opened = await openFolder(client, box.folder, { readOnly: box.afterwards === "leave" })
      const uidValidity = String(opened.uidValidity)
      if (uidValidity !== box.uid_validity) await saveNumbering(scope, box.id, uidValidity)
      const done = uidValidity === box.uid_validity ? box.uid_done : 0
      const found = opened.exists === 0 ? [] : await uidsAfter(client, done)
      let left = false
      for (const uid of found.slice(0, mostAtOnce)) {
        if (signal?.aborted) break
        const message = await client.fetchOne(
          String(uid),
          { uid: true, internalDate: true, source: { start: 0, maxLength: readOfMail } },
          { uid: true },
        )
        const arrived = { uidValidity, uid, message: message || undefined }
        const outcome = await take(scope, reader, box, arrived).catch((error) => leaveOut(scope, box, arrived, error))
        left = outcome === "stop"
        if (left) break
      }
      await settle(scope, client, box, uidValidity)
      return { more: found.length > mostAtOnce, left }
    },
    signal,
  )
}

// "n:*" also names the last mail where none is as new as that.
async function uidsAfter(client: ImapFlow, done: number): Promise<number[]> {
  const found = await client.search({ uid: `${done + 1}:*` }, { uid: true })
  return (found || []).filter((uid) => uid > done).sort((a, b) => a - b)
}

type Arrived = { uidValidity: string; uid: number; message: FetchMessageObject | undefined }

async function take(
  scope: Scope,
  reader: Reader,
  box: MailboxRow,
  { uidValidity, uid, message }: Arrived,
): Promise<MailOutcome | "known" | "stop"> {
  const received = new Date(message?.internalDate ?? scope.now())
  const read = message?.source ? await readMail(message.source, null) : undefined
  return scope.transaction(async (tx) => {
    if (!(await holdCheckpoint(tx, box.id, { uidValidity, uid }))) return "stop"
    await moveCheckpoint(tx, box.id, uid)
    // Somebody moved or deleted it meanwhile.
    if (!read) return "known"
    if (await knowsMail(tx, box.id, read.hash)) return "known"
    const ours = [reader.mailer.address, box.username].flatMap((one) => one?.toLowerCase() ?? [])
    const early = box.since !== null && received < box.since
    const outcome = early ? "early" : outcomeOf(read, { ours, ownDomains: box.own_domains })
    const writer = reader.vault.sign("mailbox writer", read.from ?? read.hash).slice(0, 22)
    const conversation = (await conversationOf(tx, box.id, read.answers)) ?? read.answers[0] ?? read.hash
    const kept = outcome === "taken" ? await keep(tx, box, { read, received, writer, conversation }) : undefined
    const became = kept?.outcome ?? outcome
    await insertMail(tx, {
      mailboxId: box.id,
      mail: read.hash,
      ...{ conversation, writer, uidValidity, uid },
      outcome: became,
      feedbackId: kept?.id ?? null,
      settled: !kept || box.afterwards === "leave",
    })
    return became
  })
}

/** One mail that cannot be kept, whatever it is, does not hold up all that come after it. */
async function leaveOut(scope: Scope, box: MailboxRow, { uidValidity, uid }: Arrived, error: unknown) {
  if (error instanceof Error && (isDatabaseAway(error) || isDiskFull(error))) throw error
  return scope.transaction(async (tx) => {
    if (!(await holdCheckpoint(tx, box.id, { uidValidity, uid }))) return "stop" as const
    await moveCheckpoint(tx, box.id, uid)
    const mail = `${uidValidity}.${uid}`
    const same = { mail, conversation: mail, writer: mail, uidValidity, uid }
    await insertMail(tx, { mailboxId: box.id, ...same, outcome: "unreadable", feedbackId: null, settled: true })
    return "unreadable" as const
  })
}

type Mail = {
  read: Awaited<ReturnType<typeof readMail>>
  received: Date
  writer: string
  conversation: string
}

/** What she writes again in the same conversation goes to what she wrote before: one matter is one contact. */
async function keep(tx: Tx, box: MailboxRow, mail: Mail): Promise<{ id: string; outcome: "taken" | "added" }> {
  const { read, conversation } = mail
  const before = await saidBefore(tx, box.id, conversation, mail.writer)
  const [item] = before ? await feedbackByIds(tx, [before.id]) : []
  // Nothing is added to words that were erased, or that would get too long.
  if (item?.text && item.text.length + read.words.length + 2 <= longestText) {
    const mails = Number(item.attributes.mails ?? 1) + 1
    const text = `${item.text}\n\n${clean(read.words)}`
    await changeFeedback(tx, item.id, {
      text,
      attributes: { ...item.attributes, mails, ...attached(read.attachments, item.attributes.attachments) },
    })
    return { id: item.id, outcome: "added" }
  }
  const [received] = await receiveFeedbackWithin(tx, [asFeedback(box, mail)])
  return { id: received!.id, outcome: "taken" }
}

function asFeedback(box: MailboxRow, { read, received, conversation }: Mail): FeedbackInput {
  const email = read.from && isAddress(read.from) ? read.from : undefined
  const name = clean(read.fromName ?? "")
  return {
    source: box.name,
    externalId: read.hash,
    kind: "email",
    channel: "email",
    occurredAt: writtenAt(read.date, received).toISOString(),
    ...(box.touchpoint ? { touchpoint: box.touchpoint } : {}),
    ...(box.product ? { product: box.product } : {}),
    ...(email ? { person: { email, ...(name ? { name } : {}) } } : {}),
    text: clean(read.words),
    attributes: {
      conversation,
      ...(read.subject ? { subject: clean(read.subject) } : {}),
      ...attached(read.attachments),
    },
  }
}

const attached = (names: readonly string[], before?: unknown): Record<string, string> => {
  const all = [...(typeof before === "string" ? [before] : []), ...names.map(clean)].join(", ")
  return all ? { attachments: all.slice(0, 1_000).toWellFormed() } : {}
}

/** Marks or moves what became feedback, and what an earlier reading did not come to. */
async function settle(scope: Scope, client: ImapFlow, box: MailboxRow, uidValidity: string) {
  if (box.afterwards === "leave") return
  const uids = (await unsettledMails(scope, box.id, uidValidity)).map((row) => row.uid)
  if (uids.length === 0) return
  const done =
    box.afterwards === "seen"
      ? await client.messageFlagsAdd(uids.join(","), ["\\Seen"], { uid: true })
      : await client.messageMove(uids.join(","), box.move_to ?? box.folder, { uid: true })
  if (done) await saveSettled(scope, box.id, uidValidity, uids)
}

// PostgreSQL holds neither NUL nor half a character.
const clean = (text: string) => text.replaceAll("\u0000", "").toWellFormed()
const isAddress = (text: string) => /^[^@\s<>"',;]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) && text.length <= 254
