import type { DueTime } from "../playbooks/public.ts"
import type { PlanPromise } from "./clock.ts"
import { addDays, dayIn, momentAt, weekdayOf } from "./local-time.ts"
import type { Cadence } from "./plan.ts"

/** The end of a working day. */
const evening = 17

/**
 * When a step of a playbook is due: by the promised time or a part of it. What has two days or more is due at the end
 * of a day, and never later than promised.
 */
export function dueOf(due: DueTime, openedAt: Date, promise: PlanPromise, zone: string): Date {
  const hours = "hours" in due ? due.hours : promise[due.promise] * due.share
  const exact = new Date(openedAt.getTime() + hours * hourMs)
  if (hours < 48) return exact
  const day = dayIn(exact, zone)
  const sameDay = momentAt(day, evening, zone)
  return sameDay <= exact ? sameDay : momentAt(addDays(day, -1), evening, zone)
}

/**
 * When the lead is asked next where the plan stands. A weekly or rarer update falls on a Friday, as "every second
 * Friday" does; the first one at least half a period away.
 */
export function nextUpdate(cadence: Cadence, after: Date, zone: string): Date {
  const day = dayIn(after, zone)
  if (cadence.everyDays % 7 !== 0) return momentAt(addDays(day, cadence.everyDays), cadence.hour, zone)
  const target = addDays(day, cadence.everyDays)
  const sinceFriday = (weekdayOf(target) - friday + 7) % 7
  const fridayBefore = addDays(target, -sinceFriday)
  const earliest = addDays(day, Math.ceil(cadence.everyDays / 2))
  return momentAt(fridayBefore >= earliest ? fridayBefore : addDays(fridayBefore, 7), cadence.hour, zone)
}

const friday = 5
const hourMs = 3_600_000
