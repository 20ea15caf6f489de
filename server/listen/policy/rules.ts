import type { Survey } from "../../../survey/definition.ts"
import { questionsOf } from "../surveys/public.ts"
import type { Rules } from "./contract.ts"

/** What led to asking: a mailing, an event with when it was, a member at the telephone. */
export type Cause = { kind: string; id?: string; at?: string }

/** What holds until somebody says otherwise. */
export const standardRules: Rules = {
  everyDays: 30,
  perYear: [{ metric: "nps", most: 2 }],
  withinHours: 24,
  notInFollowUp: true,
  quiet: null,
  priority: [],
}

/** The names of what a survey measures. */
export const metricsOf = (survey: Survey): string[] => [
  ...new Set(questionsOf(survey).flatMap((one) => ("measures" in one && one.measures ? [one.measures] : []))),
]

/** When it is no longer quiet, by the clock of the organization; null where it is not quiet at this moment. */
export function quietUntil(quiet: Rules["quiet"], at: Date): Date | null {
  if (!quiet || !isQuiet(quiet, at)) return null
  // Time zones lie whole quarters of an hour apart.
  let next = new Date(Math.floor(at.getTime() / quarter) * quarter)
  for (let step = 0; step < 8 * 96; step++) {
    next = new Date(next.getTime() + quarter)
    if (!isQuiet(quiet, next)) return next
  }
  return next
}

const quarter = 15 * 60_000

function isQuiet({ from, to, days, timeZone }: NonNullable<Rules["quiet"]>, at: Date): boolean {
  const { weekday, hour } = clockIn(at, timeZone)
  if (days.includes(weekday)) return true
  if (from === to) return false
  return from < to ? hour >= from && hour < to : hour >= from || hour < to
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockIn(at: Date, timeZone: string): { weekday: number; hour: number } {
  let clock = clocks.get(timeZone)
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", { timeZone, weekday: "short", hour: "numeric", hourCycle: "h23" })
    clocks.set(timeZone, clock)
  }
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  return { weekday: weekdays.indexOf(parts.weekday ?? "") + 1, hour: Number(parts.hour) }
}
