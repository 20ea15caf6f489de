export { ask, refusalOf, textAt } from "./asking.ts"
export {
  isChat,
  isTracker,
  type OpenConnection,
  type Outcome,
  type Refusal,
} from "./connection.ts"
export type { Issue, IssueState } from "./issue.ts"
export { noteContact, openConnections, organizationOf } from "./store.ts"
export { trackers } from "./tracker.ts"
export { opened } from "./verbs.ts"
