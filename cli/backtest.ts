// `rapport backtest`: what would Rapport have told us, and when? Needs no server.
import { parseArgs } from "node:util"
import { replay, type Signal } from "../stats/watch.ts"
import { type KnownEvent, readEvents, type Warned, warnings } from "./backtest-events.ts"
import { badTest, dayOf, isoOf, readHistory, UsageError } from "./backtest-read.ts"

const USAGE = `Usage: rapport backtest FILE.csv --time COLUMN --dims COLUMN,COLUMN,...
  --time COLUMN        the date of each record (2014-05-12)
  --dims A,B,C         what is compared: component, model, channel, ... (several values in a cell: "a | b")
  --text COLUMN        free text, for the typical words of a signal
  --outcome COLUMN     watch the share of bad outcomes instead of counts ...
  --bad '<=2'          ... where this is bad (<=, <, >=, >, =, !=)
  --person COLUMN      who wrote, to count people once
  --from, --to DATE    first and last weekly look (default: as soon as there is a past to compare with, to the end)
  --events FILE.csv    known events (a date column and columns named as in --dims): lead times and what was missed
  --skip-bad           leave out rows that cannot be read
  --json               the signals as JSON`

/** @returns the exit code: 0, or 1 after a message on what to correct. */
export async function backtest(argv: string[]): Promise<number> {
  try {
    const options = readOptions(argv)
    if (!options) {
      console.log(USAGE)
      return 0
    }
    const { records, texts, skipped } = await readHistory(options.file, options, options.skipBad)
    const span = lookSpan(records.day, options.from, options.to, records.bad !== undefined)
    const signals = replay(records, { ...span, texts })
    const events = options.events ? await readEvents(options.events, options.dims) : undefined
    const warned =
      events &&
      warnings(
        events.filter((e) => e.day > span.from && e.day <= span.to + 7),
        signals,
        records,
      )
    if (skipped > 0) console.error(`${skipped} rows that could not be read were left out.`)
    if (options.json)
      console.log(
        JSON.stringify(
          signals.map((signal) => asJson(signal, warned)),
          null,
          2,
        ),
      )
    else printTable(signals, span, records.day.length, warned)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(error.message)
    return 1
  }
}

function readOptions(argv: string[]) {
  const { values, positionals } = parseOrExplain(argv)
  if (values.help) return undefined
  const file = positionals[0]
  if (!file) throw new UsageError(`Which file? \n${USAGE}`)
  if (positionals.length > 1) throw new UsageError(`One file at a time, not ${positionals.join(" and ")}.`)
  if (!values.time) throw new UsageError("Say which column holds the date: --time COLUMN.")
  const dims = (values.dims ?? "")
    .split(",")
    .map((d) => d.trim())
    .filter((d) => d !== "")
  if (dims.length === 0) throw new UsageError("Say which columns to compare: --dims component,model.")
  if (dims.length > 12) throw new UsageError(`At most 12 columns can be compared at once, not ${dims.length}.`)
  if ((values.outcome === undefined) !== (values.bad === undefined)) {
    throw new UsageError("--outcome and --bad belong together: --outcome score --bad '<=2'.")
  }
  const date = (name: "from" | "to") => {
    const text = values[name]
    const day = text === undefined ? undefined : dayOf(text)
    if (text !== undefined && day === undefined)
      throw new UsageError(`--${name} ${text} is not a date. Write 2014-05-12.`)
    return day
  }
  return {
    file,
    dims: [...new Set(dims)],
    time: values.time,
    text: values.text,
    outcome: values.outcome,
    bad: values.bad === undefined ? undefined : badTest(values.bad),
    person: values.person,
    events: values.events,
    from: date("from"),
    to: date("to"),
    json: values.json ?? false,
    skipBad: values["skip-bad"] ?? false,
  }
}

function parseOrExplain(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        time: { type: "string" },
        dims: { type: "string" },
        text: { type: "string" },
        outcome: { type: "string" },
        bad: { type: "string" },
        person: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        events: { type: "string" },
        json: { type: "boolean" },
        "skip-bad": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`)
  }
}

/** Counts need a year to compare with, shares the longest window and half a year before it. */
const PAST_DAYS = { counts: 7 * 60, shares: 7 * 38 }

function lookSpan(days: Int32Array, from: number | undefined, to: number | undefined, shares: boolean) {
  let first = days[0]!
  let last = days[0]!
  for (const day of days) {
    if (day < first) first = day
    if (day > last) last = day
  }
  const start = from ?? first + (shares ? PAST_DAYS.shares : PAST_DAYS.counts)
  const end = to ?? last
  if (start > end) {
    throw new UsageError(
      from === undefined
        ? `The history covers ${isoOf(first)} to ${isoOf(last)}, too short to have a past to compare with. Give --from to try.`
        : `--from ${isoOf(start)} is after ${to === undefined ? "the last record" : "--to"} (${isoOf(end)}).`,
    )
  }
  // Without --to the last look takes in the last records.
  return { from: start, to: to ?? start + 7 * Math.ceil((end - start) / 7) }
}

function asJson(signal: Signal, warned: readonly Warned[] | undefined) {
  const warns = warned
    ?.filter((w) => w.signal === signal)
    .map((w) => ({ event: w.event.name, date: isoOf(w.event.day), leadWeeks: w.leadWeeks }))
  return {
    firstSeen: isoOf(signal.firstSeen),
    slice: signal.slice,
    since: isoOf(signal.since),
    observed: signal.observed,
    expected: rounded(signal.expected),
    ratio: signal.ratio.map(rounded),
    people: signal.people,
    terms: signal.terms,
    alarms: signal.alarms.map(isoOf),
    records: signal.n,
    score: rounded(signal.score),
    chanceAlarmEveryWeeks: Math.round(Math.min(signal.recurrenceWeeks, 1e9)),
    ...(warns && warns.length > 0 ? { warns } : {}),
  }
}

function rounded(x: number): number {
  return Math.round(x * 100) / 100
}

function printTable(
  signals: readonly Signal[],
  span: { from: number; to: number },
  rows: number,
  warned?: Warned[],
): void {
  console.log(
    `${rows} records, one look a week from ${isoOf(span.from)} to ${isoOf(span.to)}: ${signals.length} signals\n`,
  )
  for (const s of signals) {
    const [ratio, low, high] = s.ratio.map((r) => (r >= 10 ? r.toFixed(0) : r.toFixed(1)))
    const expected = s.expected >= 10 ? s.expected.toFixed(0) : s.expected.toFixed(1)
    console.log(
      `${isoOf(s.firstSeen)}  ${Object.entries(s.slice)
        .map(([dim, value]) => `${dim} ${value}`)
        .join(" · ")}`,
    )
    console.log(
      `            ${s.observed} in ${s.weeks} weeks where ${expected} were expected (×${ratio}, ${low}–${high}), since ${isoOf(s.since)}; ` +
        `${s.people} people; ${s.alarms.length === 1 ? "seen once" : `seen at ${s.alarms.length} looks, last ${isoOf(s.alarms[s.alarms.length - 1]!)}`}`,
    )
    if (s.terms.length > 0) console.log(`            typical words: ${s.terms.join(", ")}`)
  }
  if (warned) printEvents(warned)
}

function printEvents(warned: readonly Warned[]): void {
  const ahead = warned.filter((w) => w.signal)
  console.log(`\nKnown events in these years: ${warned.length}, announced: ${ahead.length}`)
  if (ahead.length > 0) {
    const leads = ahead.map((w) => w.leadWeeks!).sort((a, b) => a - b)
    const middle = (leads[(leads.length - 1) >> 1]! + leads[leads.length >> 1]!) / 2
    console.log(`Weeks ahead: ${leads[0]} to ${leads[leads.length - 1]}, median ${middle}\n`)
  }
  for (const { event, signal, leadWeeks } of warned) {
    const what = signal
      ? `${String(leadWeeks).padStart(4)} weeks ahead: ${Object.values(signal.slice).join(" · ")} (${isoOf(signal.firstSeen)})`
      : "   missed"
    console.log(
      `${isoOf(event.day)}  ${event.name.slice(0, 24).padEnd(12)} ${what}${signal ? "" : `: ${summary(event)}`}`,
    )
  }
}

function summary(event: KnownEvent): string {
  const row = event.rows[0] ?? {}
  const more = event.rows.length > 1 ? ` and ${event.rows.length - 1} more` : ""
  return (
    Object.values(row)
      .map((values) => values.join(" | "))
      .join(" · ") + more
  )
}
