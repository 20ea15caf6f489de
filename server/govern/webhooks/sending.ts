import { Webhook as Signer } from "standardwebhooks"
import type { Outbound, OutboundAnswer } from "../../platform/outbound.ts"
import type { Vault } from "../../platform/vault.ts"
import type { Attempt } from "./webhook.ts"

export type Message = { id: string; url: string; body: string; secret: string; previousSecret: string | null }

/** What secrets of endpoints are sealed for. */
export const sealedAs = "webhook"

/**
 * Sends one message, signed as Standard Webhooks (https://www.standardwebhooks.com) says: over id, time and body, by the
 * secret and, for a while after it was replaced, by the one before it too.
 */
export async function send(
  { outbound, vault }: { outbound: Outbound; vault: Vault },
  message: Message,
  now: Date,
): Promise<OutboundAnswer> {
  const signatures = [message.secret, message.previousSecret].flatMap((sealed) =>
    sealed === null ? [] : [new Signer(vault.open(sealedAs, sealed)).sign(message.id, now, message.body)],
  )
  return outbound(message.url, {
    headers: {
      "content-type": "application/json",
      "webhook-id": message.id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": signatures.join(" "),
    },
    body: message.body,
  })
}

/** Received is what is answered with 2xx; a redirect is not followed, and so not received. */
export const arrived = (answer: OutboundAnswer) => answer.reached && answer.status >= 200 && answer.status < 300

/** What the log keeps of an answer. */
export const attemptOf = (answer: OutboundAnswer): Omit<Attempt, "number" | "at"> =>
  answer.reached
    ? {
        milliseconds: answer.milliseconds,
        status: answer.status,
        reason: null,
        detail: null,
        // PostgreSQL takes no NUL.
        answer: answer.text.replaceAll("\0", "").slice(0, 1_000) || null,
      }
    : {
        milliseconds: answer.milliseconds,
        status: null,
        reason: answer.reason,
        detail: answer.detail,
        answer: null,
      }
