import type { Jobs } from "../../platform/jobs.ts"
import type { Mail } from "../../platform/mail.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope, type Scope } from "../../platform/scope.ts"
import { tellInChat } from "./chatting.ts"
import { claimDue, type Due, markMailed, organizationsWaiting, type Route } from "./delivery-store.ts"
import { muteLinkOf } from "./following.ts"
import { dailyLetter, type Links, letterAtOnce } from "./letters.ts"
import { sendWeekly } from "./weekly.ts"

type Sending = Pick<Platform, "stores" | "mailer" | "publicUrl" | "vault" | "outbound" | "log">

const queue = "notifications.mail"

/**
 * Starts sending: what asks for somebody at once, and each minute what has become due by a member's clock. What was
 * sent stands in the database, so a second process or a restart sends nothing again.
 */
export async function startMailing(platform: Sending, jobs: Jobs): Promise<{ stop(): Promise<void> }> {
  await jobs.work<{ organizationId: string }>(queue, ({ organizationId }) => sendSoon(platform, organizationId))
  let sending: Promise<unknown> = Promise.resolve()
  const ticking = setInterval(() => {
    sending = sending.then(() => sendAllDue(platform)).catch((error) => platform.log.warn("sending failed", { error }))
  }, 60_000)
  return {
    async stop() {
      clearInterval(ticking)
      await sending
    },
  }
}

/** Has what is for now in an organization sent soon. */
export const planMail = (jobs: Jobs, organizationId: string) =>
  jobs.send(queue, { organizationId }, { once: organizationId })

/** Sends what is for now: what the chat says first, then what is mailed. */
export async function sendSoon(platform: Sending, organizationId: string): Promise<void> {
  const scope = mintSystemScope(platform.stores, organizationId)
  await tellInChat(scope, platform, linksOf(platform))
  await sendDue(platform, scope, "now", letterAtOnce)
}

/** Sends everything that is due by now, in all organizations. */
export async function sendAllDue(platform: Sending): Promise<void> {
  const { stores, mailer } = platform
  for (const organizationId of await organizationsWaiting(stores.database)) {
    await sendSoon(platform, organizationId)
    await sendDue(platform, mintSystemScope(stores, organizationId), "digest", dailyLetter)
  }
  await sendWeekly({ stores, send: (scope, mail) => mailer.send(scope, mail), links: linksOf(platform) })
}

// A crash between sending and noting it sends a mail again rather than never. A server that refuses it is not asked
// again; the outbox page shows why.
async function sendDue(
  platform: Sending,
  scope: Scope,
  route: Exclude<Route, "chat">,
  write: (due: Due, links: Links) => Mail,
) {
  for (const due of await claimDue(scope, route)) {
    await platform.mailer.send(scope, write(due, linksOf(platform)))
    await markMailed(scope, due)
  }
}

const linksOf = ({ publicUrl, vault }: Sending): Links => ({ publicUrl, muteLink: muteLinkOf(publicUrl, vault) })
