/** A message to exactly the people a plan's problem affects. */
export const noticeKinds = ["safety", "first", "update", "fixed"] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** Whom it is for: whom the problem affects now; whom the one before reached and who is newly matched; the newly matched only. */
export const reaches = ["affected", "same", "added"] as const
export type ReachKind = (typeof reaches)[number]

export const noticeStates = ["draft", "asked", "approved", "sending", "paused", "sent", "cancelled"] as const
export type NoticeState = (typeof noticeStates)[number]

export const channels = ["email", "webhook"] as const
export type NoticeChannel = (typeof channels)[number]

/** Customers with an open follow-up are not written to by a second team unknowingly. */
export const inConversations = ["leave_out", "write"] as const
export type InConversation = (typeof inConversations)[number]

export type Step = {
  state: NoticeState
  version: number
  people: number | null
  fingerprint: string | null
  reason: string | null
  actor: { kind: string; id: string | null; name: string }
  at: Date
}
export type NoticeText = { language: string; subject: string; body: string }

export type NoticeRow = {
  id: string
  number: number
  plan_id: string
  kind: NoticeKind
  title: string
  reach: ReachKind
  previous_id: string | null
  channel: NoticeChannel
  language: string
  /** What its author wants for customers somebody speaks with right now; null: what its kind says. */
  in_conversation: InConversation | null
  version: number
  created_by: string
  created_at: Date
  changed_by_id: string | null
  changed_by: string
  changed_at: Date
  texts: NoticeText[]
  /** Newest first. */
  steps: Step[]
}

export const stateOf = (notice: Pick<NoticeRow, "steps">): NoticeState => notice.steps[0]?.state ?? "draft"

/** While the text may still be changed. Changing what was approved takes the approval back. */
export const mayBeWritten = (notice: Pick<NoticeRow, "steps">) =>
  ["draft", "asked", "approved"].includes(stateOf(notice))

/** Safety notices reach also those who unsubscribed: that is said in them. */
export const isForSafety = (notice: Pick<NoticeRow, "kind">) => notice.kind === "safety"

/** Whether customers somebody speaks with right now are left out: unless it is about their safety, or the author says not. */
export const leavesOutConversations = (notice: Pick<NoticeRow, "kind" | "in_conversation">) =>
  (notice.in_conversation ?? (isForSafety(notice) ? "write" : "leave_out")) === "leave_out"

/** Who may not approve: whoever asked for it, and whoever wrote it last. The point is a second pair of eyes. */
export function hadAHandInIt(notice: NoticeRow, memberId: string): boolean {
  const asked = notice.steps.find((step) => step.state === "asked")
  return asked?.actor.id === memberId || notice.changed_by_id === memberId
}

export const recipientStates = [
  "waiting",
  "claimed",
  "sent",
  "kept",
  "later",
  "refused",
  "uncertain",
  "dropped",
] as const
export type RecipientState = (typeof recipientStates)[number]

/** Why somebody matched is not written to. */
export const exclusionReasons = [
  "no_address",
  "no_phone",
  "bounced",
  "unsubscribed",
  "erased",
  "same_address",
  "written_today",
  "in_conversation",
  "no_longer_matched",
  "cancelled",
  "gave_up",
  "refused",
] as const
export type ExclusionReason = (typeof exclusionReasons)[number]
