/** At which part of the relation customers meet the company there, in that order. */
export const touchpointKinds = ["discover", "buy", "receive", "use", "support", "relationship", "other"] as const
export type TouchpointKind = (typeof touchpointKinds)[number]

export type Touchpoint = {
  id: string
  name: string
  kind: TouchpointKind
  position: number
  tasks: string[]
  names: string[]
  version: number
}

/** By what customers are heard at a touchpoint. */
export const postKinds = ["survey", "contacts", "mailbox", "reviews", "task", "other"] as const
export type PostKind = (typeof postKinds)[number]

export const findings = ["over_asked", "ignored", "silent", "not_asked"] as const
export type Finding = (typeof findings)[number]

/** What the numbers of a touchpoint mean; each is said with its formula in docs/listen/coverage.md. */
export const limits = {
  /** People asked here at least, before a share of them says anything. */
  asked: 20,
  /** Of those asked here, so many were asked again within 30 days. */
  askedAgain: 0.1,
  /** Asked at least so often, and the interval of the response rate lies below this. */
  ignoredFrom: 50,
  ignoredBelow: 0.05,
  /** So many came by themselves, and nobody asks. */
  came: 20,
} as const

export function findingOf(one: {
  heard: number
  cameByThemselves: number
  surveysOpen: number
  answers: number
  asked: number
  askedAgain: number
  rate: { n: number; high: number | null } | null
}): Finding | null {
  if (one.asked >= limits.asked && one.askedAgain / one.asked >= limits.askedAgain) return "over_asked"
  if (one.rate && one.rate.n >= limits.ignoredFrom && (one.rate.high ?? 1) < limits.ignoredBelow) return "ignored"
  if (one.heard === 0) return "silent"
  if (one.cameByThemselves >= limits.came && one.surveysOpen === 0 && one.answers === 0) return "not_asked"
  return null
}

/** Two names that differ only in case or space are one. */
export const asKey = (name: string) => name.trim().replace(/\s+/g, " ").toLowerCase()
