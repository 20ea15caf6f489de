import i18next, { type TFunction } from "i18next"
import type { MetricDefinition } from "../../api/contract.ts"

/** A metric's name in the reader's language; a metric of the organization's own keeps its own name. */
export function metricName(metric: Pick<MetricDefinition, "key" | "name">, t: TFunction): string {
  return metricText({ ...metric, question: "", formula: "", interval: "" }, "name", t)
}

type Part = "name" | "question" | "formula" | "interval"

export function metricText(metric: Pick<MetricDefinition, "key" | Part>, part: Part, t: TFunction): string {
  const key = `metric.${metric.key}.${part}`
  return i18next.exists(key) ? t(key) : metric[part]
}
