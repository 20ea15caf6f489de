import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Kind, Params } from "./contract.ts"

/** Something some members are to be told, for one cause. */
export type Telling = {
  kind: Kind
  record: string
  /** The record it is a part of: who mutes or follows a plan does so with its workstreams. */
  within?: string
  key: string
  params: Params
  headline: string
  memberIds: string[]
  cause: string
  /** Harm to people. */
  urgent?: boolean
}
export type Rule = (scope: Scope, event: OutboxEvent) => Promise<Telling[]>
