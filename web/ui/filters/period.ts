const day = 86_400_000

/** The date `days` days before today (UTC), as YYYY-MM-DD. */
export function daysAgo(days: number, now = Date.now()): string {
  return new Date(now - days * day).toISOString().slice(0, 10)
}

export function dayAfter(date: string): string {
  return new Date(Date.parse(date) + day).toISOString().slice(0, 10)
}

export function dayBefore(date: string): string {
  return new Date(Date.parse(date) - day).toISOString().slice(0, 10)
}
