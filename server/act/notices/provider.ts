import { randomBytes } from "node:crypto"
import { Webhook as Signer } from "standardwebhooks"
import type { MailOutcome } from "../../platform/mail.ts"
import type { Outbound, OutboundAnswer } from "../../platform/outbound.ts"
import type { Vault } from "../../platform/vault.ts"
import type { NoticeKind } from "./notice.ts"
import type { Settings } from "./store.ts"

/** What a provider of SMS or push is given of one message: whom, in which words, and where to say what became of it. */
export type Message = {
  /** The same for every attempt, so that a provider that gets it twice can tell. */
  id: string
  test: boolean
  notice: { number: number; kind: NoticeKind }
  to: { personId: string | null; phone: string }
  language: string
  title: string
  text: string
  statusLink: string
  unsubscribeLink: string | null
  reportTo: string
}

/** What became of handing it over; `afterSeconds`: when a busy provider wants to be asked again. */
export type Handed = MailOutcome & { afterSeconds?: number }

export const messageId = (token: string) => `notice_${token}`
export const tokenOf = (id: string) => /^notice_([a-z2-9]{26})$/.exec(id)?.[1]
export const newSecret = () => `whsec_${randomBytes(24).toString("base64")}`

/** What the secret is sealed for. */
const sealedAs = "notice provider"
export const sealSecret = (vault: Vault, secret: string) => vault.seal(sealedAs, secret)
const openSecret = (vault: Vault, sealed: string) => new Signer(vault.open(sealedAs, sealed))

/** Hands one message to the provider, signed as Standard Webhooks says. Failing is an outcome, not thrown. */
export async function handOver(
  { outbound, vault }: { outbound: Outbound; vault: Vault },
  { webhookUrl, webhookSecret }: Settings,
  message: Message,
  now: Date,
): Promise<Handed> {
  if (!webhookUrl || !webhookSecret)
    return { state: "refused", whom: "sender", forGood: true, response: "no provider is set" }
  const body = JSON.stringify({ type: "notice.message", timestamp: now.toISOString(), data: message })
  const answer = await outbound(webhookUrl, {
    headers: {
      "content-type": "application/json",
      "idempotency-key": message.id,
      "webhook-id": message.id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": openSecret(vault, webhookSecret).sign(message.id, now, body),
    },
    body,
  })
  return outcomeOf(answer, now)
}

/** Whether a report was signed with the secret that is shared with the provider, within the last minutes. */
export function isSigned(vault: Vault, sealed: string, body: string, headers: Headers): boolean {
  try {
    openSecret(vault, sealed).verify(body, Object.fromEntries(headers))
    return true
  } catch {
    return false
  }
}

/**
 * What an answer means for this one message. Only what certainly was not taken is handed over again; after a line that
 * broke in the middle nobody knows. A redirect is not followed, so whoever answers with one is no provider.
 */
function outcomeOf(answer: OutboundAnswer, now: Date): Handed {
  if (!answer.reached) {
    if (answer.reason === "address" || answer.reason === "scheme")
      return { state: "refused", whom: "sender", forGood: true, response: answer.detail }
    const before = answer.reason === "name" || /^connect /.test(answer.detail)
    return { state: before ? "unreachable" : "uncertain", reason: answer.detail }
  }
  const { status } = answer
  const response = `${status} ${answer.text.replaceAll("\0", "").slice(0, 200)}`.trim()
  if (status >= 200 && status < 300) return { state: "sent", response }
  const wait = retryAfter(answer.headers["retry-after"], now)
  if (status === 429 || (status === 503 && wait !== undefined))
    return { state: "unreachable", reason: response, afterSeconds: wait ?? 60 }
  if (status >= 500) return { state: "refused", whom: "content", forGood: false, response }
  if (status === 400 || status === 413 || status === 422)
    return { state: "refused", whom: "content", forGood: true, response }
  return { state: "refused", whom: "sender", forGood: true, response }
}

function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (!header) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000
  return Number.isFinite(seconds) ? Math.min(3_600, Math.max(1, Math.ceil(seconds))) : undefined
}
