import type { TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"
import { sliceWords } from "../../understand/signals/signal-words.ts"

export type Problem = Answer<"Problem">
export type ProblemItem = Answer<"ProblemItem">
export type State = Answer<"ProblemState">

export const states: State[] = ["open", "planned", "in_progress", "solved", "dismissed"]
/** What nobody rated counts as the middle. */
export const ordinary = 3

/** The sentence under the statement: key and values, so that the page can set its figures in bold. */
export function affectedWords(problem: ProblemItem, t: TFunction, format: Format) {
  const { size } = problem
  if (!size) return { key: "problem.affected.counting", values: { count: 0 } }
  const values = {
    people: format.number(size.people),
    low: format.number(size.low),
    high: format.number(size.high ?? size.people),
    told: format.number(size.told),
    count: size.told,
    owners: format.number(size.owners),
    slice: sliceWords(problem.slice, t),
  }
  if (size.method === "exact") return { key: `problem.affected.${size.owners > 0 ? "exact" : "known"}`, values }
  if (size.told === 0) return { key: "problem.affected.none", values }
  return { key: `problem.affected.${size.method}`, values }
}

/** A score as one reads it: three digits that count. */
export const scoreWords = (value: number, format: Format) => format.number(value, value < 10 ? 1 : 0)

export function money(amount: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 }).format(amount)
}

export const worthOf = (problem: ProblemItem) =>
  ((problem.customerValue ?? ordinary) + (problem.businessValue ?? ordinary)) / 2

export const isRated = (problem: ProblemItem) =>
  problem.effort !== null && (problem.customerValue !== null || problem.businessValue !== null)
