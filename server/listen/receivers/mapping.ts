import { parseDate } from "../../../tables/dates.ts"
import { parseScore } from "../../../tables/scores.ts"
import { type CodedError, coded, type Fault, fault } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { FeedbackInput } from "../feedback/public.ts"
import { type DeliveryProblem, isKind, type Mapping, type Rule } from "./contract.ts"
import { type Found, firstFound, parseSources, type Source, valueAt } from "./path.ts"
import { plainWords } from "./plain-words.ts"

export type Read = { item: FeedbackInput; changedAt: string | null }
export type Reading = {
  items: Read[]
  skipped: boolean
  problems: DeliveryProblem[]
  /** What each rule found in the first item. */
  found: (Found | undefined)[]
}

const mostItems = 1_000
const longestText = 20_000

/** A mapping made ready to read payloads with. Throws `receiver.mapping_invalid` with what is wrong. */
export function createReader(mapping: Mapping): (payload: unknown, now: Date) => Reading {
  const rules = mapping.rules.map((rule, index) => ({ ...rule, sources: sourcesOf(rule.from, `rules[${index}].from`) }))
  rules.forEach(mustBeWhole)
  const conditions = mapping.when.map((one, index) => ({
    sources: sourcesOf(one.from, `when[${index}].from`),
    values: new Set(one.values.map((value) => value.toLowerCase())),
  }))
  const list = mapping.items ? sourcesOf(mapping.items, "items") : undefined

  return (payload, now) => {
    const nothing: Reading = { items: [], skipped: false, problems: [], found: rules.map(() => undefined) }
    const entries = list ? listOf(list, payload) : [payload]
    if (!entries) {
      const problem = fault("receiver.no_list", { path: mapping.items })
      return { ...nothing, problems: [asProblem(problem, "items", mapping.items ?? null)] }
    }
    const wanted = entries.filter((entry) =>
      conditions.every(({ sources, values }) =>
        values.has(textOf(firstFound(sources, entry)?.value ?? "").toLowerCase()),
      ),
    )
    if (wanted.length === 0) return { ...nothing, skipped: true }
    const reading: Reading = { ...nothing, found: rules.map((rule) => firstFound(rule.sources, wanted[0])) }
    for (const entry of wanted.slice(0, mostItems)) {
      const read = readEntry(rules, entry, now)
      if ("problems" in read) reading.problems.push(...read.problems)
      else reading.items.push(read)
    }
    return reading
  }
}

type Ready = Rule & { sources: Source[] }

function readEntry(rules: readonly Ready[], entry: unknown, now: Date): Read | { problems: DeliveryProblem[] } {
  const problems: DeliveryProblem[] = []
  const item: Record<string, unknown> = {}
  const person: Record<string, unknown> = {}
  const words: string[] = []
  const scores: object[] = []
  const attributes: Record<string, string | number | boolean> = {}
  const components: string[] = []
  const paths = new Map<string, string>()
  let changedAt: string | null = null

  for (const rule of rules) {
    const found = firstFound(rule.sources, entry)
    if (!found) continue
    const { value, path } = found
    const text = textOf(value)
    const wrong = (problem: Fault) => problems.push(asProblem(problem, rule.target, path))
    if (rule.target === "text") {
      const plain = plainWords(text)
      if (plain !== "" && !words.includes(plain)) words.push(plain)
      paths.set("text", path)
    } else if (rule.target === "score") {
      const score = scoreOf(rule, text)
      if (score === null) wrong(fault("receiver.score_unreadable", { path }))
      else if (score !== undefined) {
        paths.set(`scores[${scores.length}]`, path)
        scores.push({ metric: rule.metric, value: score, scale: rule.scale })
      }
    } else if (rule.target === "occurredAt" || rule.target === "changedAt") {
      const read = parseDate(text)
      if (!read.ok) wrong(fault("receiver.time_unreadable", { path }))
      else if (rule.target === "changedAt") changedAt = read.value.at.toISOString()
      else {
        // A clock that is ahead of ours by some minutes is no reason to refuse what a customer said.
        const at = read.value.at.getTime()
        const ahead = at > now.getTime() && at < now.getTime() + 15 * 60_000
        item.occurredAt = (ahead ? now : read.value.at).toISOString()
        paths.set("occurredAt", path)
      }
    } else if (rule.target === "kind") {
      const kind = text.trim().toLowerCase()
      if (isKind(kind)) item.kind = kind
      else wrong(fault("receiver.kind_unknown", { path, kind: shortened(kind) }))
    } else if (rule.target === "attribute") {
      attributes[rule.attribute ?? path.slice(0, 60)] =
        typeof value === "number" || typeof value === "boolean" ? value : plainWords(text).slice(0, 1_000)
    } else if (rule.target === "component") {
      components.push(...(Array.isArray(value) ? value.map(textOf) : [text]).map(trimmed).filter(Boolean))
      paths.set("component", path)
    } else {
      const [group, name = ""] = rule.target.split(".")
      if (group === "person") person[name] ??= trimmed(text)
      else item[rule.target] ??= trimmed(text)
      paths.set(rule.target, path)
    }
  }
  const given = {
    ...item,
    ...(components.length > 0 ? { component: [...new Set(components)].slice(0, 20) } : {}),
    ...(Object.keys(person).length > 0 ? { person } : {}),
    ...(words.length > 0 ? { text: clean(words.join("\n\n")).slice(0, longestText) } : {}),
    ...(scores.length > 0 ? { scores } : {}),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  }
  const checked = FeedbackInput.safeParse(given)
  if (!checked.success) problems.push(...badInput(checked.error.issues).details.map((one) => placed(one, paths)))
  if (problems.length > 0 || !checked.success) return { problems: problems.slice(0, 20) }
  return { item: checked.data, changedAt }
}

/** Where in the payload a field that the API would refuse came from. */
function placed(one: Fault, paths: ReadonlyMap<string, string>): DeliveryProblem {
  const field = one.field ?? ""
  const from = [...paths].find(
    ([name]) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`),
  )
  if (field === "person.email")
    return asProblem(fault("receiver.address_unreadable", { path: from?.[1] }), field, from?.[1] ?? null)
  return asProblem(one, (field.startsWith("scores[") ? "score" : field) || "text", from?.[1] ?? null)
}

export const asProblem = (one: Fault, target: string | null, path: string | null): DeliveryProblem => ({
  code: one.code,
  target,
  path,
  message: one.message,
  remedy: one.remedy ?? null,
})

/** undefined where nothing was scored ("unoffered"), null where it cannot be read. */
function scoreOf({ words, scale }: Rule, text: string): number | null | undefined {
  const word = text.trim().toLowerCase()
  if (words) {
    if (Object.hasOwn(words, word)) return words[word]
    // Words are given for all that counts; any other word says that there is no score yet.
    if (!/\d/.test(word)) return undefined
  }
  const read = parseScore(text)
  if (!read.ok) return null
  const { value, statedMax } = read.value
  // A percentage is a percentage of the scale.
  return statedMax === 100 && scale && scale.max !== 100 ? null : value
}

function sourcesOf(text: string, field: string): Source[] {
  const sources = parseSources(text)
  if (!sources) throw invalidMapping(`“${shortened(text)}” is no path.`, field)
  return sources
}

function mustBeWhole({ target, metric, scale, attribute }: Rule, index: number) {
  if (target === "score" && (!metric || !scale))
    throw invalidMapping("A score needs a metric and a scale.", `rules[${index}]`)
  if (target === "score" && scale && scale.min >= scale.max)
    throw invalidMapping("The scale of a score begins below its end.", `rules[${index}].scale`)
  if (target === "attribute" && !attribute) throw invalidMapping("An attribute needs a name.", `rules[${index}]`)
}

const invalidMapping = (detail: string, field: string): CodedError =>
  coded("receiver.mapping_invalid", { detail }, `mapping.${field}`)

function listOf(sources: readonly Source[], payload: unknown): unknown[] | undefined {
  for (const source of sources) {
    if ("constant" in source) continue
    const value = valueAt(source.path, payload)
    if (Array.isArray(value)) return value
  }
  return undefined
}

function textOf(value: unknown): string {
  if (typeof value === "string") return clean(value)
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(", ")
  if (typeof value === "object" && value !== null) return clean(JSON.stringify(value))
  return value === undefined || value === null ? "" : String(value)
}

const trimmed = (text: string) => text.trim().slice(0, 300)
const shortened = (text: string) => (text.length <= 60 ? text : `${text.slice(0, 59)}…`)
// PostgreSQL holds neither NUL nor half a surrogate pair.
const clean = (text: string) => text.toWellFormed().replaceAll("\0", "")
