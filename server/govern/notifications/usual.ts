import type { Role } from "../../platform/permissions.ts"
import type { Channels, Kind, MailTime } from "./contract.ts"

export type Belonging = { role: Role; departmentKinds: readonly string[] }

/**
 * Where a kind reaches somebody who has chosen nothing: what asks for her at once, what concerns her work once a day,
 * and no mail of what others do. A chat is chosen, never usual: it would come on top of the mail.
 */
export const usual = (kind: Kind, member: Belonging): Channels => ({
  app: true,
  mail: mailOf(kind, member),
  chat: false,
})

function mailOf(kind: Kind, { role, departmentKinds }: Belonging): MailTime {
  if (atOnce.includes(kind)) return "now"
  // An agent is on the phone all day, whoever only reads has no work here; the app is enough.
  if (role === "agent" || role === "viewer" || role === "auditor") return "none"
  // Who leads the company has the weekly summary instead.
  if (departmentKinds.includes("executive") && byDetail.includes(kind)) return "none"
  return "daily"
}

/** Whether somebody who has chosen nothing gets the weekly summary. */
export const usuallyWeekly = ({ departmentKinds }: Belonging): boolean => departmentKinds.includes("executive")

const atOnce: readonly Kind[] = ["mention", "assignment", "approval", "due", "system"]
const byDetail: readonly Kind[] = ["comment", "signal", "problem", "plan"]
