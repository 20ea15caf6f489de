import type { Auth } from "./auth/auth.ts"
import type { Recogniser } from "./auth/recognise.ts"
import type { Log } from "./log.ts"
import type { Mailer } from "./mail.ts"
import type { Outbound, Reach } from "./outbound.ts"
import type { Realtime } from "./realtime.ts"
import type { Stores } from "./scope.ts"
import type { Vault } from "./vault.ts"

/** What the process has one of, handed to whoever needs it; nothing reaches for a global. */
export type Platform = {
  stores: Stores
  auth: Auth
  recogniser: Recogniser
  realtime: Realtime
  mailer: Mailer
  /** Where answers to mails and returned mails come in; null where no inbound mail is set up. */
  inboundDomain: string | null
  outbound: Outbound
  reach: Reach
  vault: Vault
  log: Log
  /** Without a slash at the end. */
  publicUrl: string
  version: string
}
