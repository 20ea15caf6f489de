import type { Scope } from "../../platform/scope.ts"
import { listPlans } from "./store.ts"
import { isGoing } from "./workstream.ts"
import { listWorkstreams } from "./workstream-store.ts"

export type PlanAsk = {
  kind: "workstream" | "update" | "hand_over" | "plan"
  record: string
  headline: string
  since: string
  due: string | null
}

/** An owner sees what is due within so many days; an update is asked for a day before it is due. */
const soonDays = 7

/**
 * What plans ask of a member: offers to answer, plans whose lead has left and which she sponsors, her parts that are
 * late or due soon, updates due. What is late or due first stands first.
 */
export async function askedOfMember(scope: Scope, memberId: string): Promise<PlanAsk[]> {
  const [plans, workstreams] = await Promise.all([
    listPlans(scope, { state: "open", limit: 500 }),
    listWorkstreams(scope, { ownerId: memberId, openPlansOnly: true }),
  ])
  const now = scope.now().getTime()
  const within = (moment: string, days: number) => Date.parse(moment) - now < days * 86_400_000
  const asks: PlanAsk[] = [
    ...plans.flatMap((plan) =>
      plan.handOvers
        .filter((offer) => offer.to.id === memberId)
        .map((offer) => ask("hand_over", `plan:${plan.id}`, plan.title, offer.at, null)),
    ),
    ...plans
      .filter((plan) => plan.lead.left && plan.sponsor?.id === memberId)
      .map((plan) => ask("plan", `plan:${plan.id}`, plan.title, plan.openedAt, null)),
    ...workstreams
      .filter((one) => isGoing(one.state) && within(one.dueAt, soonDays))
      .map((one) => ask("workstream", `workstream:${one.id}`, one.title, one.createdAt, one.dueAt)),
    ...plans
      .filter((plan) => plan.lead.id === memberId && plan.nextUpdateAt && within(plan.nextUpdateAt, 1))
      .map((plan) => ask("update", `plan:${plan.id}`, plan.title, plan.openedAt, plan.nextUpdateAt)),
  ]
  return asks.sort((a, b) => (a.due ?? "").localeCompare(b.due ?? ""))
}

const ask = (kind: PlanAsk["kind"], record: string, headline: string, since: string, due: string | null): PlanAsk => ({
  kind,
  record,
  headline,
  since,
  due,
})
