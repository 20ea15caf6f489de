import type { TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"

export type Reason = NonNullable<Answer<"WhyNotAsked">>
export type Policy = Answer<"ContactPolicy">
export type Rules = Answer<"ContactRules">
export type Mailing = Answer<"Mailing">

/** Why somebody is not asked, as a sentence with what it rests on. */
export function reasonWords(reason: Reason, t: TFunction, format: Format): string {
  const words = t(`asking.why.${reason.code === "metric_limit" && !reason.metric ? "survey_limit" : reason.code}`, {
    survey: reason.survey?.title ?? "",
    metric: reason.metric ? metricName(reason.metric, t) : "",
    most: reason.most ?? 0,
    days: reason.days ?? 0,
    hours: reason.hours ?? 0,
    topic: reason.topic ? t(`person.consent.${reason.topic}`) : "",
    when: reason.at ? format.day(reason.at) : "",
  })
  const until = reason.until
    ? t("asking.until", {
        when: reason.code === "quiet_hours" ? format.dayAndTime(reason.until) : format.day(reason.until),
      })
    : ""
  return [words, until].filter(Boolean).join(t("common.space"))
}

export const metricName = (metric: string, t: TFunction) =>
  t(`asking.metric.${metric}`, { defaultValue: metric.replaceAll("_", " ").toUpperCase() })

/** A row of people left out: "12 unsubscribed". */
export const leftOutWords = (counts: readonly { code: string; n: number }[], t: TFunction, format: Format) =>
  counts.map(({ code, n }) => t(`asking.leftOut.${code}`, { count: n, n: format.number(n), defaultValue: code }))

export const stateTones: Record<Mailing["state"], string | undefined> = {
  draft: undefined,
  sending: "accent",
  paused: "warn",
  sent: "good",
  stopped: undefined,
}

/** Moves one by a place; the same list where there is no place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  if (to < 0 || to >= items.length || from === to) return [...items]
  const all = [...items]
  const [one] = all.splice(from, 1)
  all.splice(to, 0, one as Item)
  return all
}
