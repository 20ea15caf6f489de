import type { LiveEvent } from "../api/contract.ts"

/** The kinds of data a page may hold; the second part of every query key. */
export type Noun =
  | "feedback"
  | "facets"
  | "fields"
  | "people"
  | "metrics"
  | "signals"
  | "watching"
  | "backtests"
  | "themes"
  | "problems"
  | "imports"
  | "views"
  | "known-events"
  | "comments"
  | "reads"
  | "notifications"
  | "activity"
  | "audit"
  | "home"
  | "members"
  | "invitations"
  | "departments"
  | "api-keys"
  | "me"
  | "mail"

const touched: Record<string, Noun[]> = {
  feedback: ["feedback", "people", "home"],
  counted: ["metrics", "home", "facets", "themes"],
  signal: ["signals", "home", "activity", "notifications", "problems"],
  assignment: ["signals", "home", "activity", "notifications"],
  watching: ["watching", "signals"],
  look: ["watching", "signals"],
  backtest: ["backtests"],
  theme: ["themes", "activity"],
  problem: ["problems", "signals", "home", "activity", "notifications"],
  import: ["imports", "activity", "feedback", "fields", "facets"],
  view: ["views"],
  known_event: ["known-events", "metrics", "signals", "activity"],
  comment: ["comments", "activity", "home", "notifications"],
  read: ["reads", "signals"],
  notification: ["notifications", "home"],
  member: ["members", "me", "activity"],
  invitation: ["invitations", "members"],
  department: ["departments", "me", "members"],
  organization: ["me"],
  api_key: ["api-keys"],
  key: ["api-keys"],
  mail: ["mail"],
  presence: [],
}

/** What must be fetched again after an event so that an open page equals a freshly loaded one. */
export function nounsTouchedBy(event: Pick<LiveEvent, "name">): Noun[] {
  const subject = event.name.split(".")[0] ?? event.name
  return touched[subject] ?? touched[subject.replace(/s$/, "")] ?? ["activity", "home"]
}
