import { wilson } from "../../../stats/intervals.ts"
import { type Expression, readFormula, worth } from "./expression.ts"
import { type ProblemRow, type Severity, severityWeights } from "./problem.ts"

/** What a formula may speak of. */
export const scoreNames = [
  "people",
  "told",
  "reports",
  "severity",
  "certainty",
  "customer_value",
  "business_value",
  "effort",
  "revenue",
  "signals",
] as const
export type ScoreName = (typeof scoreNames)[number]
export type Parts = Record<ScoreName, number>

/**
 * The score that ships: people × severity × certainty, more for what is worth more, less for what takes more. With no
 * value and no effort given it is people × severity × certainty.
 */
export const shippedFormula = "people * severity * certainty * (customer_value + business_value) / (2 * effort)"

/** What is in the middle counts until somebody says otherwise. */
export const ordinary = 3

export const readScore = (formula: string | null): Expression => readFormula(formula ?? shippedFormula, scoreNames)

/** 0 where the formula has no value for these numbers, so that a problem without a number sorts last. */
export const scoreOf = (expression: Expression, parts: Parts): number => Math.max(0, worth(expression, parts) ?? 0)

type Counted = { reports: number; told: number; negative: number }

/**
 * How hard it hits: as somebody judged it (annoyed 1, hindered 2, unusable 3, safety 5), otherwise read from the words:
 * 1 + 2 × the share of what was said that is negative, at least (Wilson's lower limit), so between 1 and 3.
 */
export function severityOf(severity: Severity | null, { reports, negative }: Counted): number {
  if (severity) return severityWeights[severity]
  return reports === 0 ? 1 : 1 + 2 * (wilson(negative, reports).low ?? 0)
}

/**
 * How sure it is that the problem is real, 0 to 1: the larger one of what the clearest signal says (1 − 1 ÷ the lower
 * limit of observed ÷ expected: at least this share is more than chance) and what the number of those who told says
 * (n ÷ (n + 5), a research note counting as three people).
 */
export function certaintyOf(signals: readonly { ratio_low: number }[], { told }: Pick<Counted, "told">, notes: number) {
  const heard = told + 3 * notes
  const bySignals = signals.map(({ ratio_low }) => (ratio_low > 1 ? 1 - 1 / ratio_low : 0))
  return Math.max(heard / (heard + 5), ...bySignals)
}

/** Money at stake, or 0 where nobody entered any. */
export const revenueOf = ({ revenue }: Pick<ProblemRow, "revenue">, people: number) =>
  revenue ? (revenue.per === "person" ? revenue.amount * people : revenue.amount) : 0

export const partsOf = (
  problem: Pick<ProblemRow, "customer_value" | "business_value" | "effort" | "revenue" | "signal_ids">,
  size: Counted & { people: number; severity: number; certainty: number },
): Parts => ({
  people: size.people,
  told: size.told,
  reports: size.reports,
  severity: size.severity,
  certainty: size.certainty,
  customer_value: problem.customer_value ?? ordinary,
  business_value: problem.business_value ?? ordinary,
  effort: problem.effort ?? ordinary,
  revenue: revenueOf(problem, size.people),
  signals: problem.signal_ids.length,
})
