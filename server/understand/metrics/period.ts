import type { Query } from "../../listen/interactions/public.ts"

export type Step = "day" | "week" | "month"
/** A span of whole days in UTC: `from` included, `to` not, as ISO days. */
export type Period = { from: string; to: string }

const dayMs = 86_400_000
export const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
export const msOf = (day: string) => Date.parse(`${day}T00:00:00Z`)

/** The whole days in UTC that hold a query's moments; without dates the last `weeks` weeks up to the end of what is known. */
export function periodOf(query: Query, lastDay: string, weeks = 26): Period {
  const to =
    query.to === undefined ? dayOf(msOf(lastDay) + dayMs) : dayOf(Math.ceil(Date.parse(query.to) / dayMs) * dayMs)
  const from =
    query.from === undefined ? dayOf(startOf(msOf(to) - weeks * 7 * dayMs, "week")) : dayOf(Date.parse(query.from))
  return { from, to }
}

/** The period of the same length just before. */
export const before = ({ from, to }: Period): Period => ({ from: dayOf(2 * msOf(from) - msOf(to)), to: from })

/** Where each day, ISO week (Monday) or month of a period begins, clipped to the period; empty ones too. */
export function startsIn({ from, to }: Period, step: Step): string[] {
  const starts: string[] = []
  for (let at = startOf(msOf(from), step); at < msOf(to); at = nextOf(at, step)) starts.push(dayOf(at))
  return starts
}

/** What part of a step lies in the period, as milliseconds from … to. */
export function clipped(start: string, step: Step, { from, to }: Period): [number, number] {
  return [Math.max(msOf(start), msOf(from)), Math.min(nextOf(msOf(start), step), msOf(to))]
}

function startOf(ms: number, step: Step): number {
  const date = new Date(ms)
  if (step === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  const day = Math.floor(ms / dayMs) * dayMs
  return step === "day" ? day : day - ((date.getUTCDay() + 6) % 7) * dayMs
}

function nextOf(ms: number, step: Step): number {
  const date = new Date(ms)
  if (step === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  return ms + (step === "day" ? 1 : 7) * dayMs
}
