import { type ColumnFacts, columnFacts } from "./column-facts.ts"
import { containsWord, FIELD_NAMES, FIELDS, type Field, METRIC_NAMES, normalName } from "./column-names.ts"
import type { DateOrder } from "./dates.ts"
import type { Labels, Scale } from "./scores.ts"
import type { DecimalSign } from "./values.ts"

export type AttributeType = "number" | "boolean" | "date" | "string"
export type ColumnTarget =
  | { target: Field }
  | { target: "score"; metric: string; scale: Scale; labels?: Labels }
  | { target: "attribute"; name: string; type: AttributeType }
  | { target: "ignore" }

export type ColumnGuess = {
  column: string
  index: number
  guess: ColumnTarget
  /** 0 (no idea) to 1 (certain). */
  confidence: number
  reason: string
  /** Some values as they stand, at most five different ones. */
  sample: string[]
}

/** How many attributes one feedback may have. */
const ATTRIBUTE_LIMIT = 50

type Candidate = { index: number; target: ColumnTarget; confidence: number; reason: string }

/**
 * Guesses what each column of a table means from its name (English, Chinese, German) and sampled values. A field is
 * given to one column only, the surest; scores and free text may be several.
 */
export function guessColumns(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  forms: { decimal?: DecimalSign; dateOrder?: DateOrder } = {},
): ColumnGuess[] {
  const facts = columns.map((_, i) =>
    columnFacts(
      rows.map((r) => r[i] ?? ""),
      forms,
    ),
  )
  const candidates = columns.flatMap((name, index) => candidatesFor(normalName(name), name, index, facts[index]))
  const given = assign(candidates)
  let attributes = 0
  return columns.map((column, index) => {
    let found = given.get(index) ?? fallback(column, index, facts[index])
    if (found.target.target === "attribute" && ++attributes > ATTRIBUTE_LIMIT)
      found = {
        index,
        target: { target: "ignore" },
        confidence: 0.4,
        reason: `more than ${ATTRIBUTE_LIMIT} attributes`,
      }
    return {
      column,
      index,
      guess: found.target,
      confidence: Math.round(found.confidence * 100) / 100,
      reason: found.reason,
      sample: facts[index]?.sample ?? [],
    }
  })
}

function candidatesFor(normal: string, name: string, index: number, facts: ColumnFacts | undefined): Candidate[] {
  if (!facts) return []
  const found: Candidate[] = []
  for (const field of FIELDS) {
    const byName = nameFit(normal, field)
    const byValues = valueFit(field, facts)
    if (byName === 0 || byValues === 0) continue
    // A column without any value can still be recognised by its name, but less surely.
    const confidence = byName * (facts.filled === 0 ? 0.7 : byValues)
    found.push({
      index,
      target: { target: field },
      confidence,
      reason: `the name “${name}”${facts.filled > 0 ? " and its values" : ""}`,
    })
  }
  const score = scoreFor(normal, name, index, facts)
  if (score) found.push(score)
  const unnamed = byValuesOnly(index, facts)
  if (unnamed) found.push(unnamed)
  return found
}

function nameFit(normal: string, field: Field): number {
  const names = FIELD_NAMES[field]
  const exact = names.exact.split("|").indexOf(normal)
  // Earlier names of the list win over later ones.
  if (exact >= 0) return 0.95 - Math.min(exact, 40) * 0.004
  if (names.against && containsWord(normal, names.against)) return 0
  return names.within && containsWord(normal, names.within) ? 0.7 : 0
}

/** How well values fit a field: 0 excludes it. */
function valueFit(field: Field, facts: ColumnFacts): number {
  if (facts.filled === 0) return 1
  switch (field) {
    case "externalId":
      return facts.distinctShare >= 0.98 && facts.averageLength <= 80 && facts.dateShare < 0.5 ? 1 : 0
    case "occurredAt":
      if (facts.dateShare >= 0.8 || facts.epochShare >= 0.8) return 1
      // Few rows, one of them with a day that does not exist: the import says which, so the column is still the date.
      return facts.dateShare > 0 && facts.datedShare >= 0.8 ? 0.9 : 0
    case "text":
      return facts.numberShare > 0.5 || facts.dateShare > 0.5
        ? 0
        : facts.wordy
          ? 1
          : facts.averageLength >= 12
            ? 0.7
            : 0.45
    case "language":
      return facts.averageLength <= 12 && facts.numberShare < 0.1 ? 1 : 0
    case "person.email":
      return facts.emailShare >= 0.5 ? 1 : facts.hashed ? 0.5 : 0
    case "person.phone":
      return facts.phoneShare >= 0.5 ? 1 : 0
    case "kind":
    case "channel":
    case "touchpoint":
    case "journeyStep":
    case "businessUnit":
      return facts.distinct <= 60 && facts.averageLength <= 60 && facts.dateShare < 0.5 ? 1 : 0.3
    case "person.name":
      return facts.numberShare < 0.2 && facts.averageLength <= 60 ? (facts.emailShare > 0.5 ? 0.3 : 1) : 0.3
    default:
      return facts.averageLength <= 120 && facts.dateShare < 0.5 && !facts.wordy ? 1 : 0.4
  }
}

function scoreFor(normal: string, name: string, index: number, facts: ColumnFacts): Candidate | undefined {
  const metric = METRIC_NAMES.find(([, words]) => containsWord(normal, words))?.[0]
  const named = scaleInName(name)
  const worded = facts.worded
  if (facts.scoreShare < 0.9 && !worded) return
  if (!metric && !(worded && worded.scale.max >= 3)) return
  if (metric && /\b(id|date|time|comment|reason|count|number of|at)$/.test(normal)) return
  const scale = named ?? worded?.scale ?? scaleFromValues(metric ?? "", facts)
  if (!scale) return
  const target: ColumnTarget = { target: "score", metric: metric ?? metricOfWords(worded?.labels ?? {}, normal), scale }
  if (worded) target.labels = worded.labels
  const sure = named ? 0.95 : worded ? 0.9 : facts.filled >= 20 ? 0.85 : 0.7
  const why = named
    ? "the name gives the scale"
    : worded
      ? "answers in words of a known scale"
      : `values from ${facts.min} to ${facts.max}`
  return {
    index,
    target,
    confidence: metric ? sure : sure * 0.8,
    reason: `${metric ? `the name “${name}”; ` : ""}${why}`,
  }
}

/** "(1-5)", "0–10", "von 1 bis 10", "1 to 7" in the name of a column. */
function scaleInName(name: string): Scale | undefined {
  const m = /(?<![\d.])([01])\s*(?:-|–|—|to|bis|到|至|\.\.|～|~)\s*(2|3|4|5|6|7|9|10|11|100)(?!\d)/i.exec(
    name.normalize("NFKC"),
  )
  return m ? { min: Number(m[1]), max: Number(m[2]) } : undefined
}

/** The usual scale that holds all values seen. Too few different values cannot tell 1–5 from 1–7: the smaller is taken. */
function scaleFromValues(metric: string, facts: ColumnFacts): Scale | undefined {
  const { min, max, statedMax } = facts
  if (min === undefined || max === undefined || min < 0 || max > 100) return
  // Only zeros and ones are a yes or no ("Recommended: 1"), not answers on a scale.
  if (max <= 1 && facts.filled > 0) return
  if (statedMax !== undefined && statedMax >= max) return { min: min < 1 || statedMax >= 100 ? 0 : 1, max: statedMax }
  if (metric === "nps" && max <= 10) return { min: 0, max: 10 }
  if (min < 1) return { min: 0, max: max <= 5 ? 5 : max <= 10 ? 10 : 100 }
  if (max <= 3 && facts.filled >= 50 && facts.distinct === 3) return { min: 1, max: 3 }
  return max <= 5
    ? { min: 1, max: 5 }
    : max <= 7
      ? { min: 1, max: 7 }
      : max <= 10
        ? { min: 1, max: 10 }
        : { min: 0, max: 100 }
}

function metricOfWords(labels: Labels, normal: string): string {
  const words = Object.keys(labels).join(" ")
  if (/satisf|满意|zufrieden/.test(words)) return "csat"
  if (/easy|容易|einfach|leicht/.test(words)) return "ease"
  if (/expect/.test(words)) return "expectations"
  if (/good|gut|好/.test(words)) return "quality"
  return slug(normal) || "rating"
}

function byValuesOnly(index: number, facts: ColumnFacts): Candidate | undefined {
  if (facts.filled === 0) return
  if (facts.emailShare >= 0.8)
    return { index, target: { target: "person.email" }, confidence: 0.6, reason: "the values are e-mail addresses" }
  if (facts.dateShare >= 0.95 && facts.averageLength >= 8)
    return { index, target: { target: "occurredAt" }, confidence: 0.3, reason: "the values are dates" }
  if (facts.wordy) return { index, target: { target: "text" }, confidence: 0.5, reason: "the values are sentences" }
  return
}

/** Gives each field to the surest column. Several free texts are kept only when their names say so. */
function assign(candidates: readonly Candidate[]): Map<number, Candidate> {
  const given = new Map<number, Candidate>()
  const taken = new Set<string>()
  for (const c of [...candidates].sort((a, b) => b.confidence - a.confidence || a.index - b.index)) {
    if (given.has(c.index) || c.confidence < 0.25) continue
    const target = c.target
    if (target.target === "score") {
      given.set(
        c.index,
        taken.has(`score ${target.metric}`)
          ? { ...c, target: { ...target, metric: `${target.metric}_${c.index + 1}` } }
          : c,
      )
      taken.add(`score ${target.metric}`)
    } else if (!taken.has(target.target)) {
      given.set(c.index, c)
      taken.add(target.target)
    }
  }
  return given
}

function fallback(column: string, index: number, facts: ColumnFacts | undefined): Candidate {
  if (!facts || facts.filled === 0)
    return { index, target: { target: "ignore" }, confidence: 0.6, reason: "the column is empty" }
  const type: AttributeType =
    // Zeros and ones may be counts whose twos come later.
    facts.booleanShare === 1 && facts.distinct <= 2 && facts.numberShare < 1
      ? "boolean"
      : facts.numberShare === 1 && !facts.codes && !/(^|[\s_.-])(id|no|nr|code|zip|编号)$/i.test(column)
        ? "number"
        : facts.dateShare === 1
          ? "date"
          : "string"
  if (facts.averageLength > 400)
    return { index, target: { target: "ignore" }, confidence: 0.4, reason: "long text that no field fits" }
  return {
    index,
    target: { target: "attribute", name: attributeName(column), type },
    confidence: 0.5,
    reason: `no known name; kept as ${type}`,
  }
}

/** At most 60 characters; dots part the levels of a filter and are replaced. */
function attributeName(column: string): string {
  return column.trim().replaceAll(".", "_").slice(0, 60)
}

function slug(normal: string): string {
  return normal
    .replace(/[^a-z\d]+/g, "_")
    .replace(/^_|_$/g, "")
    .slice(0, 40)
}
