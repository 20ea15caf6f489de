import { fault } from "../../platform/http/errors.ts"
import { Day, Id, listOf, Moment, z } from "../../platform/schema.ts"
import { PersonInput } from "../feedback/public.ts"

export const relations = ["buyer", "user", "both"] as const
export type Relation = (typeof relations)[number]

const Words = z.string().trim().min(1).max(300)
const Parts = z.union([Words, z.array(Words).max(50)])

const what = {
  product: Words.openapi({ example: "Aria 2" }),
  component: Parts.optional().openapi({ description: "Parts built in, where they are known" }),
  version: Words.optional(),
  batch: Words.optional().openapi({ example: "7" }),
  serial: Words.optional().openapi({ example: "A2-07-0123456" }),
  orderNumber: Words.optional(),
  relation: z.enum(relations).optional().openapi({ description: "A new entry without it says both" }),
  purchasedAt: Day.optional(),
  endedAt: Day.optional().openapi({ description: "Since when it is hers no longer: sold, returned, thrown away" }),
}

export const OwnershipInput = z
  .strictObject({
    person: PersonInput.optional().openapi({ description: "By any of her ids; who is not known yet is added" }),
    personId: Id.optional(),
    account: Words.optional().openapi({ description: "The company that owns it, with or without a person" }),
    ...what,
    source: Words.optional().openapi({ description: 'Where it comes from; default "api"' }),
    externalId: Words.optional().openapi({ description: "Its id there" }),
  })
  .superRefine((item, context) => {
    if (!item.personId && !item.account && !hasId(item.person))
      context.addIssue(as(fault("ownership.nobody"), ["person"]))
    checkDays(item, context)
  })
  .openapi("OwnershipInput")
export type OwnershipInput = z.output<typeof OwnershipInput>

export const OwnershipChange = z
  .strictObject({
    product: what.product.optional(),
    component: what.component,
    version: Words.nullable().optional(),
    batch: Words.nullable().optional(),
    serial: Words.nullable().optional(),
    orderNumber: Words.nullable().optional(),
    relation: what.relation,
    purchasedAt: Day.nullable().optional(),
    endedAt: Day.nullable().optional(),
    updatedAt: Moment.optional().openapi({ description: "Of the entry as you saw it; 409 if it was changed since" }),
  })
  .superRefine((item, context) => checkDays(item, context))
  .openapi("OwnershipChange")
export type OwnershipChange = z.output<typeof OwnershipChange>

// Loose items: each is checked on its own, so that a partial call can keep the good ones.
export const OwnershipBatch = z
  .strictObject({
    items: z.array(z.unknown()).min(1).max(1_000),
    mode: z.enum(["atomic", "partial"]).default("atomic"),
  })
  .openapi("OwnershipBatch", {
    description:
      "atomic (default): one bad item refuses all; partial: the good ones are stored and the bad ones listed. Each item is an OwnershipInput with a serial number or with source and externalId.",
  })

export const Ownership = z
  .object({
    id: Id,
    person: z.object({ id: Id, name: z.string().nullable(), masked: z.boolean() }).nullable(),
    account: z.string().nullable(),
    product: z.string(),
    component: z.array(z.string()),
    version: z.string().nullable(),
    batch: z.string().nullable(),
    serial: z.string().nullable(),
    orderNumber: z.string().nullable(),
    relation: z.enum(relations),
    purchasedAt: Day.nullable(),
    endedAt: Day.nullable(),
    source: z.string(),
    updatedAt: Moment,
  })
  .openapi("Ownership")
export type Ownership = z.output<typeof Ownership>
export const OwnershipList = listOf(Ownership)

export const OwnershipSaved = z
  .object({
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    refused: z.number().int(),
    items: z.array(
      z.object({
        index: z.number().int(),
        status: z.enum(["added", "changed", "unchanged", "refused"]),
        id: Id.optional(),
        errors: z
          .array(
            z.object({
              code: z.string(),
              message: z.string(),
              field: z.string().optional(),
              remedy: z.string().optional(),
            }),
          )
          .optional(),
      }),
    ),
  })
  .openapi("OwnershipSaved")
export type OwnershipSaved = z.output<typeof OwnershipSaved>

export const InstalledBase = z
  .object({
    units: z.number().int(),
    people: z.number().int(),
    withSerial: z.number().int(),
    products: z.array(
      z.object({
        product: z.string(),
        units: z.number().int(),
        people: z.number().int(),
        batches: z.array(z.object({ batch: z.string().nullable(), units: z.number().int(), people: z.number().int() })),
      }),
    ),
  })
  .openapi("InstalledBase")
export type InstalledBase = z.output<typeof InstalledBase>

export const OwnershipFilter = z.object({
  product: z.string().max(300).optional(),
  component: z.string().max(300).optional(),
  version: z.string().max(300).optional(),
  batch: z.string().max(300).optional(),
  serial: z.string().max(300).optional().openapi({ description: "Its beginning is enough" }),
  orderNumber: z.string().max(300).optional(),
  person: Id.optional(),
  account: z.string().max(300).optional(),
  relation: z.enum(relations).optional(),
  purchasedFrom: Day.optional(),
  purchasedTo: Day.optional().openapi({ description: "exclusive" }),
  ended: z.enum(["no", "yes", "all"]).default("no"),
})
export type OwnershipFilter = z.output<typeof OwnershipFilter>

const hasId = (person: OwnershipInput["person"]) =>
  Boolean(person && (person.externalId || person.email || person.phone || person.anonymousId))

function checkDays(item: { purchasedAt?: string | null; endedAt?: string | null }, context: z.core.$RefinementCtx) {
  // A day that has begun somewhere on earth has begun.
  const latest = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10)
  for (const field of ["purchasedAt", "endedAt"] as const) {
    const day = item[field]
    if (day && day > latest) context.addIssue(as(fault("ownership.in_the_future", { value: day }), [field]))
    if (day && day < "1950-01-01") context.addIssue(as(fault("ownership.too_long_ago", { value: day }), [field]))
  }
  if (item.purchasedAt && item.endedAt && item.endedAt < item.purchasedAt) {
    context.addIssue(
      as(fault("ownership.ends_before_purchase", { from: item.purchasedAt, to: item.endedAt }), ["endedAt"]),
    )
  }
}

const as = (one: ReturnType<typeof fault>, path: string[]) => ({
  code: "custom" as const,
  message: one.message,
  path,
  params: { fault: one },
})
