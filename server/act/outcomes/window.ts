/** Weeks begin on Monday, in UTC. Days are ISO dates. */
const dayMs = 86_400_000
const ms = (day: string) => Date.parse(`${day}T00:00:00Z`)
export const dayAfter = (day: string, days: number) => new Date(ms(day) + days * dayMs).toISOString().slice(0, 10)
export const mondayOf = (day: string) => dayAfter(day, -((new Date(ms(day)).getUTCDay() + 6) % 7))

export type Window = {
  /** Monday of each whole week, in order, without the week of the change. */
  weeks: string[]
  /** Index of the first week after the change. */
  changeAt: number
  /** The week that holds the change, where it began before it. */
  changeWeek: string | null
  plannedAfter: number
  /** The day before this one is the last that counts. */
  to: string
}

/**
 * Which weeks stand before and after a change: whole ones, up to `longest` before; the week in which the change came is in
 * neither. A change of scale ends them: answers on two scales are not one question.
 */
export function windowOf(given: {
  changeAt: string
  by: string
  dataUntil: string
  firstDay: string
  breaks: readonly string[]
  /** Since when it has been as bad as it was: what lies before is not what the change is to be compared with. */
  since: string | null
  longest: number
}): Window {
  const { changeAt, by, dataUntil, breaks, longest } = given
  const changeWeek = mondayOf(changeAt)
  const began = changeWeek === changeAt
  const firstAfter = began ? changeWeek : dayAfter(changeWeek, 7)
  const lastBreak = breaks.filter((day) => day <= changeAt).at(-1)
  const nextBreak = breaks.find((day) => day > changeAt)
  const earliest = [
    dayAfter(changeWeek, -7 * longest),
    firstWhole(given.firstDay),
    ...(lastBreak ? [firstWhole(lastBreak)] : []),
    ...(given.since && given.since < changeAt ? [firstWhole(given.since)] : []),
  ]
    .sort()
    .at(-1)!
  const to = [mondayOf(dayAfter(dataUntil, 1)), ...(nextBreak ? [mondayOf(nextBreak)] : [])].sort()[0]!
  const before = mondays(earliest, [changeWeek, to].sort()[0]!)
  const after = mondays(firstAfter, to)
  return {
    weeks: [...before, ...after],
    changeAt: before.length,
    changeWeek: began ? null : changeWeek,
    plannedAfter: mondays(firstAfter, mondayOf(dayAfter(by, 1))).length,
    to,
  }
}

const firstWhole = (day: string) => (mondayOf(day) === day ? day : dayAfter(mondayOf(day), 7))

export function mondays(from: string, to: string): string[] {
  const all: string[] = []
  for (let day = from; day < to; day = dayAfter(day, 7)) all.push(day)
  return all
}

/** How many whole weeks lie between a day and the week of another. */
export const weeksBetween = (from: string, to: string) => mondays(firstWhole(from), mondayOf(to)).length
