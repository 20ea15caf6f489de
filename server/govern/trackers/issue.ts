import type { IssueState, Refusal } from "../connections/public.ts"

/** An issue in another tool that a workstream's work is followed in. */
export type ExternalIssue = {
  id: string
  workstreamId: string
  planId: string
  connection: { id: string; kind: string; name: string }
  key: string
  url: string
  title: string
  state: IssueState
  stateLabel: string
  lost: { reason: Refusal; at: string } | null
  addedBy: string
  addedAt: Date
  syncedAt: Date
}

/** How often an issue is asked for that its tracker says nothing about, in minutes: what is done seldom changes again. */
export const askAgainAfter = (state: IssueState) => (state === "done" ? 24 * 60 : 15)

/**
 * What the issue says to whoever works there: why it is wanted in the customers' words, what is to be delivered and
 * until when, and the way back.
 */
export function bodyOf(about: {
  instructions: string
  deliverable: string
  dueAt: string
  plan: string
  problem: string
  voices: readonly string[]
  link: string
}): string {
  return [
    `Customers say: ${about.problem}`,
    ...about.voices.map((text) => `> ${text.replace(/\s+/g, " ").slice(0, 500)}`),
    about.instructions,
    `To be delivered by ${about.dueAt.slice(0, 10)}, for the plan “${about.plan}”.`,
    about.link,
  ]
    .filter((one) => one.trim())
    .join("\n\n")
}
