import { coded } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { hadAHandInIt, type NoticeRow, stateOf } from "./notice.ts"
import { type Reach, reachOf } from "./reach.ts"
import { dropWaiting, freezeRecipients, recipientIds } from "./recipients.ts"
import { insertStep, type Settings, settingsOf } from "./store.ts"
import { existing, locked, mustBeReady, named, sameVersion, wrongState } from "./verbs.ts"

/** What somebody has before her when she says yes: the text, and the list of people. */
export type Seen = { version: number; fingerprint: string }

/** Asks for a second person's approval of this text to these people. */
export async function askForApproval(scope: Scope, id: string, seen: Seen): Promise<NoticeRow> {
  mustBeAllowed(scope, "notices.edit")
  const { notice, reach } = await judged(scope, id, seen, ["draft"])
  return scope.transaction(async (tx) => {
    await stillSame(tx, notice)
    const people = reach.included.length
    await insertStep(tx, id, { state: "asked", version: notice.version, people, fingerprint: reach.fingerprint })
    await record(tx, "notice.approval_asked", `notice:${id}`, { ...named(notice), people })
    return existing(tx, id)
  })
}

/**
 * Approves a notice as a second person: from now on the list of people and the text stand. Throws `notice.own_approval`,
 * `notice.recipients_changed` where the list is not the one the approver saw.
 */
export async function approveNotice(scope: Scope, id: string, seen: Seen): Promise<NoticeRow> {
  mustBeAllowed(scope, "notices.approve")
  if (scope.actor.kind !== "member") throw coded("member.only")
  const { notice, reach } = await judged(scope, id, seen, ["asked"])
  if (hadAHandInIt(notice, scope.actor.id)) throw coded("notice.own_approval")
  return scope.transaction(async (tx) => {
    await stillSame(tx, notice)
    const people = reach.included.length
    await freezeRecipients(tx, id, reach.included)
    await insertStep(tx, id, { state: "approved", version: notice.version, people, fingerprint: reach.fingerprint })
    await record(tx, "notice.approved", `notice:${id}`, { ...named(notice), people })
    return existing(tx, id)
  })
}

/** Sends a notice back to its author, with what should be different. */
export async function sendBack(scope: Scope, id: string, reason: string): Promise<NoticeRow> {
  mustBeAllowed(scope, "notices.approve")
  return scope.transaction(async (tx) => {
    const notice = await locked(tx, id)
    if (stateOf(notice) !== "asked") throw wrongState(notice)
    await insertStep(tx, id, { state: "draft", version: notice.version, reason })
    await record(tx, "notice.sent_back", `notice:${id}`, { ...named(notice), reason })
    return existing(tx, id)
  })
}

/**
 * Begins to send. Up to the organization's limit this is the one confirmation, above it the notice has been approved. An
 * approved list that no longer is who is affected must be looked at again (`notice.recipients_changed`); then who is no
 * longer to be written to is left out, and who came since is proposed for a notice of her own.
 */
export async function beginSending(scope: Scope, id: string, seen: Seen): Promise<NoticeRow> {
  mustBeAllowed(scope, "notices.edit")
  const { notice, reach } = await judged(scope, id, seen, ["draft", "approved"])
  const approved = stateOf(notice) === "approved"
  const settings = await settingsOf(scope)
  const { approvalAbove } = settings
  mustHaveAWay(notice, settings)
  if (!approved && reach.included.length > approvalAbove) throw coded("notice.needs_approval", { limit: approvalAbove })
  return scope.transaction(async (tx) => {
    await stillSame(tx, notice)
    if (approved) await leaveOutWhoIsGone(tx, notice, reach)
    else await freezeRecipients(tx, id, reach.included)
    const people = (await recipientIds(tx, id, ["waiting"])).length
    if (people === 0) throw coded("notice.nobody")
    await insertStep(tx, id, { state: "sending", version: notice.version, people, fingerprint: reach.fingerprint })
    await record(tx, "notice.sending_started", `notice:${id}`, { ...named(notice), people })
    return existing(tx, id)
  })
}

/** How the people of an approved notice differ from who would be written to now. */
export async function changesSinceApproval(scope: Scope, notice: NoticeRow, reach: Reach) {
  const frozen = new Set(await recipientIds(scope, notice.id, ["waiting"]))
  const now = new Set(reach.included.map((one) => one.personId))
  return {
    added: [...now].filter((one) => !frozen.has(one)).length,
    removed: [...frozen].filter((one) => !now.has(one)).length,
  }
}

/** Without a provider a notice for SMS or push must not go out by mail instead. */
function mustHaveAWay(notice: NoticeRow, { webhookUrl, webhookSecret }: Settings) {
  if (notice.channel === "webhook" && !(webhookUrl && webhookSecret)) throw coded("notice.no_webhook")
}

async function judged(scope: Scope, id: string, seen: Seen, states: readonly string[]) {
  const notice = await existing(scope, id)
  if (!states.includes(stateOf(notice))) throw wrongState(notice)
  sameVersion(notice, seen.version)
  const reach = await reachOf(scope, notice)
  mustBeReady(notice, reach)
  if (reach.fingerprint !== seen.fingerprint) {
    const changes =
      stateOf(notice) === "approved" ? await changesSinceApproval(scope, notice, reach) : await sinceSeen(notice, reach)
    throw coded("notice.recipients_changed", { people: reach.included.length, ...changes })
  }
  return { notice, reach }
}

// Of a list that was only looked at its length is known, not its names.
async function sinceSeen(notice: NoticeRow, reach: Reach) {
  const before = notice.steps[0]?.people ?? reach.included.length
  return { added: Math.max(0, reach.included.length - before), removed: Math.max(0, before - reach.included.length) }
}

/** The list was made outside of the transaction, because making it may take seconds; what it was made for must still stand. */
async function stillSame(tx: Tx, before: NoticeRow) {
  const notice = await locked(tx, before.id)
  sameVersion(notice, before.version)
  if (stateOf(notice) !== stateOf(before)) throw wrongState(notice)
}

async function leaveOutWhoIsGone(tx: Tx, notice: NoticeRow, reach: Reach) {
  const now = new Set(reach.included.map((one) => one.personId))
  const why = new Map([...reach.excluded].flatMap(([reason, ids]) => ids.map((id) => [id, reason] as const)))
  const byReason = Map.groupBy(
    (await recipientIds(tx, notice.id, ["waiting"])).filter((id) => !now.has(id)),
    (id) => why.get(id) ?? "no_longer_matched",
  )
  for (const [reason, ids] of byReason) await dropWaiting(tx, notice.id, ids, reason)
}
