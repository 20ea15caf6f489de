// Known events (recalls, incidents) beside the signals: which were announced, how long ahead, and what was missed.
import type { Records } from "../stats/slices.ts"
import type { Signal } from "../stats/watch.ts"
import { csvRows, dayOf, UsageError, valuesOf } from "./backtest-read.ts"

export type KnownEvent = { name: string; day: number; rows: Record<string, string[]>[] }

export type Warned = {
  event: KnownEvent
  /** The earliest signal before the event that covers it, and by how many weeks. */
  signal?: Signal
  leadWeeks?: number
}

/** Rows with the same name (column campaign, event, name or id) are one event; without such a column, rows of one day. */
export async function readEvents(file: string, dims: readonly string[]): Promise<KnownEvent[]> {
  const events = new Map<string, KnownEvent>()
  let header: string[] | undefined
  let date = -1
  let name = -1
  for await (const { number, cells } of csvRows(file)) {
    if (!header) {
      header = cells
      date = oneOf(header, ["report_received_date", "recall_date", "event_date", "date"], /date|day|time/i)
      if (date < 0) throw new UsageError(`${file} has no date column. Its columns are: ${header.join(", ")}.`)
      name = oneOf(header, ["campaign", "event", "recall", "incident", "name", "title", "id"], /^campaign|_id$/i)
      if (!dims.some((dim) => header!.includes(dim))) {
        throw new UsageError(
          `${file} has none of the columns ${dims.join(", ")}. Its columns are: ${header.join(", ")}.`,
        )
      }
      continue
    }
    const day = dayOf(cells[date] ?? "")
    if (day === undefined) {
      throw new UsageError(
        `${file}: row ${number}, column "${header[date]}": "${cells[date] ?? ""}" is not a date. Write dates as 2014-05-12.`,
      )
    }
    const called = (name >= 0 && cells[name]) || (cells[date] ?? "")
    const event = events.get(called) ?? { name: called, day, rows: [] }
    event.day = Math.min(event.day, day)
    const row: Record<string, string[]> = {}
    for (const dim of dims) {
      const at = header.indexOf(dim)
      if (at >= 0) row[dim] = valuesOf(cells[at] ?? "")
    }
    event.rows.push(row)
    events.set(called, event)
  }
  return [...events.values()].sort((a, b) => a.day - b.day)
}

/**
 * A signal covers an event when one of the event's rows names, in every dimension the signal names, the same thing, and
 * at least one of the records behind the signal carries that row's values: a signal about all years of a model does not
 * announce the recall of a year that nobody had yet complained about. The first of `dims` that events name says what is
 * wrong (the component); a signal that does not name it announces nothing.
 */
export function warnings(events: readonly KnownEvent[], signals: readonly Signal[], records: Records): Warned[] {
  const leading = records.dims.find((dim) => events.some((event) => event.rows.some((row) => row[dim.name])))?.name
  return events.map((event) => {
    for (const signal of signals) {
      if (signal.firstSeen >= event.day) break
      if (leading === undefined || signal.slice[leading] === undefined) continue
      const rows = event.rows.filter((row) =>
        Object.entries(signal.slice).every(
          ([dim, value]) => !row[dim] || row[dim].some((v) => matches(v, value, dim === leading)),
        ),
      )
      if (rows.length > 0 && occurs(rows, signal, records, leading)) {
        return { event, signal, leadWeeks: Math.round((event.day - signal.firstSeen) / 7) }
      }
    }
    return { event }
  })
}

/** The same top level (before ":"), or one top level that begins with the other: "ENGINE" and "ENGINE AND ENGINE
 * COOLING" are labels of one thing in two editions of the list. */
export function sameThing(a: string, b: string): boolean {
  const [one, other] = [topLevel(a), topLevel(b)].sort((x, y) => x.length - y.length) as [string, string]
  return one === other || (other.startsWith(one) && /[^\p{L}\p{N}]/u.test(other[one.length] ?? ""))
}

/** Labels of what is wrong change with the list they come from; a product's name does not ("SONATA" is no "SONATA
 * HYBRID"). */
function matches(a: string, b: string, loosely: boolean): boolean {
  return loosely ? sameThing(a, b) : topLevel(a) === topLevel(b)
}

function topLevel(value: string): string {
  return (value.split(":")[0] ?? "").trim().toLowerCase()
}

function occurs(rows: readonly Record<string, string[]>[], signal: Signal, records: Records, leading: string): boolean {
  for (let i = 0; i < records.day.length; i++) {
    const day = records.day[i]!
    if (day < signal.since || day > signal.firstSeen || records.bad?.[i] === 0) continue
    const has = (dim: string, test: (value: string) => boolean) => {
      const column = records.dims.find((d) => d.name === dim)
      if (!column) return true
      const { codes, offsets, values } = column
      for (let k = offsets ? offsets[i]! : i; k < (offsets ? offsets[i + 1]! : i + 1); k++) {
        if (codes[k]! >= 0 && test(values[codes[k]!]!)) return true
      }
      return false
    }
    const inSlice = Object.entries(signal.slice).every(([dim, value]) =>
      has(dim, (v) => v === value || v.startsWith(`${value}:`)),
    )
    if (!inSlice) continue
    if (
      rows.some((row) =>
        Object.entries(row).every(([dim, wanted]) =>
          has(dim, (v) => wanted.some((w) => matches(v, w, dim === leading))),
        ),
      )
    ) {
      return true
    }
  }
  return false
}

function oneOf(header: readonly string[], names: readonly string[], pattern: RegExp): number {
  for (const name of names) {
    const at = header.findIndex((h) => h.toLowerCase() === name)
    if (at >= 0) return at
  }
  return header.findIndex((h) => pattern.test(h))
}
