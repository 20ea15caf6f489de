export { ask, at, refusalOf, textAt } from "./asking.ts"
export {
  chatKinds,
  isChat,
  isTracker,
  type OpenConnection,
  type Outcome,
  type Refusal,
  trackerKinds,
} from "./connection.ts"
export type { Issue, IssueState } from "./issue.ts"
export { noteContact, openConnections, organizationOf } from "./store.ts"
export { trackers } from "./tracker.ts"
export { opened } from "./verbs.ts"
