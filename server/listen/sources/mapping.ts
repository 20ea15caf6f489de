import { FIELDS } from "../../../tables/column-names.ts"
import type { ColumnTarget as TableTarget } from "../../../tables/guess.ts"
import type { ColumnMapping, Mapping as TableMapping } from "../../../tables/map.ts"
import { type CodedError, coded } from "../../platform/http/errors.ts"
import type { ColumnTarget, ImportColumn, MappedColumn, Mapping } from "./contract.ts"

const attributeLimit = 50
const scoreLimit = 20

/** The words of `tables` about a column, in the words of the API. */
export function asTarget(guess: TableTarget): ColumnTarget {
  if (guess.target === "attribute") return { target: "attribute", attribute: guess.name, type: guess.type }
  if (guess.target !== "score") return { target: guess.target }
  const { metric, scale, labels } = guess
  return { target: "score", metric, scale, ...(labels ? { labels: { ...labels } } : {}) }
}

/** Guesses that an item can hold: each score and attribute once, and no more of them than one item has room for. */
export function withinLimits(columns: readonly ImportColumn[]): ImportColumn[] {
  const taken = { score: new Set<string>(), attribute: new Set<string>() }
  const attributes = columns.filter((one) => one.guess.target === "attribute").length
  let room = attributeLimit - attributes
  return columns.map((column) => {
    let { guess } = column
    if (guess.target === "score" && taken.score.size === scoreLimit) {
      guess =
        room-- > 0 ? { target: "attribute", attribute: column.name.slice(0, 60), type: "string" } : { target: "ignore" }
    }
    if (guess.target === "score") {
      const metric = guess.metric && /^[a-z]/.test(guess.metric) ? guess.metric : `q_${guess.metric ?? ""}`
      guess = { ...guess, metric: unique(taken.score, metric, 40, column.index) }
    } else if (guess.target === "attribute") {
      guess = { ...guess, attribute: unique(taken.attribute, guess.attribute || "column", 60, column.index) }
    }
    return { ...column, guess }
  })
}

function unique(taken: Set<string>, name: string, length: number, index: number): string {
  const short = name.slice(0, length)
  const own = taken.has(short) ? `${name.slice(0, length - 5)}_${index + 1}` : short
  taken.add(own)
  return own
}

/** What every column becomes: as given, else as before, else as guessed; what a target cannot do without is filled in. */
export function completed(columns: readonly ImportColumn[], given: Mapping, before?: Mapping): Mapping {
  const entryOf = (mapping: Mapping | undefined, index: number) => mapping?.columns.find((one) => one.index === index)
  const defaults = given.defaults ?? before?.defaults
  const timeZone = given.timeZone ?? before?.timeZone
  return {
    columns: columns.map((column) =>
      filledIn(column, entryOf(given, column.index) ?? entryOf(before, column.index) ?? column.guess),
    ),
    ...(defaults ? { defaults } : {}),
    ...(timeZone ? { timeZone } : {}),
  }
}

function filledIn(
  column: ImportColumn,
  { target, metric, scale, labels, attribute, type }: ColumnTarget,
): MappedColumn {
  const { index, guess } = column
  if (target === "attribute") {
    return { index, target, attribute: attribute ?? column.name.slice(0, 60), type: type ?? guess.type ?? "string" }
  }
  if (target !== "score") return { index, target }
  // The words of a scale stay when only its metric was corrected.
  const sameScale = guess.scale && scale && guess.scale.min === scale.min && guess.scale.max === scale.max
  const words = labels ?? (sameScale ? guess.labels : undefined)
  return { index, target, metric, scale, ...(words ? { labels: words } : {}) }
}

/** Throws import.mapping_invalid with what is wrong about a mapping of these columns. */
export function mustFit(columns: readonly ImportColumn[], { columns: mapped, timeZone }: Mapping) {
  const named = (one: MappedColumn) => columns[one.index]?.name ?? `#${one.index}`
  const taken = new Map<string, MappedColumn>()
  for (const one of mapped) {
    if (!columns[one.index]) {
      throw wrong(`There is no column ${one.index}.`, `Use the indexes 0 to ${columns.length - 1}.`, one.index)
    }
    if (one.target === "score" && (!one.metric || !one.scale)) {
      throw wrong(`The score of ${named(one)} has no metric or no scale.`, "Give metric and scale.", one.index)
    }
    if (one.target === "score" && one.scale && one.scale.min >= one.scale.max) {
      throw wrong(`The scale of ${named(one)} is not a scale.`, "min must be smaller than max.", one.index)
    }
    const what =
      { score: `score ${one.metric}`, attribute: `attribute ${one.attribute}` }[one.target as string] ?? one.target
    const other = taken.get(what)
    if (other && one.target !== "ignore" && one.target !== "text") {
      throw wrong(
        `${named(other)} and ${named(one)} both become ${what}.`,
        "Leave one of them out, or give it another meaning.",
        one.index,
      )
    }
    taken.set(what, one)
  }
  const count = (target: string) => mapped.filter((one) => one.target === target).length
  if (count("attribute") > attributeLimit) {
    throw wrong(`${count("attribute")} columns become attributes; at most ${attributeLimit} can.`, "Leave some out.")
  }
  if (count("score") > scoreLimit) {
    throw wrong(`${count("score")} columns become scores; at most ${scoreLimit} can.`, "Leave some out.")
  }
  if (timeZone !== undefined && !isZone(timeZone)) {
    throw wrong(`${timeZone} is not a time zone.`, "Use an IANA name such as Europe/Berlin.")
  }
}

/** The mapping in the words of `tables`; `source`, which those do not know, is left out. */
export function asTableMapping(
  columns: readonly ImportColumn[],
  { columns: mapped, defaults, timeZone }: Mapping,
): TableMapping {
  return {
    columns: mapped.flatMap((one) => {
      const name = columns[one.index]?.name
      return name === undefined ? [] : [asTableColumn(name, one)]
    }),
    ...(defaults ? { defaults } : {}),
    ...(timeZone ? { timeZone } : {}),
  }
}

function asTableColumn(column: string, one: MappedColumn): ColumnMapping {
  const { target, metric, scale, labels, attribute, type } = one
  if (target === "attribute") return { column, target, name: attribute ?? column, type: type ?? "string" }
  if (target === "score") {
    return metric && scale
      ? { column, target, metric, scale, ...(labels ? { labels } : {}) }
      : { column, target: "ignore" }
  }
  return { column, target: isFeedbackTarget(target) ? target : "ignore" }
}

/** `tables` knows what feedback is made of; the rest of our targets are ours alone. */
const isFeedbackTarget = (
  target: ColumnTarget["target"],
): target is Exclude<TableTarget["target"], "score" | "attribute"> =>
  target === "ignore" || (FIELDS as readonly string[]).includes(target)

function wrong(detail: string, remedy: string, index?: number): CodedError {
  return coded(
    "import.mapping_invalid",
    { detail, remedy },
    index === undefined ? "mapping" : `mapping.columns[${index}]`,
  )
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return true
  } catch {
    return false
  }
}
