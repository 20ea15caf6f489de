import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { attributeTypes } from "./attributes.ts"
import { consentTopics } from "./consent.ts"
import { duplicateReasons } from "./duplicates.ts"
import { identityKinds, personRoles } from "./person.ts"

const Words = z.string().trim().min(1).max(300)
export const AttributeValue = z.union([z.string(), z.number(), z.boolean()])

export const PersonSchema = z
  .object({
    id: Id,
    name: z.string().nullable(),
    role: z.enum(personRoles).nullable(),
    firstSeenAt: Moment,
    masked: z.boolean(),
    erased: z.boolean(),
    identities: z.array(
      z.object({
        kind: z.enum(identityKinds),
        value: z.string(),
        bounced: z.literal(true).optional().openapi({ description: "Mail to this address did not arrive" }),
      }),
    ),
    version: z.number().int(),
    ids: z.array(Id).openapi({ description: "All her ids: her own, and those of the records merged into her" }),
    accounts: z.array(z.object({ id: Id, name: z.string() })),
    attributes: z.record(z.string(), AttributeValue),
    consent: z.record(z.string(), z.string()).openapi({
      description:
        "What holds now, by topic: marketing, research, surveys, email, sms, phone, post (granted, denied); language",
    }),
  })
  .openapi("Person")
export const PersonList = listOf(PersonSchema)

export const Consent = z.enum(["granted", "denied"])
export const Language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "A language is written as en, de or zh-CN")
  .max(35)

/** One person as a file or another system names her. */
export const PersonRow = z
  .strictObject({
    externalId: Words.optional(),
    email: z.email().max(254).optional(),
    phone: z.string().trim().min(3).max(40).optional(),
    anonymousId: Words.optional(),
    name: Words.optional(),
    role: z.enum(personRoles).optional(),
    account: Words.optional(),
    language: Language.optional(),
    consent: z.partialRecord(z.enum(consentTopics).exclude(["language"]), Consent).optional(),
    attributes: z.record(z.string().max(60), z.union([AttributeValue, z.null()])).optional(),
  })
  .openapi("PersonRow")
export type PersonRow = z.output<typeof PersonRow>

export const ConsentEntrySchema = z
  .object({
    id: Id,
    topic: z.enum(consentTopics),
    value: z.string(),
    source: z.string(),
    note: z.string().nullable(),
    at: Moment,
    by: z.string(),
  })
  .openapi("ConsentEntry")
export const ConsentList = plainList(ConsentEntrySchema)

export const AttributeSchema = z
  .object({
    id: Id,
    name: z.string(),
    label: z.string(),
    type: z.enum(attributeTypes),
    choices: z.array(z.string()),
  })
  .openapi("PersonAttribute")

export const PersonChange = z
  .strictObject({
    name: Words.nullable().optional(),
    role: z.enum(personRoles).nullable().optional(),
    attributes: z.record(z.string().max(60), z.union([AttributeValue, z.null()])).optional(),
    addAccount: Words.optional().openapi({ description: "The name of an account; made if there is none" }),
    removeAccountId: Id.optional(),
    add: z
      .strictObject({
        externalId: Words.optional(),
        email: z.email().max(254).optional(),
        phone: z.string().trim().min(3).max(40).optional(),
      })
      .optional(),
    remove: z.strictObject({ kind: z.enum(identityKinds), value: z.string().max(300) }).optional(),
    version: z.number().int().optional().openapi({ description: "Change only if this is still her version" }),
  })
  .openapi("PersonChange")
export type PersonChange = z.output<typeof PersonChange>

export const ConsentGiven = z
  .discriminatedUnion("topic", [
    z.strictObject({ topic: z.literal("language"), value: Language, ...about() }),
    z.strictObject({ topic: z.enum(consentTopics).exclude(["language"]), value: Consent, ...about() }),
  ])
  .openapi("ConsentGiven")

export const PersonLinkSchema = z
  .object({
    id: Id,
    personId: Id,
    intoId: Id,
    name: z.string().nullable(),
    reason: z.string().nullable(),
    at: Moment,
    by: z.string(),
  })
  .openapi("PersonLink")

export const DuplicateSchema = z
  .object({
    id: Id,
    confidence: z.number(),
    reasons: z.array(z.enum(duplicateReasons)),
    foundAt: Moment,
    first: PersonSchema,
    second: PersonSchema,
    answer: z.object({ answer: z.enum(["same", "different"]), by: z.string(), at: Moment }).nullable(),
  })
  .openapi("Duplicate")

export const AttributeInput = z.strictObject({
  name: z.string().regex(/^[A-Za-z][\w-]{0,59}$/, "A name begins with a letter and has letters, digits, _ and -"),
  label: Words,
  type: z.enum(attributeTypes),
  choices: z.array(Words).max(200).default([]),
})

function about() {
  return {
    source: z.string().trim().min(1).max(60).default("member"),
    note: z.string().trim().min(1).max(500).optional(),
  }
}
