import type { ColumnTarget, Import, ImportColumn } from "../../api/import-contract.ts"

/** What a column can become, in the order people look for it. */
export const targets = [
  "ignore",
  "occurredAt",
  "text",
  "externalId",
  "kind",
  "channel",
  "touchpoint",
  "product",
  "component",
  "version",
  "batch",
  "region",
  "businessUnit",
  "journeyStep",
  "account",
  "language",
  "source",
  "score",
  "attribute",
  "person.externalId",
  "person.email",
  "person.phone",
  "person.name",
  "person.anonymousId",
  "person.role",
] as const

/** What a column can become in a file of people, or of who owns what. */
const people = ["person.externalId", "person.email", "person.phone", "person.name"] as const
const recordTargets = {
  people: [
    "ignore",
    ...people,
    "person.anonymousId",
    "person.role",
    "account",
    "language",
    "consent.marketing",
    "consent.research",
    "attribute",
  ],
  ownership: [
    "ignore",
    ...people,
    "person.role",
    "account",
    "product",
    "component",
    "version",
    "batch",
    "serial",
    "orderNumber",
    "relation",
    "purchasedAt",
    "endedAt",
    "externalId",
  ],
} as const

export const targetsOf = (kind: Import["kind"]): readonly string[] =>
  kind === "feedback" ? targets : recordTargets[kind]

export const scoreMetrics = ["csat", "nps", "ces", "ease", "quality", "value", "expectations", "rating"] as const
const usualScales: Record<string, { min: number; max: number }> = {
  nps: { min: 0, max: 10 },
  ces: { min: 1, max: 7 },
  csat: { min: 1, max: 5 },
}

/** What a column becomes now: the mapping if there is one, the guess otherwise. */
export function targetOf(one: Pick<Import, "mapping" | "columns">, column: ImportColumn): ColumnTarget {
  const mapped = one.mapping?.columns?.find((entry) => entry.index === column.index)
  return mapped ?? column.guess ?? { target: "ignore" }
}

/** The whole mapping with one column changed. */
export function withTarget(
  one: Pick<Import, "mapping" | "columns">,
  index: number,
  target: ColumnTarget,
): Import["mapping"] {
  return {
    ...one.mapping,
    columns: one.columns.map((column) => ({
      index: column.index,
      ...(column.index === index ? target : withoutIndex(targetOf(one, column))),
    })),
  }
}

/** A freshly chosen target with what it cannot do without: a score has a metric and its scale, an attribute a name. */
export function freshTarget(target: string, column: ImportColumn): ColumnTarget {
  if (target === "score") {
    const metric = scoreMetrics.find((one) => column.name.toLowerCase().includes(one)) ?? "csat"
    return { target, metric, scale: usualScales[metric] ?? { min: 1, max: 5 } }
  }
  if (target === "attribute") return { target, attribute: column.name }
  return { target }
}

function withoutIndex(target: ColumnTarget & { index?: number }): ColumnTarget {
  const { index: _, ...rest } = target
  return rest
}
