export {
  type Asking,
  type Claimed,
  claimAsks,
  dropPlanned,
  endAsks,
  linkAsk,
  planAsks,
  recordAsks,
  withdrawAsk,
} from "./asks.ts"
export { type Ask, Reason, type ReasonCode, Who } from "./contract.ts"
export { holdingReactions, policyReactions } from "./jobs.ts"
export { type Cause, metricsOf, quietUntil } from "./rules.ts"
export { insertHeld as noteHeld, rulesOf } from "./store.ts"
export { changePolicy } from "./verbs.ts"
export { countWhyNot, type WhyQuestion, whyNot } from "./why.ts"
