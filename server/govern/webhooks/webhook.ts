import type { OutboxEvent } from "../../platform/outbox.ts"

/** An endpoint of another program that is told of events. */
export type Webhook = {
  id: string
  url: string
  description: string
  events: string[]
  previousUntil: Date | null
  pause: Pause | null
  createdBy: string
  createdAt: Date
  waiting: number
  dead: number
  lastSuccess: Date | null
  lastFailure: { at: Date; status: number | null; reason: string | null; detail: string | null } | null
}
export type Pause = { reason: PauseReason; actorName: string; at: string }
export const pauseReasons = ["asked", "gone", "failing"] as const
export type PauseReason = (typeof pauseReasons)[number]

export type Attempt = {
  number: number
  at: string
  milliseconds: number
  status: number | null
  reason: string | null
  detail: string | null
  answer: string | null
}

export const deliveryStates = ["waiting", "delivered", "dead"] as const
export type DeliveryState = (typeof deliveryStates)[number]

// What a member does for herself, and what only keeps pages fresh, is nobody else's business.
const inward = /^(notification|view|look|record|audit|delivery|hub_record)\.|^person\.read$|^feedback\.rethemed$/

/** Whether an event is told to anybody outside at all. */
export const isTold = (name: string) => !inward.test(name)

/** Whether an endpoint asked for it: by its name, or by a pattern with a star ("plan.*", "*"). */
export const asksFor = (patterns: readonly string[], name: string) =>
  isTold(name) &&
  patterns.some(
    (pattern) =>
      pattern === "*" || pattern === name || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1))),
  )

/** "signal.found", "plan.*" or "*". */
export const patternForm = /^(\*|[a-z_]+\.(\*|[a-z_]+))$/

/** Pauses between the attempts in seconds, as Standard Webhooks recommends them: ten attempts over three days. */
const pauses = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600]

/**
 * Seconds until the next attempt after so many, or null when it was the last. A tenth is left to chance (`dice`, 0 to 1),
 * so that endpoints which failed together do not come back together. A receiver that says when to come (`retryAfter`,
 * seconds) is not asked earlier, nor later than a day.
 */
export function secondsUntilNext(attempts: number, dice: number, retryAfter: number | null): number | null {
  const pause = pauses[attempts - 1]
  if (pause === undefined) return null
  return Math.max(pause * (0.9 + 0.2 * dice), Math.min(retryAfter ?? 0, 24 * 3600))
}

/** The header Retry-After in seconds, which may also be a date; null where it says nothing sensible. */
export function retryAfterOf(header: string | undefined, now: Date): number | null {
  if (!header) return null
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null
}

/**
 * What goes out. Like the audit trail it is made of it holds ids and what changed, never a customer's name or address;
 * who may see more asks the API for the record.
 */
export function bodyOf(event: OutboxEvent, organization: string, publicUrl: string): string {
  return JSON.stringify({
    type: event.name,
    timestamp: event.at,
    data: {
      organization,
      record: event.record,
      actor: { kind: event.actor.kind, id: event.actor.id },
      ...event.payload,
      api: `${publicUrl}/api/v1`,
    },
  })
}
