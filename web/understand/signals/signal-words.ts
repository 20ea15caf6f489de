import i18next, { type TFunction } from "i18next"
import type { Signal, SignalDetail } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"
import { fieldLabel } from "../../ui/filters/field-words.ts"

type Worded = Pick<Signal, "stream" | "slice" | "ratio" | "headline">

/** The signal as a sentence in the reader's language: "Complaints about Fan motor, Aria 2, batch 7 are four times what we would expect". */
export function headlineOf(signal: Worded, t: TFunction): string {
  if (Object.keys(signal.slice).length === 0 && signal.headline) return signal.headline
  return t("signal.headline", {
    things: capital(thingsOf(signal, t)),
    slice: sliceWords(signal.slice, t),
    times: timesWords(signal.ratio[0], t),
  })
}

/** What is counted, in words: "complaints", "low scores", "contacts". */
export function thingsOf(signal: Pick<Signal, "stream">, t: TFunction): string {
  const key = `signal.things.${signal.stream.key}`
  return i18next.exists(key) && typeof i18next.t(key) === "string" ? t(key) : signal.stream.unit
}

/** A slice as it would be said: "Fan motor, Aria 2, batch 7". */
export function sliceWords(slice: Record<string, string>, t: TFunction): string {
  const parts = inOrder(slice).map(([field, value]) => {
    // A bare number says nothing without its field; a year does.
    const year = /^(19|20)\d\d$/.test(value)
    const bare = !year && (/^[\d.]{1,3}$/.test(value) || ["batch", "version"].includes(field))
    return bare ? t("signal.fieldAndValue", { field: fieldLabel(field, t).toLocaleLowerCase(), value }) : calm(value)
  })
  return parts.join(t("signal.sliceJoin"))
}

/** The fields that make the slice: "component × product × batch". */
export function sliceFields(slice: Record<string, string>, t: TFunction): string {
  return inOrder(slice)
    .map(([field]) => fieldLabel(field, t).toLocaleLowerCase())
    .join(" × ")
}

/** Why this slice and not a wider or a neighbouring one, in the reader's language. */
export function whyWords(signal: Pick<SignalDetail, "whyThisOne" | "why">, t: TFunction): string {
  return signal.why && i18next.exists(signal.why.key) ? t(signal.why.key, signal.why.params) : signal.whyThisOne
}

export function changeWords(change: SignalDetail["changes"][number], t: TFunction): string {
  const key = `signal.change.${change.kind}`
  return i18next.exists(key) ? t(key, change.params ?? {}) : change.title
}

/** A ratio as one says it: "twice", "four times", "60 % more than". */
export function timesWords(ratio: number, t: TFunction): string {
  const rounded = Math.round(ratio)
  if (ratio < 1.8) return t("signal.times.more", { percent: Math.round((ratio - 1) * 100) })
  if (ratio >= 2.25 && ratio < 2.75) return t("signal.times.half")
  if (rounded <= 10) return t(`signal.times.n${rounded}`)
  return t("signal.times.many", { times: rounded })
}

/** Registers that shout ("SERVICE BRAKES") are read out in an ordinary voice; codes and short names stay. */
export function calm(value: string): string {
  if (value !== value.toUpperCase() || /\d/.test(value) || value.replace(/[^A-Z]/g, "").length < 4) return value
  return value
    .toLowerCase()
    .replace(/(^|[\s\-/(,])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}

const order = ["component", "product", "version", "batch", "touchpoint", "channel", "region"]

/** What it is before which one it is: the part, the product, then version and batch. */
function inOrder(slice: Record<string, string>): [string, string][] {
  const rank = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length)
  return Object.entries(slice).sort(([a], [b]) => rank(a) - rank(b))
}

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

/** How far a signal reaches: exact where it is known who owns one, otherwise said to be estimated. */
export function reachWords(signal: SignalDetail & { reach?: Answer<"SignalReach"> }, t: TFunction, format: Format) {
  const { reach } = signal
  if (!reach) return t("signal.people", { count: signal.people })
  return t(`reach.${reach.basis}`, {
    told: format.number(reach.told),
    owners: format.number(reach.owners ?? 0),
    customers: format.number(reach.customers ?? 0),
    product: signal.slice.product ?? "",
  })
}
