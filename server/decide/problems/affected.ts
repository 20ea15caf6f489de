import { Condition } from "../../listen/interactions/public.ts"
import { Day, Id, z } from "../../platform/schema.ts"

const Texts = z.array(z.string().max(300)).min(1).max(500)
const AudienceRule = z.union([
  z.strictObject({
    kind: z.literal("owns"),
    product: Texts.optional(),
    component: Texts.optional(),
    version: Texts.optional(),
    batch: Texts.optional(),
    purchasedFrom: Day.optional(),
    purchasedTo: Day.optional(),
  }),
  z.strictObject({
    kind: z.literal("said"),
    where: z.array(Condition).max(40),
    q: z.string().max(300).optional(),
    from: Day.optional(),
    to: Day.optional(),
  }),
  z.strictObject({
    kind: z.literal("is"),
    role: Texts.optional(),
    account: Texts.optional(),
    language: Texts.optional(),
    consent: Texts.optional(),
    attributes: z.array(Condition).max(40).optional(),
  }),
  z.strictObject({ kind: z.literal("named"), personIds: z.array(Id).max(10_000) }),
])
export const AudienceDefinition = z.strictObject({
  anyOf: z.array(AudienceRule).max(40),
  allOf: z.array(AudienceRule).max(40).optional(),
  noneOf: z.array(AudienceRule).max(40).optional(),
})
export type AudienceDefinition = z.output<typeof AudienceDefinition>

/** Who is affected by a problem when nobody said otherwise: the owners of its slice and those who wrote about it. */
export function ownersOf(slice: Record<string, string>): AudienceDefinition["anyOf"] {
  const parts = Object.entries(slice).filter(([field]) => ["product", "component", "version", "batch"].includes(field))
  if (parts.length === 0) return []
  return [{ kind: "owns", ...Object.fromEntries(parts.map(([field, value]) => [field, [value]])) }]
}
