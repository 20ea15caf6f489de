export type { Invite } from "./asking.ts"
export { startTriggers } from "./jobs.ts"
export { startAsking } from "./verbs.ts"
