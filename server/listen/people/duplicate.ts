import type { DuplicateReason } from "./duplicates.ts"
import { canonicalEmail, phoneLikeness } from "./person.ts"

/** What is compared of one record. */
export type Compared = {
  id: string
  name: string | null
  externalIds: string[]
  emails: string[]
  phones: string[]
  accounts: string[]
  serials: string[]
}
export type Likeness = { reasons: DuplicateReason[]; confidence: number }

/** From here on two records may be merged without a look at each. */
export const certain = 0.95
/** Below this nobody is asked. */
export const worthAsking = 0.5

/**
 * How likely two records are one person, and why. Each thing they share leaves the chance that they are two people
 * smaller, as if they were independent; another name or another external id speaks against it.
 */
export function likenessOf(a: Compared, b: Compared): Likeness {
  const found: [DuplicateReason, number][] = []
  const email = a.emails.some((one) => b.emails.some((two) => canonicalEmail(one) === canonicalEmail(two)))
  if (email) found.push(["same_email", 0.93])
  const phone = Math.max(0, ...a.phones.flatMap((one) => b.phones.map((two) => phoneLikeness(one, two))))
  if (phone > 0) found.push(["same_phone", 0.8 * phone])
  if (shares(a.serials, b.serials)) found.push(["same_serial", 0.6])
  const [one, two] = [plainName(a.name), plainName(b.name)]
  const sameName = one !== "" && one === two
  if (sameName) found.push(["same_name", one.length > 3 ? 0.65 : 0.4])
  // A company has many people: its name says something only beside the person's.
  if (sameName && shares(a.accounts, b.accounts)) found.push(["same_account", 0.5])
  let confidence = 1 - found.reduce((left, [, sure]) => left * (1 - sure), 1)
  if (one !== "" && two !== "" && !sameName && !isShortOf(one, two)) confidence *= 0.6
  const reasons = found.map(([reason]) => reason)
  if (a.externalIds.length > 0 && b.externalIds.length > 0) {
    confidence *= 0.9
    reasons.push("different_external_ids")
  }
  // The same name alone is no reason.
  return sameName && found.length === 1 ? { reasons: [], confidence: 0 } : { reasons, confidence }
}

/** A name as it is compared: without case, accents, titles, order of words or signs. */
export const plainName = (name: string | null) =>
  (name ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !titles.has(word))
    .sort()
    .join(" ")

const titles = new Set(["mr", "mrs", "ms", "dr", "prof", "herr", "frau", "mme"])

// "M. Li" beside "Mei Li": every word of the shorter one begins a word of the longer one.
const isShortOf = (one: string, two: string) => {
  const [short, long] = one.length < two.length ? [one, two] : [two, one]
  return short.split(" ").every((word) => long.split(" ").some((other) => other.startsWith(word)))
}

const shares = (a: readonly string[], b: readonly string[]) => a.some((one) => b.includes(one))
