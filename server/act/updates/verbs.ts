import { randomBytes } from "node:crypto"
import type { z } from "@hono/zod-openapi"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mintSystemScope, mustBeAllowed, type Scope, type Stores, type Tx } from "../../platform/scope.ts"
import { findPlan, loadSettings, lockPlan, named, nextUpdate, openOne, saveNextUpdate } from "../plans/public.ts"
import type { UpdateInput } from "./contract.ts"
import {
  confirmSubscriber,
  countUnconfirmed,
  endPage,
  endSubscriber,
  findPage,
  insertSubscriber,
  insertUpdate,
  listSubscribers,
  listUpdates,
  markWithdrawn,
  pageOfToken,
  saveAsked,
  savePage,
  subscriberOfToken,
} from "./store.ts"
import type { Language, Texts, Update } from "./update.ts"

/** Says where a plan stands, or that there is nothing new; the next one is due a period later. Throws 404, 409. */
export async function postUpdate(scope: Scope, planId: string, input: z.output<typeof UpdateInput>): Promise<Update> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await lockPlan(tx, planId)
    if (!plan) throw notFound("plan", planId)
    const id = newId()
    await insertUpdate(tx, { id, planId, ...input })
    if (plan.cadence && plan.state === "open") {
      const { settings } = await loadSettings(tx)
      await saveNextUpdate(tx, planId, nextUpdate(plan.cadence, tx.now(), settings.timeZone))
    }
    const members = (await listSubscribers(tx, planId)).flatMap((one) => (one.member_id ? [one.member_id] : []))
    await record(tx, "plan.update_posted", `plan:${planId}`, {
      ...named(plan),
      updateId: id,
      audience: input.audience,
      kind: input.kind,
      memberIds: members,
    })
    return (await listUpdates(tx, { ids: [id] }))[0]!
  })
}

/** Takes an update back: customers no longer see it, colleagues see that it was taken back. */
export async function withdrawUpdate(scope: Scope, id: string): Promise<Update> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const [update] = await listUpdates(tx, { ids: [id] })
    if (!update) throw notFound("update", id)
    if (!update.withdrawn) {
      await markWithdrawn(tx, id)
      const plan = (await findPlan(tx, update.planId))!
      await record(tx, "plan.update_withdrawn", `plan:${update.planId}`, { ...named(plan), updateId: id })
    }
    return (await listUpdates(tx, { ids: [id] }))[0]!
  })
}

/** Asks the lead for an update that is due, once. Returns whether she was asked now. */
export async function askForUpdate(scope: Scope, planId: string): Promise<boolean> {
  return scope.transaction(async (tx) => {
    const plan = await lockPlan(tx, planId)
    if (!plan?.nextUpdateAt || plan.state === "closed" || plan.nextUpdateAt > tx.now().toISOString()) return false
    if (!(await saveAsked(tx, planId, new Date(plan.nextUpdateAt)))) return false
    await record(tx, "plan.update_due", `plan:${planId}`, {
      ...named(plan),
      dueAt: plan.nextUpdateAt,
      memberIds: plan.lead.left ? (plan.sponsor && !plan.sponsor.left ? [plan.sponsor.id] : []) : [plan.lead.id],
    })
    return true
  })
}

/** The member is told of every update. */
export async function subscribe(scope: Scope, planId: string, memberId: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const plan = await existingPlan(tx, planId)
    if (await insertSubscriber(tx, { id: newId(), planId, memberId, confirmed: true }))
      await record(tx, "plan.subscribed", `plan:${planId}`, { ...named(plan), memberId })
  })
}

export async function unsubscribe(scope: Scope, planId: string, memberId: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const plan = await existingPlan(tx, planId)
    if ((await endSubscriber(tx, { planId, memberId })).length > 0)
      await record(tx, "plan.unsubscribed", `plan:${planId}`, { ...named(plan), memberId })
  })
}

/** Adds somebody outside by e-mail: a supplier, a dealer. She is told of public updates and can leave by a link. */
export async function addStakeholder(scope: Scope, planId: string, input: { email: string; language: Language }) {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const plan = await openOne(tx, planId)
    const id = newId()
    const one = { id, planId, ...input, token: newToken(), addedBy: tx.actor.name, confirmed: true }
    if (!(await insertSubscriber(tx, one))) throw coded("plan.subscribed_already", {}, "email")
    await record(tx, "plan.stakeholder_added", `plan:${planId}`, { ...named(plan), subscriberId: id })
  })
}

export async function removeStakeholder(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const [gone] = await endSubscriber(tx, { id })
    if (!gone) throw notFound("subscriber", id)
    const plan = (await findPlan(tx, gone.plan_id))!
    await record(tx, "plan.stakeholder_removed", `plan:${plan.id}`, { ...named(plan), subscriberId: id })
  })
}

/** Opens the status page to everybody who has its address, or changes its title. Throws 404, 422 `plan.page_untitled`. */
export async function openPage(scope: Scope, planId: string, titles: Texts) {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await existingPlan(tx, planId)
    if (!titles.en && !titles["zh-CN"]) throw coded("plan.page_untitled", {}, "titles")
    const before = await findPage(tx, planId)
    await savePage(tx, { id: newId(), planId, token: newToken(), titles })
    if (!before) await record(tx, "plan.page_opened", `plan:${planId}`, named(plan))
    return (await findPage(tx, planId))!
  })
}

/** Closes the status page: its address leads nowhere from now on, also should it be opened again. */
export async function closePage(scope: Scope, planId: string): Promise<void> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const plan = await existingPlan(tx, planId)
    if ((await endPage(tx, planId)).length > 0) await record(tx, "plan.page_closed", `plan:${planId}`, named(plan))
  })
}

/**
 * Somebody on the status page wants mails: she is sent a link to confirm with. Whether the address was known already is
 * not told, and only so many can be asked for in an hour. Returns the mail to send, if one is.
 */
export async function askToSubscribe(stores: Stores, token: string, input: { email: string; language: Language }) {
  const page = await pageOfToken(stores.database, token)
  if (!page) throw notFound("status page")
  const scope = mintSystemScope(stores, page.organization_id)
  return scope.transaction(async (tx) => {
    const hourAgo = new Date(tx.now().getTime() - 3_600_000)
    if ((await countUnconfirmed(tx, page.plan_id, hourAgo)) >= unconfirmedPerHour) throw coded("request.too_many")
    const one = { id: newId(), planId: page.plan_id, ...input, token: newToken(), confirmed: false }
    return (await insertSubscriber(tx, one)) ? { scope, page, token: one.token, ...input } : null
  })
}

const unconfirmedPerHour = 30

/** The person behind a link in a mail confirms, or leaves. Throws 404. */
export async function answerByToken(stores: Stores, token: string, answer: "confirm" | "leave"): Promise<void> {
  const found = await subscriberOfToken(stores.database, token)
  if (!found) throw notFound("subscription")
  if (found.ended_at) {
    if (answer === "leave") return
    throw notFound("subscription")
  }
  await mintSystemScope(stores, found.organization_id).transaction(async (tx) => {
    const plan = (await findPlan(tx, found.plan_id))!
    if (answer === "leave") {
      await endSubscriber(tx, { id: found.id })
      await record(tx, "plan.stakeholder_left", `plan:${plan.id}`, { ...named(plan), subscriberId: found.id })
    } else if (!found.confirmed_at) {
      await confirmSubscriber(tx, found.id)
      await record(tx, "plan.stakeholder_joined", `plan:${plan.id}`, { ...named(plan), subscriberId: found.id })
    }
  })
}

async function existingPlan(tx: Tx, id: string) {
  const plan = await findPlan(tx, id)
  if (!plan) throw notFound("plan", id)
  return plan
}

const newToken = () => randomBytes(24).toString("base64url")
