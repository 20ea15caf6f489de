import { createHash, randomBytes } from "node:crypto"

/** What is kept of the address a mail went to: whether it is the same one, not which. */
export const hashOf = (email: string) =>
  createHash("sha256").update(email.trim().toLowerCase()).digest("hex").slice(0, 32)

/** What a mail server or a provider answers often repeats the address or the number; what is kept must not. */
export const withoutAddresses = (response: string) =>
  response
    .replace(/<?[^\s<>]+@[^\s<>]+>?/g, "…")
    .replace(/\+?\d[\d ()-]{6,}\d/g, "…")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300)

export const domainOf = (email: string) => email.slice(email.lastIndexOf("@") + 1).toLowerCase()

// Mail systems may change the case of an address: 26 signs of 32, 130 random bits.
const alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
export const newToken = () => [...randomBytes(26)].map((byte) => alphabet[byte % 32]).join("")
export const tokenForm = /^[a-z2-9]{26}$/
