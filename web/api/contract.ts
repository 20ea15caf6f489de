import type { components } from "../../sdk/schema.gen.ts"

/** The words the API speaks, as this application reads them. Dates are ISO 8601 in UTC. */
export type Iso = string
export type Scale = { min: number; max: number }
export type Score = { metric: string; value: number; scale: Scale }
export type Page<T> = { items: T[]; next: string | null; total?: number }

/** A number with what it rests on. `estimate` is null when nothing was counted. */
export type Estimate = { n: number; estimate: number | null; low: number | null; high: number | null }
/** A difference of two values; where `relative`, their ratio instead (1 is no change). */
export type Difference = { estimate: number | null; low: number | null; high: number | null; relative?: boolean }

export type ConditionOp = "in" | "not_in" | "gte" | "lte" | "exists" | "missing"
export type Condition = { field: string; op: ConditionOp; values?: (string | number)[] }
/** What every list and number can be narrowed by; `to` is exclusive. */
export type Query = { where: Condition[]; q?: string; from?: string; to?: string; sort?: string }
export type Field = { field: string; type: "text" | "number"; distinct: number }
export type Facet = { field: string; values: { value: string; count: number }[]; more: boolean }

export type PersonRef = { id: string; name: string | null; masked: boolean }
export type MemberRef = { id: string; name: string }
export type DepartmentRef = { id: string; name: string }
export type ReadSentence = { start: number; end: number; sentiment: number; label: string }
export type Reading = {
  language: string
  sentiment: number
  label: "negative" | "neutral" | "positive"
  confidence: number
  sentences: ReadSentence[]
}
export type Feedback = {
  id: string
  source: string
  externalId: string | null
  occurredAt: Iso
  receivedAt: Iso
  kind: string
  channel: string | null
  touchpoint: string | null
  product: string | null
  component: string[]
  version: string | null
  batch: string | null
  region: string | null
  businessUnit: string | null
  journeyStep: string | null
  account: string | null
  person: PersonRef | null
  text: string | null
  scores: Score[]
  attributes: Record<string, string | number | boolean>
  reading: Reading | null
  themes: string[]
  importId: string | null
}
export type TimelineEntry = {
  id: string
  fact: "feedback" | "event"
  kind: string
  name?: string | null
  occurredAt: Iso
  channel: string | null
  product: string | null
  component: string[]
  scores: Score[]
  text: string | null
  sentiment: number | null
}
export type FeedbackItem = Feedback & { timeline: TimelineEntry[] }
export type PersonRow = PersonRef & {
  role?: string | null
  firstSeenAt?: Iso
  identities?: { kind: string; value: string }[]
  email?: string | null
  phone?: string | null
  contacts?: number
  lastAt?: Iso | null
}

export type SavedView = {
  id: string
  name: string
  page: "feedback" | "surveys" | "metrics" | "signals" | "people" | "problems" | "followups" | "plans" | "notices"
  query: Partial<Query>
  shared: boolean
  owner: MemberRef | null
}
export type KnownEventKind = "release" | "recall" | "campaign" | "incident" | "batch" | "other"
export type KnownEvent = {
  id: string
  at: string
  title: string
  kind: KnownEventKind
  slice: Record<string, string[]>
  link?: string | null
}

export type MetricDefinition = {
  key: string
  name: string
  question: string
  formula: string
  interval: string
  unit: "count" | "share" | "score" | "rate" | "index"
  direction: "up" | "down" | "none"
  owner?: string | null
  target?: number | null
}
export type MetricCard = {
  metric: MetricDefinition
  value: Estimate
  previous: Estimate
  change: Difference | null
  spark: (number | null)[]
}
export type MetricPoint = { start: string } & Estimate
export type MetricTrend = {
  metric: MetricDefinition
  value: Estimate
  points: MetricPoint[]
  compare: { label: string; value: Estimate; points: MetricPoint[]; difference: Difference | null } | null
  events: KnownEvent[]
  behind: boolean
  breaks: { at: string; reason: string }[]
}
export type MetricSlice = { value: string } & Estimate

export type SignalState = "new" | "acknowledged" | "snoozed" | "dismissed" | "merged" | "accepted"
export type Signal = {
  id: string
  number: number
  state: SignalState
  headline: string
  stream: { key: string; label: string; unit: string; mode?: "count" | "share" }
  slice: Record<string, string>
  sliceLabel: string
  firstSeen: Iso
  lastSeen: Iso
  since: string
  weeks: number
  observed: number
  expected: number
  ratio: [number, number, number]
  n?: number
  people: number
  recurrenceWeeks: number | null
  terms: string[]
  departments: DepartmentRef[]
  readBy?: { departmentId: string; name: string; read: boolean }[]
  snoozedUntil?: Iso | null
  dismissedReason?: string | null
  mergedInto?: string | null
  problemId?: string | null
  active: boolean
}
export type SignalWeek = {
  start: string
  observed: number
  expected: number | null
  lower: number | null
  upper: number | null
  alarm: boolean
}
export type SignalWhere = {
  slice: Record<string, string>
  label: string
  observed: number
  expected: number
  chosen: boolean
}
export type SignalVoice = {
  feedbackId: string
  text: string
  marks: { start: number; end: number }[]
  who: string
  occurredAt: Iso
  language: string | null
}
export type SignalEffect = {
  metric: MetricDefinition
  inside: Estimate
  outside: Estimate
  difference: Difference | null
}
export type SignalDetail = Signal & {
  chart: { weeks: SignalWeek[]; firstSeen: string; events: KnownEvent[] }
  where: SignalWhere[]
  whyThisOne: string
  why?: { key: string; params: Record<string, string | number> }
  query?: { where: Condition[]; from: string; to: string }
  voices: SignalVoice[]
  changes: { at: string; title: string; kind: string; params?: Record<string, string> }[]
  effects: SignalEffect[]
  merged: Signal[]
  history: Activity[]
}
export type Watching = { streams: number; dims: string[]; lastLook: Iso | null; running: boolean }

export type BacktestSignal = {
  firstSeen: string
  slice: Record<string, string>
  since: string
  observed: number
  expected: number
  ratio: [number, number, number]
  people: number
  terms: string[]
  alarms: string[]
}
export type BacktestResult = {
  signals: BacktestSignal[]
  events: { id: string; title: string; at: string; leadWeeks: number | null; signal?: number | null }[]
  missed: number
  medianLeadWeeks: number | null
}
export type Backtest = {
  id: string
  state: "waiting" | "running" | "done" | "failed"
  progress: number
  error?: string | null
  createdAt?: Iso
  from?: string | null
  to?: string | null
  result: BacktestResult | null
}

export type Theme = {
  id: string
  label: string
  terms: string[]
  count: number
  sentiment: Estimate
  change: Difference | null
  pinned: boolean
  mergedInto?: string | null
  language: string
}
export type Activity = {
  id: string
  name: string
  at: Iso
  actor: { kind: "member" | "key" | "system"; name: string }
  record: string | null
  sentenceKey: string
  params: Record<string, unknown>
}
export type Comment = {
  id: string
  record: string
  author: { id: string | null; name: string }
  text: string
  mentions: MemberRef[]
  createdAt: Iso
  editedAt?: Iso | null
}
export type Reads = {
  items: { member: MemberRef; at: Iso }[]
  departments: { id: string; name: string; read: boolean }[]
}
export type HomeAsk = { kind: string; record: string; headline: string; since: Iso; due?: Iso | null }
export type Home = {
  department: DepartmentRef | null
  departments: DepartmentRef[]
  asked: HomeAsk[]
  changed: (Activity & { isNew: boolean })[]
  since: Iso | null
  worked: { id: string; headline: string; outcome: components["schemas"]["OutcomeItem"] }[]
}
export type Role = "owner" | "admin" | "editor" | "member" | "viewer" | "agent" | "auditor"
export type Permission =
  | "read"
  | "personal_data"
  | "comment"
  | "signals.act"
  | "feedback.write"
  | "imports.run"
  | "views.share"
  | "themes.edit"
  | "events.edit"
  | "tasks.edit"
  | "problems.edit"
  | "people.edit"
  | "people.erase"
  | "plans.edit"
  | "guidance.edit"
  | "guidance.approve"
  | "notices.edit"
  | "notices.approve"
  | "surveys.edit"
  | "surveys.publish"
  | "responses.read"
  | "followups.act"
  | "connections.manage"
  | "members.manage"
  | "keys.manage"
  | "audit.read"
  | "settings.manage"
export type Me = {
  user: { id: string; name: string; email: string; locale: string | null }
  organization: { id: string; slug: string; name: string; size: string } | null
  organizations: { slug: string; name: string }[]
  member: { id: string; role: Role; departments: DepartmentRef[]; personalData: boolean } | null
  permissions: string[]
}
export type Member = MemberRef & {
  email: string
  role: Role
  departments: DepartmentRef[]
  personalData: boolean
  lastSeenAt?: Iso | null
}
export type Invitation = {
  id: string
  email: string
  role: Role
  departments?: DepartmentRef[]
  link?: string
  createdAt?: Iso
  expiresAt?: Iso
}
export type DepartmentKind = "product" | "cx" | "contact_centre" | "marketing" | "executive" | "other"
export type Department = DepartmentRef & { kind: DepartmentKind }
export type ApiKey = {
  id: string
  name: string
  start?: string | null
  createdAt: Iso
  lastUsedAt?: Iso | null
  key?: string
}
export type MailPreview = { id: string; to: string; subject: string; text: string; createdAt: Iso }
export type Setup = {
  needed: boolean
  templates: { size: string; departments: { name: string; kind: DepartmentKind }[] }[]
}
export type LiveEvent = {
  id: string | null
  name: string
  record: string | null
  at: Iso | null
  actor: { kind: string; name: string } | null
  payload: Record<string, unknown>
}
export type Here = { record: string | null; members: MemberRef[]; here: number }
