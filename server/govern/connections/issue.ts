import type { Outbound } from "../../platform/outbound.ts"
import type { OpenConnection, Outcome } from "./connection.ts"

export type IssueState = "open" | "in_progress" | "done"
export type Issue = { key: string; url: string; title: string; state: IssueState; stateLabel: string }

/** What Rapport asks of an issue tracker, in the words of each one's documented API. */
export type Tracker = {
  /** Whether the account can be used at all; returns what it may work in. */
  check(outbound: Outbound, connection: OpenConnection): Promise<Outcome<string>>
  /** Creates an issue; `body` is Markdown of paragraphs and links. */
  create(
    outbound: Outbound,
    connection: OpenConnection,
    issue: { title: string; body: string },
  ): Promise<Outcome<Issue>>
  find(outbound: Outbound, connection: OpenConnection, key: string): Promise<Outcome<Issue>>
  /** The key of an issue from its address in a browser, where it is one of this connection's. */
  keyOf(url: URL, settings: Record<string, string>): string | null
  /** The key of the issue a message from the tracker is about; null where it is not signed by it, or about none. */
  heard(headers: Headers, body: string, hookSecret: string): string | null
}
