import type { AudienceDefinition, AudienceRule } from "./contract.ts"

const made = ["product", "component", "version", "batch"] as const

/**
 * Who a slice of feedback concerns: who owns what it names, and who wrote about it. A slice that names nothing that was
 * made (a channel, a region) concerns who wrote about it.
 */
export function audienceOfSlice(slice: Readonly<Record<string, string>>): AudienceDefinition {
  const owned = made.flatMap((field) => (slice[field] ? [[field, [slice[field]]] as const] : []))
  const where = Object.entries(slice).map(([field, value]) => ({ field, op: "in" as const, values: [value] }))
  const anyOf: AudienceRule[] = []
  if (owned.length > 0) anyOf.push({ kind: "owns", ...Object.fromEntries(owned) })
  if (where.length > 0) anyOf.push({ kind: "said", where })
  return { anyOf }
}
