import { findProblem, stageOf } from "../../decide/problems/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { findPlan, type Plan } from "../plans/public.ts"
import { listUpdates, pageOfToken } from "./store.ts"

const shownSteps = ["opened", "first_notice", "fix_shipped", "verified"] as const

const mostUpdates = 100

/** What was said to customers of a plan, newest first, and when the next word is due. */
export async function publicUpdates(scope: Scope, plan: Pick<Plan, "id" | "state" | "nextUpdateAt">) {
  const updates = await listUpdates(scope, { planId: plan.id, publicOnly: true, limit: mostUpdates })
  return {
    updates: updates.map(({ id, kind, texts, at }) => ({ id, kind, texts, at })),
    nextUpdateAt: plan.state === "open" ? plan.nextUpdateAt : null,
  }
}

/** What everybody who has the address may see of a plan: stages, dates and public updates; no names, nothing internal. */
export async function publicStatus(stores: Stores, token: string) {
  const page = await pageOfToken(stores.database, token)
  if (!page) throw notFound("status page")
  const scope = mintSystemScope(stores, page.organization_id)
  const plan = (await findPlan(scope, page.plan_id))!
  const [problem, told] = await Promise.all([findProblem(scope, plan.problemId), publicUpdates(scope, plan)])
  const stage = problem ? stageOf(problem) : "looking"
  return {
    organization: page.organization,
    titles: page.titles,
    stage,
    stageTexts: { ...problem?.public_texts[stage] },
    since: plan.openedAt,
    steps: shownSteps.flatMap((step) => {
      const at = plan.clock.find((one) => one.step === step)?.at
      return at ? [{ step, at }] : []
    }),
    ...told,
    ended: plan.state === "closed",
  }
}
