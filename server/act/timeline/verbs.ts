import { findProblem } from "../../decide/problems/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { type OutboxEvent, record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { findPlan, listWorkstreams, named, type Plan } from "../plans/public.ts"
import { listUpdates } from "../updates/public.ts"
import { deleteStar, eventsOfPlan, saveStar, starsOf } from "./store.ts"

/** The steps of a plan's story that everybody wants to see. */
const milestones = [
  "signal.found",
  "problem.opened",
  "plan.opened",
  "plan.clock_marked",
  "plan.handed_over",
  "plan.lead_left",
  "plan.closed",
  "plan.reopened",
]

/** A page of the timeline: everything, or what matters (milestones and what somebody starred). Throws 404. */
export async function timelineOf(
  scope: Scope,
  planId: string,
  page: { before?: number; starredOnly: boolean; limit: number },
) {
  const plan = await existing(scope, planId)
  const events = await eventsOfPlan(
    scope,
    { id: planId, records: await recordsOf(scope, plan) },
    {
      limit: page.limit,
      ...(page.before === undefined ? {} : { before: page.before }),
      ...(page.starredOnly ? { only: { names: milestones } } : {}),
    },
  )
  const updateIds = events.flatMap((event) => (isUpdate(event) ? [String(event.payload.updateId)] : []))
  const [stars, updates] = await Promise.all([
    starsOf(
      scope,
      planId,
      events.map((event) => event.id),
    ),
    updateIds.length > 0 ? listUpdates(scope, { ids: updateIds }) : [],
  ])
  return events.map((event) => {
    const star = stars.find((one) => one.event_id === event.id)
    const update = isUpdate(event) ? updates.find((one) => one.id === event.payload.updateId) : undefined
    return {
      id: String(event.id),
      name: event.name,
      at: momentOf(event),
      actor: event.actor,
      record: event.record,
      sentenceKey: `activity.sentence.${event.name}`,
      params: paramsOf(event),
      milestone: milestones.includes(event.name),
      starred: star ? { by: star.actor_name, at: star.at.toISOString() } : null,
      texts: update ? update.texts : null,
    }
  })
}

/** Marks what matters in a plan's story, for everybody. Throws 404 where the plan's timeline has no such event. */
export async function star(scope: Scope, planId: string, eventId: number): Promise<void> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const plan = await existing(tx, planId)
    const [event] = await eventsOfPlan(
      tx,
      { id: planId, records: await recordsOf(tx, plan) },
      { before: eventId + 1, limit: 1 },
    )
    if (event?.id !== eventId) throw notFound("event", String(eventId))
    if (await saveStar(tx, planId, eventId))
      await record(tx, "plan.starred", `plan:${planId}`, { ...named(plan), eventId })
  })
}

export async function unstar(scope: Scope, planId: string, eventId: number): Promise<void> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const plan = await existing(tx, planId)
    if (await deleteStar(tx, planId, eventId))
      await record(tx, "plan.unstarred", `plan:${planId}`, { ...named(plan), eventId })
  })
}

async function recordsOf(scope: Scope, plan: Plan): Promise<string[]> {
  const problem = await findProblem(scope, plan.problemId)
  const workstreams = await listWorkstreams(scope, { planIds: [plan.id] })
  return [
    `plan:${plan.id}`,
    `problem:${plan.problemId}`,
    ...workstreams.map((one) => `workstream:${one.id}`),
    ...(problem?.signal_ids ?? []).map((id) => `signal:${id}`),
  ]
}

async function existing(scope: Scope, id: string): Promise<Plan> {
  const plan = await findPlan(scope, id)
  if (!plan) throw notFound("plan", id)
  return plan
}

/** What was found in the past, by a look back over history, stands at its day. */
const momentOf = ({ name, at, payload }: OutboxEvent) =>
  name === "signal.found" && typeof payload.firstSeen === "string" && payload.firstSeen < at.slice(0, 10)
    ? `${payload.firstSeen}T00:00:00.000Z`
    : at

const isUpdate = (event: OutboxEvent) => event.name === "plan.update_posted"

function paramsOf({ payload }: OutboxEvent): Record<string, string | number> {
  const params: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(payload)) {
    if (typeof value === "number" || typeof value === "string") params[name] = value
    else if (Array.isArray(value)) {
      params[`${name}Count`] = value.length
      if (name === "fields") params.fields = value.join(" ")
    }
  }
  return params
}
