import { type PlanPromise, type Severity, severities, shippedPromise } from "./clock.ts"

/** Days after the due time at which the next one is told. 0: at the due time itself. */
export type LadderDays = { lead: number; sponsor: number; committee: number }

/** What an organization promises, and how it reminds itself. */
export type PlanSettings = {
  timeZone: string
  promise: Record<Severity, PlanPromise>
  escalation: { hour: number; days: Record<Severity, LadderDays> }
  /** How often a lead says where a plan stands, also when there is no news; 0: not asked. */
  updates: Record<Severity, { everyDays: number; hour: number }>
}

export const shippedSettings: PlanSettings = {
  timeZone: "UTC",
  promise: shippedPromise,
  escalation: {
    hour: 9,
    days: {
      safety: { lead: 0, sponsor: 1, committee: 2 },
      unusable: { lead: 1, sponsor: 2, committee: 4 },
      hindered: { lead: 1, sponsor: 3, committee: 6 },
      annoyed: { lead: 1, sponsor: 5, committee: 10 },
    },
  },
  updates: {
    safety: { everyDays: 1, hour: 16 },
    unusable: { everyDays: 7, hour: 16 },
    hindered: { everyDays: 14, hour: 16 },
    annoyed: { everyDays: 14, hour: 16 },
  },
}

/** What an organization has set, and what ships for the rest. */
export function settingsFrom(stored: Partial<PlanSettings> | undefined): PlanSettings {
  const perSeverity = <T>(given: Partial<Record<Severity, T>> | undefined, shipped: Record<Severity, T>) =>
    Object.fromEntries(severities.map((one) => [one, given?.[one] ?? shipped[one]])) as Record<Severity, T>
  return {
    timeZone: stored?.timeZone ?? shippedSettings.timeZone,
    promise: perSeverity(stored?.promise, shippedSettings.promise),
    escalation: {
      hour: stored?.escalation?.hour ?? shippedSettings.escalation.hour,
      days: perSeverity(stored?.escalation?.days, shippedSettings.escalation.days),
    },
    updates: perSeverity(stored?.updates, shippedSettings.updates),
  }
}
