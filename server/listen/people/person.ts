import { parsePhoneNumberFromString } from "libphonenumber-js"

export const personRoles = ["buyer", "user", "both"] as const
export type PersonRole = (typeof personRoles)[number]

/** A person as a source names her. */
export type PersonGiven = {
  externalId?: string
  email?: string
  phone?: string
  anonymousId?: string
  name?: string
  role?: PersonRole
}

export const identityKinds = ["external", "email", "phone", "anonymous"] as const
export type IdentityKind = (typeof identityKinds)[number]
export type Identity = { kind: IdentityKind; value: string }

/** The ids an entry gives, strongest first, in the form in which they are stored. */
export function identitiesOf(given: PersonGiven): Identity[] {
  const all: [IdentityKind, string | undefined][] = [
    ["external", given.externalId],
    ["email", given.email?.trim().toLowerCase()],
    ["phone", given.phone?.replace(/(?!^\+)\D/g, "")],
    ["anonymous", given.anonymousId],
  ]
  return all.flatMap(([kind, value]) => (value ? [{ kind, value }] : []))
}

/** What of an id is compared with other people's; "" where nothing is. The same text is no proof, only a reason to look. */
export function matchOf({ kind, value }: Identity): string {
  if (kind === "email") return canonicalEmail(value)
  if (kind === "phone") return phoneTail(value)
  return ""
}

/** The mailbox behind an address: plus-tags dropped, and dots where the provider ignores them. */
export function canonicalEmail(email: string): string {
  const at = email.lastIndexOf("@")
  if (at < 1) return ""
  const domain = email.slice(at + 1).toLowerCase()
  const provider = domain === "googlemail.com" ? "gmail.com" : domain
  const local = email.slice(0, at).toLowerCase()
  if (!taggingProviders.has(provider)) return `${local}@${provider}`
  const bare = local.split("+")[0]!
  return `${provider === "gmail.com" ? bare.replaceAll(".", "") : bare}@${provider}`
}

// Providers that document plus-addressing; elsewhere a plus may be part of the name.
const taggingProviders = new Set([
  "gmail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "icloud.com",
  "me.com",
  "fastmail.com",
  "proton.me",
  "protonmail.com",
])

const tailDigits = 8

function phoneTail(phone: string): string {
  const digits = phone.replace(/\D/g, "")
  return digits.length >= tailDigits - 1 ? digits.slice(-tailDigits) : ""
}

/** How sure two phone numbers are one: the same international number, the same national one, or (0) different ones. */
export function phoneLikeness(a: string, b: string): number {
  if (a === b) return 1
  const [one, two] = [parsePhoneNumberFromString(a), parsePhoneNumberFromString(b)]
  if (one && two) return one.number === two.number ? 1 : 0
  const known = one ?? two
  if (!known) return digitsOf(a) === digitsOf(b) ? 0.9 : 0
  const other = one ? b : a
  // "0049 …" and "0… " beside "+49 …": read as written in the country of the other.
  const read = parsePhoneNumberFromString(other, known.country) ?? parsePhoneNumberFromString(`+${digitsOf(other)}`)
  const dialled = parsePhoneNumberFromString(`+${digitsOf(other).replace(/^00/, "")}`)
  return read?.number === known.number || dialled?.number === known.number ? 0.9 : 0
}

const digitsOf = (phone: string) => phone.replace(/\D/g, "")

/** An address that can be told from others but not used: "m…@e….com". */
export const mask = (value: string) =>
  value.includes("@") ? value.replace(/^(.).*@(.).*(\.[^.]+)$/, "$1…@$2…$3") : `…${value.slice(-2)}`
