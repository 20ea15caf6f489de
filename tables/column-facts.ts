import type { DateOrder } from "./dates.ts"
import { guessWordedScale, type Labels, parseScore, type Scale } from "./scores.ts"
import { type DecimalSign, isBlank, isDateLike, parseBoolean, parseNumber } from "./values.ts"

export type ColumnFacts = {
  /** Cells that are not empty. All shares are of these. */
  filled: number
  distinct: number
  distinctShare: number
  averageLength: number
  numberShare: number
  dateShare: number
  /** Written like a date, whether or not there is such a day: "2026-02-31". */
  datedShare: number
  /** Unix seconds or milliseconds between 2000 and 2100, or Excel days. */
  epochShare: number
  booleanShare: number
  emailShare: number
  phoneShare: number
  /** Cells that read as a score: "4", "4/5", "★★★★". */
  scoreShare: number
  min: number | undefined
  max: number | undefined
  statedMax: number | undefined
  /** A scale in words that all values belong to. */
  worded: { scale: Scale; labels: Labels } | undefined
  /** Sentences rather than names. */
  wordy: boolean
  /** Digits that are a name, not a quantity: leading zeros or more than 15 digits. */
  codes: boolean
  /** Base64 or hexadecimal digests, as in exports without personal data. */
  hashed: boolean
  sample: string[]
}

/** What the values of one column look like. */
export function columnFacts(
  cells: readonly string[],
  forms: { decimal?: DecimalSign; dateOrder?: DateOrder },
): ColumnFacts {
  const values = cells.filter((c) => !isBlank(c)).map((c) => c.trim())
  const different = new Set(values)
  const share = (test: (v: string) => boolean) => (values.length === 0 ? 0 : values.filter(test).length / values.length)
  const numbers = values.map((v) => parseNumber(v, forms.decimal))
  const scores = values.map((v) => parseScore(v, forms.decimal ? { decimal: forms.decimal } : {}))
  const read = scores.flatMap((s) => (s.ok ? [s.value] : []))
  const stated = read.flatMap((s) => (s.statedMax === undefined ? [] : [s.statedMax]))
  const options = forms.dateOrder ? { order: forms.dateOrder } : {}
  return {
    filled: values.length,
    distinct: different.size,
    distinctShare: values.length === 0 ? 0 : different.size / values.length,
    averageLength: values.length === 0 ? 0 : values.reduce((sum, v) => sum + v.length, 0) / values.length,
    numberShare: values.length === 0 ? 0 : numbers.filter((n) => n.ok).length / values.length,
    dateShare: share((v) => isDateLike(v, options)),
    datedShare: share((v) => /^\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ]\d.*)?$/.test(v)),
    epochShare: share((v) => /^(9\d{8}|[1-3]\d{9}|[1-3]\d{12}|[2-6]\d{4}(\.\d+)?|(19|20)\d{6})$/.test(v)),
    booleanShare: share((v) => parseBoolean(v).ok),
    emailShare: share((v) => isEmail(v)),
    phoneShare: share((v) => /^\+?[\d\s()./-]{6,20}$/.test(v) && v.replace(/\D/g, "").length >= 6 && !isDateLike(v)),
    scoreShare: values.length === 0 ? 0 : read.length / values.length,
    min: read.length === 0 ? undefined : read.reduce((m, s) => Math.min(m, s.value), Infinity),
    max: read.length === 0 ? undefined : read.reduce((m, s) => Math.max(m, s.value), -Infinity),
    statedMax: stated.length === read.length && stated.length > 0 ? Math.max(...stated) : undefined,
    worded: values.length > 0 && read.length === 0 ? guessWordedScale(different) : undefined,
    wordy: isWordy(values),
    codes: share((v) => /^0\d+$/.test(v) || /^\d{16,}$/.test(v)) > 0.05,
    hashed: share((v) => /^(?=.*\d)[A-Za-z\d+/=_-]{20,64}$/.test(v)) > 0.8,
    sample: [...different].slice(0, 5).map((v) => (v.length > 200 ? `${v.slice(0, 199)}…` : v)),
  }
}

/** A simple form check: one @, a dot in the domain, no blanks. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$/.test(text)
}

function isWordy(values: readonly string[]): boolean {
  if (values.length === 0) return false
  const long = values.filter(
    (v) => v.split(/\s+/).length >= 6 || (v.match(/\p{Script=Han}/gu)?.length ?? 0) >= 10,
  ).length
  return long * 4 >= values.length && new Set(values).size * 3 >= values.length && !values.some((v) => /^[{[]"/.test(v))
}
