import { coded } from "../../platform/http/errors.ts"
import { type OutboxEvent, record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import type { z } from "../../platform/schema.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { theMember } from "../collaboration/public.ts"
import { tellingsOf, toldEvents } from "./audience.ts"
import { channelOf, memberChat } from "./chatting.ts"
import type { Channels, HoursChange, Kind } from "./contract.ts"
import { deleteSettings, hoursOf, saveHours, saveSetting } from "./settings-store.ts"
import { markNotificationsRead, saveTelling, withdrawCauses } from "./store.ts"

/**
 * Tells members of an event that concerns them. May see an event again: nobody is told twice for the same cause.
 * Returns whether somebody is to be reached by mail or chat now.
 */
async function tellMembers(stores: Stores, event: OutboxEvent): Promise<boolean> {
  const scope = mintSystemScope(stores, event.organizationId)
  const tellings = await tellingsOf(scope, event)
  if (tellings.length === 0) return false
  const actorName = event.actor.kind === "system" ? null : event.actor.name
  return scope.transaction(async (tx) => {
    let anySoon = false
    for (const telling of tellings) {
      const { shownTo, soon } = await saveTelling(tx, telling, { actorName, happenedAt: event.at })
      anySoon ||= soon
      if (shownTo.length > 0)
        await record(tx, "notification.added", telling.record, { kind: telling.kind, memberIds: shownTo })
    }
    return anySoon
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

/**
 * Chooses where a kind reaches the member. A chat is chosen only where it knows her, so that nothing waits in vain.
 * Throws 409 `notification.no_chat`, `notification.chat_unknown`, `notification.chat_refuses`.
 */
export async function choose(
  scope: Scope,
  platform: Pick<Platform, "vault" | "outbound">,
  kind: Kind,
  chosen: Partial<Channels>,
): Promise<void> {
  const member = theMember(scope)
  if (chosen.chat) await mustBeReachable(scope, platform, member.id)
  await scope.transaction(async (tx) => {
    await saveSetting(tx, member.id, kind, chosen)
    await record(tx, "notification.setting_changed", null, { memberIds: [member.id], kind, ...chosen })
  })
}

/** Forgets what the member chose: everything comes as is usual for her role and department. */
export async function chooseUsual(scope: Scope): Promise<void> {
  const member = theMember(scope)
  await scope.transaction(async (tx) => {
    await deleteSettings(tx, member.id)
    await record(tx, "notification.setting_changed", null, { memberIds: [member.id] })
  })
}

/** Sets when mail and chat may reach the member. */
export async function setHours(scope: Scope, change: z.output<typeof HoursChange>): Promise<void> {
  const member = theMember(scope)
  await scope.transaction(async (tx) => {
    const { inEffect: _, weekly, ...before } = await hoursOf(tx, member.id)
    await saveHours(tx, member.id, { ...before, weekly: null, ...change })
    await record(tx, "notification.setting_changed", null, { memberIds: [member.id] })
  })
}

async function mustBeReachable(scope: Scope, platform: Pick<Platform, "vault" | "outbound">, memberId: string) {
  const connection = await memberChat(scope, platform)
  if (!connection) throw coded("notification.no_chat")
  const [row] = await scope.query<{ email: string }>(sql`
    select u.email from member m join "user" u on u.id = m.user_id where m.id = ${memberId}`)
  const found = await channelOf(scope, platform, connection, { memberId, email: row!.email })
  if (found.ok) return
  if (found.reason === "gone") throw coded("notification.chat_unknown", { chat: connection.name, email: row!.email })
  throw coded("notification.chat_refuses", { chat: connection.name, detail: found.detail })
}
