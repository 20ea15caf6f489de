/** A tool Rapport speaks to by its own API. */
export type Connection = {
  id: string
  kind: Kind
  name: string
  settings: Record<string, string>
  events: string[]
  createdBy: string
  createdAt: Date
  lastSuccess: string | null
  lastFailure: { at: string; reason: Refusal; detail: string } | null
}
export const kinds = ["jira", "github", "gitlab", "linear", "slack", "teams"] as const
export type Kind = (typeof kinds)[number]
export const trackerKinds = ["jira", "github", "gitlab", "linear"] as const
export type TrackerKind = (typeof trackerKinds)[number]
export const chatKinds = ["slack", "teams"] as const
export type ChatKind = (typeof chatKinds)[number]
export const isTracker = (kind: Kind): kind is TrackerKind => (trackerKinds as readonly string[]).includes(kind)
export const isChat = (kind: Kind): kind is ChatKind => (chatKinds as readonly string[]).includes(kind)

/** A connection with what is needed to speak through it. Never leaves the server. */
export type OpenConnection = Pick<Connection, "id" | "kind" | "name" | "settings" | "events"> & {
  organizationId: string
  secret: string
  hookSecret: string
}

/** Why the other side did not do what was asked: what an admin can act on. */
export const refusals = ["signed_out", "forbidden", "gone", "busy", "down", "refused", "malformed"] as const
export type Refusal = (typeof refusals)[number]

/** What came of asking another tool for something. */
export type Outcome<Value> =
  | { ok: true; value: Value }
  | { ok: false; reason: Refusal; detail: string; retryAfter?: number }
