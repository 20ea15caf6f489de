import { type OutboxEvent, record } from "../../platform/outbox.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { theMember } from "../collaboration/public.ts"
import { tellingsOf, toldEvents } from "./audience.ts"
import { type Kind, mailedAtOnce } from "./contract.ts"
import { markNotificationsRead, saveSetting, saveTelling, withdrawCauses } from "./store.ts"

/**
 * Tells members of an event that concerns them. May see an event again: nobody is told twice for the same cause.
 * Returns whether somebody is to be mailed at once.
 */
async function tellMembers(stores: Stores, event: OutboxEvent): Promise<boolean> {
  const scope = mintSystemScope(stores, event.organizationId)
  const tellings = await tellingsOf(scope, event)
  if (tellings.length === 0) return false
  const actorName = event.actor.kind === "system" ? null : event.actor.name
  return scope.transaction(async (tx) => {
    for (const telling of tellings) {
      const memberIds = await saveTelling(tx, telling, actorName)
      if (memberIds.length > 0) {
        await record(tx, "notification.added", telling.record, { kind: telling.kind, memberIds })
      }
    }
    return tellings.some((one) => mailedAtOnce.includes(one.kind))
  })
}

/** What notifications make of events, by the event's name: for the loop. */
export function notifying(stores: Stores, mailSoon: (organizationId: string) => Promise<void>) {
  const tell = async (event: OutboxEvent) => {
    if (await tellMembers(stores, event)) await mailSoon(event.organizationId)
  }
  return {
    ...Object.fromEntries(toldEvents.map((name) => [name, tell])),
    "comment.removed": (event: OutboxEvent) => forgetComment(stores, event),
  }
}

/** Takes back what members were told of a comment that was removed. */
async function forgetComment(stores: Stores, event: OutboxEvent): Promise<void> {
  const id = String(event.payload.commentId)
  await mintSystemScope(stores, event.organizationId).transaction(async (tx) => {
    const memberIds = await withdrawCauses(tx, [`comment:${id}`, `mention:${id}`])
    if (memberIds.length > 0) await record(tx, "notification.withdrawn", event.record, { memberIds })
  })
}

/** Marks notifications of the member as read. */
export async function readNotifications(scope: Scope, which: { ids: string[] } | { all: true }): Promise<void> {
  const member = theMember(scope)
  await scope.transaction(async (tx) => {
    const ids = await markNotificationsRead(tx, member.id, "all" in which ? "all" : which.ids)
    // The member's other pages hear of it.
    if (ids.length > 0) await record(tx, "notification.read", null, { memberIds: [member.id] })
  })
}

/** Sets whether a kind of notification also comes by mail. */
export async function setMail(scope: Scope, kind: Kind, mail: boolean): Promise<void> {
  const member = theMember(scope)
  await scope.transaction(async (tx) => {
    await saveSetting(tx, member.id, kind, mail)
    await record(tx, "notification.setting_changed", null, { memberIds: [member.id], kind, mail })
  })
}
