import { isEmail } from "./column-facts.ts"
import { parseDate } from "./dates.ts"
import type { AttributeType, ColumnGuess, ColumnTarget } from "./guess.ts"
import type { TableLayout } from "./layout.ts"
import type { Refusal } from "./parsed.ts"
import { type TableProblem, type TableProblemCode, tableProblem } from "./problems.ts"
import { answerKey, parseScore, type Scale } from "./scores.ts"
import { type DecimalSign, isBlank, parseBoolean, parseNumber } from "./values.ts"

export const KINDS = [
  "response",
  "ticket",
  "call",
  "chat",
  "email",
  "review",
  "complaint",
  "social",
  "note",
  "other",
] as const
export type Kind = (typeof KINDS)[number]

/** What the feedback API takes; one mapped row. */
export type FeedbackInput = {
  source?: string
  externalId?: string
  occurredAt?: string
  kind?: Kind
  channel?: string
  touchpoint?: string
  product?: string
  component?: string | string[]
  version?: string
  batch?: string
  region?: string
  businessUnit?: string
  journeyStep?: string
  person?: PersonInput
  account?: string
  text?: string
  language?: string
  scores?: { metric: string; value: number; scale: Scale }[]
  attributes?: Record<string, string | number | boolean>
}
type PersonInput = {
  externalId?: string
  email?: string
  phone?: string
  anonymousId?: string
  name?: string
  role?: "buyer" | "user" | "both"
}

/** A column is named, not numbered: a file exported again with its columns in another order still fits. */
export type ColumnMapping = ColumnTarget & { column: string }
export type Mapping = {
  columns: ColumnMapping[]
  /** Values for every row whose own column is missing or empty. */
  defaults?: Pick<
    FeedbackInput,
    "source" | "kind" | "channel" | "touchpoint" | "product" | "businessUnit" | "language" | "region"
  >
  /** IANA zone of times without one. Default UTC. */
  timeZone?: string
}

export type Mapped = { ok: true; feedback: FeedbackInput } | { ok: false; problems: TableProblem[] }
export type RowMapper = (row: { row: number; cells: readonly string[]; problem?: TableProblem }) => Mapped

const TEXT_LIMIT = 20_000
const VALUE_LIMIT = 500
/** Clocks differ: what lies less than this ahead is now. */
const FUTURE_TOLERANCE_MS = 5 * 60_000
const EARLIEST = Date.UTC(1990, 0, 1)

/** The mapping that the guesses propose; people correct it. */
export function mappingFrom(guesses: readonly ColumnGuess[]): Mapping {
  return { columns: guesses.map((g) => ({ column: g.column, ...g.guess })) }
}

/**
 * Prepares a mapping for a table. The returned function turns one row into feedback, or into every problem found in
 * it (a row the reader refused keeps its problem); it never throws.
 * @param columns the table's columns; for JSON the growing list of the reader, so later fields are found too
 * @param now the time that "in the future" is measured against
 */
export function mapRows(
  columns: readonly string[],
  mapping: Mapping,
  layout: Pick<TableLayout, "decimal" | "dateOrder">,
  now: () => Date = () => new Date(),
): RowMapper {
  let places: { at: number; to: ColumnMapping }[] = []
  let known = -1
  return ({ row, cells, problem }) => {
    if (problem) return { ok: false, problems: [problem] }
    if (columns.length !== known) {
      places = mapping.columns.flatMap((to) => (to.target === "ignore" ? [] : [{ at: columns.indexOf(to.column), to }]))
      known = columns.length
    }
    const feedback: FeedbackInput = { ...mapping.defaults }
    const problems: TableProblem[] = []
    const forms = { decimal: layout.decimal, order: layout.dateOrder, timeZone: mapping.timeZone ?? "UTC", now: now() }
    let said = false
    for (const { at, to } of places) {
      const cell = cells[at]
      if (cell === undefined || cell === "") continue
      if (to.target !== "text" && isBlank(cell)) continue
      const refused = put(feedback, to, cell, forms)
      if (refused) problems.push(tableProblem(refused.code, refused.params, { row, column: to.column, value: cell }))
      else said = true
    }
    if (problems.length > 0) return { ok: false, problems }
    if (!said) return { ok: false, problems: [tableProblem("feedback.nothing_said", {}, { row })] }
    return { ok: true, feedback }
  }
}

type Forms = { decimal: DecimalSign; order: TableLayout["dateOrder"]; timeZone: string; now: Date }

/** Writes one cell into the feedback, or says why not. */
function put(feedback: FeedbackInput, to: ColumnMapping, cell: string, forms: Forms): Refusal | undefined {
  const value = cell.trim()
  switch (to.target) {
    case "ignore":
      return
    case "text":
      return putText(feedback, unquoteFormula(cell.trim()))
    case "score":
      return putScore(feedback, to, value, forms)
    case "attribute":
      return putAttribute(feedback, to.name, to.type, value, forms)
    case "occurredAt":
      return putTime(feedback, value, forms)
    case "component": {
      const parts = value
        .split(" | ")
        .map((p) => p.trim())
        .filter((p) => p !== "")
      const tooLong = parts.find((p) => p.length > VALUE_LIMIT)
      if (tooLong !== undefined) return tooLongRefusal(tooLong, VALUE_LIMIT)
      feedback.component = parts.length > 1 ? parts : unquoteFormula(value)
      return
    }
    case "kind":
      feedback.kind = kindNamed(value)
      return
    case "language":
      feedback.language = languageTag(value)
      return
    case "person.email":
      if (!isEmail(value)) return refusal("value.not_an_email", { value })
      return putPerson(feedback, { email: value })
    case "person.role":
      return putPerson(feedback, {
        role: /both|beide|都/i.test(value) ? "both" : /buy|customer|käufer|购买|客户/i.test(value) ? "buyer" : "user",
      })
    case "person.externalId":
    case "person.anonymousId":
    case "person.phone":
    case "person.name": {
      if (value.length > VALUE_LIMIT) return tooLongRefusal(value, VALUE_LIMIT)
      const key = to.target.slice("person.".length) as "externalId" | "anonymousId" | "phone" | "name"
      return putPerson(feedback, { [key]: unquoteFormula(value) })
    }
    default:
      if (value.length > VALUE_LIMIT) return tooLongRefusal(value, VALUE_LIMIT)
      feedback[to.target] = unquoteFormula(value)
      return
  }
}

/** Several text columns (what went well, what did not) become one text, a paragraph each. */
function putText(feedback: FeedbackInput, value: string): Refusal | undefined {
  if (value === "") return
  const text = feedback.text === undefined ? value : `${feedback.text}\n\n${value}`
  if (text.length > TEXT_LIMIT) return tooLongRefusal(text, TEXT_LIMIT)
  feedback.text = text
  return
}

function putScore(
  feedback: FeedbackInput,
  to: ColumnMapping & { target: "score" },
  value: string,
  forms: Forms,
): Refusal | undefined {
  const { min, max } = to.scale
  const read = parseScore(value, to.labels ? { labels: to.labels, decimal: forms.decimal } : { decimal: forms.decimal })
  if (!read.ok) return refusal("value.not_a_score", { value, min, max })
  const score = read.value
  // "4/5" on a scale to 10 is another scale, not a low score; 80 % on 0 to 1 would be the same mistake.
  const elsewhere = score.statedMax !== undefined && score.statedMax !== max
  if (elsewhere || score.value < min || score.value > max)
    return refusal("feedback.score_out_of_scale", { value: elsewhere ? answerKey(value) : score.value, min, max })
  feedback.scores ??= []
  feedback.scores.push({ metric: to.metric, value: score.value, scale: { min, max } })
  return
}

function putAttribute(
  feedback: FeedbackInput,
  name: string,
  type: AttributeType,
  value: string,
  forms: Forms,
): Refusal | undefined {
  feedback.attributes ??= {}
  if (type === "number") {
    const read = parseNumber(value, forms.decimal)
    if (!read.ok) return read
    feedback.attributes[name] = read.value
  } else if (type === "boolean") {
    const read = parseBoolean(value)
    if (!read.ok) return read
    feedback.attributes[name] = read.value
  } else if (type === "date") {
    const read = parseDate(value, forms)
    if (!read.ok) return read
    feedback.attributes[name] = read.value.day ?? read.value.at.toISOString()
  } else {
    if (value.length > VALUE_LIMIT) return tooLongRefusal(value, VALUE_LIMIT)
    feedback.attributes[name] = unquoteFormula(value)
  }
  return
}

function putTime(feedback: FeedbackInput, value: string, forms: Forms): Refusal | undefined {
  const read = parseDate(value, forms)
  if (!read.ok) return read
  const at = read.value.at.getTime()
  // A day has begun somewhere on earth up to 14 hours before it does in UTC.
  const tolerance = read.value.day !== null ? 14 * 3_600_000 : FUTURE_TOLERANCE_MS
  if (at > forms.now.getTime() + tolerance) return refusal("feedback.in_the_future", { value })
  if (at < EARLIEST) return refusal("feedback.too_long_ago", { value })
  feedback.occurredAt = new Date(Math.min(at, forms.now.getTime())).toISOString()
  return
}

function putPerson(feedback: FeedbackInput, part: PersonInput): undefined {
  feedback.person = { ...feedback.person, ...part }
}

const KIND_WORDS: readonly (readonly [Kind, RegExp])[] = [
  ["response", /respon|survey|answer|antwort|umfrage|问卷|答卷|调查/],
  ["complaint", /complain|beschwerde|reklamation|投诉/],
  ["ticket", /ticket|case|incident|problem|question|task|anfrage|vorgang|工单/],
  ["call", /call|phone|voice|anruf|telefon|电话|来电/],
  ["chat", /chat|messag|聊天|会话|在线/],
  ["email", /mail|邮件/],
  ["review", /review|rating|bewertung|rezension|评价|评论/],
  ["social", /social|tweet|twitter|facebook|weibo|instagram|微博|社交/],
  ["note", /note|interview|notiz|记录|访谈/],
]

function kindNamed(value: string): Kind {
  const word = value.toLowerCase()
  return KINDS.find((k) => k === word) ?? KIND_WORDS.find(([, test]) => test.test(word))?.[0] ?? "other"
}

const LANGUAGE_WORDS: Readonly<Record<string, string>> = {
  english: "en",
  chinese: "zh",
  german: "de",
  french: "fr",
  spanish: "es",
  deutsch: "de",
  englisch: "en",
  中文: "zh",
  英文: "en",
  英语: "en",
  简体中文: "zh-CN",
}

/** A BCP 47 tag where the value is one or names one; otherwise the value as it stands. */
function languageTag(value: string): string {
  const known = LANGUAGE_WORDS[value.toLowerCase()]
  if (known) return known
  try {
    return Intl.getCanonicalLocales(value.replaceAll("_", "-"))[0] ?? value
  } catch {
    return value
  }
}

/** Takes back the apostrophe that neutraliseFormula put before a formula sign, so that an export can come home. */
function unquoteFormula(value: string): string {
  return /^'[=+\-@]/.test(value) ? value.slice(1) : value
}

function tooLongRefusal(value: string, limit: number): Refusal {
  return refusal("value.too_long", { length: value.length, limit })
}

function refusal(code: TableProblemCode, params: Record<string, string | number>): Refusal {
  return { ok: false, code, params }
}
