/** The world runs over whole days counted from its first; day `days` is the anchor itself and is never reached. */
export const days = 728

export type Calendar = {
  /** The anchor, midnight UTC, in milliseconds; nothing in the world happens at or after it. */
  end: number
  /** Milliseconds at midnight UTC of a day of the world. */
  at(day: number): number
  /** ISO date of a day. */
  date(day: number): string
  /** ISO time of a day and a minute of it; never at or after the anchor. */
  time(day: number, minute: number): string
  /** 0 Sunday … 6 Saturday. */
  weekday(day: number): number
  /** 0 … 1 through the calendar year. */
  yearShare(day: number): number
  /** Day of the world that lies so many weeks before the anchor. */
  weeksBefore(weeks: number): number
  month(day: number): string
}

/** @param endOn ISO date; the last day of the world is the day before. Throws on anything that is not a date. */
export function calendarUntil(endOn: string): Calendar {
  const end = Date.parse(`${endOn}T00:00:00.000Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(endOn) || Number.isNaN(end)) throw new Error(`endOn is not an ISO date: ${endOn}`)
  const at = (day: number) => end - (days - day) * dayLength
  return {
    end,
    at,
    date: (day) => new Date(at(day)).toISOString().slice(0, 10),
    time: (day, minute) =>
      new Date(Math.min(end - 1000, at(Math.floor(day)) + Math.round(minute * 60_000))).toISOString(),
    weekday: (day) => new Date(at(day)).getUTCDay(),
    yearShare: (day) => {
      const now = new Date(at(day))
      return (at(day) - Date.UTC(now.getUTCFullYear(), 0, 1)) / (365.25 * dayLength)
    },
    weeksBefore: (weeks) => Math.round(days - weeks * 7),
    month: (day) => new Date(at(day)).toISOString().slice(0, 7),
  }
}

const dayLength = 86_400_000
