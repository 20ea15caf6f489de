import type { AudienceDefinition } from "./affected.ts"
import type { JoiningRule } from "./joining.ts"
import type { Story } from "./statement.ts"

export const problemStates = ["open", "planned", "in_progress", "solved", "dismissed"] as const
export type ProblemState = (typeof problemStates)[number]
/** States in which something is still to be done: agents see these problems, and feedback joins them. */
export const liveStates: readonly ProblemState[] = ["open", "planned", "in_progress"]

/** What customers may see of a problem: never who works on it or what it is called inside. */
export const publicStages = ["received", "looking", "fixing", "fixed"] as const
export type PublicStage = (typeof publicStages)[number]

/** What it does to a customer, as a plan's severity says it too, with what each counts in the score. */
export const severities = ["safety", "unusable", "hindered", "annoyed"] as const
export type Severity = (typeof severities)[number]
export const severityWeights: Readonly<Record<Severity, number>> = { safety: 5, unusable: 3, hindered: 2, annoyed: 1 }

/** Where a research note comes from. */
export const noteKinds = ["interview", "observation", "usability_test", "desk_research", "other"] as const

export type Revenue = { amount: number; per: "person" | "total"; currency: string }
export type By = { actor_name: string; at: string }

/** How large it is, as it was counted last. */
export type SizeRow = {
  reports: number
  joined: number
  told: number
  negative: number
  last_report_at: string | null
  owners: number
  method: "exact" | "estimated" | "told"
  people: number
  people_low: number
  people_high: number | null
  tell_share: { estimate: number; low: number; high: number; n: number; source: "own" | "problems" } | null
  severity: number
  certainty: number
  score: number
  counted_at: string
}

/** A customer problem the company accepts as real. */
export type ProblemRow = {
  id: string
  number: number
  version: number
  statement: string
  story: Story | null
  who: string | null
  slice: Record<string, string>
  jobs_hurt: string[]
  affected: AudienceDefinition | null
  joining: JoiningRule | null
  joining_version: number
  joins_since: string | null
  severity: Severity | null
  customer_value: number | null
  business_value: number | null
  effort: number | null
  revenue: Revenue | null
  state: ProblemState
  stage: PublicStage | null
  public_texts: PublicTexts
  owner: { id: string; name: string } | null
  /** The last change of state; null while it is as it was made. */
  change: (By & { before: ProblemState; state: ProblemState; reason: string | null }) | null
  stage_since: string | null
  duplicate: (By & { of_id: string }) | null
  duplicates: string[]
  signal_ids: string[]
  size: SizeRow | null
  created_by: string
  created_at: Date
}

export type PublicTexts = Partial<Record<PublicStage, Record<string, string>>>

/** What customers see: as somebody set it, otherwise as far as the work is. */
export const stageOf = ({ stage, state }: Pick<ProblemRow, "stage" | "state">): PublicStage => stage ?? byState[state]

const byState: Record<ProblemState, PublicStage> = {
  open: "received",
  planned: "looking",
  in_progress: "fixing",
  solved: "fixed",
  dismissed: "received",
}

export const isLive = (problem: Pick<ProblemRow, "state">) => liveStates.includes(problem.state)
