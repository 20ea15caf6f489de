import ical, { ICalCalendarMethod } from "ical-generator"
import type { Plan, Workstream } from "../../act/plans/public.ts"

export type Due = { id: string; at: string; allDay: boolean; title: string; description: string; url: string }

/**
 * What waits for one member: the workstreams she owns, the updates of plans she leads, and the days on which plans she
 * leads or sponsors are to have worked. What is done, dropped or closed is not there.
 */
export function dueOf(
  memberId: string,
  { plans, workstreams, base }: { plans: readonly Plan[]; workstreams: readonly Workstream[]; base: string },
): Due[] {
  const open = new Map(plans.filter((plan) => plan.state === "open").map((plan) => [plan.id, plan]))
  const place = (plan: Plan) => `${base}/plans/${plan.id}`
  const owned = workstreams.flatMap((one): Due[] => {
    const plan = open.get(one.planId)
    if (!plan || one.owner?.id !== memberId || (one.state !== "waiting" && one.state !== "started")) return []
    return [{ id: one.id, at: one.dueAt, allDay: false, title: one.title, description: plan.title, url: place(plan) }]
  })
  const led = [...open.values()].flatMap((plan): Due[] => {
    const mine = plan.lead.id === memberId
    const concerned = mine || plan.sponsor?.id === memberId
    return [
      ...(mine && plan.nextUpdateAt
        ? [
            {
              id: `${plan.id}-update`,
              at: plan.nextUpdateAt,
              allDay: false,
              title: `Update: ${plan.title}`,
              description: "Say where it stands, even when there is no news.",
              url: place(plan),
            },
          ]
        : []),
      ...(concerned && plan.success
        ? [
            {
              id: `${plan.id}-verify`,
              at: `${plan.success.by}T00:00:00.000Z`,
              allDay: true,
              title: `Did it work? ${plan.title}`,
              description: "By this day the plan is to have worked.",
              url: place(plan),
            },
          ]
        : []),
    ]
  })
  return [...owned, ...led]
}

/** The calendar as programs read it (iCalendar, RFC 5545). The same thing keeps its UID, so that a new date moves it. */
export function icsOf(name: string, dues: readonly Due[], now: Date): string {
  const calendar = ical({
    name,
    prodId: { company: "Rapport", product: "Rapport" },
    ttl: 3600,
    method: ICalCalendarMethod.PUBLISH,
  })
  for (const due of dues) {
    const start = new Date(due.at)
    calendar.createEvent({
      id: `${due.id}@rapport`,
      stamp: now,
      start,
      ...(due.allDay ? { allDay: true, timezone: "UTC" } : { end: new Date(start.getTime() + 30 * 60_000) }),
      summary: due.title,
      description: due.description,
      url: due.url,
    })
  }
  return calendar.toString()
}
