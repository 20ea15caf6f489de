import type { Estimate, MetricTrend } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"

export type Task = Answer<"Task">
export type Report = Answer<"TaskReport">
export type Definition = Answer<"TaskDefinition">
export type Matcher = Definition["start"][number]

/** A share over time in the shape the trend chart draws. */
export function shareTrend(
  key: string,
  name: string,
  value: Estimate,
  points: ({ start: string } & Estimate)[],
  unit: "share" | "count" = "share",
): MetricTrend {
  const metric = { key, name, question: name, formula: "", interval: "", unit, direction: "up" as const }
  return { metric, value, points, compare: null, events: [], behind: false, breaks: [] }
}

/** "pairing started where plan is yearly", the way a definition is read aloud. */
export function matcherWords(matcher: Matcher, is: string): string {
  const conditions = (matcher.where ?? []).map(
    (one) => `${one.field.replace("attributes.", "")} ${is} ${(one.values ?? []).join(", ")}`,
  )
  return conditions.length > 0 ? `${matcher.event} (${conditions.join(", ")})` : matcher.event
}
