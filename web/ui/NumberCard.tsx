import { Tooltip } from "@mantine/core"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { MetricCard } from "../api/contract.ts"
import { useFormat } from "../app/format.ts"
import { Go } from "../app/Go.tsx"
import { metricName, metricText } from "../understand/metrics/metric-words.ts"
import { Certainty, ChangeNote, fewAnswers, verdictOf } from "./figures.tsx"
import { Bone } from "./Loaded.tsx"
import classes from "./NumberCard.module.css"
import { Spark } from "./Spark.tsx"

/** One metric as a number with n, interval, change and trend; leads to the metric's page. */
export function NumberCard({ card, href }: { card: MetricCard; href?: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { metric, value, change, spark } = card
  const worse = verdictOf(change, metric.direction) === "worse"
  const inside = (
    <>
      <span className={classes.name}>
        <Tooltip label={`${metricText(metric, "question", t)} ${metricText(metric, "formula", t)}`}>
          <span className="clip">{metricName(metric, t)}</span>
        </Tooltip>
        {value.n > 0 && value.n < fewAnswers && (
          <span className="tag" data-tone="warn">
            {t("figure.few")}
          </span>
        )}
      </span>
      <span className={classes.line}>
        <span className="figure" style={worse ? { color: "var(--bad)" } : undefined}>
          {format.value(value.estimate, metric.unit)}
        </span>
        <Spark points={spark} harm={worse} width={104} />
      </span>
      <Certainty value={value} unit={metric.unit} />
      <ChangeNote change={change} metric={metric} />
    </>
  )
  return href ? (
    <Go className={classes.card} href={href}>
      {inside}
    </Go>
  ) : (
    <div className={classes.card}>{inside}</div>
  )
}

export function CardGrid({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>
}

export function NumberCardBones() {
  return (
    <div className={classes.card}>
      <Bone width={110} height={13} />
      <Bone width={90} height={24} />
      <Bone width={150} height={12} />
      <Bone width={130} height={12} />
    </div>
  )
}
