import { coded, notFound } from "../../platform/http/errors.ts"
import { isId, newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { Closing, ContactInput } from "./contract.ts"
import { heldBy, rankOf } from "./followup.ts"
import { about, reopen } from "./opening.ts"
import { promisedAt } from "./promise.ts"
import { departmentExists, whoMayAct } from "./rule-store.ts"
import { loadSettings } from "./settings.ts"
import {
  closePromise,
  endSnooze,
  type FollowupRow,
  findFollowup,
  insertContact,
  insertSnooze,
  insertStep,
  listFollowups,
  lockFollowup,
  lockPerson,
  reopenPromise,
  updateFollowup,
} from "./store.ts"

export async function existing(scope: Scope, id: string): Promise<FollowupRow> {
  const one = isId(id) ? await findFollowup(scope, id) : undefined
  if (!one) throw notFound("follow-up", id)
  return one
}

/** Takes it: from now on everybody sees who speaks with her. Throws 409 `followup.taken`, which says who was faster. */
export const take = (scope: Scope, id: string) =>
  changing(scope, id, async (tx, one) => {
    const me = theActor(tx)
    if (one.state === "taken" && one.owner_id === me) return
    await endSnooze(tx, id)
    await updateFollowup(tx, id, { state: "taken", ownerId: me })
    await insertStep(tx, id, "taken")
    await record(tx, "followup.taken", `followup:${id}`, { ...about(one), ownerId: me })
  })

/** Takes several; those that somebody has are left to them, and it is said to whom. */
export async function takeSeveral(scope: Scope, ids: readonly string[]) {
  mustBeAllowed(scope, "followups.act")
  const taken: string[] = []
  const held: { id: string; by: string }[] = []
  for (const id of new Set(ids)) {
    const one = await existing(scope, id)
    const by = heldBy(asHeld(one), theActor(scope))
    if (by !== null) held.push({ id, by })
    else if (one.state !== "closed") {
      await take(scope, id)
      taken.push(id)
    }
  }
  return { taken, held }
}

/** Gives it back: the next one may take it. */
export const release = (scope: Scope, id: string) =>
  changing(scope, id, async (tx, one) => {
    if (one.state === "open") return
    await updateFollowup(tx, id, { state: "open", ownerId: null })
    await insertStep(tx, id, "released")
    await record(tx, "followup.released", `followup:${id}`, about(one))
  })

/** Gives it to somebody, or to a department. Anybody may who can act: it stands in its history. */
export async function handOver(scope: Scope, id: string, to: { memberId?: string; departmentId?: string }) {
  return changing(
    scope,
    id,
    async (tx, one) => {
      const member = to.memberId ? await whoMayAct(tx, to.memberId) : undefined
      if (to.memberId && !member) throw notFound("member", to.memberId)
      if (to.departmentId && !(await departmentExists(tx, to.departmentId)))
        throw notFound("department", to.departmentId)
      await updateFollowup(tx, id, {
        state: "open",
        ownerId: member?.id ?? null,
        ...(to.departmentId ? { departmentId: to.departmentId } : {}),
      })
      await insertStep(tx, id, "handed_over", { memberId: member?.id ?? null, departmentId: to.departmentId ?? null })
      await record(tx, "followup.handed_over", `followup:${id}`, {
        ...about(one),
        ownerId: member?.id ?? null,
        ...(to.departmentId ? { departmentId: to.departmentId } : {}),
        memberIds: member ? [member.id] : [],
      })
    },
    { whoeverHolds: true },
  )
}

/** Notes a call or mail to her, in one press; it stands on her timeline. Whoever calls has it. */
export const noteContact = (scope: Scope, id: string, contact: ContactInput) =>
  changing(scope, id, async (tx, one) => {
    const contactId = contact.id ?? newId()
    if (!(await insertContact(tx, id, { ...contact, id: contactId }))) return
    await begin(tx, one)
    await record(tx, "followup.contacted", `followup:${id}`, {
      ...about(one),
      contactId,
      channel: contact.channel,
      reached: contact.reached,
    })
  })

/** Now it is her turn. The promise goes on. */
export const waitForCustomer = (scope: Scope, id: string) =>
  changing(scope, id, async (tx, one) => {
    if (one.state === "waiting") return
    await begin(tx, one)
    await updateFollowup(tx, id, { state: "waiting" })
    await insertStep(tx, id, "waiting")
    await record(tx, "followup.waiting", `followup:${id}`, about(one))
  })

export const resume = (scope: Scope, id: string) =>
  changing(scope, id, async (tx, one) => {
    if (one.state !== "waiting") return
    await updateFollowup(tx, id, { state: "taken" })
    await insertStep(tx, id, "resumed")
    await record(tx, "followup.resumed", `followup:${id}`, about(one))
  })

/** Puts it out of sight until then. The promise goes on: it comes back when that falls due. */
export const snooze = (scope: Scope, id: string, until: Date) =>
  changing(scope, id, async (tx, one) => {
    if (until <= tx.now()) throw coded("followup.snooze_in_the_past", {}, "until")
    await endSnooze(tx, id)
    await insertSnooze(tx, newId(), id, until)
    await record(tx, "followup.snoozed", `followup:${id}`, { ...about(one), until: until.toISOString() })
  })

export const wake = (scope: Scope, id: string) =>
  changing(scope, id, async (tx, one) => {
    if (await endSnooze(tx, id)) await record(tx, "followup.woken", `followup:${id}`, about(one))
  })

/** Closes it with what came of it. */
export const close = (scope: Scope, id: string, closing: Closing) =>
  changing(scope, id, async (tx, one) => {
    const ownerId = one.owner_id ?? (tx.actor.kind === "member" ? tx.actor.id : null)
    await endSnooze(tx, id)
    await updateFollowup(tx, id, { state: "closed", ownerId })
    await insertStep(tx, id, "closed", closing)
    await closePromise(tx, id, { departmentId: one.department_id, ownerId })
    await record(tx, "followup.closed", `followup:${id}`, {
      ...about(one),
      ownerId,
      outcome: closing.outcome,
      ...(closing.feeling ? { feeling: closing.feeling } : {}),
      inTime: tx.now() <= one.promised_at,
    })
  })

/** Takes a closing back: the promise that was given holds on. */
export const takeClosingBack = (scope: Scope, id: string) => again(scope, id, true)

/** Opens it again with a promise of its own. */
export const reopenByHand = (scope: Scope, id: string) => again(scope, id, false)

async function again(scope: Scope, id: string, samePromise: boolean): Promise<FollowupRow> {
  mustBeAllowed(scope, "followups.act")
  return scope.transaction(async (tx) => {
    const { person_id } = await existing(tx, id)
    await lockPerson(tx, person_id)
    const one = (await lockFollowup(tx, id))!
    if (one.state !== "closed") throw coded("followup.not_closed")
    const [other] = await listFollowups(tx, { personIds: [person_id], state: "live" }, { limit: 1 })
    if (other)
      throw coded("followup.other_open", { number: other.number, who: other.owner_name ?? other.department_name ?? "" })
    const { settings } = await loadSettings(tx)
    if (!samePromise) await reopen(tx, one, "by_hand", promisedAt(tx.now(), 8, settings))
    else {
      await updateFollowup(tx, id, { state: "taken", rankAt: rankOf(one.promised_at, one.priority) })
      await insertStep(tx, id, "resumed")
      await reopenPromise(tx, id)
      await record(tx, "followup.resumed", `followup:${id}`, about(one))
    }
    return (await findFollowup(tx, id))!
  })
}

async function changing(
  scope: Scope,
  id: string,
  change: (tx: Tx, one: FollowupRow) => Promise<void>,
  { whoeverHolds = false } = {},
): Promise<FollowupRow> {
  mustBeAllowed(scope, "followups.act")
  return scope.transaction(async (tx) => {
    const one = isId(id) ? await lockFollowup(tx, id) : undefined
    if (!one) throw notFound("follow-up", id)
    if (one.state === "closed") throw coded("followup.closed")
    const who = whoeverHolds ? null : heldBy(asHeld(one), tx.actor.kind === "member" ? tx.actor.id : null)
    if (who !== null) throw coded("followup.taken", { who, since: one.since.toISOString() })
    await change(tx, one)
    return (await findFollowup(tx, id))!
  })
}

// Whoever speaks with her has taken it, without a press of its own.
async function begin(tx: Tx, one: FollowupRow) {
  if (one.state !== "open" || tx.actor.kind !== "member") return
  await updateFollowup(tx, one.id, { state: "taken", ownerId: tx.actor.id })
  await insertStep(tx, one.id, "taken")
  await record(tx, "followup.taken", `followup:${one.id}`, { ...about(one), ownerId: tx.actor.id })
}

const asHeld = (one: FollowupRow) => ({
  state: one.state,
  owner: one.owner_id ? { id: one.owner_id, name: one.owner_name ?? "" } : null,
})

/** Who takes a follow-up is a person: an API key speaks with nobody. */
function theActor(scope: Scope): string {
  if (scope.actor.kind !== "member") throw coded("member.only")
  return scope.actor.id
}
