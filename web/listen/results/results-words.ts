import i18next, { type TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"

export type Results = Answer<"SurveyResults">
export type QuestionResult = Answer<"SurveyQuestionResult">
export type Score = NonNullable<QuestionResult["score"]>
export type Option = Answer<"SurveyOption">
type Text = Record<string, string>

/** A survey's own sentence, in the reader's language where it has it. */
export function said(text: Text | null | undefined, language: string = i18next.language): string {
  if (!text) return ""
  const base = language.split("-")[0]
  const near = Object.keys(text).find((one) => one.split("-")[0] === base)
  return text[language] ?? (near ? text[near] : undefined) ?? Object.values(text)[0] ?? ""
}

/** What a score is called: the metric's name, else plainly the score. */
export function scoreName(measures: string | null, t: TFunction): string {
  if (!measures) return t("results.score")
  if (i18next.exists(`results.measure.${measures}`)) return t(`results.measure.${measures}`)
  return i18next.exists(`metric.${measures}.name`) ? t(`metric.${measures}.name`) : measures
}

/** How a score is made, as a sentence. */
export function formulaWords(
  { formula, scale }: Pick<Score, "formula" | "scale">,
  t: TFunction,
  format: Format,
): string {
  const number = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 1)
  return t(`results.formula.${formula.kind}`, {
    from: number(formula.from ?? 0),
    min: number(scale.min),
    max: number(scale.max),
  })
}

/** A score in its unit; means keep two decimals, as scales are short. */
export function scoreValue(value: number | null, unit: Score["unit"], format: Format): string {
  if (unit !== "mean") return format.value(value, unit)
  return value === null ? "–" : format.number(value, 2)
}

export function rangeWords(
  { low, high, n }: { low: number | null; high: number | null; n: number },
  unit: Score["unit"],
  t: TFunction,
  format: Format,
): string {
  const range =
    low === null || high === null
      ? null
      : t("figure.range", { low: scoreValue(low, unit, format), high: scoreValue(high, unit, format) })
  return [range, t("figure.n", { n: format.number(n) })].filter(Boolean).join(" · ")
}

/** What an option says. */
export function optionLabel(option: Pick<Option, "value" | "label">, kind: string, t: TFunction): string {
  if (option.label) return said(option.label)
  if (kind === "consent") return t(option.value === "true" ? "results.agreed" : "results.notAgreed")
  return option.value
}

/** "45 seconds", "3 minutes". */
export function durationWords(seconds: number, t: TFunction): string {
  if (seconds < 100) return t("results.seconds", { count: Math.round(seconds) })
  return t("results.minutes", { count: Math.round(seconds / 60) })
}
