/**
 * The moment at which clocks in a time zone show this hour of this day. An hour that clocks skip in spring is the
 * moment as long after midnight as if they had not; of an hour that comes twice in autumn it is the first.
 */
export function momentAt(day: string, hour: number, zone: string): Date {
  const shown = Date.parse(`${day}T00:00:00Z`) + hour * hourMs
  const offsets = [offsetAt(shown - dayMs, zone), offsetAt(shown + dayMs, zone)]
  const fitting = offsets.map((offset) => shown - offset).filter((at) => at + offsetAt(at, zone) === shown)
  return new Date(fitting.length > 0 ? Math.min(...fitting) : shown - offsets[0]!)
}

/** The day that calendars in a time zone show at a moment: "2026-03-12". */
export const dayIn = (at: Date, zone: string): string =>
  new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()

export function isZone(name: string): boolean {
  try {
    formatFor(name)
    return true
  } catch {
    return false
  }
}

// How far clocks in the zone are ahead of UTC, in ms.
function offsetAt(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatFor(zone)
      .formatToParts(at)
      .map((one) => [one.type, Number(one.value)]),
  )
  const shown = Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!)
  return shown - Math.floor(at / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()
function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  })
  formats.set(zone, made)
  return made
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
