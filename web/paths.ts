/** Every address of the web application is built here; `paths.test.ts` lists them all. `org` is the organization's slug. */
export const paths = {
  signIn: (next?: string) => withSearch("/sign-in", { next }),
  setup: () => "/setup",
  invitation: (token: string) => `/invitation/${part(token)}`,
  design: () => "/_design",
  status: (token: string) => `/status/${part(token)}`,
  statusSubscription: (token: string) => `/status/subscription/${part(token)}`,
  home: (org: string, search: Search = {}) => withSearch(`/${part(org)}`, search),
  feedbackList: (org: string, search: Search = {}) => withSearch(`/${part(org)}/feedback`, search),
  feedback: (org: string, id: string) => `/${part(org)}/feedback/${part(id)}`,
  people: (org: string, search: Search = {}) => withSearch(`/${part(org)}/people`, search),
  person: (org: string, id: string) => `/${part(org)}/people/${part(id)}`,
  duplicates: (org: string, search: Search = {}) => withSearch(`/${part(org)}/duplicates`, search),
  accounts: (org: string, search: Search = {}) => withSearch(`/${part(org)}/accounts`, search),
  account: (org: string, id: string) => `/${part(org)}/accounts/${part(id)}`,
  imports: (org: string) => `/${part(org)}/imports`,
  import: (org: string, id: string) => `/${part(org)}/imports/${part(id)}`,
  sources: (org: string) => `/${part(org)}/sources`,
  receiver: (org: string, id: string) => `/${part(org)}/sources/receivers/${part(id)}`,
  response: (org: string, id: string) => `/${part(org)}/responses/${part(id)}`,
  surveys: (org: string, search: Search = {}) => withSearch(`/${part(org)}/surveys`, search),
  newSurvey: (org: string, search: Search = {}) => withSearch(`/${part(org)}/surveys/new`, search),
  coverage: (org: string, search: Search = {}) => withSearch(`/${part(org)}/coverage`, search),
  survey: (org: string, id: string, search: Search = {}) => withSearch(`/${part(org)}/surveys/${part(id)}`, search),
  surveyShare: (org: string, id: string) => `/${part(org)}/surveys/${part(id)}/share`,
  policy: (org: string, search: Search = {}) => withSearch(`/${part(org)}/contact-policy`, search),
  mailing: (org: string, id: string) => `/${part(org)}/mailings/${part(id)}`,
  surveyResults: (org: string, id: string, search: Search = {}) =>
    withSearch(`/${part(org)}/surveys/${part(id)}/results`, search),
  events: (org: string, search: Search = {}) => withSearch(`/${part(org)}/events`, search),
  usage: (org: string, search: Search = {}) => withSearch(`/${part(org)}/usage`, search),
  tasks: (org: string) => `/${part(org)}/tasks`,
  task: (org: string, id: string, search: Search = {}) => withSearch(`/${part(org)}/tasks/${part(id)}`, search),
  taskEdit: (org: string, id: string) => `/${part(org)}/tasks/${part(id)}/edit`,
  usability: (org: string) => `/${part(org)}/usability`,
  metrics: (org: string, search: Search = {}) => withSearch(`/${part(org)}/metrics`, search),
  metric: (org: string, key: string, search: Search = {}) => withSearch(`/${part(org)}/metrics/${part(key)}`, search),
  signals: (org: string, search: Search = {}) => withSearch(`/${part(org)}/signals`, search),
  signal: (org: string, id: string) => `/${part(org)}/signals/${part(id)}`,
  signalPeople: (org: string, id: string) => `/${part(org)}/signals/${part(id)}/people`,
  themes: (org: string, search: Search = {}) => withSearch(`/${part(org)}/themes`, search),
  backtests: (org: string) => `/${part(org)}/backtests`,
  backtest: (org: string, id: string) => `/${part(org)}/backtests/${part(id)}`,
  problems: (org: string, search: Search = {}) => withSearch(`/${part(org)}/problems`, search),
  problem: (org: string, id: string) => `/${part(org)}/problems/${part(id)}`,
  audiences: (org: string) => `/${part(org)}/audiences`,
  audience: (org: string, id: string, search: Search = {}) => withSearch(`/${part(org)}/audiences/${part(id)}`, search),
  ownership: (org: string, search: Search = {}) => withSearch(`/${part(org)}/ownership`, search),
  plans: (org: string, search: Search = {}) => withSearch(`/${part(org)}/plans`, search),
  plan: (org: string, id: string) => `/${part(org)}/plans/${part(id)}`,
  workstream: (org: string, id: string) => `/${part(org)}/workstreams/${part(id)}`,
  playbooks: (org: string) => `/${part(org)}/plans/playbooks`,
  planSettings: (org: string) => `/${part(org)}/plans/settings`,
  newPlan: (org: string, problemId: string) => withSearch(`/${part(org)}/plans/new`, { problem: problemId }),
  followups: (org: string, search: Search = {}) => withSearch(`/${part(org)}/followups`, search),
  followup: (org: string, id: string) => `/${part(org)}/followups/${part(id)}`,
  followupRules: (org: string) => `/${part(org)}/followup-rules`,
  guidanceList: (org: string, search: Search = {}) => withSearch(`/${part(org)}/guidance`, search),
  guidance: (org: string, id: string) => `/${part(org)}/guidance/${part(id)}`,
  desk: (org: string, search: Search = {}) => withSearch(`/${part(org)}/desk`, search),
  logContact: (org: string, search: Search = {}) => withSearch(`/${part(org)}/log`, search),
  deskPanelSettings: (org: string) => `/${part(org)}/desk/embedding`,
  notices: (org: string, search: Search = {}) => withSearch(`/${part(org)}/notices`, search),
  outcomes: (org: string, search: Search = {}) => withSearch(`/${part(org)}/outcomes`, search),
  outcome: (org: string, planId: string) => `/${part(org)}/plans/${part(planId)}/outcome`,
  connections: (org: string) => `/${part(org)}/connections`,
  webhook: (org: string, id: string) => `/${part(org)}/connections/webhooks/${part(id)}`,
  notice: (org: string, id: string, search: Search = {}) => withSearch(`/${part(org)}/notices/${part(id)}`, search),
  mute: (token: string) => `/mute/${part(token)}`,
  standing: (token: string) => `/s/${part(token)}`,
  unsubscribe: (token: string) => `/u/${part(token)}`,
  activity: (org: string) => `/${part(org)}/activity`,
  audit: (org: string) => `/${part(org)}/audit`,
  members: (org: string) => `/${part(org)}/members`,
  departments: (org: string) => `/${part(org)}/departments`,
  mail: (org: string) => `/${part(org)}/mail`,
  notifications: (org: string, search: Search = {}) => withSearch(`/${part(org)}/notifications`, search),
  profile: (org: string) => `/${part(org)}/profile`,
}

export type Search = Record<string, string | undefined>

/** The page of a record reference such as "signal:abc", or null where a record has no page of its own. */
export function pathOfRecord(org: string, record: string | null): string | null {
  const [noun, id] = (record ?? "").split(/:(.*)/s)
  if (!noun || !id) return null
  if (noun === "signal") return paths.signal(org, id)
  if (noun === "problem") return paths.problem(org, id)
  if (noun === "feedback") return paths.feedback(org, id)
  if (noun === "person") return paths.person(org, id)
  if (noun === "account") return paths.account(org, id)
  if (noun === "notice") return paths.notice(org, id)
  if (noun === "audience") return paths.audience(org, id)
  if (noun === "ownership") return paths.ownership(org)
  if (noun === "import") return paths.import(org, id)
  if (noun === "plan") return paths.plan(org, id)
  if (noun === "workstream") return paths.workstream(org, id)
  if (noun === "playbook") return paths.playbooks(org)
  if (noun === "guidance") return paths.guidance(org, id)
  if (noun === "followup") return paths.followup(org, id)
  if (noun === "backtest") return paths.backtest(org, id)
  if (noun === "survey") return paths.survey(org, id)
  if (noun === "mailing") return paths.mailing(org, id)
  if (noun === "touchpoint") return paths.coverage(org)
  if (noun === "mailbox" || noun === "feed") return paths.sources(org)
  if (noun === "theme") return paths.themes(org)
  if (noun === "task") return paths.task(org, id)
  if (noun === "usability") return paths.usability(org)
  if (noun === "receiver") return paths.receiver(org, id)
  if (noun === "webhook") return paths.webhook(org, id)
  if (noun === "member") return paths.members(org)
  if (noun === "response") return paths.response(org, id)
  if (noun === "metric") return paths.metric(org, id)
  return null
}

const nouns: Record<string, string> = {
  signals: "signal",
  feedback: "feedback",
  people: "person",
  accounts: "account",
  problems: "problem",
  notices: "notice",
  imports: "import",
  audiences: "audience",
  metrics: "metric",
  tasks: "task",
  backtests: "backtest",
  plans: "plan",
  guidance: "guidance",
  followups: "followup",
  surveys: "survey",
  mailings: "mailing",
  workstreams: "workstream",
}

/** What a page is about, as a record reference: "signal:abc", or "page:signals" for pages that are about no record. */
export function recordOfPath(pathname: string): string {
  const [, , place = "home", id] = pathname.split("/")
  const noun = nouns[place]
  return id && noun ? `${noun}:${decodeURIComponent(id)}` : `page:${place || "home"}`
}

function part(value: string): string {
  return encodeURIComponent(value)
}

function withSearch(path: string, search: Search): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) if (value) params.set(key, value)
  return params.size > 0 ? `${path}?${params}` : path
}
