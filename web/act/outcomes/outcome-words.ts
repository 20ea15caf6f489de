import type { TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"
import { fieldLabel } from "../../ui/filters/field-words.ts"
import { metricName } from "../../understand/metrics/metric-words.ts"

export type Outcome = Answer<"Outcome">
type Control = NonNullable<Answer<"OutcomeControl">>
type Metric = Answer<"MetricDefinition">
type Effect = { estimate: number; low: number; high: number; relative: boolean }

/** What is known by now, in one word: a frozen verdict, one that will be kept at the next look, or how far it is. */
export function verdictOf({
  state,
  decision,
  measurement,
}: Outcome): "no_criterion" | "waiting" | "open" | "worked" | "did_not" | "unclear" {
  if (decision) return decision.verdict
  if (state === "no_criterion" || state === "waiting") return state
  return !measurement || measurement.verdict === "cannot_tell" ? "open" : measurement.verdict
}

export const verdictTone = { worked: "good", did_not: "bad", unclear: "warn" } as const

/** The answer as a sentence. */
export function headlineOf(outcome: Outcome, t: TFunction, format: Format): string {
  const { criterion, measurement } = outcome
  const verdict = verdictOf(outcome)
  const effect = measurement?.effect
  if (!criterion || !effect || (verdict !== "worked" && verdict !== "did_not" && verdict !== "open"))
    return t(`outcome.headline.${verdict}`)
  const said = measurement.verdict
  const words = effectWords(effect, criterion.metric, t, format)
  const about = {
    metric: metricName(criterion.metric, t),
    slice: criterion.label || t("outcome.everything"),
    change: words,
  }
  if (verdict === "open" && said === "cannot_tell") return t("outcome.headline.open", about)
  const reached = said === "worked" && measurement.reached ? t(`outcome.reached.${measurement.reached}`) : ""
  return t(`outcome.headline.${said === "worked" ? "worked" : "did_not"}Measured`, { ...about, reached })
}

/** "+24.1 points (18.3 to 29.9)" or "−42 % (−50 % to −33 %)". */
export function effectWords(effect: Effect, metric: Pick<Metric, "unit">, t: TFunction, format: Format): string {
  const points = metric.unit === "share" && !effect.relative ? ` ${t("figure.points")}` : ""
  const range = format.interval(effect, metric.unit, "difference")
  const value = `${format.difference(effect.estimate, metric.unit, effect.relative)}${points}`
  return range ? t("outcome.withRange", { value, low: range[0], high: range[1] }) : value
}

/** A size as people say what they expect: "15 points", "30 %". */
export function sizeWords(size: number, metric: Pick<Metric, "unit">, t: TFunction, format: Format): string {
  if (metric.unit === "count" || metric.unit === "rate") return format.percent(size, size < 0.1 ? 1 : 0)
  const value = metric.unit === "share" ? size * 100 : size
  return `${format.number(value, value < 10 ? 1 : 0)} ${t("figure.points")}`
}

/** What will be there by the promised day, and whether that is enough. */
export function powerWords({ criterion, measurement }: Outcome, t: TFunction, format: Format): string {
  const power = measurement?.power
  if (!criterion || !power) return ""
  return t("outcome.power", {
    day: format.day(criterion.by),
    visible: sizeWords(power.visible, criterion.metric, t, format),
    expected: sizeWords(criterion.expected.size, criterion.metric, t, format),
    chance: format.percent(power.chance),
  })
}

/** What it would take to tell. */
export function neededWords({ criterion, measurement }: Outcome, t: TFunction, format: Format): string {
  const power = measurement?.power
  if (!criterion || !power) return ""
  if (power.weeksNeeded === null) return t("outcome.needed.never")
  const left = power.weeksNeeded - (measurement?.weeksAfter ?? 0)
  const about = {
    weeks: t("common.weeks", { count: power.weeksNeeded }),
    answers: format.number(power.answersNeeded ?? 0),
    perWeek: format.number(power.perWeek, power.perWeek < 10 ? 1 : 0),
  }
  return left > 0
    ? t("outcome.needed.more", { ...about, left: t("common.weeks", { count: left }) })
    : t("outcome.needed.enough", about)
}

/** One assumption in plain words. */
export function checkWords(check: Answer<"OutcomeCheck">, t: TFunction, format: Format): string {
  const { params } = check
  const number = (name: string, digits = 0) => format.number(params[name] ?? 0, digits)
  const names = (check.names ?? []).join(t("common.listComma"))
  switch (check.key) {
    case "before":
    case "after":
      return t(`outcome.check.${check.key}.${check.state}`, {
        weeks: t("common.weeks", { count: params.weeks ?? 0 }),
        needed: number("needed"),
        n: number("n"),
      })
    case "baseline":
      return t(`outcome.check.baseline.${check.state}`, {
        weeks: t("common.weeks", { count: params.weeks ?? 0 }),
        day: (check.names ?? []).map(format.day).join(),
      })
    case "parallel":
      if ((params.p ?? 0) < 0)
        return t("outcome.check.parallel.few", { weeks: t("common.weeks", { count: params.weeks ?? 0 }) })
      return t(`outcome.check.parallel.${check.state}`, {
        p: number("p", 2),
        weeks: t("common.weeks", { count: params.weeks ?? 0 }),
      })
    case "drift":
      return t(`outcome.check.drift.${check.state}`, {
        remains: format.percent(Math.max(0, Math.min(9.99, params.remains ?? 0))),
      })
    case "units":
      return t(`outcome.check.units.${check.state}`, {
        slice: number("slice"),
        control: number("control"),
        df: number("df", 1),
      })
    case "neighbours":
      return t(`outcome.check.neighbours.${check.state}`, { rho: number("rho", 2) })
    case "season":
      return t(`outcome.check.season.${check.state === "ok" && params.control ? "control" : check.state}`, {
        years: number("years", 1),
      })
    case "agree":
      return t(`outcome.check.agree.${check.state}`)
    case "scale":
      return t("outcome.check.scale", { days: (check.names ?? []).map(format.dayAndYear).join(t("common.listComma")) })
    case "events":
      return t(`outcome.check.events.${check.state}`, { names, count: params.count ?? 0 })
  }
}

/** What is compared with, in words. */
export function controlWords(control: Pick<Control, "key" | "field" | "values">, t: TFunction): string {
  if (control.field === null) return t("outcome.control.outside")
  return t("outcome.control.other", {
    field: fieldLabel(control.field, t).toLocaleLowerCase(),
    values: control.values.join(" / "),
  })
}
