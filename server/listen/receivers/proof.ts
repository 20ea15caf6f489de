import { createHmac, timingSafeEqual } from "node:crypto"
import { type Proof, secretHeader } from "./receiver.ts"

/** For how long a signature holds: a request that was overheard must not be of use later. */
const window = 5 * 60_000

export type Given = { headers: Headers; body: string; query: URLSearchParams }
export type Proven = "proven" | "unsigned" | "too_old"

/** Whether a request shows that its sender knows one of the secrets. */
export function proven(proof: Proof, secrets: readonly string[], given: Given, now: Date): Proven {
  const results = secrets.map((secret) => checks[proof](secret, given, now))
  if (results.includes("proven")) return "proven"
  return results.includes("too_old") ? "too_old" : "unsigned"
}

/**
 * What tells a delivery from another one, so that the same one sent again is taken once. A sender that neither signs
 * nor numbers what it sends may mean it when it says the same twice; then there is none.
 */
export function identityOf(proof: Proof, { headers, body }: Given): string | null {
  const named =
    headers.get("webhook-id") ?? headers.get("x-zendesk-webhook-invocation-id") ?? headers.get("idempotency-key")
  if (named) return `id ${named.slice(0, 300)}`
  return proof === "header" ? null : `body ${createHmac("sha256", "delivery").update(body).digest("base64url")}`
}

const checks: Record<Proof, (secret: string, given: Given, now: Date) => Proven> = {
  /** base64(HMAC-SHA256(timestamp + body)). */
  zendesk(secret, { headers, body }, now) {
    const stamp = headers.get("x-zendesk-webhook-signature-timestamp") ?? ""
    const expected = createHmac("sha256", secret)
      .update(stamp + body)
      .digest("base64")
    if (!same(headers.get("x-zendesk-webhook-signature") ?? "", expected)) return "unsigned"
    return isNow(Date.parse(stamp), now) ? "proven" : "too_old"
  },
  /** X-Hub-Signature: sha1=… as Intercom sends it, or X-Hub-Signature-256: sha256=…. Says no time. */
  hub(secret, { headers, body }) {
    const sign = (hash: "sha1" | "sha256") => `${hash}=${createHmac(hash, secret).update(body).digest("hex")}`
    const strong = headers.get("x-hub-signature-256")
    if (strong !== null) return same(strong, sign("sha256")) ? "proven" : "unsigned"
    return same(headers.get("x-hub-signature") ?? "", sign("sha1")) ? "proven" : "unsigned"
  },
  /** Standard Webhooks: v1,base64(HMAC-SHA256("id.timestamp.body")), several parted by blanks. */
  standard(secret, { headers, body }, now) {
    const id = headers.get("webhook-id") ?? ""
    const stamp = headers.get("webhook-timestamp") ?? ""
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
    const expected = `v1,${createHmac("sha256", key).update(`${id}.${stamp}.${body}`).digest("base64")}`
    const signatures = (headers.get("webhook-signature") ?? "").split(" ")
    if (id === "" || !signatures.some((one) => same(one, expected))) return "unsigned"
    return isNow(Number(stamp) * 1_000, now) ? "proven" : "too_old"
  },
  /** The secret itself: in a header, as password or token, or at the end of the address where a tool can do no more. */
  header(secret, { headers, query }) {
    const authorization = headers.get("authorization") ?? ""
    const basic = /^basic /i.test(authorization) ? Buffer.from(authorization.slice(6), "base64").toString("utf8") : ""
    const given = [
      headers.get(secretHeader),
      /^bearer /i.test(authorization) ? authorization.slice(7).trim() : null,
      basic === "" ? null : basic.slice(basic.indexOf(":") + 1),
      query.get("secret"),
    ]
    return given.some((one) => one !== null && same(one, secret)) ? "proven" : "unsigned"
  },
}

const isNow = (at: number, now: Date) => Math.abs(at - now.getTime()) <= window

/** Without telling by the time it takes how much of them is equal. */
function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
