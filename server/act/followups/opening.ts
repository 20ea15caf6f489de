import { feedbackByIds } from "../../listen/feedback/public.ts"
import { contactsOf, rootsOf } from "../../listen/people/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { ownerFor } from "./assigning.ts"
import type { FollowupInput } from "./contract.ts"
import { type Priority, type Reopening, rankOf } from "./followup.ts"
import { promisedAt } from "./promise.ts"
import { departmentExists, type RuleRow, whoMayAct } from "./rule-store.ts"
import { loadSettings } from "./settings.ts"
import {
  endSnooze,
  type FollowupRow,
  findFollowup,
  insertFollowup,
  insertItem,
  insertPromise,
  insertStep,
  isTaken,
  itemsOf,
  listFollowups,
  lockFollowup,
  lockPerson,
  updateFollowup,
} from "./store.ts"

/** Begins a follow-up by hand; where somebody speaks with her already, that conversation is answered with. */
export async function createFollowup(
  scope: Scope,
  input: FollowupInput,
): Promise<{ followup: FollowupRow; isNew: boolean }> {
  mustBeAllowed(scope, "followups.act")
  return scope.transaction(async (tx) => {
    const personId = (await rootsOf(tx, [input.personId])).get(input.personId)
    if (!personId || (await contactsOf(tx, [personId])).length === 0) throw notFound("person", input.personId)
    const [feedback] = input.feedbackId ? await feedbackByIds(tx, [input.feedbackId]) : []
    if (input.feedbackId && feedback?.person?.id !== personId) throw notFound("feedback", input.feedbackId)
    if (input.departmentId && !(await departmentExists(tx, input.departmentId)))
      throw notFound("department", input.departmentId)
    if (input.ownerId && !(await whoMayAct(tx, input.ownerId))) throw notFound("member", input.ownerId)
    const { settings } = await loadSettings(tx)
    const until = input.promisedAt ? new Date(input.promisedAt) : promisedAt(tx.now(), 8, settings)
    if (until <= tx.now()) throw coded("followup.promise_in_the_past", {}, "promisedAt")
    const actor = tx.actor.kind === "member" ? tx.actor : null
    return open(tx, {
      personId,
      feedbackId: feedback?.id ?? null,
      rule: null,
      reason: input.reason,
      departmentId: input.departmentId ?? (input.ownerId ? null : (actor?.departmentIds[0] ?? null)),
      ownerId: input.ownerId ?? null,
      priority: input.priority,
      until,
    })
  })
}

/**
 * What a rule does with a piece of feedback: begins a follow-up, opens again one that was closed lately, or adds it to
 * the conversation that is open with her. Seen again it changes nothing.
 */
export async function followUpBy(scope: Scope, rule: RuleRow, item: { feedbackId: string; personId: string }) {
  return scope.transaction(async (tx) => {
    await lockPerson(tx, item.personId)
    if (await isTaken(tx, item.feedbackId, rule.id)) return
    const { settings } = await loadSettings(tx)
    const until = promisedAt(tx.now(), rule.promised_hours, rule.business_hours ? settings : null)
    const closed = await lastClosed(tx, item.personId, settings.reopenWithinDays)
    if (closed && !(await openWith(tx, item.personId))) {
      await insertItem(tx, {
        id: newId(),
        followupId: closed.id,
        feedbackId: item.feedbackId,
        ruleId: rule.id,
        reason: rule.name,
      })
      await reopen(tx, closed, "low_score", until)
      return
    }
    return open(tx, {
      personId: item.personId,
      feedbackId: item.feedbackId,
      rule,
      reason: rule.name,
      departmentId: rule.department_id,
      ownerId: undefined,
      priority: rule.priority,
      until,
    })
  })
}

/** The customer herself says that it is not settled, or answers: what waited goes on, what was closed lately is open again. */
export async function heardFrom(scope: Scope, personId: string, why: Reopening, feedbackId: string | null) {
  return scope.transaction(async (tx) => {
    const root = (await rootsOf(tx, [personId])).get(personId)
    if (!root) return
    await lockPerson(tx, root)
    const { settings } = await loadSettings(tx)
    const current = await openWith(tx, root)
    const one = current ?? (await lastClosed(tx, root, settings.reopenWithinDays))
    if (!one) return
    const known = feedbackId !== null && !(await insertOnce(tx, one.id, feedbackId, why))
    if (known) return
    if (!current) return reopen(tx, one, why, promisedAt(tx.now(), 8, settings))
    await endSnooze(tx, one.id)
    if (current.state !== "waiting") return
    await updateFollowup(tx, one.id, { state: "taken" })
    await insertStep(tx, one.id, "resumed", { reason: why })
    await record(tx, "followup.resumed", `followup:${one.id}`, {
      ...about(one),
      why,
      memberIds: one.owner_id ? [one.owner_id] : [],
    })
  })
}

/** Opens a closed one again, with a promise of its own. It goes back to whoever had it. */
export async function reopen(tx: Tx, one: FollowupRow, why: Reopening, until: Date) {
  await updateFollowup(tx, one.id, { state: "open", promisedAt: until, rankAt: rankOf(until, one.priority) })
  await insertStep(tx, one.id, "reopened", { reason: why })
  await insertPromise(tx, newId(), one.id, until)
  await record(tx, "followup.reopened", `followup:${one.id}`, {
    ...about(one),
    why,
    promisedAt: until.toISOString(),
    memberIds: one.owner_id ? [one.owner_id] : [],
  })
}

/** What an event tells of a follow-up: nothing that names a customer. */
export const about = (one: {
  id: string
  number: number
  person_id: string
  department_id: string | null
  owner_id: string | null
}) => ({
  number: one.number,
  personId: one.person_id,
  departmentId: one.department_id,
  ownerId: one.owner_id,
})

type Opening = {
  personId: string
  feedbackId: string | null
  rule: RuleRow | null
  reason: string
  departmentId: string | null
  /** undefined: whom the rule gives it to. */
  ownerId: string | null | undefined
  priority: Priority
  until: Date
}

async function open(tx: Tx, given: Opening): Promise<{ followup: FollowupRow; isNew: boolean }> {
  await lockPerson(tx, given.personId)
  const current = await openWith(tx, given.personId)
  if (current) return { followup: await join(tx, current, given), isNew: false }
  const ownerId = given.ownerId === undefined && given.rule ? await ownerFor(tx, given.rule) : (given.ownerId ?? null)
  const id = newId()
  const number = await insertFollowup(tx, {
    id,
    personId: given.personId,
    feedbackId: given.feedbackId,
    ruleId: given.rule?.id ?? null,
    reason: given.reason,
    departmentId: given.departmentId,
    ownerId,
    priority: given.priority,
    promisedAt: given.until,
    rankAt: rankOf(given.until, given.priority),
  })
  await insertStep(tx, id, "opened", { memberId: ownerId, departmentId: given.departmentId })
  await insertPromise(tx, newId(), id, given.until)
  if (given.feedbackId)
    await insertItem(tx, {
      id: newId(),
      followupId: id,
      feedbackId: given.feedbackId,
      ruleId: given.rule?.id ?? null,
      reason: given.reason,
    })
  await record(tx, "followup.opened", `followup:${id}`, {
    number,
    personId: given.personId,
    feedbackId: given.feedbackId,
    ruleId: given.rule?.id ?? null,
    departmentId: given.departmentId,
    ownerId,
    promisedAt: given.until.toISOString(),
    memberIds: ownerId ? [ownerId] : [],
  })
  return { followup: (await findFollowup(tx, id))!, isNew: true }
}

// A second reason to speak with her joins the conversation there is; an earlier promise is kept for both.
async function join(tx: Tx, current: FollowupRow, given: Opening): Promise<FollowupRow> {
  if (given.feedbackId)
    await insertItem(tx, {
      id: newId(),
      followupId: current.id,
      feedbackId: given.feedbackId,
      ruleId: given.rule?.id ?? null,
      reason: given.reason,
    })
  await endSnooze(tx, current.id)
  const sooner = rankOf(given.until, given.priority)
  if (sooner < current.rank_at) await updateFollowup(tx, current.id, { rankAt: sooner })
  await record(tx, "followup.joined", `followup:${current.id}`, {
    ...about(current),
    feedbackId: given.feedbackId,
    ruleId: given.rule?.id ?? null,
  })
  return (await findFollowup(tx, current.id))!
}

async function openWith(tx: Tx, personId: string): Promise<FollowupRow | undefined> {
  const [one] = await listFollowups(tx, { personIds: [personId], state: "live" }, { limit: 1 })
  return one && lockFollowup(tx, one.id)
}

async function lastClosed(tx: Tx, personId: string, days: number): Promise<FollowupRow | undefined> {
  const [one] = await listFollowups(tx, { personIds: [personId], state: "closed" }, { limit: 1 })
  return one && one.since.getTime() > tx.now().getTime() - days * 86_400_000 ? one : undefined
}

async function insertOnce(tx: Tx, followupId: string, feedbackId: string, reason: string): Promise<boolean> {
  if ((await itemsOf(tx, followupId)).some((one) => one.feedback_id === feedbackId)) return false
  return insertItem(tx, { id: newId(), followupId, feedbackId, ruleId: null, reason })
}
