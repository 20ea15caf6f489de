import { findProblem, isStandIn } from "../../decide/problems/public.ts"
import { coded, type Fault, fault, invalid, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { findPlan } from "../plans/public.ts"
import { faultsOf } from "./merging.ts"
import {
  type InConversation,
  mayBeWritten,
  type NoticeKind,
  type NoticeRow,
  type NoticeText,
  type ReachKind,
  stateOf,
} from "./notice.ts"
import type { Reach } from "./reach.ts"
import { thawRecipients } from "./recipients.ts"
import { shortDraftsOf } from "./short-template.ts"
import { deleteNotice, findNotice, insertNotice, insertStep, lockNotice, saveTexts, updateNotice } from "./store.ts"
import { draftsOf } from "./template.ts"

export type NoticeDraft = {
  kind: NoticeKind
  title?: string | undefined
  previousId?: string | undefined
  reach?: ReachKind | undefined
  channel?: "email" | "webhook" | undefined
  language?: string | undefined
}

/**
 * Drafts a notice from a plan: an apology, what happened, what is being done, when, and what to do, in each language there
 * is a template for. One that follows another keeps its people. Throws `record.not_found`, `notice.reach_needs_previous`.
 */
export async function draftNotice(scope: Scope, planId: string, given: NoticeDraft): Promise<NoticeRow> {
  mustBeAllowed(scope, "notices.edit")
  return scope.transaction(async (tx) => {
    const plan = await findPlan(tx, planId)
    if (!plan) throw notFound("plan", planId)
    const problem = await findProblem(tx, plan.problemId)
    const previous = given.previousId ? await ofPlan(tx, given.previousId, planId) : undefined
    const reach = given.reach ?? (previous ? "same" : "affected")
    if (reach !== "affected" && !previous) throw coded("notice.reach_needs_previous", {}, "previousId")
    const fix = plan.clock.find((one) => one.step === "fix_shipped")
    const facts = {
      // Nothing is quoted that no customer said.
      statement: problem && !isStandIn(problem.statement) ? problem.statement : null,
      title: plan.title,
      fixBy: fix?.at ? null : (fix?.promisedAt ?? null),
    }
    const id = newId()
    const channel = given.channel ?? previous?.channel ?? "email"
    const number = await insertNotice(tx, {
      id,
      planId,
      kind: given.kind,
      title: given.title ?? plan.title,
      reach,
      previousId: previous?.id ?? null,
      channel,
      language: given.language ?? previous?.language ?? "en",
    })
    // Whoever is newly matched reads what the others have read.
    const drafts = channel === "webhook" ? shortDraftsOf(given.kind, facts) : draftsOf(given.kind, facts)
    await saveTexts(tx, id, reach === "added" && previous?.channel === channel ? previous.texts : drafts)
    await record(tx, "notice.drafted", `notice:${id}`, { number, planId, kind: given.kind, reach })
    return existing(tx, id)
  })
}

export type NoticeChange = {
  version: number
  title?: string | undefined
  kind?: NoticeKind | undefined
  reach?: ReachKind | undefined
  channel?: "email" | "webhook" | undefined
  language?: string | undefined
  inConversation?: InConversation | undefined
  texts?: NoticeText[] | undefined
}

/**
 * Changes a notice that is not being sent yet; an approval, or the request for it, is then taken back.
 * Throws `notice.changed_meanwhile` where `version` is not what is there.
 */
export async function changeNotice(scope: Scope, id: string, change: NoticeChange): Promise<NoticeRow> {
  mustBeAllowed(scope, "notices.edit")
  return scope.transaction(async (tx) => {
    const notice = await locked(tx, id)
    if (!mayBeWritten(notice)) throw wrongState(notice)
    sameVersion(notice, change.version)
    if (change.reach && change.reach !== "affected" && !notice.previous_id)
      throw coded("notice.reach_needs_previous", {}, "reach")
    const { title, kind, reach, channel, language } = { ...notice, ...defined(change) }
    const in_conversation = change.inConversation ?? notice.in_conversation
    await updateNotice(tx, id, { title, kind, reach, channel, language, in_conversation })
    if (change.texts) await saveTexts(tx, id, change.texts)
    if (stateOf(notice) !== "draft") {
      await thawRecipients(tx, id)
      await insertStep(tx, id, { state: "draft", version: notice.version + 1, reason: "changed" })
    }
    const fields = Object.keys(defined(change)).filter((field) => field !== "version")
    await record(tx, "notice.changed", `notice:${id}`, { ...named(notice), fields })
    return existing(tx, id)
  })
}

/** Takes away a notice nobody has been sent. */
export async function discardNotice(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "notices.edit")
  await scope.transaction(async (tx) => {
    const notice = await locked(tx, id)
    if (!mayBeWritten(notice)) throw wrongState(notice)
    await deleteNotice(tx, id)
    await record(tx, "notice.discarded", `notice:${id}`, named(notice))
  })
}

/** What must be put right before a notice can be sent: in its texts, and for the people it would go to. */
export function faultsOfNotice(notice: NoticeRow, reach?: Reach): Fault[] {
  const faults = notice.texts.flatMap((text, index) => [
    ...faultsOf(text.subject, `texts[${index}].subject`),
    ...faultsOf(text.body, `texts[${index}].body`),
  ])
  if (!notice.texts.some((text) => text.language === notice.language))
    faults.unshift(fault("notice.no_text", {}, "language"))
  for (const { field, people } of reach?.missing ?? [])
    faults.push(fault("notice.field_missing", { name: field, people }))
  return faults
}

export function mustBeReady(notice: NoticeRow, reach: Reach) {
  const faults = faultsOfNotice(notice, reach)
  if (faults.length > 0) throw invalid("notice.not_ready", faults, { count: faults.length })
  if (reach.included.length === 0) throw coded("notice.nobody")
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<NoticeRow> {
  const notice = await findNotice(scope, id)
  if (!notice) throw notFound("notice", id)
  return notice
}

export async function locked(tx: Tx, id: string): Promise<NoticeRow> {
  const notice = await lockNotice(tx, id)
  if (!notice) throw notFound("notice", id)
  return notice
}

export const wrongState = (notice: NoticeRow) => coded("notice.wrong_state", { state: stateOf(notice) })

export function sameVersion(notice: NoticeRow, version: number) {
  if (notice.version !== version) throw coded("notice.changed_meanwhile", { name: notice.changed_by })
}

/** What every event of a notice says, so that its plan's timeline finds it. */
export const named = (notice: Pick<NoticeRow, "number" | "plan_id" | "kind">) => ({
  number: notice.number,
  planId: notice.plan_id,
  kind: notice.kind,
})

/** Throws 404 unless the plan has it. */
async function ofPlan(scope: Scope, id: string, planId: string): Promise<NoticeRow> {
  const notice = await findNotice(scope, id)
  if (notice?.plan_id !== planId) throw notFound("notice", id)
  return notice
}

const defined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>
  }
