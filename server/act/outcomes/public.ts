export { type Outcome, OutcomeItem, type OutcomeRecord } from "./contract.ts"
export { outcomeItems } from "./listing.ts"
export type { OutcomeRow } from "./outcome.ts"

export { closeWithOutcome } from "./verbs.ts"
