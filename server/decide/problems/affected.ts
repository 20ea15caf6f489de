import type { AudienceDefinition, AudienceRule } from "../../listen/audiences/public.ts"
import type { Owned } from "../../listen/ownership/public.ts"

export { AudienceDefinition } from "../../listen/audiences/public.ts"

const made = ["product", "component", "version", "batch"]

/** The owners of what a slice names; nobody where it names nothing that was made. */
export function ownersOf(slice: Readonly<Record<string, string>>): AudienceRule[] {
  const parts = Object.entries(slice).filter(([field]) => made.includes(field))
  return parts.length === 0
    ? []
    : [{ kind: "owns", ...Object.fromEntries(parts.map(([field, value]) => [field, [value]])) }]
}

type Unit = Pick<Owned, "product" | "component" | "version" | "batch">

/** Whether a unit is one of those `ownersOf` asks for: a unit that lists no parts has every part of what it is. */
export function isOfSlice(unit: Unit, slice: Readonly<Record<string, string>>): boolean {
  const { product, component, version, batch } = slice
  const named = [product, version, batch].some((one) => one !== undefined)
  if (!named && component === undefined) return false
  if (product !== undefined && unit.product !== product) return false
  if (version !== undefined && unit.version !== version) return false
  if (batch !== undefined && unit.batch !== batch) return false
  return component === undefined || unit.component.includes(component) || (named && unit.component.length === 0)
}

/**
 * Both in one, each person once. Only a plain "any of" can be put together with another without changing whom it means:
 * what leaves people out stays as it is.
 */
export function together(own: AudienceDefinition, others: readonly AudienceDefinition[]): AudienceDefinition {
  const isPlain = (one: AudienceDefinition) => !one.allOf?.length && !one.noneOf?.length
  if (!isPlain(own)) return own
  return { anyOf: [own, ...others.filter(isPlain)].flatMap((one) => one.anyOf).slice(0, 50) }
}
