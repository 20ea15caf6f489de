export const intervals = ["day", "week", "month"] as const
export type Interval = (typeof intervals)[number]

/** Days for up to two months, weeks for up to two years, months beyond. */
export function suggestedInterval(from: string | undefined, to: string | undefined, now = Date.now()): Interval {
  if (!from) return "month"
  const days = ((to ? Date.parse(to) : now) - Date.parse(from)) / 86_400_000
  return days <= 62 ? "day" : days <= 735 ? "week" : "month"
}

/** The day after an interval that starts on `start` (ISO date), as YYYY-MM-DD. */
export function intervalEnd(start: string, interval: Interval): string {
  const date = new Date(`${start.slice(0, 10)}T00:00:00Z`)
  if (interval === "month") date.setUTCMonth(date.getUTCMonth() + 1)
  else date.setUTCDate(date.getUTCDate() + (interval === "week" ? 7 : 1))
  return date.toISOString().slice(0, 10)
}
