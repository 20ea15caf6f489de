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
  | "accounts"
  | "ownership"
  | "audiences"
  | "plans"
  | "playbooks"
  | "guidance"
  | "desk"
  | "notices"
  | "followups"
  | "outcomes"
  | "connections"
  | "events"
  | "tasks"
  | "results"
  | "surveys"
  | "mailings"
  | "policy"
  | "mailboxes"
  | "coverage"
  | "feeds"
  | "receivers"

const touched: Record<string, Noun[]> = {
  // What is answered in a survey arrives as feedback.
  feedback: ["feedback", "people", "home", "surveys"],
  // Lists of feedback are found where it is counted, so what came in is there only now.
  counted: ["metrics", "home", "facets", "themes", "feedback", "coverage"],
  // Product events that came in, some at a time.
  events: ["events", "tasks"],
  write_key: ["events"],
  task: ["tasks", "activity"],
  usability: ["tasks"],
  mailing: ["mailings", "policy", "activity"],
  ask: ["mailings", "policy"],
  policy: ["policy", "mailings", "activity"],
  survey: ["surveys", "policy", "activity", "coverage"],
  mailbox: ["mailboxes", "coverage"],
  feed: ["feeds", "coverage"],
  touchpoint: ["coverage"],
  response: ["surveys", "feedback"],
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
  person: ["people", "audiences", "desk", "problems"],
  account: ["accounts", "people"],
  ownership: ["ownership", "people", "audiences", "problems", "desk"],
  audience: ["audiences"],
  plan: ["plans", "problems", "home", "activity", "notifications", "desk"],
  workstream: ["plans", "home", "activity", "notifications"],
  playbook: ["playbooks"],
  contact: ["desk", "guidance", "feedback", "activity"],
  guidance: ["guidance", "desk", "plans", "activity"],
  notice: ["notices", "plans", "activity", "people"],
  followup: ["followups", "home", "activity", "people", "desk"],
  followup_rule: ["followups", "audiences"],
  outcome: ["outcomes", "plans", "problems", "home", "activity"],
  connection: ["connections"],
  webhook: ["connections"],
  receiver: ["receivers", "activity"],
  delivery: ["receivers"],
  hub_record: [],
  results: ["results"],
  presence: [],
}

/** What must be fetched again after an event so that an open page equals a freshly loaded one. */
export function nounsTouchedBy(event: Pick<LiveEvent, "name">): Noun[] {
  // Looking at somebody changes nothing: a page that fetched again because of it would look again, for ever.
  if (/^(person|response|delivery)\.read$/.test(event.name)) return []
  const subject = event.name.split(".")[0] ?? event.name
  return touched[subject] ?? touched[subject.replace(/s$/, "")] ?? ["activity", "home"]
}
