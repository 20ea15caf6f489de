/** What the rows of a file are. */
export const importKinds = ["feedback", "people", "ownership"] as const
export type ImportKind = (typeof importKinds)[number]

/** What a column can be in a file of people or of the installed base, beside what feedback has too. */
export const recordTargets = [
  "serial",
  "orderNumber",
  "relation",
  "purchasedAt",
  "endedAt",
  "consent.marketing",
  "consent.research",
] as const
