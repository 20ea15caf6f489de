import type { TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"

export type Plan = Answer<"Plan">
export type PlanDetail = Answer<"PlanDetail">
export type Workstream = Answer<"Workstream">
export type Severity = Answer<"Severity">

export const severities = ["safety", "unusable", "hindered", "annoyed"] as const satisfies readonly Severity[]
export const severityTones: Record<Severity, string | undefined> = {
  safety: "bad",
  unusable: "warn",
  hindered: undefined,
  annoyed: undefined,
}

/** "5 h", "2 d": how long something took or is late. */
export function duration(hours: number, t: TFunction, format: Format): string {
  const whole = Math.abs(hours)
  if (whole < 1) return t("plan.minutes", { count: Math.round(whole * 60) })
  return whole < 48
    ? t("plan.hours", { count: Math.round(whole), hours: format.number(Math.round(whole)) })
    : t("plan.days", { count: Math.round(whole / 24), days: format.number(Math.round(whole / 24)) })
}

export const hoursSince = (moment: string, now: number = Date.now()): number => (now - Date.parse(moment)) / 3_600_000

export const isGoing = (one: Pick<Workstream, "state">) => one.state === "waiting" || one.state === "started"

/** The next promised step that has not happened. */
export const nextStep = (plan: Pick<Plan, "clock">) => plan.clock.find((one) => one.at === null)

/** What is late, as one sentence; null when nothing is. */
export function lateWords(plan: Plan, t: TFunction, format: Format): string | null {
  const list = new Intl.ListFormat(format.locale)
  const steps = plan.clock
    .filter((one) => one.at === null && one.state === "late" && one.promisedAt)
    .map((one) =>
      t("plan.lateBy", { what: t(`plan.step.${one.step}`), time: duration(hoursSince(one.promisedAt!), t, format) }),
    )
  const parts = plan.lateWorkstreams.map((one) =>
    t("plan.lateBy", { what: one.department, time: duration(hoursSince(one.dueAt), t, format) }),
  )
  const all = [...steps, ...parts]
  return all.length > 0 ? list.format(all) : null
}

/** A moment as a field of a form takes it, in the reader's own time. */
export function asField(moment: string): string {
  const date = new Date(moment)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
