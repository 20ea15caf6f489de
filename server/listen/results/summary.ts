import { meanInterval, wilson } from "../../../stats/intervals.ts"
import type { Choice, Question, Survey, Text } from "../../../survey/definition.ts"
import type { QuestionResult, Results } from "./contract.ts"
import { hasOneValue, isFine, isOneQuestion, keyOf, type Scale, scaleOf } from "./counted.ts"
import { bare, formulaOf, scoreOf, unitOf } from "./score.ts"
import type { Amount } from "./store.ts"

/** What was counted of a survey: its tokens by kind and key, amounts by key, and on which pages people gave up. */
export type Counts = {
  values: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Tokens without a value: 'a⇥q1' → how many. */
  single: ReadonlyMap<string, number>
  amounts: ReadonlyMap<string, Amount>
  places: ReadonlyMap<string, number>
}

export function readCounts(
  tokens: readonly { token: string; n: number }[],
  amounts: readonly Amount[],
  places: readonly { place: string; n: number }[],
): Counts {
  const values = new Map<string, Map<string, number>>()
  const single = new Map<string, number>()
  for (const { token, n } of tokens) {
    const [kind, key = "", ...value] = token.split("\t")
    if (kind !== "v") {
      single.set(`${kind}\t${key}`, n)
      continue
    }
    const known = values.get(key) ?? new Map<string, number>()
    known.set(value.join("\t"), n)
    values.set(key, known)
  }
  return {
    values,
    single,
    amounts: new Map(amounts.map((one) => [one.name, one])),
    places: new Map(places.map(({ place, n }) => [place, n])),
  }
}

/** A question as it was last asked, and whether it is asked still. */
export type Known = { question: Question; page: string | null; asked: boolean }

/** Every question that was ever asked, as it was asked last: those of the newest version in their order, then the others. */
export function knownQuestions(versions: readonly { definition: Survey }[]): Known[] {
  const found = new Map<string, Known>()
  for (const [index, { definition }] of versions.entries())
    for (const page of definition.pages)
      for (const question of page.questions)
        if (!found.has(question.id) && question.kind !== "statement")
          found.set(question.id, { question, page: index === 0 ? page.id : null, asked: index === 0 })
  return [...found.values()]
}

export function questionResult({ question, page, asked }: Known, counts: Counts): QuestionResult {
  const key = keyOf(question)
  const values = counts.values.get(key) ?? new Map<string, number>()
  const unsure = counts.single.get(`u\t${question.id}`) ?? 0
  const others = otherScales(question, counts)
  const answered = hasOneValue(question)
    ? total(values) + unsure + others.reduce((sum, one) => sum + one.n, 0)
    : (counts.single.get(`a\t${question.id}`) ?? 0)
  const said = hasOneValue(question) ? total(values) : answered
  const amount = counts.amounts.get(key)
  return {
    id: question.id,
    page,
    kind: question.kind,
    title: question.title,
    asked,
    shown: answered + (counts.single.get(`s\t${question.id}`) ?? 0),
    answered,
    unsure,
    score: question.kind === "matrix" ? null : scored(question, numeric(question, values)),
    options: paired(question) ? [] : optionsOf(question, values, said),
    rows: rowsOf(question, values, counts),
    amount: amount
      ? {
          mean: bare(meanInterval(amount)),
          low: amount.low,
          lower: amount.lower,
          median: amount.median,
          upper: amount.upper,
          high: amount.high,
        }
      : null,
    otherScales: others,
  }
}

/** Where people gave up. A page of one question was reached by whom it was shown to. */
export function pageResults(survey: Survey, counts: Counts, results: readonly QuestionResult[]): Results["pages"] {
  const shown = new Map(results.map((one) => [one.id, one.shown]))
  return survey.pages.map((page) => {
    const [first] = page.questions
    const alone = isOneQuestion(page) && first
    const seen = alone
      ? (shown.get(first.id) ?? counts.single.get(`s\t${first.id}`) ?? 0)
      : (counts.single.get(`p\t${page.id}`) ?? 0)
    const left = counts.places.get(page.id) ?? 0
    const reached = Math.max(seen, left)
    return { id: page.id, questions: page.questions.map(({ id }) => id), reached, left: bare(wilson(left, reached)) }
  })
}

/** Each value of a single answer as the number it counts as. */
export function numeric(question: Question, values: ReadonlyMap<string, number>): Map<number, number> {
  const points =
    question.kind === "choice"
      ? new Map(question.choices.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value] as const])))
      : null
  const all = new Map<number, number>()
  for (const [value, n] of values) {
    const point = points ? points.get(value) : Number(value)
    if (point !== undefined && Number.isFinite(point)) all.set(point, (all.get(point) ?? 0) + n)
  }
  return all
}

export function scored(question: Question, counts: ReadonlyMap<number, number>): QuestionResult["score"] {
  const scale = scaleOf(question)
  if (!scale || (question.kind === "slider" && isFine(question))) return null
  const measures = "measures" in question ? question.measures : undefined
  const formula = formulaOf(measures, scale)
  return { measures: measures ?? null, scale, formula, unit: unitOf(formula), value: scoreOf(formula, counts) }
}

/** What could be answered, and how many did; what was answered and is not offered any more comes last. */
export function optionsOf(question: Question, values: ReadonlyMap<string, number>, n: number) {
  const offered = offeredBy(question)
  const gone = [...values.keys()].filter((value) => !offered.some((one) => one.value === value))
  const byCount = question.kind === "component" ? (a: string, b: string) => values.get(b)! - values.get(a)! : undefined
  return [...offered, ...gone.sort(byCount).map((value) => ({ value, label: null }))].map(({ value, label }) =>
    option(value, label, values.get(value) ?? 0, n),
  )
}

const option = (value: string, label: Text | null, count: number, n: number) => ({
  value,
  label,
  n: count,
  share: bare(wilson(Math.min(count, n), n)),
})

function offeredBy(question: Question): { value: string; label: Text | null }[] {
  switch (question.kind) {
    case "scale":
      return steps(question.min, question.max, 1)
    case "slider":
      return (question.max - question.min) / question.step <= 20 ? steps(question.min, question.max, question.step) : []
    case "choice":
      return question.choices.map(({ id, label }) => ({ value: id, label }))
    case "consent":
      return [
        { value: "true", label: null },
        { value: "false", label: null },
      ]
    case "component":
      return (question.components ?? []).map((value) => ({ value, label: null }))
    default:
      return []
  }
}

const steps = (min: number, max: number, step: number) =>
  Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) => ({
    value: String(min + index * step),
    label: null,
  }))

const paired = ({ kind }: Question) => kind === "matrix" || kind === "ranking"

function rowsOf(question: Question, values: ReadonlyMap<string, number>, all: Counts): QuestionResult["rows"] {
  if (question.kind === "matrix")
    return question.rows.map((row) => {
      const mine = ofRow(row, values)
      const n = question.many ? (all.single.get(`a\t${question.id}.${row.id}`) ?? 0) : total(mine)
      const points = new Map(question.columns.map(({ id, value }, index) => [id, value ?? index + 1]))
      const counts = new Map<number, number>()
      for (const [column, count] of mine) {
        const point = points.get(column)
        if (point !== undefined) counts.set(point, (counts.get(point) ?? 0) + count)
      }
      return {
        id: row.id,
        label: row.label,
        n,
        options: question.columns.map(({ id, label }) => option(`${row.id}=${id}`, label, mine.get(id) ?? 0, n)),
        score: scored(question, counts),
        meanRank: null,
      }
    })
  if (question.kind === "ranking")
    return question.choices.map((choice) => {
      const mine = ofRow(choice, values)
      const ranks = new Map([...mine].map(([rank, n]) => [Number(rank), n]))
      return {
        id: choice.id,
        label: choice.label,
        n: total(mine),
        options: question.choices.map((_, index) =>
          option(String(index + 1), null, mine.get(String(index + 1)) ?? 0, total(mine)),
        ),
        score: null,
        meanRank: scoreOf({ kind: "mean" }, ranks),
      }
    })
  return []
}

const ofRow = ({ id }: Choice, values: ReadonlyMap<string, number>) =>
  new Map(
    [...values].flatMap(([pair, n]) => (pair.startsWith(`${id}=`) ? [[pair.slice(id.length + 1), n] as const] : [])),
  )

function otherScales(question: Question, counts: Counts): (Scale & { n: number })[] {
  const key = keyOf(question)
  return [...counts.values].flatMap(([other, values]) => {
    const [id, scale] = other.split("@")
    if (id !== question.id || other === key || !scale) return []
    const [min, max] = scale.split("..").map(Number)
    return [{ min: min!, max: max!, n: question.kind === "matrix" ? 0 : total(values) }]
  })
}

const total = (values: ReadonlyMap<string, number>) => [...values.values()].reduce((sum, n) => sum + n, 0)
