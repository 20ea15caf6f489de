import type { Jobs } from "../../platform/jobs.ts"
import type { Mail } from "../../platform/mail.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { dailyLetter, letterAtOnce } from "./letters.ts"
import { claimMails, type DueMail, markMailed, organizationsWithMails } from "./store.ts"

type Sending = Pick<Platform, "stores" | "mailer" | "publicUrl">

const mailQueue = "notifications.mail"
const dailyQueue = "notifications.daily"
/** The hour of the daily mail, in UTC: morning in Europe, afternoon in China. */
const dailyHour = 6

/** Starts sending mails: what asks for somebody by name at once, the rest once a day. */
export async function startMailing(platform: Sending, jobs: Jobs): Promise<void> {
  await jobs.work<{ organizationId: string }>(mailQueue, ({ organizationId }) => mailAtOnce(platform, organizationId))
  await jobs.work(dailyQueue, async () => {
    await mailDaily(platform)
    await planDaily(platform, jobs)
  })
  await planDaily(platform, jobs)
}

/** Has the mails of an organization that are due now sent soon. */
export const planMail = (jobs: Jobs, organizationId: string) =>
  jobs.send(mailQueue, { organizationId }, { once: organizationId })

export async function mailAtOnce(platform: Sending, organizationId: string): Promise<void> {
  await sendDue(platform, organizationId, "now", letterAtOnce)
}

export async function mailDaily(platform: Sending): Promise<void> {
  for (const organizationId of await organizationsWithMails(platform.stores.database)) {
    // What a crash left behind.
    await sendDue(platform, organizationId, "now", letterAtOnce)
    await sendDue(platform, organizationId, "digest", dailyLetter)
  }
}

// One queued job at a time (`once`); it plans the next one when it is done.
function planDaily({ stores }: Sending, jobs: Jobs) {
  const now = stores.now()
  const next = new Date(now)
  next.setUTCHours(dailyHour, 0, 0, 0)
  if (next <= now) next.setUTCDate(next.getUTCDate() + 1)
  const afterSeconds = Math.ceil((next.getTime() - now.getTime()) / 1000)
  return jobs.send(dailyQueue, {}, { once: "daily", afterSeconds })
}

// A crash between sending and noting it sends a mail again rather than never. A server that refuses it is not asked
// again; the outbox page shows why.
async function sendDue(
  { stores, mailer, publicUrl }: Sending,
  organizationId: string,
  which: "now" | "digest",
  write: (due: DueMail, publicUrl: string) => Mail,
) {
  const scope = mintSystemScope(stores, organizationId)
  for (const due of await claimMails(scope, which)) {
    await mailer.send(scope, write(due, publicUrl))
    await markMailed(scope, due)
  }
}
