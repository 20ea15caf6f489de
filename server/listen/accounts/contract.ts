import { Id, listOf, Moment, z } from "../../platform/schema.ts"

const Words = z.string().trim().min(1).max(300)
const Attributes = z
  .record(z.string().min(1).max(100), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]))
  .refine((all) => Object.keys(all).length <= 50, "At most 50 attributes")

export const Account = z
  .object({
    id: Id,
    name: z.string().openapi({ description: "As feedback names it in `account`" }),
    externalId: z.string().nullable(),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    people: z.number().int().openapi({ description: "People in it, each once" }),
    feedback: z.number().int(),
    lastAt: Moment.nullable().openapi({ description: "When it was last heard of" }),
    updatedAt: Moment,
  })
  .openapi("Account")
export type Account = z.output<typeof Account>
export const AccountList = listOf(Account)

export const AccountInput = z
  .strictObject({ name: Words, externalId: Words.optional(), attributes: Attributes.optional() })
  .openapi("AccountInput")
export type AccountInput = z.output<typeof AccountInput>

export const AccountChange = z
  .strictObject({
    externalId: Words.nullable().optional(),
    attributes: Attributes.optional().openapi({ description: "Added to what is there; null takes a value away" }),
    updatedAt: Moment.optional().openapi({ description: "Change only if nobody else did since" }),
  })
  .openapi("AccountChange")
export type AccountChange = z.output<typeof AccountChange>
