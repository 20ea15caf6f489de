import { createHmac, timingSafeEqual } from "node:crypto"

/** What a signed link to the panel says. */
export type PanelLink = { agent: string; key: string | null; origin: string; expires: number; signature: string }
export type LinkFault = "invalid" | "expired"

/** No link is good for longer than this, whatever it says. */
export const longestSeconds = 600

/**
 * Reads a link as it came: the query of the address, signed up to `&signature=` with HMAC-SHA-256 (hex) by one of the
 * organization's keys. It is compared before anything in it is looked at.
 */
export function readLink(query: string, keys: readonly string[], now: Date): PanelLink | LinkFault {
  const text = query.startsWith("?") ? query.slice(1) : query
  const found = /^(.+)&signature=([0-9a-f]{64})$/i.exec(text)
  if (!found) return "invalid"
  const [, signed, signature] = found as unknown as [string, string, string]
  if (!keys.some((key) => isSignedWith(key, signed, signature))) return "invalid"
  const said = new URLSearchParams(signed)
  // A field that is said twice could be read one way by whoever signed and another way here.
  if (["agent", "origin", "expires", "key"].some((name) => said.getAll(name).length > 1)) return "invalid"
  const [agent, origin, expires] = [said.get("agent"), said.get("origin"), Number(said.get("expires"))]
  if (!agent || !origin || !Number.isInteger(expires)) return "invalid"
  const seconds = Math.floor(now.getTime() / 1000)
  if (expires <= seconds) return "expired"
  if (expires > seconds + longestSeconds) return "invalid"
  return { agent, origin, expires, key: said.get("key"), signature: signature.toLowerCase() }
}

function isSignedWith(key: string, text: string, signature: string): boolean {
  return timingSafeEqual(createHmac("sha256", key).update(text).digest(), Buffer.from(signature, "hex"))
}
