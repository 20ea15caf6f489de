export { type PromisedStep, type Severity, type Step, severities } from "./clock.ts"
export type { Closure, Condition, Plan, Success, Verdict } from "./plan.ts"
export { countPlans, findPlan, listPlans, type PlanFilter, plansOfProblem } from "./store.ts"
export { closePlan, markClock, reopenPlan } from "./verbs.ts"
