import type { Severity } from "./clock.ts"
import { addDays, dayIn, momentAt } from "./local-time.ts"
import type { PlanSettings } from "./settings.ts"

/** Who is told, in this order: first a reminder, then whoever can help. `late` is when the due time passes. */
export const levels = ["owner", "late", "lead", "sponsor", "committee"] as const
export type Level = (typeof levels)[number]
export type Rung = { level: Level; at: Date }

/**
 * Who will be told when, should a workstream not be done: said in advance, and the same on every day it is asked.
 * The owner is reminded in the morning of the due day (or the day before; of a few hours, half-way).
 */
export function ladderOf(
  workstream: { dueAt: Date; createdAt: Date },
  severity: Severity,
  { timeZone, escalation: { hour, days } }: Pick<PlanSettings, "timeZone" | "escalation">,
): readonly Rung[] {
  const { dueAt, createdAt } = workstream
  const dueDay = dayIn(dueAt, timeZone)
  const after = (count: number) =>
    new Date(Math.max(dueAt.getTime(), momentAt(addDays(dueDay, count), hour, timeZone).getTime()))
  const step = days[severity]
  return [
    { level: "owner", at: reminder() },
    { level: "late", at: dueAt },
    { level: "lead", at: step.lead === 0 ? dueAt : after(step.lead) },
    { level: "sponsor", at: step.sponsor === 0 ? dueAt : after(step.sponsor) },
    { level: "committee", at: step.committee === 0 ? dueAt : after(step.committee) },
  ]

  function reminder(): Date {
    const mornings = [momentAt(dueDay, hour, timeZone), momentAt(addDays(dueDay, -1), hour, timeZone)]
    const fitting = mornings.find((at) => at.getTime() <= dueAt.getTime() - hourMs)!
    return fitting > createdAt ? fitting : new Date((createdAt.getTime() + dueAt.getTime()) / 2)
  }
}

const hourMs = 3_600_000
