import type { Read } from "../../platform/mail-reading.ts"

/** How the line to a mail server is kept from others: from the first byte, from the first command on, or not at all. */
export const securities = ["tls", "starttls", "none"] as const
export type Security = (typeof securities)[number]

/** What is done with a mail that became feedback. Those that are left out stay as they are, to be looked at. */
export const afterwards = ["leave", "seen", "move"] as const
export type Afterwards = (typeof afterwards)[number]

/** Why a mail became no feedback; the first two say that it did. */
export const outcomes = ["taken", "added", "automatic", "bounce", "own", "empty", "early", "unreadable"] as const
export type MailOutcome = (typeof outcomes)[number]

/** Where mail is fetched from, with what is needed to sign in. Never leaves the server. */
export type Access = {
  host: string
  port: number
  security: Security
  username: string
  signIn: "password" | "token"
  secret: string
}

export type Failure = { code: FailureCode; params: Record<string, string | number> }
export const failureCodes = [
  "mailbox.address",
  "mailbox.host_unknown",
  "mailbox.no_connection",
  "mailbox.timeout",
  "mailbox.certificate",
  "mailbox.plain",
  "mailbox.sign_in",
  "mailbox.no_folder",
  "mailbox.trouble",
] as const
export type FailureCode = (typeof failureCodes)[number]

/**
 * What a mail is to us before anybody has looked at its words: mails of our own and of our people are no customer's,
 * answering machines and returned mails nobody's.
 */
export function outcomeOf(
  read: Read,
  { ours, ownDomains }: { ours: readonly string[]; ownDomains: readonly string[] },
): Exclude<MailOutcome, "added" | "early" | "unreadable"> {
  if (read.kind === "bounce" || read.kind === "delay") return "bounce"
  if (read.from !== null && (ours.includes(read.from) || ownDomains.some((domain) => isAt(read.from!, domain))))
    return "own"
  if (read.kind === "automatic") return "automatic"
  return read.kind === "empty" ? "empty" : "taken"
}

/** After how many minutes it is tried again: longer each time, so that a wrong password does not lock an account. */
export const minutesUntilNext = (every: number, failures: number): number =>
  failures === 0 ? every : Math.min(360, Math.max(every, 5) * 2 ** Math.min(failures - 1, 8))

/** When it was written, as far as a clock can be believed: not after it was received. */
export function writtenAt(date: Date | null, received: Date): Date {
  const believable = date !== null && date <= received && received.getTime() - date.getTime() < 30 * 86_400_000
  return believable ? date : received
}

const isAt = (address: string, domain: string) => address.endsWith(`@${domain}`) || address.endsWith(`.${domain}`)
