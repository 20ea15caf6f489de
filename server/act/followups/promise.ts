import { addDays, dayIn, momentAt, weekdayOf } from "../plans/public.ts"

/** When an organization answers: from and to, in hours of the day, for each weekday (0 is Sunday); null: closed. */
export type Calendar = {
  timeZone: string
  week: readonly (readonly [number, number] | null)[]
  holidays: readonly string[]
}

/**
 * When a promise made now falls due: so many hours by the clock, or so many hours of opening. Where clocks change, an hour
 * stays an hour. A calendar without an open hour counts by the clock, so that a promise always has an end.
 */
export function promisedAt(from: Date, hours: number, calendar: Calendar | null): Date {
  let left = hours * hourMs
  if (calendar) {
    for (const [open, close] of openings(from, calendar)) {
      const begin = Math.max(open, from.getTime())
      if (begin >= close) continue
      if (left <= close - begin) return new Date(begin + left)
      left -= close - begin
    }
  }
  return new Date(from.getTime() + hours * hourMs)
}

/** How many hours of opening lie between two moments. */
export function openHours(from: Date, to: Date, calendar: Calendar): number {
  let sum = 0
  for (const [open, close] of openings(from, calendar)) {
    if (open >= to.getTime()) break
    sum += Math.max(0, Math.min(close, to.getTime()) - Math.max(open, from.getTime()))
  }
  return sum / hourMs
}

// The opening times from the day before a moment on (a zone may be a day ahead), for as long as anything may be promised.
function* openings(from: Date, { timeZone, week, holidays }: Calendar): Generator<[number, number]> {
  if (week.every((one) => one === null)) return
  const closed = new Set(holidays)
  const first = dayIn(from, timeZone)
  for (let count = 0; count < mostDays; count++) {
    const day = addDays(first, count)
    const hours = week[weekdayOf(day)]
    if (!hours || closed.has(day)) continue
    yield [momentAt(day, hours[0], timeZone).getTime(), endOf(day, hours[1], timeZone)]
  }
}

// Midnight at the end of a day is the beginning of the next, also where the day has 23 or 25 hours.
const endOf = (day: string, hour: number, zone: string) =>
  (hour === 24 ? momentAt(addDays(day, 1), 0, zone) : momentAt(day, hour, zone)).getTime()

const hourMs = 3_600_000
/** Ten years: whoever closes for longer is promised by the clock. */
const mostDays = 3_660
