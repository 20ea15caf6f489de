import { findProblem, stageOf } from "../../decide/problems/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { findPlan } from "../plans/public.ts"
import { listUpdates, pageOfToken } from "./store.ts"

const shownSteps = ["opened", "first_notice", "fix_shipped", "verified"] as const

/** What everybody who has the address may see of a plan: stages, dates and public updates; no names, nothing internal. */
export async function publicStatus(stores: Stores, token: string) {
  const page = await pageOfToken(stores.database, token)
  if (!page) throw notFound("status page")
  const scope = mintSystemScope(stores, page.organization_id)
  const plan = (await findPlan(scope, page.plan_id))!
  const [problem, updates] = await Promise.all([
    findProblem(scope, plan.problemId),
    listUpdates(scope, { planId: plan.id, publicOnly: true, limit: 100 }),
  ])
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
    updates: updates.map(({ id, kind, texts, at }) => ({ id, kind, texts, at })),
    nextUpdateAt: plan.state === "open" ? plan.nextUpdateAt : null,
    ended: plan.state === "closed",
  }
}
