/** A customer problem the company accepts as real. Its state is what was done with it, read from the acts. */
export type ProblemRow = {
  id: string
  number: number
  statement: string
  slice: Record<string, string>
  owner: { id: string; name: string } | null
  signal_ids: string[]
  evidence: string[]
  dismissal: { reason: string; actor_name: string; at: string } | null
  created_by: string
  created_at: Date
}

export const problemStates = ["open", "dismissed"] as const
export type ProblemState = (typeof problemStates)[number]

export const problemState = (problem: Pick<ProblemRow, "dismissal">): ProblemState =>
  problem.dismissal ? "dismissed" : "open"
