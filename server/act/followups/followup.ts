export const states = ["open", "taken", "waiting", "closed"] as const
export type State = (typeof states)[number]
export const priorities = ["urgent", "high", "normal"] as const
export type Priority = (typeof priorities)[number]
export const outcomes = ["solved", "explained", "compensated", "not_reachable", "no_action"] as const
export type Outcome = (typeof outcomes)[number]
export const feelings = ["better", "same", "worse"] as const
export type Feeling = (typeof feelings)[number]
export const channels = ["phone", "email", "chat", "other"] as const
export type Channel = (typeof channels)[number]
export const reopenings = ["not_solved", "low_score", "replied", "by_hand"] as const
export type Reopening = (typeof reopenings)[number]
export const steps = [
  "opened",
  "taken",
  "released",
  "handed_over",
  "waiting",
  "resumed",
  "closed",
  "reopened",
  "owner_left",
] as const
export type StepKind = (typeof steps)[number]

/** How much earlier than its promise something worse stands in the queue, in hours. */
export const headStart: Record<Priority, number> = { urgent: 24, high: 8, normal: 0 }

/** What the queue is sorted by among those that are not overdue: the promise, earlier for what is worse. */
export const rankOf = (promisedAt: Date, priority: Priority): Date =>
  new Date(promisedAt.getTime() - headStart[priority] * 3_600_000)

/** Whoever has taken it, if that is somebody else: two teams do not speak with one customer unknowingly. */
export function heldBy(
  one: { state: State; owner: { id: string; name: string } | null },
  memberId: string | null,
): string | null {
  if (one.state !== "taken" && one.state !== "waiting") return null
  return one.owner && memberId !== null && one.owner.id !== memberId ? one.owner.name : null
}

/** When somebody is reminded: an hour before the promise, or half-way of a shorter one. */
export const remindAt = (madeAt: Date, until: Date): Date =>
  new Date(Math.max(until.getTime() - 3_600_000, (madeAt.getTime() + until.getTime()) / 2))

/** How long after a broken promise those are told who can help. */
export const escalateAfterMs = 24 * 3_600_000
