import { sliceLabel } from "./dimension.ts"
import type { SignalRow } from "./signal.ts"
import { streamOf } from "./stream.ts"

export type Headline = {
  /** One English sentence: what, where, how much. */
  headline: string
  headlineKey: "signal.headline.count" | "signal.headline.share"
  params: Record<string, string | number>
  /** The figures in a sentence, as under the headline. */
  summary: string
}

type Said = Pick<
  SignalRow,
  | "stream"
  | "slice"
  | "observed"
  | "expected"
  | "ratio"
  | "ratio_low"
  | "ratio_high"
  | "weeks"
  | "since"
  | "people"
  | "n"
>

/** A signal in words, and the parts of the sentence for other languages. */
export function headlineOf(signal: Said): Headline {
  const stream = streamOf(signal.stream)
  const slice = sliceLabel(signal.slice)
  const ratio = rounded(signal.ratio)
  const params = {
    slice,
    stream: signal.stream,
    unit: stream.unit,
    observed: signal.observed,
    expected: rounded(signal.expected),
    ratio,
    low: rounded(signal.ratio_low),
    high: rounded(signal.ratio_high),
    weeks: signal.weeks,
    since: signal.since,
    people: signal.people,
    n: signal.n,
  }
  const inWeeks = signal.weeks === 1 ? "in one week" : `in ${signal.weeks} weeks`
  return {
    headline: `${stream.key === "contacts" ? "Contacts" : stream.label} about ${slice} are ${times(signal.ratio)} what we would expect`,
    headlineKey: stream.mode === "count" ? "signal.headline.count" : "signal.headline.share",
    params,
    summary: `${signal.observed} ${stream.unit} ${inWeeks}${stream.mode === "share" ? ` (of ${signal.n})` : ""} where ${params.expected} were expected (×${ratio}, ${params.low}–${params.high}), since ${signal.since}; ${signal.people} people affected.`,
  }
}

/** 4.4 → "four times", 1.3 → "1.3 times". */
function times(ratio: number): string {
  const whole = Math.round(ratio)
  const words = ["", "", "twice", "three times", "four times", "five times", "six times", "seven times", "eight times"]
  if (whole >= 2 && whole < words.length && Math.abs(ratio - whole) <= 0.25) return words[whole]!
  return `${rounded(ratio)} times`
}

/** One decimal below 100, none above. */
export const rounded = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10)
