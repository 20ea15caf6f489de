import { addDays, dayIn, momentAt, weekdayOf } from "../../act/plans/public.ts"

/** When mail and chat may reach a member, by her own clock. */
export type Hours = {
  timeZone: string
  dailyHour: number
  quiet: { from: number; to: number } | null
  /** 0 is Sunday. */
  quietDays: readonly number[]
  breakThrough: boolean
}

/** Whether what is meant for now has to wait. */
export function isQuiet(now: Date, { timeZone, quiet, quietDays }: Hours): boolean {
  const today = dayIn(now, timeZone)
  if (quietDays.includes(weekdayOf(today))) return true
  if (!quiet) return false
  const begun = now >= momentAt(today, quiet.from, timeZone)
  const over = now >= momentAt(today, quiet.to, timeZone)
  // Over midnight it is quiet until `to` and again after `from`.
  return quiet.from < quiet.to ? begun && !over : begun || !over
}

/** The last moment at which a daily mail was due: what came before it and waits is sent. null: every day is quiet. */
export function lastDaily(now: Date, hours: Hours): Date | null {
  let day = dayIn(now, hours.timeZone)
  if (momentAt(day, hours.dailyHour, hours.timeZone) > now) day = addDays(day, -1)
  for (let back = 0; back < 7; back++, day = addDays(day, -1)) {
    if (!hours.quietDays.includes(weekdayOf(day))) return momentAt(day, hours.dailyHour, hours.timeZone)
  }
  return null
}

/** The last Monday's moment of the weekly summary, and its day. */
export function lastWeekly(now: Date, { timeZone, dailyHour }: Hours): { week: string; at: Date } {
  const today = dayIn(now, timeZone)
  const monday = addDays(today, -((weekdayOf(today) + 6) % 7))
  const at = momentAt(monday, dailyHour, timeZone)
  if (at <= now) return { week: monday, at }
  const before = addDays(monday, -7)
  return { week: before, at: momentAt(before, dailyHour, timeZone) }
}
