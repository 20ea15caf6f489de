import { notFound } from "../../platform/http/errors.ts"
import type { Metric } from "./metric.ts"
import { nps } from "./nps.ts"
import { sentiment } from "./sentiment.ts"
import { topBoxMetrics } from "./top-box.ts"
import { contactRate, volume } from "./volume.ts"

/** Every metric that ships, in the order in which a CX lead reads them. */
export const metrics: readonly Metric[] = [
  volume,
  ...topBoxMetrics.slice(0, 1),
  nps,
  ...topBoxMetrics.slice(1, 2),
  contactRate,
  sentiment,
  ...topBoxMetrics.slice(2),
]

export function metricOf(key: string): Metric {
  const found = metrics.find((metric) => metric.definition.key === key)
  if (!found) throw notFound("metric", key)
  return found
}
