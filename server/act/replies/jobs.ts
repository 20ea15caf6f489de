import type { Intake } from "../../listen/feedback/public.ts"
import type { Config } from "../../platform/config.ts"
import { startInboundMail } from "../../platform/inbound-mail.ts"
import type { Platform } from "../../platform/platform.ts"
import { knowsMailbox, takeMail } from "./verbs.ts"

/** Receives answers to notices and returned mails, where that is set up. A port that is taken is said and does not stop the rest. */
export async function startReplies(
  { stores, log }: Pick<Platform, "stores" | "log">,
  intake: Intake,
  settings: Config["inboundMail"],
): Promise<{ stop(): Promise<void> }> {
  const nothing = { stop: async () => {} }
  if (!settings) return nothing
  const postman = {
    knows: (name: string) => knowsMailbox(stores, name),
    take: (mail: Parameters<typeof takeMail>[2]) => takeMail(stores, intake, mail),
  }
  return startInboundMail(settings, postman, log).catch((error: Error) => {
    log.error("Inbound mail cannot be received.", { port: settings.port, reason: error.message })
    return nothing
  })
}
