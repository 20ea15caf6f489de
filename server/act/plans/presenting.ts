import { findProblem, listProblems } from "../../decide/problems/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { findPlaybook, type Language } from "../playbooks/public.ts"
import type { Plan } from "./plan.ts"
import { mayHandOver } from "./policy.ts"
import { listPlans } from "./store.ts"
import { isGoing, type Workstream } from "./workstream.ts"
import { listWorkstreams } from "./workstream-store.ts"

/** Plans as a list shows them: with their problem, and what is late. */
export async function presentedPlans(scope: Scope, plans: readonly Plan[], language: Language) {
  const [workstreams, problems, playbooks] = await Promise.all([
    listWorkstreams(scope, { planIds: plans.map((one) => one.id) }),
    problemsOf(scope, plans),
    playbooksOf(scope, plans, language),
  ])
  return plans.map((plan) =>
    summary(
      plan,
      workstreams.filter((one) => one.planId === plan.id),
      problems,
      playbooks,
    ),
  )
}

/** One plan with everything about it. */
export async function presentedPlan(scope: Scope, plan: Plan, language: Language) {
  const [workstreams, problems, playbooks, duplicateOf] = await Promise.all([
    listWorkstreams(scope, { planIds: [plan.id] }),
    problemsOf(scope, [plan]),
    playbooksOf(scope, [plan], language),
    duplicateFor(scope, plan),
  ])
  return {
    ...summary(plan, workstreams, problems, playbooks),
    handOvers: [...plan.handOvers],
    workstreams: workstreams.map(presentedWorkstream),
    duplicateOf,
    mayHandOver: scope.permissions.has("plans.edit") && mayHandOver(scope, plan),
  }
}

export const presentedWorkstream = (one: Workstream) => ({
  ...one,
  tasks: [...one.tasks],
  blockers: [...one.blockers],
  links: [...one.links],
  ladder: [...one.ladder],
})

function summary(
  plan: Plan,
  workstreams: readonly Workstream[],
  problems: ReadonlyMap<string, { id: string; number: number; statement: string }>,
  playbooks: ReadonlyMap<string, string>,
) {
  const late = workstreams.filter((one) => one.late)
  const { handOvers: _, problemId, ...rest } = plan
  return {
    ...rest,
    problem: problems.get(problemId) ?? { id: problemId, number: 0, statement: "" },
    playbook: { id: plan.playbook, name: playbooks.get(plan.playbook) ?? plan.playbook },
    clock: [...plan.clock],
    success: plan.success && { ...plan.success, where: [...plan.success.where] },
    late:
      plan.state === "open" && (late.length > 0 || plan.clock.some((one) => one.at === null && one.state === "late")),
    workstreamCounts: {
      all: workstreams.filter((one) => one.state !== "dropped").length,
      done: workstreams.filter((one) => one.state === "done").length,
      late: late.length,
      nobody: workstreams.filter((one) => isGoing(one.state) && one.department.members === 0 && !one.owner).length,
    },
    lateWorkstreams: late.map(({ id, department, title, dueAt }) => ({
      id,
      department: department.name,
      title,
      dueAt,
    })),
  }
}

async function problemsOf(scope: Scope, plans: readonly Plan[]) {
  const ids = [...new Set(plans.map((one) => one.problemId))]
  const found = ids.length > 0 ? await listProblems(scope, { ids }) : []
  return new Map(found.map(({ id, number, statement }) => [id, { id, number, statement }] as const))
}

async function playbooksOf(scope: Scope, plans: readonly Plan[], language: Language) {
  const ids = [...new Set(plans.map((one) => one.playbook))]
  const found = await Promise.all(ids.map((id) => findPlaybook(scope, id, language)))
  return new Map(found.flatMap((one) => (one ? [[one.id, one.name] as const] : [])))
}

/** Where the problem of an open plan was found to be the same as another one: which, and whether that has a plan. */
async function duplicateFor(scope: Scope, plan: Plan) {
  if (plan.state === "closed") return null
  const duplicate = (await findProblem(scope, plan.problemId))?.duplicate
  if (!duplicate) return null
  const [other, [theirs]] = await Promise.all([
    findProblem(scope, duplicate.of_id),
    listPlans(scope, { problemId: duplicate.of_id, state: "open" }),
  ])
  return other ? { problemId: other.id, statement: other.statement, planId: theirs?.id ?? null } : null
}
