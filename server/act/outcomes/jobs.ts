import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope } from "../../platform/scope.ts"
import { findSignal, isAboutWhere } from "../../understand/signals/public.ts"
import { listPlans } from "../plans/public.ts"
import { concerns } from "./outcome.ts"
import { listOutcomes } from "./store.ts"
import { lookAtPlan, relapse } from "./verbs.ts"

export type Outcomes = { reactions: Record<string, (event: OutboxEvent) => Promise<void>>; stop(): void }

/**
 * Every open plan with a success to measure is looked at once a day, and when its clock or its success changes. A signal
 * on what a solved plan was for takes it up again.
 */
export async function startOutcomes({ platform, jobs }: { platform: Platform; jobs: Jobs }): Promise<Outcomes> {
  const { stores, log } = platform
  await jobs.work<{ organizationId: string; planId?: string }>("outcomes", async ({ organizationId, planId }) => {
    const scope = mintSystemScope(stores, organizationId)
    if (planId) await lookAtPlan(scope, planId)
    else await lookAtAll(scope)
  })

  const ticking = setInterval(
    () => void tick().catch((error) => log.warn("outcomes were not measured", { error })),
    60_000,
  )
  ticking.unref()
  async function tick() {
    const day = stores.now().toISOString().slice(0, 10)
    const due = await stores.database.query<{ organization_id: string }>(sql`
      select distinct p.organization_id from plan p
      where exists (select 1 from plan_success s where s.plan_id = p.id and s.success is not null)
        and not exists (select 1 from plan_closure c where c.plan_id = p.id and c.reopened_at is null)
        and not exists (select 1 from outcome o join outcome_measurement m on m.outcome_id = o.id
          where o.plan_id = p.id and m.day = ${day}::date)
        and not exists (select 1 from outcome o join outcome_decision d on d.outcome_id = o.id where o.plan_id = p.id
          and not exists (select 1 from outcome l where l.plan_id = o.plan_id and l.round > o.round))`)
    for (const { organization_id: id } of due) await jobs.send("outcomes", { organizationId: id }, { once: id })
  }

  const again = async (event: OutboxEvent) => {
    const planId = event.payload.planId
    if (typeof planId !== "string") return
    await jobs.send("outcomes", { organizationId: event.organizationId, planId }, { once: planId })
  }
  const back = (event: OutboxEvent) => signalled(mintSystemScope(stores, event.organizationId), event)
  return {
    reactions: {
      "plan.changed": again,
      "plan.clock_marked": async (event) => {
        if (event.payload.step === "fix_shipped") await again(event)
      },
      "outcome.method_chosen": again,
      "signal.found": back,
      "signal.returned": back,
    },
    stop: () => clearInterval(ticking),
  }
}

/** Looks at every open plan of an organization that can be measured. */
export async function lookAtAll(scope: Scope): Promise<void> {
  for (const plan of await listPlans(scope, { state: "open" })) await lookAtPlan(scope, plan.id)
}

async function signalled(scope: Scope, event: OutboxEvent): Promise<void> {
  const signal = event.record?.startsWith("signal:") ? await findSignal(scope, event.record.slice(7)) : undefined
  if (!signal?.active) return
  for (const outcome of await listOutcomes(scope, { verdict: "worked", latest: true })) {
    const { decision } = outcome
    // What was found before the verdict was known when it was made.
    if (!decision || signal.last_seen <= decision.data_until) continue
    const where = decision.measured.criterion?.where ?? []
    if (concerns(signal.slice, where) || (await isAboutWhere(scope, signal, where)))
      await relapse(scope, outcome, signal.id)
  }
}
