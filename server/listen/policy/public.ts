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
export { type Ask, Reason, type ReasonCode } from "./contract.ts"
export { holdingReactions, policyReactions } from "./jobs.ts"
export { type Cause, quietUntil } from "./rules.ts"
export { insertHeld as noteHeld, rulesOf } from "./store.ts"
export { countWhyNot, type WhyQuestion, whyNot } from "./why.ts"
