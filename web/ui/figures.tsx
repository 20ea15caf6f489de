import { useTranslation } from "react-i18next"
import type { Difference, Estimate, MetricDefinition } from "../api/contract.ts"
import { useFormat } from "../app/format.ts"

/** "3.1 to 6.0 · n 212": the interval and what it rests on, beside every number. */
export function Certainty({ value, unit }: { value: Estimate; unit: MetricDefinition["unit"] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const interval = format.interval(value, unit)
  return (
    <span className="n">
      {interval && unit !== "count" && <>{t("figure.range", { low: interval[0], high: interval[1] })} · </>}
      {t("figure.n", { n: format.number(value.n) })}
    </span>
  )
}

/** The n below which a share says little; it is shown, and said. */
export const fewAnswers = 5

export type Verdict = "better" | "worse" | "same" | "moved"

/** Whether a change is sure (its interval excludes no change) and whether that is good news for this metric. */
export function verdictOf(change: Difference | null, direction: MetricDefinition["direction"]): Verdict {
  if (!change || change.estimate === null || change.low === null || change.high === null) return "same"
  const none = change.relative ? 1 : 0
  if (change.low <= none && change.high >= none) return "same"
  if (direction === "none") return "moved"
  return change.estimate > 0 === (direction === "up") ? "better" : "worse"
}

/** "+2.4 points against the weeks before", red only when it is surely for the worse. */
export function ChangeNote({
  change,
  metric,
}: {
  change: Difference | null
  metric: Pick<MetricDefinition, "unit" | "direction">
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!change || change.estimate === null) return <span className="n">{t("figure.noPrevious")}</span>
  const verdict = verdictOf(change, metric.direction)
  const tone = verdict === "worse" ? "bad" : verdict === "better" ? "good" : ""
  const words = `${format.difference(change.estimate, metric.unit, change.relative)}${metric.unit === "share" && !change.relative ? ` ${t("figure.points")}` : ""}`
  return (
    <span className="n">
      <span className={tone} style={{ fontWeight: verdict === "same" ? 400 : 600 }}>
        {words}
      </span>{" "}
      {t(`figure.verdict.${verdict}`)}
    </span>
  )
}
