import { hash } from "node:crypto"
import type { Setup } from "../surveys/public.ts"

export type Trigger = NonNullable<Setup["trigger"]>

/** The event that is a contact with us: a call, a chat, a mail, a ticket. Any other name is an event of the product. */
export const contactClosed = "contact.closed"
export const contactKinds = ["call", "chat", "email", "ticket"]

/** "Order Delivered", "order_delivered" and "order.delivered" are one event. */
export const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ".")
    .replace(/^\.|\.$/g, "")

/** From when somebody is asked about what happened then, and until when that makes sense. */
export function windowOf({ afterHours = 0, withinHours }: Trigger, causedAt: Date): { dueAt: Date; until: Date } {
  const dueAt = new Date(causedAt.getTime() + afterHours * hourMs)
  const until = new Date(causedAt.getTime() + Math.max(withinHours ?? 0, afterHours + leastHours) * hourMs)
  return { dueAt, until }
}

/** Whether one is among the share that is asked: the same answer each time for the same cause. */
export const isDrawn = (share: number | undefined, ...of: string[]) => share === undefined || lot(...of) < share

/** A number from 0 to below 1 that depends on nothing but the words. */
export const lot = (...of: string[]) => Number.parseInt(hash("md5", of.join(" ")).slice(0, 8), 16) / 2 ** 32

/** The round of a schedule that runs now, and how much of it has passed. */
export function roundOf({ everyDays = 90 }: Trigger, startedAt: Date, now: Date) {
  const length = everyDays * 24 * hourMs
  const number = Math.max(0, Math.floor((now.getTime() - startedAt.getTime()) / length))
  const begins = startedAt.getTime() + number * length
  return { number, passed: (now.getTime() - begins) / length, ends: new Date(begins + length) }
}

/** Why a survey cannot ask by itself; null where it can. */
export function notReady(setup: Setup): "no_rule" | "no_event" | null {
  const { trigger } = setup
  if (!trigger || trigger.kind === "always") return "no_rule"
  return trigger.kind === "event" && !plainName(trigger.event ?? "") ? "no_event" : null
}

const hourMs = 3_600_000
/** Mail takes its time, and so may a restart: nobody is too late by the minute. */
const leastHours = 1
