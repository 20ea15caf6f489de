import type { Rival } from "../../../stats/watch.ts"
import type { Slice } from "./dimension.ts"

/** The figures of the window in which a slice stood out. Days are ISO dates, both ends included. */
export type Figures = {
  since: string
  until: string
  weeks: number
  observed: number
  expected: number
  ratio: number
  ratio_low: number
  ratio_high: number
  n: number
  people: number
  score: number
  recurrence_weeks: number
  rivals: Rival[]
  terms: string[]
}

export type Act = { actor_id: string | null; actor_name: string; at: string }

/** A signal as it is stored, with what people did with it: each act is a row with who and when, null if not done. */
export type SignalRow = Figures & {
  id: string
  number: number
  stream: string
  slice: Slice
  /** The day of the first look at which it stood out. */
  first_seen: string
  /** The first day of all windows in which it stood out. */
  began: string
  /** The last look at which it stood out. */
  last_seen: string
  alarms: string[]
  active: boolean
  told_observed: number
  found_at: Date
  acknowledgement: Act | null
  snooze: (Act & { until: string; note: string | null }) | null
  dismissal: (Act & { reason: string; note: string | null; observed: number; ratio: number }) | null
  merge: (Act & { into_id: string }) | null
  acceptance: (Act & { problem_id: string }) | null
  departments: { id: string; name: string }[]
}

export const states = ["new", "acknowledged", "snoozed", "dismissed", "merged", "accepted"] as const
export type State = (typeof states)[number]
/** Signals that wait for somebody. */
export const openStates: readonly State[] = ["new", "acknowledged"]

export function stateOf(signal: SignalRow, now: Date): State {
  if (signal.merge) return "merged"
  if (signal.dismissal) return "dismissed"
  if (signal.acceptance) return "accepted"
  if (signal.snooze && new Date(signal.snooze.until) > now) return "snoozed"
  return signal.acknowledgement ? "acknowledged" : "new"
}

/** Nobody has done anything with it yet, so that its slice may still be made more exact. */
export const isUntouched = (signal: SignalRow) =>
  !signal.acknowledgement &&
  !signal.snooze &&
  !signal.dismissal &&
  !signal.merge &&
  !signal.acceptance &&
  signal.departments.length === 0

/** Days between two looks without the signal after which it counts as over for now. */
export const quietDays = 14
/** Days without any alarm after which the same slice is a new episode, with a number of its own. */
export const episodeDays = 182

/**
 * Whether something dismissed has grown clearly beyond what was dismissed: at least twice as many observed, and the
 * whole 95 % interval of the new ratio above the ratio that was dismissed.
 */
export const hasOutgrown = (
  found: { observed: number; ratio_low: number },
  dismissed: { observed: number; ratio: number },
) => found.observed >= 2 * dismissed.observed && found.ratio_low > dismissed.ratio

export const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
export const isoDay = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
